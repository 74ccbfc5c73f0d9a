/** Where a secret may not stand: in what everybody on a host can read. Said at the field, with the way out. */
import { sameMembers } from '../contract/alike.ts'
import type { Placement } from '../contract/backend.ts'
import type { Preparation, Probe } from '../contract/chain.ts'
import { kept } from '../contract/kept.ts'
import { secretsIn, type Text } from '../contract/text.ts'
import { readsSecrets } from '../launcher/secrets.ts'
import { passesThroughShells } from '../launcher/step.ts'
import { textsIn } from '../plan/texts.ts'
import type { Say } from './reporter.ts'
import type { Fault } from './values.ts'

/** What a text of a placement stands in; not its files, whose values are filled in outside of the store. */
function textsOf({ foreground, daemon, description, pidFile, steps, directories, accounts, ready, reload }: Placement) {
  return [foreground, daemon, description, pidFile, steps, directories, accounts, ready, reload]
}
interface Known {
  readonly texts: readonly unknown[]
  readonly holds: boolean
  faults?: readonly Fault[]
}
/** The same for one process in every container, because only the container is different there. */
const known = kept<Placement['steps'], Known>()
function knownOf(placement: Placement): Known {
  const texts = textsOf(placement)
  const before = known.get(placement.steps)
  if (before && sameMembers(before.texts, texts)) return before
  const now: Known = { texts, holds: readsSecrets(texts) }
  known.set(placement.steps, now)
  return now
}
export function holdsSecrets(placement: Placement): boolean {
  return knownOf(placement).holds
}

/**
 * In: a placement. Diagnostics, the same under every manager: `secret-in-argv` where a value would be an argument, which everybody
 * may list; `secret-not-here` where it would stand in a path, a name or a description; `secret-variable` for names of
 * variables that no shell passes on; `secret-readable` for files that everybody could read.
 */
export function secretFaultsOf(placement: Placement): readonly Fault[] {
  const now = knownOf(placement)
  if (now.holds || placement.files.some(({ secret }) => secret)) return (now.faults ??= find(placement))
  return NONE
}
const NONE: readonly Fault[] = []

function find(placement: Placement): readonly Fault[] {
  const faults: Fault[] = []
  const say: Say = (...fault) => faults.push(fault)
  const { steps } = placement
  const refuse = (code: string, field: string, value: unknown) => {
    for (const text of textsIn(value))
      for (const secret of secretsIn(text)) say('error', code, field, { secret, field }, originOf(text))
  }
  const inArgv = (field: string, argv: readonly Text[]) => refuse('secret-in-argv', field, argv)
  const notHere = (field: string, value: unknown) => refuse('secret-not-here', field, value)
  const variables = (field: string, environment: ReadonlyMap<string, Text>) => {
    for (const [name, value] of environment)
      if (secretsIn(value).length > 0 && !passesThroughShells(name))
        say('error', 'secret-variable', field, { name, secret: secretsIn(value)[0]! }, originOf(value))
  }
  const probe = (field: string, of: Probe) => {
    if (of.kind === 'exec') inArgv(field, of.argv)
    else if (of.kind === 'http') inArgv(field, [of.url])
    else notHere(field, of)
  }
  const prepare = (step: Preparation): void => {
    switch (step.do) {
      case 'run': {
        const { argv, environment = new Map(), input: _, ...others } = step
        inArgv('prepare', argv)
        variables('prepare', environment)
        notHere('prepare', others)
        break
      }
      case 'script':
        variables('prepare', step.variables)
        notHere('prepare', step.as)
        break
      case 'unless':
        notHere('prepare', step.path)
        step.steps.forEach(prepare)
        break
      case 'wait':
        probe('prepare', step.for)
        break
      case 'copy':
        if (holdsSecret(step.from) && isOpen(step.mode))
          say('error', 'secret-readable', 'prepare', { file: 'the copy' }, originOf(step.to))
        notHere('prepare', step)
        break
      default:
        notHere('prepare', step)
    }
  }

  const { foreground, daemon, reload, ready } = placement
  for (const program of [foreground, daemon])
    if (program) {
      inArgv('program', [program.path])
      inArgv('arguments', program.args)
    }
  if (reload && 'argv' in reload) inArgv('reload', reload.argv)
  if (ready) probe('ready', ready)
  variables('environment', steps.environment ?? new Map())
  for (const one of steps.wait ?? []) probe('ready', one)
  steps.prepare?.forEach(prepare)
  const { environment: _, wait: __, prepare: ___, ...others } = steps
  for (const [field, value] of Object.entries(others)) notHere(field, value)
  const { description, pidFile, directories, accounts, kind } = placement
  for (const [field, value] of Object.entries({ description, pidFile, directories, accounts, kind }))
    notHere(field, value)
  for (const file of placement.files)
    if (file.secret && isOpen(file.mode))
      say('error', 'secret-readable', `files.${file.name}`, { file: file.name }, file.from)
  return faults
}

function originOf(text: Text) {
  return text.find((part) => part.from)?.from
}
function holdsSecret(path: Text): boolean {
  return path.some((part) => 'hole' in part && part.hole.kind === 'artefact' && part.hole.of.secret)
}
/** Whether everybody may read, write or run it. */
function isOpen(mode: number | undefined): boolean {
  return mode !== undefined && (mode & 0o007) !== 0
}
