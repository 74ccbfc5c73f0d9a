/** This machine as a host, without a server: what runs and what ran is what its own disk says. */
import { existsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { Manifest } from '#generators/contract/manifest.ts'
import type { SystemDocument } from '#generators/model/document.ts'
import { type Kit, openKit } from '#server/host-kit/client.ts'
import { decodeWord } from '#server/host-kit/words.ts'
import type { Connection } from '#server/transports/contract.ts'
import { connectTo } from '#server/transports/transports.ts'
import { EXIT } from './exit-codes.ts'
import { readModel } from './model-file.ts'
import { CommandError } from './output.ts'

export interface MachineOptions {
  readonly prefix?: string
}

export function connectHere(): Promise<Connection> {
  return connectTo({ kind: 'local' }, { runtimeDirectory: path.join(tmpdir(), 'longrun') })
}

export async function openHere({ prefix }: MachineOptions): Promise<Kit> {
  return openKit(await connectHere(), { prefix: prefix === undefined ? undefined : path.resolve(prefix) })
}

/** A system is named by its name or by its model's file. */
export function systemNamed(nameOrFile: string): string {
  if (!existsSync(nameOrFile)) return nameOrFile
  const { document } = readModel(nameOrFile)
  if (!document) throw new CommandError(EXIT.failed, `${nameOrFile} is not a model; longrun validate says why.`)
  return document.system.system
}

export interface HeldGeneration {
  readonly number: number
  readonly at: string
  readonly by: string
  readonly reason: string
  readonly current: boolean
}

/** Newest first; empty where the system was never here. */
export async function generationsHere(kit: Kit, system: string): Promise<readonly HeldGeneration[]> {
  const reply = await kit.call({ verb: 'generations', headers: { profile: system } })
  if (reply.refused)
    throw new CommandError(EXIT.refused, `This machine does not say its generations: ${reply.refused.code}.`)
  return reply
    .all('generation')
    .map(({ words }) => {
      const [number = '0', , at = '', by = '', reason = '', mark] = words.map(decodeWord)
      return { number: Number(number), at, by, reason, current: mark === 'current' }
    })
    .sort((a, b) => b.number - a.number)
}

export interface Held {
  readonly number: number
  /** null: the system was undeployed. */
  readonly manifest: Manifest | null
  readonly document: SystemDocument | null
}

export async function generationHere(kit: Kit, system: string, number: number): Promise<Held> {
  const reply = await kit.call({ verb: 'generation', headers: { profile: system, number } })
  const manifest = reply.first('manifest')
  const document = reply.first('document')
  if (reply.refused || !manifest || !document)
    throw new CommandError(
      EXIT.failed,
      `${system} has no generation ${number} here.`,
      'longrun generations lists them.',
    )
  return { number, manifest: JSON.parse(manifest.rest), document: JSON.parse(document.rest) }
}

/** The generation that runs; null where nothing does. */
export async function runningHere(kit: Kit, system: string): Promise<Held | null> {
  const current = (await generationsHere(kit, system)).find((one) => one.current)
  return current ? generationHere(kit, system, current.number) : null
}

/** Throws in words where nothing of the system runs here. */
export async function mustRun(kit: Kit, system: string): Promise<Held & { readonly manifest: Manifest }> {
  const running = await runningHere(kit, system)
  if (!running?.manifest)
    throw new CommandError(EXIT.failed, `Nothing of ${system} runs here.`, 'longrun deploy MODEL starts it.')
  return { ...running, manifest: running.manifest }
}

/** The one host of a model, which without a server can only be this machine. */
export function onlyHost(document: SystemDocument): string {
  const [host, ...more] = Object.keys(document.system.hosts)
  if (host === undefined || more.length)
    throw new CommandError(
      EXIT.refused,
      `This model has ${more.length + (host ? 1 : 0)} hosts; without a server only this machine is deployed to.`,
      'Import it into the server that npm start runs.',
    )
  return host
}
