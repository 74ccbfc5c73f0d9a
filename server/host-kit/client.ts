/** The host kit from this side: installs it at first contact, writes requests, reads answers strictly. */
import { randomBytes } from 'node:crypto'
import { type Connection, TransportError } from '#server/transports/contract.ts'
import { INSTALLER, kitProgram } from './program.ts'
import { decodeWord, encodeWord } from './words.ts'

export const VERBS = [
  'hello',
  'ask',
  'facts',
  'enrol',
  'stream',
  'lock',
  'stage',
  'arm',
  'advance',
  'follow',
  'hold',
  'revert',
  'commit',
  'seal',
  'release',
  'status',
  'generations',
  'generation',
] as const
export type Verb = (typeof VERBS)[number]

/** One line of an answer: its key and its words as they stand on the wire. */
export interface Line {
  readonly key: string
  readonly words: readonly string[]
  /** Everything behind the key, as it came. */
  readonly rest: string
}
export interface Request {
  readonly verb: Verb
  /** Values are encoded here; several words of one key are given as an array. */
  readonly headers?: Readonly<Record<string, string | number | readonly (string | number)[]>>
  readonly payload?: string | Uint8Array
  readonly seconds?: number
  readonly signal?: AbortSignal
  onLine?(line: Line): void
}
export interface Reply {
  readonly lines: readonly Line[]
  /** Why the host said no; null: it did what it was asked. */
  readonly refused: { readonly code: string; readonly words: readonly string[] } | null
  first(key: string): Line | undefined
  all(key: string): readonly Line[]
}
/** The kit on one host, over one connection. */
export interface Kit {
  readonly connection: Connection
  readonly prefix: string
  /** Throws `TransportError` where there is no whole answer: what the host did then is unknown. */
  call(request: Request): Promise<Reply>
  /** Lines of a command that goes on until `signal` fires or it ends. `question`: one, as `questionText` writes it. */
  stream(question: string, options: { readonly signal: AbortSignal; onLine(line: string): void }): Promise<void>
  /** The same kit over a connection that shares nothing with this one. */
  fresh(): Promise<Kit>
}

/** A page that is left open for longer asks again. */
const LONGEST_STREAM = 24 * 3600
const PREFIX = /^\/[A-Za-z0-9/._-]{1,59}$/

function checkPrefix(prefix: string): string {
  if (!PREFIX.test(prefix))
    throw new TransportError(
      'protocol',
      `${prefix} cannot hold a host's files: absolute, at most 60 of A-Z a-z 0-9 / . _ -`,
    )
  return prefix
}

/** Puts the kit in its place and gives the host its identity. Doing so again changes nothing. */
export async function installKit(
  connection: Connection,
  options: { readonly prefix?: string; readonly signal?: AbortSignal } = {},
): Promise<string> {
  const { text, hash, digest } = kitProgram()
  const asked = options.prefix === undefined ? '-' : checkPrefix(options.prefix)
  const argv = ['sh', '-c', INSTALLER, 'longrun', asked, hash, digest, String(Buffer.byteLength(text))]
  const result = await connection.exec({ argv, stdin: text, seconds: 60, signal: options.signal })
  const prefix = /^lr-prefix (\S+)$/m.exec(result.stdout)?.[1]
  if (result.status !== 0 || !prefix) {
    const why = result.stderr.trim().split('\n').slice(-3).join(' ') || result.stdout.trim().slice(-200)
    throw new TransportError(
      'protocol',
      `the host kit could not be installed (${result.status ?? 'no status'}): ${why}`,
    )
  }
  return checkPrefix(prefix)
}

/** The kit at `prefix`, or at the host's own; installed where it is missing. */
export async function openKit(
  connection: Connection,
  options: { readonly prefix?: string; readonly signal?: AbortSignal } = {},
): Promise<Kit> {
  if (options.prefix) return makeKit(connection, checkPrefix(options.prefix))
  const kit = makeKit(connection, await installKit(connection, options))
  await kit.call({ verb: 'enrol' })
  return kit
}

function makeKit(connection: Connection, prefix: string): Kit {
  async function once(request: Request): Promise<Reply | null> {
    const nonce = randomBytes(9).toString('hex')
    const reader = makeReader(nonce, request.onLine)
    const result = await connection.exec({
      argv: ['sh', `${prefix}/kit/${kitProgram().hash}/kit`],
      stdin: encodeRequest(nonce, request),
      seconds: request.seconds ?? 60,
      signal: request.signal,
      onLine: reader.read,
    })
    const reply = reader.end()
    if (reply) return reply
    if (!reader.heard() && result.status !== 0 && result.status !== null && result.status !== 64) return null
    if (result.status === 64)
      throw new TransportError('protocol', 'the host kit got no request: something there reads standard input')
    const noise = `${result.stderr}\n${result.stdout}`.trim().split('\n').slice(-3).join(' ')
    throw new TransportError('protocol', `the answer to ${request.verb} is not whole${noise ? `: ${noise}` : ''}`)
  }
  return {
    connection,
    prefix,
    async call(request) {
      const reply = (await once(request)) ?? (await installThen(request))
      if (reply) return reply
      throw new TransportError('protocol', `the host kit in ${prefix} does not start`)
    },
    async stream(question, { signal, onLine }) {
      const nonce = randomBytes(9).toString('hex')
      const [begins, ends] = [`lr ${nonce} 1 stream`, `lr ${nonce} 2 end`]
      let inside = false
      try {
        await connection.exec({
          argv: ['sh', `${prefix}/kit/${kitProgram().hash}/kit`],
          stdin: Buffer.concat([encodeRequest(nonce, { verb: 'stream' }), Buffer.from(`${question}end ${nonce}\n`)]),
          holdStdin: true,
          seconds: LONGEST_STREAM,
          signal,
          onLine(line) {
            if (line === begins) inside = true
            else if (line.startsWith(ends)) inside = false
            else if (inside) onLine(line)
          },
        })
      } catch (error) {
        if (!(error instanceof TransportError && error.code === 'aborted')) throw error
      }
    },
    async fresh() {
      return makeKit(await connection.fresh(), prefix)
    },
  }
  async function installThen(request: Request): Promise<Reply | null> {
    await installKit(connection, { prefix, signal: request.signal })
    await once({ verb: 'enrol' })
    return once(request)
  }
}

function encodeRequest(nonce: string, { verb, headers = {}, payload = '' }: Request): Uint8Array {
  const lines = [`longrun 1 ${nonce}`, `verb ${verb}`]
  for (const [key, value] of Object.entries(headers))
    lines.push(`${key} ${(Array.isArray(value) ? value : [value]).map((word) => encodeWord(String(word))).join(' ')}`)
  return Buffer.concat([Buffer.from(`${lines.join('\n')}\ngo\n`), Buffer.from(payload)])
}

/** Reads the lines of one answer; everything else is noise. Numbers must follow each other and the last line must count them. */
function makeReader(nonce: string, onLine: Request['onLine']) {
  const lines: Line[] = []
  let [next, over, broken] = [1, false, false]
  const start = `lr ${nonce} `
  return {
    heard: () => lines.length > 0 || over || broken,
    read(text: string): void {
      if (!text.startsWith(start)) return
      const [, seq, key, rest] = /^(\d+) ([a-z-]+) ?([\s\S]*)$/.exec(text.slice(start.length)) ?? []
      if (!key || rest === undefined || Number(seq) !== next || over) {
        broken = true
        return
      }
      next++
      const line: Line = { key, rest, words: rest === '' ? [] : rest.split(' ') }
      if (key === 'end') over = Number(line.words[1]) === lines.length
      else {
        lines.push(line)
        onLine?.(line)
      }
    },
    end(): Reply | null {
      if (!over || broken) return null
      const refused = lines.find((line) => line.key === 'refused')
      return {
        lines,
        refused: refused ? { code: refused.words[0] ?? '', words: refused.words.slice(1).map(decodeWord) } : null,
        first: (key) => lines.find((line) => line.key === key),
        all: (key) => lines.filter((line) => line.key === key),
      }
    },
  }
}
