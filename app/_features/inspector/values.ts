/** Between what a person types into a field and what stands in the document. Text that does not fit its type is kept: the compiler says what is wrong. */
import type { Literal, Type } from '#generators/model/document.ts'

/** `undefined` for an empty field: then the constructor's default or the pool decides. */
export function readTyped(type: Type, typed: string): Literal | undefined {
  if (typed === '') return undefined
  switch (type.type) {
    case 'int':
    case 'port':
      return /^-?\d{1,15}$/.test(typed) ? Number(typed) : typed
    case 'float':
      return /^-?\d+(\.\d+)?$/.test(typed) ? Number(typed) : typed
    case 'bool':
      return typed === 'true' ? true : typed === 'false' ? false : typed
    default:
      return typed
  }
}

/** A value as one line: in a field, as a placeholder, struck through as what it was. */
export function showValue(value: unknown): string {
  if (value === undefined || value === null) return ''
  if (typeof value === 'string') return value
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  if (Array.isArray(value)) return value.map(showValue).join(', ')
  return Object.entries(value)
    .map(([key, one]) => `${key}: ${showValue(one)}`)
    .join(', ')
}

/** Which control a type is edited with. */
export type Widget = 'line' | 'number' | 'switch' | 'choice' | 'rows' | 'pairs' | 'table' | 'text' | 'tree' | 'secret'
export function widgetFor(type: Type): Widget {
  switch (type.type) {
    case 'int':
    case 'port':
    case 'float':
      return 'number'
    case 'bool':
      return 'switch'
    case 'choice':
      return 'choice'
    case 'secret':
      return 'secret'
    case 'fragment':
      return 'text'
    case 'data':
      return 'tree'
    case 'record':
      return 'tree'
    case 'list':
      return type.of.type === 'record' ? 'table' : isScalar(type.of) ? 'rows' : 'tree'
    case 'map':
      return isScalar(type.of) ? 'pairs' : 'tree'
    default:
      return 'line'
  }
}

function isScalar(type: Type): boolean {
  return !['list', 'map', 'record', 'data', 'fragment'].includes(type.type)
}

/** `dnsName` as a person reads it: `DNS name`; a title always wins. */
export function labelOf(name: string, title: string | undefined): string {
  if (title) return title
  const words = name
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .replace(/[_-]+/g, ' ')
    .toLowerCase()
    .replace(/\b(dns|id|uid|gid|url|tls|http|ip|tcp)\b/g, (word) => word.toUpperCase())
  return words.charAt(0).toUpperCase() + words.slice(1)
}
