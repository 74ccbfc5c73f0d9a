/** Checks the kind of a process, and that nothing stands beside it that only a process which stays can mean. */
import { below, type Checking } from './checking.ts'
import { compileText } from './compile-data.ts'
import type { CompiledKind } from './compiled.ts'
import { asPlain, numberOr, type Plain, refuseKeys } from './plain.ts'

/** A data base takes its time to be moved; longer than this nobody should have to wait without having said so. */
const ONESHOT_SECONDS = 600
const WANTED = 'longrun, oneshot, { oneshot: ... } or { timer: ... }'

/** What means nothing to a program that ends, and what is there instead. */
const OF_LONGRUNS: Readonly<Record<string, string>> = {
  daemon: 'it is awaited until it ends, so it must not go to the background',
  pidFile: 'it is awaited until it ends, so it must not go to the background',
  ready: 'it is ready when it has ended with 0',
  restart: 'it is not started again when it ends',
  reload: 'it reads its files each time that it runs',
}
const OF_TIMERS: Readonly<Record<string, string>> = {
  ...OF_LONGRUNS,
  ready: 'it is ready when it waits for its next time',
}

export function compileKind(process: Plain, scope: Checking): CompiledKind {
  if (process.kind === undefined) return { is: 'longrun' }
  const kind = read(process.kind, below(scope, process, 'kind'))
  if (kind.is === 'longrun') return kind
  for (const [field, why] of Object.entries(kind.is === 'timer' ? OF_TIMERS : OF_LONGRUNS))
    if (process[field] !== undefined && process[field] !== null)
      below(scope, process, field).problem('kind-without-field', { kind: kind.is, field, why })
  return kind
}

function read(value: unknown, scope: Checking): CompiledKind {
  if (value === 'longrun') return { is: 'longrun' }
  if (value === 'oneshot') return { is: 'oneshot', onChange: 'run', seconds: ONESHOT_SECONDS }
  if (typeof value === 'string') {
    scope.problem('wrong-type', { wanted: WANTED, given: value })
    return { is: 'longrun' }
  }
  const plain = asPlain(value, scope)
  if (plain?.timer !== undefined) return timer(plain, scope)
  const oneshot = plain?.oneshot === undefined ? null : asPlain(plain.oneshot, below(scope, plain, 'oneshot'))
  if (!plain || !oneshot) {
    if (plain && plain.oneshot === undefined)
      scope.problem('wrong-type', { wanted: WANTED, given: Object.keys(plain).join(', ') || 'an empty map' })
    return { is: 'longrun' }
  }
  refuseKeys(plain, ['oneshot'], scope)
  const inner = below(scope, plain, 'oneshot')
  refuseKeys(oneshot, ['onChange', 'seconds'], inner)
  return {
    is: 'oneshot',
    onChange: choice(oneshot, 'onChange', ['run', 'boot'], inner),
    seconds: numberOr(oneshot, 'seconds', ONESHOT_SECONDS, inner),
  }
}

function timer(plain: Plain, scope: Checking): CompiledKind {
  refuseKeys(plain, ['timer', 'missed', 'jitterSeconds', 'overlap'], scope)
  return {
    is: 'timer',
    schedule: compileText(plain.timer, below(scope, plain, 'timer')),
    missed: choice(plain, 'missed', ['skip', 'run'], scope),
    jitterSeconds: numberOr(plain, 'jitterSeconds', 0, scope),
    overlap: choice(plain, 'overlap', ['skip', 'wait'], scope),
  }
}

/** The first one where nothing is said. */
function choice<const Choices extends readonly [string, ...string[]]>(
  plain: Plain,
  key: string,
  choices: Choices,
  scope: Checking,
): Choices[number] {
  const value = plain[key]
  if (value === undefined) return choices[0]
  const found = choices.find((one) => one === value)
  if (found === undefined)
    below(scope, plain, key).problem('wrong-type', { wanted: choices.join(' or '), given: String(value) })
  return found ?? choices[0]
}
