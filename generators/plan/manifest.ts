/** The resolved plan as plain data: every placement with its digests, files, places, order and gate. */
import type {
  Account,
  Container,
  HostFacts,
  Placement,
  RegisteredField,
  Rendered,
  Running,
} from '../contract/backend.ts'
import type { Backends, LoadedBackend, Output } from '../contract/compiled.ts'
import type {
  HostManifest,
  Installed,
  Manifest,
  ManifestAccount,
  ManifestContainer,
  ManifestDirectory,
  ManifestEntry,
  StoreFile,
} from '../contract/manifest.ts'
import type { Artefact, Text } from '../contract/text.ts'
import { runningKind } from '../lower/kinds.ts'
import { digestOf, shortDigest } from './digest.ts'
import { closureOf, directoriesIn, type Linker } from './link.ts'
import { meaningOfPlacement } from './meaning.ts'
import { saysOf } from './probe-words.ts'
import { textsIn } from './texts.ts'

/** One host with everything that was made for it. */
export interface HostOutputs {
  readonly host: string
  readonly facts: HostFacts
  readonly linker: Linker
  readonly outputs: readonly Output[]
  readonly containers: readonly { readonly container: Container; readonly rendered: Rendered | null }[]
}
export interface ManifestInput {
  readonly system: string
  readonly backends: Backends
  readonly hosts: readonly HostOutputs[]
  /** Ports that a placement listens on. */
  ports(placement: Placement): readonly number[]
}

/** In: the linked outputs of every host. Out: the manifest. It gives no diagnostics: what could be wrong was said before. */
export function makeManifest(input: ManifestInput): Manifest {
  const hosts = Object.fromEntries(
    input.hosts.map((one): [string, HostManifest] => [one.host, hostManifest(one, input)]),
  )
  const summary = Object.values(hosts).map((host) => [
    host.host,
    host.prefix,
    host.containers,
    host.entries,
    host.files.map(({ hash, name, bytes, mode, owner, group }) => [hash, name, bytes, mode, owner, group]),
  ])
  return { format: 1, system: input.system, digest: digestOf(JSON.stringify([input.system, summary])), hosts }
}

function hostManifest({ host, facts, linker, outputs, containers }: HostOutputs, input: ManifestInput): HostManifest {
  const files = new Map<string, StoreFile>()
  const keep = (artefacts: readonly Artefact[], of: string): string[] => {
    const keys = closureOf(artefacts).map((artefact) => {
      const key = linker.key(artefact, of)
      if (!files.has(key)) files.set(key, linker.file(artefact, of))
      return key
    })
    return [...new Set(keys)].sort()
  }
  const targetOf = (container: Container) => input.backends.get(container.type)!
  const directoryOf = (container: Container) => targetOf(container).declaration.directory(container, facts)
  const entries = outputs.map((output) => {
    const directory = directoryOf(output.placement.container)
    const kept = keep(artefactsOf(output), output.lowered.name)
    return entryOf({
      output,
      linker,
      facts,
      target: targetOf(output.placement.container),
      directory,
      files: kept,
      ports: input.ports(output.placement),
    })
  })
  const kept = containers.map(({ container, rendered }): ManifestContainer => {
    const directory = directoryOf(container)
    const keys = rendered ? keep(rendered.artefacts, container.name) : []
    return {
      container,
      directory,
      files: keys,
      installed: rendered ? installedOf(rendered, directory, linker, container.name) : [],
    }
  })
  const inOrder = [...files].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, file]) => file)
  return { host, prefix: facts.prefix, containers: kept, entries, files: inOrder }
}

/** Everything that a placement needs in the store. */
export function artefactsOf({ placement, lowered, rendered }: Output): Artefact[] {
  const { launcher, hook, gate } = lowered
  const artefacts = [...rendered.artefacts]
  if (launcher) artefacts.push(launcher)
  if (hook) artefacts.push(hook)
  if (gate) artefacts.push(gate)
  for (const file of placement.files) artefacts.push(file)
  return artefacts
}
/** What is put where the manager looks. */
export function installedOf(rendered: Rendered, directory: string, linker: Linker, of: string): Installed[] {
  return rendered.links.map(({ at, to }): Installed => {
    const path = `${directory}/${at}`
    return 'copy' in to ? { at: path, copy: linker.key(to.copy, of), mode: to.copy.mode } : { at: path, link: to.link }
  })
}

interface EntryInput {
  readonly output: Output
  readonly linker: Linker
  readonly facts: HostFacts
  readonly target: LoadedBackend
  readonly directory: string
  readonly files: readonly string[]
  readonly ports: readonly number[]
}
const NOTHING: readonly RegisteredField[] = []
const entriesKnown = new WeakMap<Output['lowered'], { readonly input: EntryInput; readonly entry: ManifestEntry }>()

function entryOf(input: EntryInput): ManifestEntry {
  const { output, linker, directory, target } = input
  const { placement, lowered, rendered } = output
  const before = entriesKnown.get(lowered)
  if (
    before &&
    before.input.linker === linker &&
    before.input.target.declaration === target.declaration &&
    before.input.directory === directory &&
    before.input.output.rendered === rendered &&
    String(before.input.ports) === String(input.ports)
  )
    return before.entry
  const of = lowered.name
  const fill = (text: Text) => linker.fill(text, of)
  const meaning = meaningOfPlacement(placement, { linker, name: of, fixed: fixedOf(placement, target) })
  const installed = installedOf(rendered, directory, linker, of)
  const { gate } = lowered
  const running = runningOf(output, linker, directory, installed)
  const { enter } = target.backend.activities
  const links = placement.reloadFiles.map((file): [string, string] => [
    `${linker.links(of)}/${file.name}`,
    linker.key(file, of),
  ])
  const { userChange } = placement.container
  const entry: ManifestEntry = {
    placement: placement.id,
    instance: placement.instance,
    host: placement.host,
    launch: shortDigest(JSON.stringify(meaning.launch)),
    reload: shortDigest(JSON.stringify(meaning.reload)),
    registration: shortDigest(JSON.stringify(meaning.registration)),
    meaning,
    files: input.files,
    installed,
    links: Object.fromEntries(links.sort(([a], [b]) => (a < b ? -1 : 1))),
    accounts: userChange ? placement.accounts.flatMap((account) => accountOf(account, fill)) : [],
    directories: directoriesOfEntry(output, linker),
    after: placement.after.map(({ placement: id, onChange }) => ({ placement: id, onChange })),
    ports: input.ports,
    ...(gate && placement.ready
      ? {
          gate: {
            argv: enter
              ? enter(running, ['/bin/sh', linker.path(gate, of)])
              : [input.facts.shell, linker.path(gate, of)],
            seconds: placement.ready.seconds,
            says: saysOf(placement.ready, fill),
          },
        }
      : {}),
    running,
  }
  entriesKnown.set(lowered, { input, entry })
  return entry
}

/** A oneshot that rests can be registered anew whatever was changed, and must not run for it. */
function fixedOf({ kind }: Placement, { declaration: { fixed } }: LoadedBackend): readonly RegisteredField[] {
  return kind.is === 'oneshot' || !fixed ? NOTHING : fixed
}

function runningOf(
  { placement, lowered, rendered }: Output,
  linker: Linker,
  directory: string,
  installed: readonly Installed[],
): Running {
  const of = lowered.name
  const fill = (text: Text) => linker.fill(text, of)
  const scripts = { launcher: lowered.launcher, gate: lowered.gate, hook: lowered.hook, own: rendered.script }
  const paths = Object.entries(scripts).flatMap(([role, script]) => (script ? [[role, linker.path(script, of)]] : []))
  const { reload } = placement
  return {
    placement: placement.id,
    name: of,
    container: placement.container,
    directory,
    scripts: Object.fromEntries(paths),
    installed: installed.filter((one) => 'copy' in one).map(({ at }) => at),
    pidFile: fill(placement.pidFile),
    log: lowered.log ? fill(lowered.log) : null,
    reload: reload && 'argv' in reload ? { argv: reload.argv.map(fill) } : reload,
    stopSeconds: placement.stop.seconds,
    boot: placement.boot,
    ...runningKind(lowered),
  }
}

function accountOf(account: Account, fill: (text: Text) => string): ManifestAccount[] {
  // An account that the host is said to have already is neither made nor changed.
  if (account.existing) return []
  if (account.kind === 'group')
    return [{ kind: 'group', name: fill(account.name), ...(account.gid ? { id: Number(fill(account.gid)) } : {}) }]
  return [
    {
      kind: 'user',
      name: fill(account.name),
      ...(account.uid ? { id: Number(fill(account.uid)) } : {}),
      group: fill(account.group),
      groups: account.groups.map(fill),
      home: fill(account.home),
      createHome: account.createHome,
      shell: fill(account.shell),
      description: fill(account.description),
    },
  ]
}

/** The directory variables that anything of a placement stands in, made if missing; then the directories that it keeps. */
function directoriesOfEntry(output: Output, linker: Linker): ManifestDirectory[] {
  const { placement, lowered } = output
  const of = lowered.name
  const used = new Set(
    [
      ...textsIn(placement.steps),
      placement.pidFile,
      ...placement.directories.map(({ path }) => path),
      ...(lowered.log ? [lowered.log] : []),
    ].flatMap(directoriesIn),
  )
  for (const artefact of closureOf(artefactsOf(output)))
    for (const name of directoriesIn(artefact.content)) used.add(name)
  const base = [...used].sort().map((name): ManifestDirectory => {
    const path = linker.directory(name)
    // A system's own directories stay as they are; below our prefix, everybody may write to the one for temporary files.
    return name === 'tmp' && path.startsWith(linker.fill([{ hole: { kind: 'prefix' } }], of))
      ? { path, mode: 0o1777 }
      : { path }
  })
  const { userChange } = placement.container
  const kept = placement.directories.map(
    ({ path, owner, group, mode }): ManifestDirectory => ({
      path: linker.fill(path, of),
      ...(owner && userChange ? { owner: linker.fill(owner, of) } : {}),
      ...(group && userChange ? { group: linker.fill(group, of) } : {}),
      ...(mode === undefined ? {} : { mode }),
    }),
  )
  return [...base, ...kept]
}
