/** What a process says in the words of nix-processmgmt's generators, in those of our own backends; what they have no word for is named. */
import type { Backends, LoadedBackend } from '../contract/compiled.ts'
import { at, root } from '../contract/path.ts'
import { makeRemarks, type Place, type Reading, type ReadProcess } from '../contract/reader.ts'
import { isMap } from './places.ts'

/** For whom something is written. */
export function managersIn({ processes }: Reading): readonly string[] {
  return [...new Set(processes.flatMap(({ overrides }) => Object.keys(overrides ?? {})))]
}

/**
 * In: a reading with the overrides of the framework. Out: the same with those that a backend of ours takes, under its own names.
 * Diagnostics: `import-kept` for each that is kept, `import-lost` for each that is not.
 */
export function fittedOverrides(reading: Reading, backends: Backends): Reading {
  const remarks = makeRemarks()
  const processes = reading.processes.map((process): ReadProcess => {
    if (!process.overrides) return process
    const kept = Object.entries(process.overrides).flatMap(([manager, value]) => {
      const place = process.overridePlaces?.[manager] ?? process.place
      const backend = backends.get(manager)
      const fitted = backend ? adapted(process.name, value, backend, place) : nobody(process.name, manager, place)
      return fitted && Object.keys(fitted).length > 0 ? [[manager, fitted] as const] : []
    })
    const { overrides: _, ...rest } = process
    return kept.length > 0 ? { ...rest, overrides: Object.fromEntries(kept) } : rest
  })
  function nobody(process: string, manager: string, place: Place): null {
    remarks.lost(process, `what overrides say for ${manager}`, 'there is no process manager of that name', place)
    return null
  }
  function adapted(
    process: string,
    value: unknown,
    { declaration, backend }: LoadedBackend,
    place: Place,
  ): Readonly<Record<string, unknown>> | null {
    const { id } = declaration
    if (!isMap(value)) {
      remarks.lost(process, `what overrides say for ${id}`, 'it is no set', place)
      return null
    }
    function takes(keys: readonly string[], one: unknown): boolean {
      let wrong = hasNull(one)
      const nested = keys.reduceRight((inside: unknown, key) => ({ [key]: inside }), one)
      backend.schema.overrides(nested, at(root, id), ({ severity }) => {
        wrong ||= severity === 'error'
      })
      return !wrong
    }
    const kept: Record<string, unknown> = {}
    for (const [theirs, one] of Object.entries(value)) {
      const key = declaration.frameworkNames?.[theirs] ?? theirs
      const parts = isMap(one) ? Object.entries(one) : null
      const taken = parts ? parts.filter(([inner, part]) => takes([key, inner], part)) : takes([key], one)
      const all = parts ?? [[theirs, one] as const]
      for (const [name] of all) {
        const label = `${parts ? `${theirs}.` : ''}${name} of overrides.${id}`
        const isTaken = Array.isArray(taken) ? taken.some(([inner]) => inner === name) : taken
        if (isTaken) remarks.kept(process, label, id, place)
        else remarks.lost(process, label, `it is no setting of ${declaration.title} itself`, place)
      }
      if (Array.isArray(taken) && taken.length > 0) kept[key] = Object.fromEntries(taken)
      else if (taken === true) kept[key] = one
    }
    return kept
  }
  return { processes, diagnostics: [...reading.diagnostics, ...remarks.said] }
}

/** A model has no word for "nothing": the framework takes the line away where it is null. */
function hasNull(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(hasNull)
  return value === null
}
