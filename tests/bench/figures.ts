/** How figures are taken and printed: medians, each beside the peer or limit that it is measured against in the same run. */
import { performance } from 'node:perf_hooks'

export interface Figure {
  readonly what: string
  readonly milliseconds: number
  /** The peer or the limit, and its value in the same unit. */
  readonly against?: { readonly what: string; readonly milliseconds: number }
}

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

function shown(milliseconds: number): string {
  return milliseconds >= 1000
    ? `${(milliseconds / 1000).toFixed(2)} s`
    : milliseconds >= 10
      ? `${milliseconds.toFixed(0)} ms`
      : `${milliseconds.toFixed(2)} ms`
}

export function print(title: string, figures: readonly Figure[]): void {
  console.log(`\n${title}`)
  for (const { what, milliseconds, against } of figures) {
    const ratio = against
      ? `  ${(milliseconds / against.milliseconds).toFixed(2)} x ${against.what} (${shown(against.milliseconds)})`
      : ''
    console.log(`  ${what.padEnd(58)} ${shown(milliseconds).padStart(9)}${ratio}`)
  }
}
