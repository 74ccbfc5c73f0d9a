/** What the framework of nix-processmgmt takes of a process, whatever it is written as: preparation as shell, and what it has no word for. */
import type { Placement } from '../contract/backend.ts'
import type { Preparation } from '../contract/chain.ts'
import { concat, type Text, text } from '../contract/text.ts'
import { words } from '../syntax/posix-shell.ts'

export type Lost = (what: string, why: string) => void

const LOST_FIELDS: Readonly<Record<string, string>> = {
  ready: 'the framework knows no readiness',
  restart: 'the framework leaves it to each process manager',
  output: 'the framework leaves it to each process manager',
  limits: 'the framework knows no limits',
  stop: 'the framework leaves it to each process manager',
  reload: 'the framework knows no reload',
  boot: 'the framework starts nothing at boot by itself',
  kind: 'the framework knows only programs that go on running',
}

/** Fields that are set and that createManagedProcess has no argument for. */
export function sayLost(placement: Placement, lost: Lost): void {
  // Not to be started at boot is what the framework does anyway.
  for (const [field, why] of Object.entries(LOST_FIELDS))
    for (const set of placement.set.keys())
      if ((set === field || set.startsWith(`${field}.`)) && (field !== 'boot' || placement.boot)) lost(set, why)
  for (const manager of Object.keys(placement.overrides))
    lost(`what overrides say for ${manager}`, 'they are written in our words, not in those of the framework')
}

/** `initialize` is shell that runs as root: a line a step, every word quoted. */
export function initializeOf(placement: Placement, lost: Lost): Text {
  const kept = placement.directories.map((one): Preparation => ({ do: 'directory', ...one }))
  return [...kept, ...(placement.steps.prepare ?? [])].flatMap((step): Text => {
    const lines = linesOf(step)
    if (lines) return lines.flatMap((line) => concat(line, text('\n')))
    lost(`the preparation "${step.do}"`, 'it depends on what is there, and is no plain line of shell')
    return []
  })
}

function linesOf(step: Preparation): readonly Text[] | null {
  const line = (...values: readonly (string | Text)[]) =>
    words(values.map((one) => (typeof one === 'string' ? text(one) : one)))
  function owned(path: Text, { owner, group, mode }: { owner?: Text; group?: Text; mode?: number }): readonly Text[] {
    const who = owner ? concat(owner, group ? concat(text(':'), group) : []) : group ? concat(text(':'), group) : null
    return [
      ...(who ? [line('chown', who, path)] : []),
      ...(mode === undefined ? [] : [line('chmod', mode.toString(8).padStart(4, '0'), path)]),
    ]
  }
  switch (step.do) {
    case 'directory':
      return [line('mkdir', '-p', step.path), ...owned(step.path, step)]
    case 'copy':
      return step.unless ? null : [line('cp', '-R', step.from, step.to), ...owned(step.to, step)]
    case 'link':
      return [line('ln', '-sfn', step.target, step.at)]
    case 'link-into':
      return [line('ln', '-sfn', '-t', step.directory, step.target)]
    case 'touch':
      return [line('touch', step.path)]
    case 'run':
      return step.as ||
        step.directory ||
        step.environment ||
        step.input ||
        step.unless ||
        step.ok.some((one) => one !== 0)
        ? null
        : [line(...step.argv)]
    case 'script':
      return step.as || step.variables.size > 0 ? null : [step.text]
    case 'unless':
    case 'wait':
      return null
  }
}
