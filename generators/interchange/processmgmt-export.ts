/**
 * A model as what the null process manager of nix-processmgmt writes: a JSON file per process with the arguments of
 * createManagedProcess, which its tools make a configuration for any of its process managers of.
 */
import type { Account, Placement } from '../contract/backend.ts'
import type { Program } from '../contract/chain.ts'
import { pathOfProcess } from '../contract/reader.ts'
import { type Artefact, type Directory, fillHoles, type Hole, literalOf, type Text } from '../contract/text.ts'
import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import { shortDigest } from '../plan/digest.ts'
import { initializeOf, type Lost, sayLost } from './framework.ts'

export interface ProcessmgmtExport {
  /** Of one host: a processes model describes one machine. */
  readonly placements: readonly Placement[]
  /** Absolute path of where the files will stand: they name each other. */
  readonly at: string
  /** The host's own directories: what runs there goes on with the state that it has. */
  directory(name: Directory): string
}
export type ExportedFile = { readonly path: string } & (
  | { readonly text: string; readonly mode: number }
  | { readonly link: string }
)
type Value = string | boolean | readonly string[] | { readonly [key: string]: Value }

interface Writing {
  readonly placement: Placement
  readonly of: ProcessmgmtExport
  readonly files: Map<string, ExportedFile>
  /** Where the files of this process are put; two may have one name. */
  readonly placed: Map<Artefact, string>
  readonly lost: Lost
}

/**
 * In: compiled placements of one host. Out: files below `at`: `NAME.json` for each process, what they refer to in `files`, and in
 * `store` each process as the directory that a dependency names. Diagnostics: `export-lost`.
 */
export function exportProcessmgmt(of: ProcessmgmtExport): {
  readonly files: readonly ExportedFile[]
  readonly diagnostics: readonly Diagnostic[]
} {
  const diagnostics: Diagnostic[] = []
  const files = new Map<string, ExportedFile>()
  const here = new Map(of.placements.map((one) => [one.id, one]))
  for (const placement of of.placements) {
    const at = pathOfProcess(placement.instance)
    function lost(what: string, why: string): void {
      const data = { process: placement.instance, what, why }
      diagnostics.push({ code: 'export-lost', severity: 'warning', at, data })
    }
    const json = argumentsOf({ placement, of, files, placed: new Map(), lost }, here)
    const file = `${placement.name}.json`
    put(files, { path: file, text: `${JSON.stringify(json, null, 2)}\n`, mode: 0o644 })
    put(files, { path: `${packageOf(placement)}/${file}`, link: `../../${file}` })
  }
  return { files: [...files.values()], diagnostics }
}

function put(files: Map<string, ExportedFile>, file: ExportedFile): void {
  files.set(file.path, file)
}

/**
 * What a dependency is called by: the framework drops the first 33 characters of its base name, the hash of a store path, and reads
 * `NAME.json` in it. Nix writes hashes without e, o, t and u.
 */
function packageOf({ name }: Placement): string {
  return `store/${shortDigest(name).replaceAll('e', 'g')}-${name}`
}

function argumentsOf(writing: Writing, here: ReadonlyMap<string, Placement>): Record<string, Value> {
  const { placement, of, lost } = writing
  const { steps, foreground, daemon } = placement
  const write = (value: Text) => fillHoles(value, (hole) => filled(writing, hole))
  const form = (program: Program | undefined, name: string, words: string): Record<string, Value> =>
    program ? { [name]: write(program.path), [words]: program.args.map(write) } : {}
  const initialize = write(initializeOf(placement, lost))
  const credentials = credentialsOf(writing, write)
  const dependencies = placement.after.flatMap((edge) => {
    const other = here.get(edge.placement)
    if (!other) lost(`after ${edge.placement}`, 'a processes model describes one machine')
    else if (edge.onChange !== 'order')
      lost(`${edge.onChange} when ${other.instance} changes`, 'a dependency of the framework is order alone')
    return other ? [`${of.at}/${packageOf(other)}`] : []
  })
  sayLost(placement, lost)
  return {
    name: placement.name,
    instanceName: placement.name,
    ...(placement.set.has('description') ? { description: write(placement.description) } : {}),
    ...form(foreground, 'foregroundProcess', 'foregroundProcessArgs'),
    ...form(daemon, 'daemon', 'daemonArgs'),
    ...(daemon ? { pidFile: write(placement.pidFile) } : {}),
    ...(steps.environment
      ? { environment: Object.fromEntries(Array.from(steps.environment, ([name, value]) => [name, write(value)])) }
      : {}),
    ...(initialize ? { initialize } : {}),
    ...(steps.directory ? { directory: write(steps.directory) } : {}),
    ...(steps.umask ? { umask: write(steps.umask) } : {}),
    ...(steps.nice ? { nice: write(steps.nice) } : {}),
    ...(steps.user ? { user: write(steps.user.name) } : {}),
    ...(Object.keys(credentials).length > 0 ? { credentials } : {}),
    ...(dependencies.length > 0 ? { dependencies } : {}),
  }
}

function filled(writing: Writing, hole: Hole): string {
  switch (hole.kind) {
    case 'artefact':
      return fileOf(writing, hole.of)
    case 'directory':
      return writing.of.directory(hole.of)
    case 'secret':
      writing.lost(`the secret ${hole.name}`, 'everybody may read the store')
      return ''
    case 'prefix':
    case 'links':
    case 'self':
      writing.lost('a path of the store of this product', 'the framework has a store of its own')
      return ''
  }
}

/** A file of the model, beside those of the processes; its path. */
function fileOf(writing: Writing, artefact: Artefact): string {
  const { of, placement, files, placed, lost } = writing
  const { name, mode, content, owner, secret } = artefact
  const known = placed.get(artefact)
  const taken = [...placed].filter(([other]) => other.name === name).length
  const path = known ?? `files/${placement.name}/${taken > 0 ? `${taken + 1}/` : ''}${name}`
  if (!known) {
    placed.set(artefact, path)
    if (owner !== undefined) lost(`the owner of ${name}`, 'everybody may read the store')
    if (secret) lost(`the secret in ${name}`, 'everybody may read the store')
    put(files, { path, text: fillHoles(content, (hole) => filled(writing, hole)), mode })
  }
  return `${of.at}/${path}`
}

/** Numbers stand in them: the framework would take them from an IDs file, which nobody passes on with a configuration of its own. */
function credentialsOf({ placement, lost }: Writing, write: (value: Text) => string): Record<string, Value> {
  const made = placement.accounts.filter((one) => !one.existing)
  function named(kind: Account['kind'], attributes: (of: Account) => Record<string, Value>): Record<string, Value> {
    const all = made.filter((one) => one.kind === kind)
    const entries = all.map((one) => [literalOf(one.name) ?? '', attributes(one)] as const)
    return entries.length > 0 ? { [`${kind}s`]: Object.fromEntries(entries) } : {}
  }
  if (placement.steps.user && placement.steps.user.groups.length > 0)
    lost('the supplementary groups of its user', 'the framework switches without them')
  const groups = named(
    'group',
    (of): Record<string, Value> => (of.kind === 'group' && of.gid ? { gid: write(of.gid) } : {}),
  )
  const users = named(
    'user',
    (of): Record<string, Value> =>
      of.kind !== 'user'
        ? {}
        : {
            ...(of.uid ? { uid: write(of.uid) } : {}),
            group: write(of.group),
            homeDir: write(of.home),
            description: write(of.description),
            shell: write(of.shell),
            ...(of.createHome ? { createHomeDir: true } : {}),
          },
  )
  return { ...groups, ...users }
}
