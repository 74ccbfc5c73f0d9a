/** A placement in which every text comes from exactly one field: what its origins reach in the output, that field reaches. */
import type { Placement } from '../contract/backend.ts'
import type { Program, Steps } from '../contract/chain.ts'
import type { Path } from '../contract/path.ts'
import type { Part, Text } from '../contract/text.ts'
import { isText } from './texts.ts'

/** The same value with every text of it coming from `from`. */
function from<T>(value: T, path: Path | undefined): T {
  if (!path) return value
  if (isText(value)) return value.map((part): Part => ({ ...part, from: path })) as Text as T
  if (Array.isArray(value)) return value.map((item) => from(item, path)) as T
  if (value instanceof Map) return new Map([...value].map(([key, member]) => [key, from(member, path)])) as T
  if (value === null || typeof value !== 'object') return value
  const members = Object.entries(value).map(([key, member]) => [key, key === 'from' ? path : from(member, path)])
  return Object.fromEntries(members) as T
}

/**
 * In: a placement whose texts carry the origins of their values, where one value may stand in many fields. Out: the same placement
 * with the origins of its fields instead, as `set` names them.
 */
export function traced(placement: Placement): Placement {
  const { set } = placement
  const named = <Key extends string>(field: string, values: ReadonlyMap<Key, Text>): ReadonlyMap<Key, Text> =>
    new Map([...values].map(([name, value]) => [name, from(value, set.get(`${field}.${name}`) ?? set.get(field))]))
  const program = (one: Program | undefined): Program | undefined =>
    one && { path: from(one.path, set.get('program')), args: one.args.map((arg) => from(arg, set.get('arguments'))) }
  const steps = Object.fromEntries(
    Object.entries(placement.steps).map(([step, value]) => {
      if (step === 'environment' || step === 'limits') return [step, named(step, value as ReadonlyMap<string, Text>)]
      return [step, from(value, set.get(step))]
    }),
  ) as Omit<Steps, 'exec'>
  return {
    ...placement,
    description: from(placement.description, set.get('description')),
    foreground: program(placement.foreground),
    daemon: program(placement.daemon),
    pidFile: from(placement.pidFile, set.get('pidFile')),
    steps,
    kind: from(placement.kind, set.get('kind')),
    ready: from(placement.ready, set.get('ready')),
    reload:
      placement.reload && 'argv' in placement.reload
        ? { argv: placement.reload.argv.map((word) => from(word, set.get('reload'))) }
        : placement.reload,
  }
}
