/** Which processes run with another value of a secret than the one that holds now: a deployment would restart or reload them. */
import type { SystemView } from '#server/api/views.ts'

/** In: a system as the server has it. Out: the instances, each once. A secret that was removed is nobody's change. */
export function rotatedInstances({ running, secrets }: Pick<SystemView, 'running' | 'secrets'>): readonly string[] {
  const found = new Set<string>()
  for (const { files, entries } of Object.values(running?.hosts ?? {})) {
    const old = files.filter(({ secret }) =>
      secret?.parts.some(
        (part) =>
          typeof part !== 'string' && Object.hasOwn(secrets, part.secret) && secrets[part.secret] !== part.version,
      ),
    )
    const keys = new Set(old.map(({ hash, name }) => `${hash}/${name}`))
    for (const { instance, files: own } of entries) if (own.some((key) => keys.has(key))) found.add(instance)
  }
  return [...found]
}
