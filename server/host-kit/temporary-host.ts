/** A host for tests: this machine under a prefix of its own, with any of its shells as `sh`. */
import { mkdtempSync, realpathSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { Connection } from '#server/transports/contract.ts'
import { spawnCommand } from '#server/transports/spawn.ts'
import { installKit, type Kit, openKit } from './client.ts'

export interface TemporaryHost {
  readonly prefix: string
  readonly connection: Connection
  open(): Promise<Kit>
  remove(): void
}

/** `shell`: path of what `sh` is to be there; an applet of busybox goes by the name of its link. */
export async function temporaryHost(shell: string, options: { readonly prefix?: string } = {}): Promise<TemporaryHost> {
  const folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'lr-')))
  symlinkSync(shell, path.join(folder, 'sh'))
  const prefix = options.prefix ?? path.join(folder, 'p')
  const env = { PATH: `${folder}:${process.env.PATH}`, HOME: folder }
  function connect(): Connection {
    return {
      kind: 'local',
      exec: (exec) => spawnCommand(exec.argv, exec, { env, cwd: '/' }),
      fresh: async () => connect(),
      close: async () => undefined,
    }
  }
  const connection = connect()
  await installKit(connection, { prefix })
  const kit = await openKit(connection, { prefix })
  await kit.call({ verb: 'enrol' })
  return {
    prefix,
    connection,
    open: () => openKit(connection, { prefix }),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}
