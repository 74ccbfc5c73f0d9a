/** The log of a process: its last lines, and its next ones as they come. */
import type { Running } from '#generators/contract/backend.ts'
import type { Backends } from '#generators/contract/compiled.ts'
import type { Kit } from '#server/host-kit/client.ts'
import { questionText } from '#server/host-kit/plan-text.ts'
import { ask } from './observe.ts'

export async function readLog(
  kit: Kit,
  process: Running,
  backends: Backends,
  lines: number,
): Promise<readonly string[]> {
  const observe = backends.get(process.container.type)?.backend.observe
  if (!observe) return []
  const [result] = await ask(kit, [observe.logs(process, { lines, follow: false })])
  const all = (result?.stdout ?? '').replace(/\n$/, '').split('\n')
  return all.length === 1 && all[0] === '' ? [] : all.slice(-lines)
}

/** Resolves when `signal` fires, or when the host has nothing more to say. */
export async function followLog(
  kit: Kit,
  process: Running,
  backends: Backends,
  options: { readonly lines: number; readonly signal: AbortSignal; onLine(line: string): void },
): Promise<void> {
  const command = backends
    .get(process.container.type)
    ?.backend.observe.logs(process, { lines: options.lines, follow: true })
  if (!command) return
  await kit.stream(questionText([command]), options)
}
