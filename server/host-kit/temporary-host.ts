/** A host for tests: this machine under a prefix of its own, with any of its shells as `sh` and as whom one likes. */
import { chmodSync, chownSync, mkdtempSync, realpathSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { Connection } from '#server/transports/contract.ts'
import { spawnCommand } from '#server/transports/spawn.ts'
import { type Kit, openKit } from './client.ts'

export interface TemporaryHost {
  readonly prefix: string
  readonly connection: Connection
  open(): Promise<Kit>
  remove(): void
}
export interface TemporaryHostOptions {
  /** Where the kit is to live; default: below a directory that goes with the host. */
  readonly prefix?: string
  /** Number of the user and group that drive it; only root can choose. */
  readonly as?: number
}

/** `shell`: path of what `sh` is to be there; an applet of busybox goes by the name of its link. */
export async function temporaryHost(shell: string, options: TemporaryHostOptions = {}): Promise<TemporaryHost> {
  const folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'lr-')))
  symlinkSync(shell, path.join(folder, 'sh'))
  const prefix = options.prefix ?? path.join(folder, 'p')
  const env = { PATH: `${folder}:${path.dirname(process.execPath)}:${process.env.PATH}`, HOME: folder }
  const become: string[] = []
  if (options.as !== undefined) {
    chmodSync(folder, 0o755)
    chownSync(folder, options.as, options.as)
    become.push('setpriv', `--reuid=${options.as}`, `--regid=${options.as}`, '--clear-groups', '--')
  }
  function connect(): Connection {
    return {
      kind: 'local',
      exec: (exec) => spawnCommand([...become, ...exec.argv], exec, { env, cwd: '/' }),
      fresh: async () => connect(),
      close: async () => undefined,
    }
  }
  const connection = connect()
  // Missing there, so it is installed, and the host enrolled, by the first request.
  await (await openKit(connection, { prefix })).call({ verb: 'hello' })
  return {
    prefix,
    connection,
    open: () => openKit(connection, { prefix }),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}
