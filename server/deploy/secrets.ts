/** The values of secrets in a deployment: known to it alone, sent to hosts inside of finished files, masked in everything that it says. */
import { createHash } from 'node:crypto'
import type { HostPlan, Manifest, StoreFile } from '#generators/contract/manifest.ts'
import { fillParts, namedSecrets } from '#generators/plan/fill.ts'
import { shownSecret } from '#generators/plan/link.ts'
import type { TarEntry } from '#generators/syntax/tar.ts'
import { Stopped } from './stopped.ts'

/** Where values are kept. `null`: that version is not kept (any more). */
export interface SecretKeeper {
  value(name: string, version: string): Promise<string | null>
}
export interface SecretValues {
  get(name: string, version: string): string | null
  /** The same, however deep, with `<secret name>` for every value of more than three characters. */
  mask<T>(of: T): T
}

/** The values of every secret that one of the manifests names. */
export async function valuesOf(
  manifests: readonly (Manifest | null)[],
  keeper: SecretKeeper | undefined,
): Promise<SecretValues> {
  const values = new Map<string, string>()
  const names = new Map<string, string>()
  for (const { name, version } of manifests.flatMap(namedSecrets)) {
    const key = `${name}\n${version}`
    const value = values.has(key) ? null : await keeper?.value(name, version)
    names.set(key, name)
    if (value !== null && value !== undefined) values.set(key, value)
  }
  const masked = [...values]
    .flatMap(([key, value]) =>
      [value, ...value.split('\n')].map((one): [string, string] => [one.trim(), names.get(key)!]),
    )
    .filter(([value]) => value.length > 3)
    .sort(([a], [b]) => b.length - a.length)
  return {
    get: (name, version) => values.get(`${name}\n${version}`) ?? null,
    mask: (of) => (masked.length === 0 ? of : maskIn(of, masked)),
  }
}

function maskIn<T>(of: T, masked: readonly (readonly [string, string])[]): T {
  if (typeof of === 'string')
    return masked.reduce<string>((text, [value, name]) => text.replaceAll(value, shownSecret(name)), of) as T & string
  if (Array.isArray(of)) return of.map((item) => maskIn(item, masked)) as T & unknown[]
  if (of === null || typeof of !== 'object') return of
  return Object.fromEntries(Object.entries(of).map(([key, member]) => [key, maskIn(member, masked)])) as T
}

/** Files of the plan that hold secrets, by `hash/name`. */
export function secretFiles(plan: HostPlan, next: Manifest | null): ReadonlyMap<string, StoreFile> {
  const needed = new Set(plan.needs)
  const files = next?.hosts[plan.host]?.files ?? []
  const holding = files
    .filter(({ secret }) => secret)
    .map((file): [string, StoreFile] => [`${file.hash}/${file.name}`, file])
  return new Map(holding.filter(([key]) => needed.has(key)))
}

/** Throws in words where a file can be filled neither here nor is on the host already: before anything is locked. */
export function refuseUnfilled(
  plan: HostPlan,
  {
    next,
    there,
    values,
  }: { readonly next: Manifest | null; readonly there: ReadonlySet<string>; readonly values: SecretValues },
): void {
  for (const [key, file] of secretFiles(plan, next)) if (!there.has(key)) filledText(plan.host, file, values)
}

/** What is sent of the files that a host lacks: each with its digest, which stays beside it and nowhere else. */
export function filledEntries(
  plan: HostPlan,
  {
    next,
    lacks,
    values,
  }: { readonly next: Manifest | null; readonly lacks: ReadonlySet<string>; readonly values: SecretValues },
): readonly TarEntry[] {
  return [...secretFiles(plan, next)].flatMap(([key, file]) => {
    if (!lacks.has(key)) return []
    const content = filledText(plan.host, file, values)
    const sum = `${createHash('sha256').update(content).digest('hex')}\n`
    return [
      { name: `secret/${key}`, mode: 0o600, content },
      { name: `secret/${key}.sum`, mode: 0o600, content: sum },
    ]
  })
}

function filledText(host: string, file: StoreFile, values: SecretValues): string {
  const filled = fillParts(file.secret?.parts ?? [], values.get)
  if (typeof filled === 'string') return filled
  const { secret, version, missing, refused } = filled
  throw new Stopped({
    outcome: 'refused',
    host,
    what: missing
      ? `The secret ${secret} is needed in ${file.name} with its value of then (version ${version || 'none'}), which is kept neither here nor on ${host}.`
      : `The value of the secret ${secret} cannot stand in ${file.name}: ${refused}.`,
    wayOut: missing
      ? `Set ${secret} and deploy the model as it is now.`
      : `Give ${secret} another value, or put it into the file in another way.`,
  })
}

/** One file a line: mode, owner, group, `hash/name`. */
export function secretNeeds(plan: HostPlan, next: Manifest | null): readonly string[] {
  return [...secretFiles(plan, next)].map(
    ([key, { mode, owner, group }]) => `${mode.toString(8)} ${owner ?? '-'} ${group ?? '-'} ${key}`,
  )
}
