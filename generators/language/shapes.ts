/** Static types of the constructor language: what a name may hold, known before anything is evaluated. */
import type { Field, Scalar, Type } from '../model/document.ts'

export type Shape =
  | { readonly is: 'scalar'; readonly of: Scalar | 'scalar' | 'choice'; readonly choices?: readonly string[] }
  | { readonly is: 'secret' }
  | { readonly is: 'fragment'; readonly format: string }
  | { readonly is: 'data' }
  | { readonly is: 'list'; readonly of: Shape }
  | { readonly is: 'map'; readonly of: Shape }
  | { readonly is: 'record'; readonly title: string; readonly fields: ReadonlyMap<string, Inferred> }
  /** `bin` and `share`: any package's name, then any program's or place's. */
  | { readonly is: 'packages'; readonly root: 'bin' | 'share'; readonly package: string | null }
  /** After a problem was said: fits everything, so that one mistake is one diagnostic. */
  | { readonly is: 'unknown' }

/** A shape, and whether there may be nothing of it. */
export interface Inferred {
  readonly shape: Shape
  readonly optional: boolean
}

export function scalar(of: Scalar | 'scalar'): Shape {
  return { is: 'scalar', of }
}
export function listOf(of: Shape): Shape {
  return { is: 'list', of }
}
export function record(title: string, fields: Iterable<readonly [string, Inferred]>): Shape {
  return { is: 'record', title, fields: new Map(fields) }
}
export function present(shape: Shape): Inferred {
  return { shape, optional: false }
}
export function perhaps(shape: Shape): Inferred {
  return { shape, optional: true }
}
export const UNKNOWN: Inferred = present({ is: 'unknown' })
export const TEXT: Shape = scalar('text')

/** The shape of a declared type. */
export function shapeOf(type: Type): Shape {
  switch (type.type) {
    case 'choice':
      return { is: 'scalar', of: 'choice', choices: type.of }
    case 'secret':
    case 'data':
      return { is: type.type }
    case 'fragment':
      return { is: 'fragment', format: type.format }
    case 'list':
      return listOf(shapeOf(type.of))
    case 'map':
      return { is: 'map', of: shapeOf(type.of) }
    case 'record':
      return record(
        'record',
        Object.entries(type.fields).map(([name, field]) => [name, inferredOf(field)]),
      )
    default:
      return scalar(type.type)
  }
}

/** A field with a default is always there; one without is, unless it says `optional`. */
export function inferredOf(field: Field): Inferred {
  return { shape: shapeOf(field), optional: field.optional === true && field.default === undefined }
}

export function isNumeric(shape: Shape): boolean {
  return shape.is === 'scalar' && (shape.of === 'int' || shape.of === 'port' || shape.of === 'float')
}

const CLOSED: ReadonlySet<string> = new Set(['int', 'float', 'bool', 'port', 'dns-name', 'address', 'name', 'octal'])

/** Whether every value is made of characters that no grammar gives a meaning to: it may stand in a bare word. Paths are looked at when their value is known. */
export function isClosed(shape: Shape): boolean {
  if (shape.is === 'unknown' || shape.is === 'secret') return true
  if (shape.is !== 'scalar') return false
  if (shape.of === 'choice') return shape.choices?.every((choice) => /^[\w./:@%+,=-]+$/.test(choice)) ?? false
  return CLOSED.has(shape.of) || shape.of === 'path'
}

/** Either of two branches. */
export function unite(a: Shape, b: Shape): Shape {
  if (a.is === 'unknown') return b
  if (b.is === 'unknown') return a
  if (a.is === 'scalar' && b.is === 'scalar') {
    if (a.of === b.of && a.of !== 'choice') return a
    if (a.of === 'choice' && b.of === 'choice')
      return { is: 'scalar', of: 'choice', choices: [...new Set([...a.choices!, ...b.choices!])] }
    return isNumeric(a) && isNumeric(b) ? scalar('int') : TEXT
  }
  if (a.is === 'list' && b.is === 'list') return listOf(unite(a.of, b.of))
  if (a.is === 'map' && b.is === 'map') return { is: 'map', of: unite(a.of, b.of) }
  return a.is === b.is ? a : { is: 'data' }
}

/** As a diagnostic names it. */
export function describe(shape: Shape): string {
  switch (shape.is) {
    case 'scalar':
      return shape.of === 'choice'
        ? `one of ${shape.choices!.join(', ')}`
        : shape.of === 'scalar'
          ? 'a text or number'
          : shape.of
    case 'list':
      return `list of ${describe(shape.of)}`
    case 'map':
      return `map of ${describe(shape.of)}`
    case 'record':
      return shape.title
    case 'fragment':
      return `${shape.format} text of the user's own`
    case 'packages':
      return 'the programs of packages'
    case 'unknown':
      return 'a value'
    default:
      return shape.is
  }
}

/** Whether a value of shape `given` can stand where `wanted` is declared. Scalars are read again when their text is known. */
export function fits(given: Shape, wanted: Shape): boolean {
  if (given.is === 'unknown' || wanted.is === 'unknown') return true
  if (wanted.is === 'data') return given.is !== 'packages' && given.is !== 'fragment'
  if (given.is === 'data') return false
  if (wanted.is === 'scalar') return given.is === 'scalar'
  if (given.is === 'list' && wanted.is === 'list') return fits(given.of, wanted.of)
  if (given.is === 'map' && wanted.is === 'map') return fits(given.of, wanted.of)
  if (given.is === 'record' && wanted.is === 'map')
    return [...given.fields.values()].every((field) => fits(field.shape, wanted.of))
  if (given.is === 'record' && wanted.is === 'record')
    return [...wanted.fields].every(([name, field]) => field.optional || given.fields.has(name))
  return given.is === wanted.is
}
