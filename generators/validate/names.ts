/** Names that process managers are given: ones that they can hold, and no two alike in one container. */
import type { Declaration, Placement } from '../contract/backend.ts'
import type { Path } from '../contract/path.ts'
import type { Report } from '../diagnostics/diagnostic.ts'
import type { Model } from './model.ts'

/** Gives `native-name` and `native-name-taken`. */
export function checkNames(
  model: Model,
  placements: readonly Placement[],
  names: ReadonlyMap<string, string>,
  declaration: (type: string) => Declaration | null,
  report: Report,
): void {
  const taken = new Map<string, { readonly process: string; readonly at: Path }>()
  for (const placement of placements) {
    const name = names.get(placement.id)!
    const declared = declaration(placement.container.type)!
    const path = model.instances.get(placement.instance)?.at ?? placement.overridesAt
    const target = { placement: placement.id, backend: declared.id }
    if (!declared.names.pattern.test(name) || name.length > declared.names.max)
      report({
        code: 'native-name',
        severity: 'error',
        at: path,
        target,
        data: { name, process: placement.instance, manager: declared.title, says: declared.names.says },
      })
    const key = JSON.stringify([placement.host, placement.container.name, name])
    const other = taken.get(key)
    if (!other) taken.set(key, { process: placement.instance, at: path })
    else if (other.process !== placement.instance)
      report({
        code: 'native-name-taken',
        severity: 'error',
        at: path,
        related: [other.at],
        target,
        data: { name, process: placement.instance, other: other.process, manager: declared.title },
      })
  }
}
