/** The machine that Longrun itself runs on: the same kit, without a network in between. */
import path from 'node:path'
import type { Connection, ExecOptions, Transport, TransportAddress } from '../contract.ts'
import { spawnCommand } from '../spawn.ts'

/** What a host's own processes may know of ours: never our secrets, our database or our Node.js settings. */
const PASSED = [
  'HOME',
  'USER',
  'LOGNAME',
  'LANG',
  'XDG_RUNTIME_DIR',
  'XDG_STATE_HOME',
  'XDG_CONFIG_HOME',
  'DBUS_SESSION_BUS_ADDRESS',
]

function environment(): Record<string, string> {
  const passed = PASSED.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]] as const]))
  // The Node.js that runs this is a program of this host, wherever it came from.
  const search = [process.env.PATH, path.dirname(process.execPath)].filter(Boolean).join(':')
  return { ...Object.fromEntries(passed), PATH: search }
}

function connect(): Connection {
  return {
    kind: 'local',
    exec: (options: ExecOptions) => spawnCommand(options.argv, options, { env: environment(), cwd: '/' }),
    fresh: async () => connect(),
    close: async () => undefined,
  }
}

export const localTransport: Transport<Extract<TransportAddress, { kind: 'local' }>> = {
  kind: 'local',
  connect: async () => connect(),
}
