/** What a placement means, field by field, in three parts: what a change of it restarts, reloads, or only registers anew. */
import type { Placement } from '../contract/backend.ts'
import type { ManifestEntry } from '../contract/manifest.ts'
import type { Text } from '../contract/text.ts'
import { shortDigest } from './digest.ts'
import type { Linker } from './link.ts'
import { meaningOf } from './texts.ts'

export type Meaning = NonNullable<ManifestEntry['meaning']>
type Fields = Record<string, unknown>

const known = new WeakMap<Placement, { readonly linker: Linker; readonly name: string; readonly meaning: Meaning }>()

/**
 * In: a placement, the linker of its host, its native name. Out: a digest of every field that means something, over the model's own
 * words and never over our scripts (compiler.md, rule 5): so a mended launcher restarts nothing.
 */
export function meaningOfPlacement(placement: Placement, linker: Linker, name: string): Meaning {
  const before = known.get(placement)
  if (before && before.linker === linker && before.name === name) return before.meaning
  const symbolic = (text: Text) => linker.symbolic(text, name)
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
        .map((file) => [`files.${file.name}`, linker.key(file, name)]),
    )
  const { type, properties, privileged, userChange } = placement.container
  const meaning: Meaning = {
    launch: digests({
      ...launchFields(placement),
      ...fileFields(false),
      container: { type, properties, privileged, userChange },
    }),
    reload: digests(fileFields(true)),
    registration: digests({
      description: placement.description,
      directories: placement.directories.length > 0 ? placement.directories : undefined,
      after: placement.after.map((edge) => `${edge.placement} ${edge.onChange}`).sort(),
      boot: placement.boot,
      onChange: placement.kind.is === 'oneshot' ? placement.kind : undefined,
      ready: placement.ready,
      restart: placement.restart,
      stop: placement.stop,
      reload: placement.reload,
    }),
  }
  known.set(placement, { linker, name, meaning })
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
