/**
 * The sentence that each page opens with, made from counts and never from stored prose.
 * Order: failed, going back failed, unreachable, drift, draft, as recorded; what is zero is left out; at most two sentences.
 */

export type Tone = 'plain' | 'failed' | 'drift' | 'draft' | 'quiet'
export interface Phrase {
  readonly text: string
  readonly tone: Tone
}

const NBSP = '\u00a0'
const SMALL = ['no', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine']

export function phrase(text: string, tone: Tone = 'plain'): Phrase {
  return { text, tone }
}

/** `3 hosts`, `1 host`: number and word do not break. */
export function count(n: number, one: string, many = `${one}s`): string {
  return `${n}${NBSP}${n === 1 ? one : many}`
}

/** The same inside a sentence: `three hosts`, `12 hosts`. */
export function inWords(n: number, one: string, many = `${one}s`): string {
  return `${SMALL[n] ?? n}${NBSP}${n === 1 ? one : many}`
}

/** `a`, `a and b`, `a, b and c`; beyond `most` names: `a, b and 4 more`. */
export function listed(names: readonly string[], most = 3): string {
  const shown = names.length > most ? [...names.slice(0, most - 1), `${names.length - most + 1} more`] : names
  if (shown.length < 2) return shown[0] ?? ''
  return `${shown.slice(0, -1).join(', ')} and${NBSP}${shown.at(-1)}`
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}

/** What is true of all systems at once, by name. */
export interface Whole {
  readonly failed: readonly string[]
  /** Between two generations, because going back failed. */
  readonly between: readonly string[]
  readonly unknown: readonly string[]
  readonly drift: readonly string[]
  readonly drafts: readonly string[]
  readonly deploying: readonly string[]
  /** Systems that run exactly what their generation says. */
  readonly recorded: readonly string[]
}

export function wholeAnswer(whole: Whole): readonly Phrase[] {
  const bad: Phrase[] = []
  const verb = (names: readonly string[], one: string, many: string) =>
    `${listed(names)} ${names.length === 1 ? one : many}`
  if (whole.failed.length)
    bad.push(phrase(verb(whole.failed, 'has failed processes', 'have failed processes'), 'failed'))
  if (whole.between.length)
    bad.push(phrase(verb(whole.between, 'is between two generations', 'are between two generations'), 'failed'))
  if (whole.unknown.length) bad.push(phrase(verb(whole.unknown, 'cannot be seen in full', 'cannot be seen in full')))
  if (whole.drift.length)
    bad.push(phrase(verb(whole.drift, 'differs from what was deployed', 'differ from what was deployed'), 'drift'))
  if (whole.deploying.length) bad.push(phrase(verb(whole.deploying, 'is being deployed', 'are being deployed')))
  if (whole.drafts.length) bad.push(phrase(`${inWords(whole.drafts.length, 'draft waits', 'drafts wait')}`, 'draft'))
  const good = whole.recorded.length
    ? phrase(`${count(whole.recorded.length, 'system runs', 'systems run')} as recorded`)
    : phrase('Nothing runs yet')
  if (bad.length === 0) return [phrase(`${good.text}.`)]
  // What failed comes first; where nothing did, what is well opens the line.
  const failed = bad.some((each) => each.tone === 'failed')
  // The joint is nobody's colour: only the words that say what is wrong carry theirs.
  const sentence = (phrases: readonly Phrase[]) =>
    phrases.flatMap((each, index): readonly Phrase[] => {
      const last = index === phrases.length - 1
      const words = { ...each, text: each.text + (last ? '.' : ',') }
      return last && index > 0 ? [phrase('and'), words] : [words]
    })
  const first = failed ? sentence(bad) : sentence([good])
  const second = failed ? (whole.recorded.length ? sentence([good]) : []) : sentence(bad)
  return [...first, ...second].map((each, index, all) =>
    index === 0 || all[index - 1]!.text.endsWith('.') ? { ...each, text: sentenceCase(each) } : each,
  )
}

/** A sentence that begins with a name keeps the name as it is written. */
function sentenceCase(each: Phrase): string {
  return SMALL.some((word) => each.text.startsWith(word + NBSP)) ? capital(each.text) : each.text
}

export interface Changes {
  readonly start: number
  readonly restart: number
  readonly reload: number
  readonly stop: number
  /** Its files are registered anew; the process is not touched. */
  readonly register: number
  readonly keep: number
}

/** `1 starts, 1 restarts, 1 stops. The other 3 are not touched.` */
export function changesAnswer(changes: Changes): readonly Phrase[] {
  const kinds = [
    [changes.start, 'starts', 'start'],
    [changes.restart, 'restarts', 'restart'],
    [changes.reload, 'reloads', 'reload'],
    [changes.stop, 'stops', 'stop'],
    [changes.register, 'is registered anew', 'are registered anew'],
  ] as const
  const parts = kinds.filter(([n]) => n > 0).map(([n, one, many]) => `${n}${NBSP}${n === 1 ? one : many}`)
  if (parts.length === 0)
    return [phrase('Nothing changes.'), ...(changes.keep ? [phrase(keptSentence(changes.keep, false))] : [])]
  return [phrase(`${parts.join(', ')}.`, 'draft'), ...(changes.keep ? [phrase(keptSentence(changes.keep, true))] : [])]
}

function keptSentence(n: number, other: boolean): string {
  const who = other ? `The other${n === 1 ? '' : `${NBSP}${n}`}` : n === 1 ? 'The one that runs' : `All${NBSP}${n}`
  return `${who} ${n === 1 ? 'is' : 'are'} not touched.`
}

/** The phrases as one plain text: titles, announcements, tests. */
export function plainText(phrases: readonly Phrase[]): string {
  return phrases.map((each) => each.text).join(' ')
}
