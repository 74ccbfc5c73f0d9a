/** How figures are taken and printed: medians, each beside the peer or limit that it is measured against in the same run. */
import { performance } from 'node:perf_hooks'
import v8 from 'node:v8'
import vm from 'node:vm'

export type Unit = 'ms' | 'MB' | 'kB'
interface Taken {
  readonly what: string
  /** The peer or the limit, and its value in the same unit. */
  readonly against?: { readonly what: string; readonly value: number }
}
export interface Measured extends Taken {
  readonly unit: Unit
  readonly value: number
}
interface Duration extends Omit<Taken, 'against'> {
  readonly milliseconds: number
  readonly against?: { readonly what: string; readonly milliseconds: number }
}
export type Figure = Duration | Measured

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)]!
}

/** Median milliseconds of `runs` calls after `warm` uncounted ones; `act` is told which run it is. */
export async function time(act: (run: number) => unknown, { runs = 7, warm = 2 } = {}): Promise<number> {
  const taken: number[] = []
  for (let run = 0; run < runs + warm; run += 1) {
    const since = performance.now()
    await act(run)
    if (run >= warm) taken.push(performance.now() - since)
  }
  return median(taken)
}

/**
 * Median milliseconds of processor that `act` takes on this thread and on the collector's: what one core would need, whoever else
 * uses the machine meanwhile.
 */
export function processorTime(act: (run: number) => unknown, { runs = 7, warm = 2 } = {}): number {
  const taken: number[] = []
  for (let run = 0; run < runs + warm; run += 1) {
    const since = process.cpuUsage()
    act(run)
    const { user, system } = process.cpuUsage(since)
    if (run >= warm) taken.push((user + system) / 1000)
  }
  return median(taken)
}

v8.setFlagsFromString('--expose-gc')
const collect = vm.runInNewContext('gc') as () => void
/** Megabytes in use once everything that nobody holds is gone. */
export function heap(): number {
  collect()
  return process.memoryUsage().heapUsed / 1e6
}

function shown(value: number, unit: Unit): string {
  if (unit !== 'ms') return `${value.toFixed(0)} ${unit}`
  return value >= 1000
    ? `${(value / 1000).toFixed(2)} s`
    : value >= 10
      ? `${value.toFixed(0)} ms`
      : `${value.toFixed(2)} ms`
}
function measured(figure: Figure): Measured {
  if ('unit' in figure) return figure
  const { what, milliseconds, against } = figure
  const limit = against && { what: against.what, value: against.milliseconds }
  return { what, unit: 'ms', value: milliseconds, ...(limit ? { against: limit } : {}) }
}

export function print(title: string, figures: readonly Figure[]): void {
  console.log(`\n${title}`)
  for (const { what, unit, value, against } of figures.map(measured)) {
    const ratio = against
      ? `  ${(value / against.value).toFixed(2)} x ${against.what} (${shown(against.value, unit)})`
      : ''
    console.log(`  ${what.padEnd(66)} ${shown(value, unit).padStart(9)}${ratio}`)
  }
}
