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
  const lines = onLine ? makeLines(onLine) : null
  const child = execa(program, args, {
    env,
    cwd,
    extendEnv: false,
    reject: false,
    stripFinalNewline: false,
    timeout: seconds * 1000,
    forceKillAfterDelay: 2000,
    cancelSignal: signal,
    maxBuffer: 64 * 1024 * 1024,
    // Of a stream that never ends nothing is kept.
    buffer: { stdout: !(onLine && holdStdin), stderr: true },
    ...(holdStdin ? {} : { input: stdin ?? '' }),
  })
  if (holdStdin && stdin !== undefined) child.stdin?.write(stdin)
  if (lines) child.stdout.on('data', (chunk: Buffer) => lines.push(chunk))
  const result = await child
  lines?.end()
  if (result.isCanceled) throw new TransportError('aborted', `${program} was given up`)
  if (result.timedOut) throw new TransportError('timeout', `${program} was not done after ${seconds} s`)
  if (result.exitCode === undefined && result.signal === undefined)
    throw new TransportError(
      'unreachable',
      `${program} could not be run: ${result.shortMessage ?? 'no reason given'}`,
      {
        cause: result.cause,
      },
    )
  return { status: result.exitCode ?? null, stdout: result.stdout ?? '', stderr: result.stderr ?? '' }
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
