/** `From 12 to 13, one service is new, two changed, one moved and one was removed.` */
import { count, inWords, type Phrase, phrase } from '#app/_ui/answer.ts'
import type { GenerationSummary } from '#server/api/views.ts'
import type { Compared } from './timeline.ts'
import type { Which } from './which.ts'

export function compareAnswer(which: Which, compared: readonly Compared[]): readonly Phrase[] {
  if (which.kind === 'one') {
    const there = compared.filter(
      ({ became }) => became !== 'absent' && became !== 'removed' && became !== 'moved-away',
    )
    return [phrase(`Generation ${which.number} has ${count(there.length, 'process', 'processes')}.`)]
  }
  const many = (...kinds: readonly Compared['became'][]) =>
    compared.filter(({ became }) => kinds.includes(became)).length
  const parts = [
    [many('new'), 'is new', 'are new'],
    [many('restarted', 'reloaded'), 'changed', 'changed'],
    [many('moved-here'), 'moved', 'moved'],
    [many('removed'), 'was removed', 'were removed'],
  ] as const
  const said = parts
    .filter(([n]) => n > 0)
    .map(
      ([n, one, more], index) =>
        `${index === 0 ? inWords(n, 'process', 'processes') : inWords(n, '', '').trimEnd()} ${n === 1 ? one : more}`,
    )
  const list =
    said.length > 1 ? `${said.slice(0, -1).join(', ')} and ${said.at(-1)}` : (said[0] ?? 'no process changed')
  return [phrase(`From ${which.from} to ${which.to}, ${list}.`)]
}

/** What stayed, said only as far as PIDs prove it. */
export function keptWords(compared: readonly Compared[]): string {
  const kept = compared.filter(({ became }) => became === 'untouched' || became === 'reloaded').length
  return kept === 0 ? '' : `${count(kept, 'process', 'processes')} kept ${kept === 1 ? 'its' : 'their'} PID.`
}

/** The generation that a click goes back to: the older one shown, unless it is what runs. */
export function backTo(which: Which, generations: readonly GenerationSummary[]): number | null {
  const candidate = which.kind === 'one' ? which.number : which.from
  const found = generations.find(({ number }) => number === candidate)
  return found && !found.current ? candidate : null
}
