/** What a placement means, field by field, in three parts: what a change of it restarts, reloads, or only registers anew. */
import type { Placement, RegisteredField } from '../contract/backend.ts'
import type { ManifestEntry } from '../contract/manifest.ts'
import { type Artefact, secretsIn as secretsInText, type Text, text } from '../contract/text.ts'
import { shortDigest } from './digest.ts'
import { closureOf, type Linker, secretsIn } from './link.ts'
import { meaningOf, textsIn } from './texts.ts'

export type Meaning = NonNullable<ManifestEntry['meaning']>
type Fields = Record<string, unknown>

export interface MeaningContext {
  readonly linker: Linker
  /** The native name. */
  readonly name: string
  /** Fields of the registration that its manager cannot change of what runs: a change of one is a restart. */
  readonly fixed: readonly RegisteredField[]
}

const known = new WeakMap<Placement, MeaningContext & { readonly meaning: Meaning }>()

/**
 * What a placement means says nothing of the versions of its secrets: they are fields of their own, `secrets.<name>`, so that a
 * changed one is the cause that is named, and not the variable or the file in which it stands.
 */
function secretFields(placement: Placement, linker: Linker): Record<'launch' | 'reload', Fields> {
  const named = (texts: Iterable<Text>, files: readonly Artefact[]) => [
    ...[...texts].flatMap(secretsInText),
    ...closureOf(files).flatMap(secretsIn),
  ]
  const restart = placement.files.filter((file) => !placement.reloadFiles.includes(file))
  const launch = new Set(named(textsIn(launchFields(placement)), restart))
  const reload = named([], placement.reloadFiles).filter((secret) => !launch.has(secret))
  const fields = (secrets: Iterable<string>): Fields =>
    Object.fromEntries([...secrets].map((secret) => [`secrets.${secret}`, text(linker.version(secret))]))
  return { launch: fields(launch), reload: fields(reload) }
}

/**
 * In: a placement, the linker of its host, its native name. Out: a digest of every field that means something, over the model's own
 * words and never over our scripts (compiler.md, rule 5): so a mended launcher restarts nothing.
 */
export function meaningOfPlacement(placement: Placement, { linker, name, fixed }: MeaningContext): Meaning {
  const before = known.get(placement)
  if (before && before.linker === linker && before.name === name && before.fixed === fixed) return before.meaning
  const { unversioned } = linker
  const symbolic = (text: Text) => unversioned.symbolic(text, name)
  const digests = (fields: Fields) =>
    Object.fromEntries(
      Object.entries(fields)
        .filter(([, value]) => value !== undefined)
        .map(([field, value]) => [field, shortDigest(JSON.stringify(meaningOf(value, symbolic)))])
        .sort(([a], [b]) => (a! < b! ? -1 : 1)),
    ) as Record<string, string>
  const fileFields = (reload: boolean) =>
    Object.fromEntries(
      placement.files
        .filter((file) => placement.reloadFiles.includes(file) === reload)
        .map((file) => [`files.${file.name}`, unversioned.key(file, name)]),
    )
  const { type, properties, privileged, userChange } = placement.container
  const secrets = secretFields(placement, linker)
  const registered = {
    description: placement.description,
    directories: placement.directories.length > 0 ? placement.directories : undefined,
    boot: placement.boot,
    ready: placement.ready,
    restart: placement.restart,
    stop: placement.stop,
    reload: placement.reload,
  } satisfies Record<RegisteredField, unknown>
  const isFixed = ([field]: [string, unknown]) => fixed.some((one) => one === field)
  const meaning: Meaning = {
    launch: digests({
      ...launchFields(placement),
      ...fileFields(false),
      ...secrets.launch,
      container: { type, properties, privileged, userChange },
      ...Object.fromEntries(Object.entries(registered).filter(isFixed)),
    }),
    reload: digests({ ...fileFields(true), ...secrets.reload }),
    registration: digests({
      after: placement.after.map((edge) => `${edge.placement} ${edge.onChange}`).sort(),
      onChange: placement.kind.is === 'oneshot' ? placement.kind : undefined,
      ...Object.fromEntries(Object.entries(registered).filter((one) => !isFixed(one))),
    }),
  }
  known.set(placement, { linker, name, fixed, meaning })
  return meaning
}

function launchFields(placement: Placement): Fields {
  const { foreground, daemon, steps, kind } = placement
  return {
    kind: kind.is === 'longrun' ? undefined : kind.is,
    schedule: kind.is === 'timer' ? kind : undefined,
    program: [foreground?.path, daemon?.path],
    arguments: [foreground?.args, daemon?.args],
    ...named('environment', steps.environment),
    ...named('limits', steps.limits),
    umask: steps.umask,
    wait: steps.wait,
    prepare: steps.prepare,
    nice: steps.nice,
    user: steps.user,
    directory: steps.directory,
    output: steps.output,
    // The launcher's writer and a manager's file alike take it up when the process starts.
    rotation: placement.rotation,
    pidFile: daemon ? placement.pidFile : undefined,
    accounts: placement.accounts.length > 0 ? placement.accounts : undefined,
    overrides: Object.keys(placement.overrides).length > 0 ? placement.overrides : undefined,
  }
}
function named(field: string, values: ReadonlyMap<string, Text> | undefined): Fields {
  return Object.fromEntries([...(values ?? [])].map(([name, value]) => [`${field}.${name}`, value]))
}
