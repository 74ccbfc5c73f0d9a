/** Hosts reached through the system's OpenSSH: one master connection, the host key that was accepted and no other. */
import { randomBytes } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import {
  type Connection,
  type ExecOptions,
  type Transport,
  type TransportAddress,
  TransportError,
} from '../contract.ts'
import { spawnCommand } from '../spawn.ts'
import { sshFailure } from './failure.ts'
import { remoteCommand } from './remote-words.ts'

export type SshAddress = Extract<TransportAddress, { kind: 'ssh' }>

/** A socket's path is at most 104 bytes, and ssh appends 17 of its own while it makes one. */
const LONGEST_DIRECTORY = 70
const PLAIN_PATH = /^[A-Za-z0-9/._-]+$/
/** The name under which the key stands in our file: addresses may change, the key may not. */
const ALIAS = 'longrun-host'

const PASSED = ['HOME', 'USER', 'LOGNAME', 'PATH', 'SSH_AUTH_SOCK', 'LANG']

function environment(): Record<string, string> {
  return Object.fromEntries(
    PASSED.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]])),
  )
}

/** A private directory for sockets, below the one that was given where its name is short enough. */
function socketDirectory(runtimeDirectory: string): string {
  const above =
    runtimeDirectory.length <= LONGEST_DIRECTORY - 10 && PLAIN_PATH.test(runtimeDirectory) ? runtimeDirectory : tmpdir()
  mkdirSync(above, { recursive: true, mode: 0o700 })
  return mkdtempSync(path.join(above, 'lr-'))
}

function makeConnection(address: SshAddress, directory: string, socket: string | null): Connection {
  const where = `${address.user}@${address.host}`
  const options = {
    BatchMode: 'yes',
    StrictHostKeyChecking: 'yes',
    UserKnownHostsFile: path.join(directory, 'known_hosts'),
    GlobalKnownHostsFile: '/dev/null',
    HostKeyAlias: ALIAS,
    CheckHostIP: 'no',
    UpdateHostKeys: 'no',
    ConnectTimeout: '10',
    ServerAliveInterval: '5',
    ServerAliveCountMax: '3',
    ForwardAgent: 'no',
    ClearAllForwardings: 'yes',
    PermitLocalCommand: 'no',
    RequestTTY: 'no',
    ControlMaster: socket ? 'auto' : 'no',
    ControlPath: socket ?? 'none',
    ControlPersist: socket ? '60' : 'no',
    ...(address.identityFile ? { IdentityFile: address.identityFile, IdentitiesOnly: 'yes' } : {}),
    ...(address.jump ? { ProxyJump: address.jump } : {}),
  }
  const args = [
    '-F',
    '/dev/null',
    '-l',
    address.user,
    '-p',
    String(address.port),
    ...Object.entries(options).flatMap(([name, value]) => ['-o', `${name}=${value}`]),
  ]
  return {
    kind: 'ssh',
    async exec(exec: ExecOptions) {
      const argv = ['ssh', ...args, '--', address.host, remoteCommand(exec.argv)]
      const result = await spawnCommand(argv, exec, { env: environment() })
      const failure = sshFailure(where, result)
      if (failure) throw failure
      return result
    },
    fresh: async () => makeConnection(address, directory, null),
    async close() {
      if (!socket) return
      const argv = ['ssh', ...args, '-O', 'exit', '--', address.host]
      await spawnCommand(argv, { seconds: 5 }, { env: environment() }).catch(() => undefined)
      rmSync(directory, { recursive: true, force: true })
    },
  }
}

export const sshTransport: Transport<SshAddress> = {
  kind: 'ssh',
  async connect(address, { runtimeDirectory, signal }) {
    if (signal?.aborted) throw new TransportError('aborted', 'the connection was given up')
    if (!/^[a-z0-9@.-]+ [A-Za-z0-9+/=]+$/.test(address.hostKey))
      throw new TransportError('unknown-host-key', `no host key of ${address.host} was accepted yet`)
    const directory = socketDirectory(runtimeDirectory)
    writeFileSync(path.join(directory, 'known_hosts'), `${ALIAS} ${address.hostKey}\n`, { mode: 0o600 })
    return makeConnection(address, directory, path.join(directory, randomBytes(4).toString('hex')))
  },
}
