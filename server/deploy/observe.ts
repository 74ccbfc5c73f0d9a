/** What runs: the statuses of every placement of a manifest, asked from the managers, one request a host. */
import type { Command, Result, Running, Status } from '#generators/contract/backend.ts'
import type { Backends } from '#generators/contract/compiled.ts'
import type { HostManifest, Manifest } from '#generators/contract/manifest.ts'
import { type Kit, openKit, type Reply, type Request } from '#server/host-kit/client.ts'
import { questionText } from '#server/host-kit/plan-text.ts'
import { decodeHex } from '#server/host-kit/words.ts'
import { type Connection, TransportError } from '#server/transports/contract.ts'

/** The results of questions, in the order in which they were asked. */
export function resultsOf(reply: Reply): Result[] {
  const results: Result[] = []
  for (const { words } of reply.all('result')) {
    const [id, status, stdout = '=', stderr = '='] = words
    results[Number(id)] = { status: Number(status), stdout: decodeHex(stdout), stderr: decodeHex(stderr) }
  }
  return results
}

/** Runs commands that change nothing, one after the other, in one request. */
export async function ask(
  kit: Kit,
  commands: readonly Command[],
  options: Pick<Request, 'signal'> = {},
): Promise<Result[]> {
  if (commands.length === 0) return []
  const seconds = commands.reduce((sum, command) => sum + command.seconds, 10)
  const reply = await kit.call({ verb: 'ask', payload: questionText(commands), seconds, ...options })
  if (reply.refused) throw new TransportError('protocol', `the host answers no questions: ${reply.refused.code}`)
  return resultsOf(reply)
}

/** The questions for one host's processes, and how to read the answers. */
export interface StatusQuestions {
  readonly commands: readonly Command[]
  read(results: readonly Result[]): Status[]
}

export function statusQuestions(running: readonly Running[], backends: Backends): StatusQuestions {
  const groups = Map.groupBy(running, (process) => `${process.container.type}\n${process.container.name}`)
  const asked = [...groups.values()].map((processes) => {
    const observe = backends.get(processes[0]!.container.type)?.backend.observe
    return { processes, observe, commands: observe?.status(processes) ?? [] }
  })
  return {
    commands: asked.flatMap((one) => one.commands),
    read(results) {
      let at = 0
      return asked.flatMap(({ processes, observe, commands }) => {
        const own = commands.map((_, index) => results[at + index] ?? { status: null, stdout: '', stderr: '' })
        at += commands.length
        return observe ? observe.parse(processes, own) : processes.map(unknown)
      })
    },
  }
}
function unknown(process: Running): Status {
  return { placement: process.placement, state: 'unknown' }
}

export async function observeHost(kit: Kit, host: HostManifest, backends: Backends): Promise<Status[]> {
  const questions = statusQuestions(
    host.entries.map((entry) => entry.running),
    backends,
  )
  return questions.read(await ask(kit, questions.commands))
}

export interface Observed {
  readonly statuses: readonly Status[]
  /** Hosts that did not answer; their placements are `unknown`. */
  readonly silent: Readonly<Record<string, TransportError>>
}

/** Statuses of everything in a manifest; a host that does not answer costs nobody else anything. */
export async function observe(
  manifest: Manifest,
  backends: Backends,
  connect: (host: string) => Promise<Connection>,
): Promise<Observed> {
  const silent: Record<string, TransportError> = {}
  const statuses = await Promise.all(
    Object.values(manifest.hosts).map(async (host) => {
      try {
        return await observeHost(await openKit(await connect(host.host), { prefix: host.prefix }), host, backends)
      } catch (error) {
        if (!(error instanceof TransportError)) throw error
        silent[host.host] = error
        return host.entries.map((entry) => ({ ...unknown(entry.running), detail: error.message }))
      }
    }),
  )
  return { statuses: statuses.flat(), silent }
}
