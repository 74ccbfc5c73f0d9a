/** A constructor's document in words: what it provides and wants, and what its parameters take. */
import { BUILTIN_CONSTRUCTORS, BUILTIN_INTERFACES } from '#generators/constructors/index.ts'
import { checkConstructors } from '#generators/language/check.ts'
import type { Constructor, Data, Parameter, Slot, Type } from '#generators/model/document.ts'

/** Each as it is once it has taken over what it extends; one that cannot be read stays as it is written. By name. */
export function flattened(own: readonly Constructor[]): ReadonlyMap<string, Constructor> {
  const checked = checkConstructors([...BUILTIN_CONSTRUCTORS, ...own], BUILTIN_INTERFACES, () => undefined)
  return new Map([
    ...own.map((one) => [one.constructor, one] as const),
    ...[...checked].map(([name, { document }]) => [name, document] as const),
  ])
}

export function interfacesOf({ provides }: Constructor): readonly string[] {
  return [...new Set(Object.entries(provides ?? {}).map(([name, provision]) => provision.interface ?? name))]
}
export function wantsOf({ connects }: Constructor): readonly string[] {
  return [...new Set(Object.values(connects ?? {}).flatMap((slot) => slot.interface))]
}

/** `port`, `list of text`, `text or whole number`; ranges as `1 to 8`. */
export function typeWords(type: Type): string {
  switch (type.type) {
    case 'choice':
      return anyOf(type.of)
    case 'list':
      return `list of ${typeWords(type.of)}`
    case 'map':
      return `map of ${typeWords(type.of)}`
    case 'record':
      return `record of ${Object.keys(type.fields).join(', ')}`
    case 'fragment':
      return `${type.format} fragment`
    case 'scalar':
    case 'secret':
    case 'data':
      return type.type
    default: {
      const word =
        type.type === 'int'
          ? 'whole number'
          : type.type === 'float'
            ? 'number'
            : type.type === 'bool'
              ? 'yes or no'
              : type.type
      if (type.min !== undefined && type.max !== undefined) return `${word}, ${type.min} to ${type.max}`
      if (type.min !== undefined) return `${word}, at least ${type.min}`
      return type.max !== undefined ? `${word}, at most ${type.max}` : word
    }
  }
}

/** `one, two or three` */
function anyOf(words: readonly string[]): string {
  return [words.slice(0, -1).join(', '), ...words.slice(-1)].filter(Boolean).join(' or ')
}

/** Where its value comes from when nobody gives one. */
export function defaultWords(parameter: Parameter): string {
  if (parameter.assign !== undefined) return `assigned from ${parameter.assign}`
  if (parameter.default !== undefined) return dataWords(parameter.default)
  return parameter.optional ? 'may be left out' : 'must be given'
}

function dataWords(data: Data): string {
  return typeof data === 'string' ? (data === '' ? 'empty' : data) : JSON.stringify(data)
}

/** What a slot takes, and what a change there means here. */
export function slotWords(slot: Slot): string {
  const which = typeof slot.interface === 'string' ? slot.interface : slot.interface.join(' or ')
  return [
    slot.many ? `any number of ${which}` : `one ${which}`,
    slot.optional && 'may be left open',
    slot.sameHost && 'on the same host',
  ]
    .filter(Boolean)
    .join(', ')
}
export function onChangeWords(slot: Slot): string {
  const onChange = slot.onChange ?? 'restart'
  return onChange === 'order' ? 'waits for its start' : `${onChange}s when it changes`
}
