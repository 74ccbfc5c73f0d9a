/** What a host is: the facts that the compiler knows of it, and the process managers found there. */
import type { Container, DetectedContainer, HostFacts } from '#generators/contract/backend.ts'
import type { Backends } from '#generators/contract/compiled.ts'
import type { Wanted } from '#generators/packages/index.ts'
import { openKit } from '#server/host-kit/client.ts'
import { quote } from '#server/host-kit/plan-text.ts'
import { decodeWord } from '#server/host-kit/words.ts'
import { type Connection, TransportError } from '#server/transports/contract.ts'
import { ask } from './observe.ts'

export interface CapturedContainer extends DetectedContainer {
  readonly type: string
  readonly survivesLogout: boolean
  readonly restartsOnCrash: boolean
  readonly startsAtBoot: boolean
}
export interface Captured {
  readonly hostId: string
  readonly facts: HostFacts
  readonly containers: readonly CapturedContainer[]
}

/** What launchers, probes and accounts choose from. */
const TOOLS = [
  'setpriv',
  'chroot',
  's6-setuidgid',
  'start-stop-daemon',
  'perl',
  'chpst',
  'setsid',
  'nice',
  'timeout',
  'flock',
  'getent',
  'groupadd',
  'useradd',
  'addgroup',
  'adduser',
  'pw',
  'dscl',
  'nc',
  'ss',
  'bash',
  'ksh',
  'curl',
  'wget',
  'fetch',
  'python3',
  'sha256sum',
  'shasum',
  'sha256',
  'openssl',
  'tar',
]

/** Installs the kit at first contact; `prefix` only where it is not the host's own. */
export async function capture(
  connection: Connection,
  options: { readonly backends: Backends; readonly wanted: Wanted; readonly prefix?: string; readonly host: string },
): Promise<Captured> {
  const kit = await openKit(connection, { prefix: options.prefix })
  const reply = await kit.call({ verb: 'facts', payload: factQuestions(options.wanted) })
  if (reply.refused) throw new TransportError('protocol', `the host says nothing of itself: ${reply.refused.code}`)
  const word = (key: string) => decodeWord(reply.first(key)?.words[0] ?? '-')
  const number = (key: string) => Number(word(key)) || undefined
  const facts: HostFacts = {
    platform: word('platform'),
    system: word('system'),
    privileged: word('privileged') === 'yes',
    user: word('user'),
    home: word('home'),
    prefix: word('prefix'),
    shell: word('shell'),
    programs: Object.fromEntries(
      reply.all('program').map(({ words }) => [decodeWord(words[0] ?? ''), decodeWord(words[1] ?? '')]),
    ),
    tools: reply.all('tool').map(({ words }) => decodeWord(words[0] ?? '')),
    cores: number('cores'),
    memoryMegabytes: number('memory'),
  }
  const asked = [...options.backends.values()].map((one) => ({ ...one, commands: one.backend.detect.ask(facts) }))
  const results = await ask(
    kit,
    asked.flatMap((one) => one.commands),
  )
  let at = 0
  const containers = asked.flatMap(({ declaration, backend, commands }) => {
    const own = results.slice(at, at + commands.length)
    at += commands.length
    return backend.detect.parse(facts, own).map((found): CapturedContainer => {
      const container: Container = {
        ...found,
        type: declaration.id,
        name: declaration.id,
        host: options.host,
        platform: facts.platform,
      }
      return { ...found, type: declaration.id, ...declaration.promises(container) }
    })
  })
  return { hostId: word('host'), facts, containers }
}

function factQuestions(wanted: Wanted): string {
  const lines = [
    ...TOOLS.map((tool) => ['tool', tool]),
    ...wanted.programs.map((one) => ['program', `${one.package}.${one.program}`, ...one.names]),
    ...wanted.shares.map((one) => ['share', `${one.package}:${one.place}`, ...one.paths]),
  ]
  return lines.map(([verb, ...words]) => `${verb} ${words.map(quote).join(' ')}\n`).join('')
}
