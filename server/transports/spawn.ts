/** Runs a program of this machine for a transport: argument arrays only, a time limit, whole lines as they come. */
import { execa } from 'execa'
import type { Result } from '#generators/contract/backend.ts'
import { type ExecOptions, TransportError } from './contract.ts'

export async function spawnCommand(
  argv: readonly string[],
  { stdin, seconds, signal, onLine, holdStdin }: Omit<ExecOptions, 'argv'>,
  { env, cwd }: { readonly env: Record<string, string>; readonly cwd?: string },
): Promise<Result> {
  const [program = '', ...args] = argv
  if (signal?.aborted) throw new TransportError('aborted', `${program} was given up`)
  const lines = onLine ? makeLines(onLine) : null
  const child = execa(program, args, {
    env,
    cwd,
    extendEnv: false,
    reject: false,
    stripFinalNewline: false,
    maxBuffer: 64 * 1024 * 1024,
    // Of a stream that never ends nothing is kept.
    buffer: { stdout: !(onLine && holdStdin), stderr: true },
    ...(holdStdin ? {} : { input: stdin ?? '' }),
  })
  if (holdStdin && stdin !== undefined) child.stdin?.write(stdin)
  if (lines) child.stdout.on('data', (chunk: Buffer) => lines.push(chunk))
  const limit = patience(program, seconds, signal)
  try {
    const result = await Promise.race([child, limit.over])
    lines?.end()
    if (result.exitCode === undefined && result.signal === undefined)
      throw new TransportError(
        'unreachable',
        `${program} could not be run: ${result.originalMessage ?? 'no reason given'}`,
        { cause: result.cause },
      )
    return { status: result.exitCode ?? null, stdout: result.stdout ?? '', stderr: result.stderr ?? '' }
  } catch (error) {
    child.kill('SIGKILL')
    // What it started may hold the other ends for as long as it likes: nobody waits for that.
    for (const stream of [child.stdin, child.stdout, child.stderr]) stream?.destroy()
    throw error
  } finally {
    limit.end()
  }
}

/** Rejects when the time is up or `signal` fires. */
function patience(program: string, seconds: number, signal: AbortSignal | undefined) {
  const { promise: over, reject } = Promise.withResolvers<never>()
  // Whoever races against it hears of it; afterwards nobody has to.
  over.catch(() => undefined)
  const abort = () => reject(new TransportError('aborted', `${program} was given up`))
  const timer = setTimeout(
    () => reject(new TransportError('timeout', `${program} was not done after ${seconds} s`)),
    seconds * 1000,
  )
  signal?.addEventListener('abort', abort, { once: true })
  return {
    over,
    end(): void {
      clearTimeout(timer)
      signal?.removeEventListener('abort', abort)
    },
  }
}

/** Cuts a stream of bytes at newlines; a character may be cut between two chunks. */
export function makeLines(onLine: (line: string) => void) {
  const decoder = new TextDecoder()
  let rest = ''
  function take(text: string): void {
    const lines = (rest + text).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) onLine(line)
  }
  return {
    push: (chunk: Uint8Array) => take(decoder.decode(chunk, { stream: true })),
    end(): void {
      take(decoder.decode())
      if (rest) onLine(rest)
    },
  }
}
