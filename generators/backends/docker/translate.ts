/** From what a process is to the recipe of its image and the options of its container. */
import type { Lowered, RestartPolicy } from '../../contract/backend.ts'
import type { Preparation, Probe, StepKind } from '../../contract/chain.ts'
import { type Artefact, concat, hole, isEmpty, literalOf, type Text, text } from '../../contract/text.ts'
import { debianPackagesIn } from '../../packages/debian.ts'
import { closureOf } from '../../plan/link.ts'
import { textsIn } from '../../plan/texts.ts'
import { assignmentOf, execForm, holdsValue, type Instruction, quotedValue } from '../../syntax/docker-recipe.ts'
import { outlineOf } from '../../syntax/outline.ts'
import { isName } from '../../syntax/posix-shell.ts'
import { directoriesOf } from './directories.ts'
import { COPIES, settingsOf } from './index.ts'
import type { Native, Option, Row } from './schema.ts'

/** The launcher ends what it follows within the process's own limit, and then needs a moment for itself. */
const LAUNCHER_SECONDS = 5
const RESTART: Readonly<Record<RestartPolicy, string>> = { always: 'always', 'on-failure': 'on-failure', never: 'no' }

const isAccount = (outline: string) => /^[A-Za-z0-9_][A-Za-z0-9_.-]*$/.test(outline)

/** Whether recipe or options can say it; what they cannot, the launcher does. `values` as the contract's `holds` says. */
export function holds(step: StepKind, values: readonly Text[]): boolean {
  switch (step) {
    case 'limits':
      return values.every((one) => /=(\d+|unlimited)$/.test(outlineOf(one) ?? ''))
    case 'environment':
      return values.every((one) => holdsValue(one) && isName((outlineOf(one) ?? '').split('=', 1)[0] ?? ''))
    case 'user': {
      // USER takes the account's own group and all its others, whatever the model says: so only where that is what it says.
      const [name, group, , ...groups] = values.map(outlineOf)
      return typeof name === 'string' && isAccount(name) && group === name && groups.length === 0
    }
    case 'directory':
      return values.every((one) => holdsDirectory(outlineOf(one)))
    case 'exec':
      return values.every((one) => outlineOf(one) !== null)
    case 'umask':
    case 'wait':
    case 'prepare':
    case 'nice':
    case 'output':
      return false
  }
}

/** WORKDIR makes the path canonical. */
function holdsDirectory(outline: string | null): boolean {
  return outline !== null && /^\/[^\n\r]*$/.test(outline) && (outline === '/' || !/\/\.{0,2}(\/|$)/.test(outline))
}

/** It becomes a label, by a word of its own. */
export function holdsDescription(value: Text): boolean {
  return outlineOf(value) !== null
}

/** In: a lowered placement whose native steps `holds` said yes to. Out: what recipe and container are made of, with origins. */
export function translate(lowered: Lowered): Native {
  const { of } = lowered
  const reads = new Set(of.reloadFiles)
  const scripts = [lowered.launcher, lowered.gate].filter((one) => one !== undefined)
  const named = artefactsIn([lowered.exec, lowered.native, of.reload])
  const all = closureOf([...scripts, ...of.files, ...named]).filter((one) => !reads.has(one))
  const files = all.filter(({ secret }) => !secret)
  const secrets = all.filter(({ secret }) => secret)
  const rows = of.container.userChange ? rowsOf(lowered, all) : []
  const directories = directoriesOf(lowered)
  return {
    instructions: instructionsOf(lowered, files, rows),
    options: optionsOf(lowered, { directories, secrets }),
    files,
    reloadFiles: of.reloadFiles,
    directories,
    rows,
  }
}

function artefactsIn(value: unknown): Artefact[] {
  const found: Artefact[] = []
  for (const one of textsIn(value))
    for (const part of one)
      if ('hole' in part && part.hole.kind === 'artefact' && part.hole.via === 'store') found.push(part.hole.of)
  return found
}

/** Puts rows of the host's accounts in the place of the image's own of the same names: bound directories go by number. */
const MERGE = [
  'for table in group passwd; do',
  'new=/etc/longrun.$table; [ -e "$new" ] || continue;',
  '{ while IFS= read -r row; do',
  'cut -d: -f1 "$new" | grep -qxF -- "${row%%:*}" || printf "%s\\n" "$row";',
  'done </etc/$table; cat "$new"; } >"$new.all" && cat "$new.all" >/etc/$table && rm -f "$new" "$new.all" || exit 1;',
  'done',
].join(' ')

function shell(script: string): Text {
  return execForm([text('/bin/sh'), text('-c'), text(script)])
}

function instructionsOf(lowered: Lowered, files: readonly Artefact[], rows: readonly Row[]): readonly Instruction[] {
  const { of, native, exec, name } = lowered
  const { base, packages } = settingsOf(of.container)
  const found: Instruction[] = []
  const says = (word: string, rest: Text) => found.push({ word, rest })
  says('FROM', text(base))
  const wanted = packages === 'debian' ? packagesOf(lowered, files) : []
  if (wanted.length > 0) {
    const apt = `apt-get update && apt-get install -y --no-install-recommends ${wanted.join(' ')} && rm -rf /var/lib/apt/lists/*`
    says('RUN', shell(apt))
  }
  says('COPY', text('root/ /'))
  if (rows.length > 0) says('RUN', shell(MERGE))
  const owned = of.container.userChange ? files.filter(({ owner, group }) => owner || group) : []
  for (const file of owned) {
    const account = text(`${file.owner ?? ''}${file.group ? `:${file.group}` : ''}`)
    says('RUN', execForm([text('chown'), account, hole({ kind: 'artefact', of: file, via: 'store' })]))
  }
  says('LABEL', assignmentOf('org.longrun.process', text(name)))
  for (const [variable, value] of native.environment ?? []) says('ENV', assignmentOf(variable, value))
  if (native.directory) says('WORKDIR', quotedValue(native.directory))
  if (native.user) says('USER', native.user.name)
  // What the launcher stays before is told by the launcher, which is told by TERM.
  const follows = lowered.launcher !== undefined && (!of.foreground || lowered.kept || lowered.by)
  says('STOPSIGNAL', text(`SIG${follows ? 'TERM' : of.stop.signal.replace(/^SIG/, '')}`, of.set.get('stop')))
  says('ENTRYPOINT', execForm([exec.path, ...exec.args]))
  return found
}

function asks(probes: readonly (Probe | undefined)[]): boolean {
  return probes.some((one) => one?.kind === 'http')
}
function packagesOf({ of, native, exec, launcher, gate }: Lowered, files: readonly Artefact[]): readonly string[] {
  const texts = textsIn([exec, native, of.steps, of.foreground, of.daemon, of.reload, of.ready])
  const inTexts = debianPackagesIn(texts.map((one) => outlineOf(one) ?? ''))
  const inFiles = [...files, ...of.reloadFiles].flatMap(packagesIn)
  const found = inFiles.length > 0 ? [...new Set([...inTexts, ...inFiles])].sort() : inTexts
  const pages = [launcher, gate].some((one) => one?.content.some((part) => 's' in part && /\banswers /.test(part.s)))
  return pages || asks([of.ready]) ? [...new Set(['curl', ...found])].sort() : found
}

const known = new WeakMap<Artefact, readonly string[]>()
/** Of one file; many processes share theirs. */
function packagesIn(file: Artefact): readonly string[] {
  let found = known.get(file)
  if (!found) known.set(file, (found = debianPackagesIn([outlineOf(file.content) ?? ''])))
  return found
}

interface Mounted {
  readonly directories: readonly Text[]
  readonly secrets: readonly Artefact[]
}
function optionsOf(lowered: Lowered, { directories, secrets }: Mounted): readonly Option[] {
  const { of, native, name } = lowered
  const { network, init } = settingsOf(of.container)
  const found: Option[] = [
    { name: 'name', value: text(name) },
    { name: 'pull', value: text('never') },
  ]
  const says = (option: string, value: Text) => found.push({ name: option, value })
  if (!isEmpty(of.description) && holdsDescription(of.description))
    says('label', concat(text('org.longrun.description='), of.description))
  if (init === 'yes') found.push({ name: 'init' })
  says('network', text(network))
  const [restart, boot] = [of.set.get('restart'), of.set.get('boot')]
  const always = of.boot ? 'always' : 'no'
  // The launcher of a oneshot is what is restarted: it stays, and runs it once.
  const policy = of.restart && lowered.kind.is !== 'oneshot' ? RESTART[of.restart] : always
  says('restart', concat(text(policy, of.restart ? restart : boot), text('', boot)))
  says('stop-timeout', text(String(stopSeconds(lowered)), of.set.get('stop')))
  for (const [limit, value] of native.limits ?? []) {
    const number = literalOf(value) === 'unlimited' ? value.map((part) => ({ ...part, s: '-1' })) : value
    says('ulimit', concat(text(`${limit}=`), number, text(':'), number))
  }
  for (const one of directories) says('mount', mount(one, one, false))
  for (const one of secrets.map((each) => hole({ kind: 'artefact', of: each, via: 'store' })))
    says('mount', mount(one, one, true))
  if (of.reloadFiles.length > 0) says('mount', mount(copiesOf(lowered), hole({ kind: 'links', name }), true))
  if (readsRecords(lowered)) says('mount', mount(text('/proc/1/stat'), text('/run/longrun.first/stat'), true))
  if (lowered.kept) says('label', text('org.longrun.kept=yes'))
  return found
}
export function stopSeconds({ of, launcher }: Lowered): number {
  return of.stop.seconds + (launcher ? LAUNCHER_SECONDS : 0)
}

/** Where copies of reload files are, on the host. */
export function copiesOf({ of, name }: Lowered): Text {
  return concat(hole({ kind: 'prefix' }), text(`${COPIES}/${of.container.name}/${name}`))
}

/** Whether its launcher keeps a record for a boot of the host, or waits for such a record: process 1 of the host tells one boot from another. */
function readsRecords({ kind, launcher, gate }: Lowered): boolean {
  if (kind.is === 'oneshot') return true
  return [launcher, gate].some((one) =>
    one?.content.some((part) => 's' in part && /\b(?:await_end|ended) /.test(part.s)),
  )
}

/** A value of `--mount`, which is a record of CSV (RFC 4180): a field with a comma or a quote stands in quotes. */
function mount(source: Text, target: Text, readonly: boolean): Text {
  const field = (name: string, value: Text) => {
    const one = concat(text(`${name}=`), value)
    if (!/[",\n\r]/.test(outlineOf(value) ?? '')) return one
    return concat(
      text('"'),
      one.map((part) => ('s' in part ? { ...part, s: part.s.replaceAll('"', '""') } : part)),
      text('"'),
    )
  }
  return concat(
    text('type=bind,'),
    field('source', source),
    text(','),
    field('target', target),
    text(readonly ? ',readonly' : ''),
  )
}

/** The accounts that the process, its files and its directories belong to: as the host has them, by number. */
function rowsOf({ of }: Lowered, files: readonly Artefact[]): readonly Row[] {
  const users: Text[] = []
  const groups: Text[] = []
  const owners = (one: { readonly owner?: Text; readonly group?: Text }) => {
    if (one.owner) users.push(one.owner)
    if (one.group) groups.push(one.group)
  }
  const visit = (steps: readonly Preparation[]): void => {
    for (const step of steps) {
      if (step.do === 'unless') visit(step.steps)
      if (step.do === 'directory' || step.do === 'copy') owners(step)
      if ((step.do === 'run' || step.do === 'script') && step.as) users.push(step.as)
    }
  }
  if (of.steps.user) {
    users.push(of.steps.user.name)
    groups.push(of.steps.user.group, ...of.steps.user.groups)
  }
  visit(of.steps.prepare ?? [])
  for (const one of of.directories) owners(one)
  for (const one of of.accounts)
    if (one.kind === 'group') groups.push(one.name)
    else {
      users.push(one.name)
      groups.push(one.group, ...one.groups)
    }
  for (const { owner, group } of files)
    owners({ ...(owner ? { owner: text(owner) } : {}), ...(group ? { group: text(group) } : {}) })
  const distinct = (table: Row['table'], names: readonly Text[]): Row[] => {
    const byName = new Map(names.map((one): [string, Text] => [outlineOf(one) ?? '', one]))
    return [...byName].filter(([name]) => isAccount(name) && name !== 'root').map(([, name]) => ({ table, name }))
  }
  return [...distinct('group', groups), ...distinct('passwd', users)]
}
