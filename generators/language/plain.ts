/** Maps as they were written, before anything is known of them: which keys they may have, and numbers in them. */
import { below, type Checking } from './checking.ts'

export type Plain = Readonly<Record<string, unknown>>

export function refuseKeys(plain: Plain, allowed: readonly string[], scope: Checking): void {
  for (const key of Object.keys(plain))
    if (!allowed.includes(key)) below(scope, plain, key).problem('unknown-key', { key, allowed: allowed.join(', ') })
}

export function sayUnknownKind(plain: Plain, allowed: readonly string[], scope: Checking): void {
  const key = Object.keys(plain)[0]
  const place = key === undefined ? scope : below(scope, plain, key)
  place.problem('unknown-key', { key: key ?? 'nothing', allowed: allowed.join(', ') })
}

export function asPlain(value: unknown, scope: Checking): Plain | null {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Plain
  scope.problem('wrong-type', { wanted: 'a map', given: Array.isArray(value) ? 'a list' : typeof value })
  return null
}

export function numberOr(plain: Plain, key: string, otherwise: number, scope: Checking): number {
  const value = plain[key]
  if (value === undefined) return otherwise
  const number = Number(value)
  if (Number.isInteger(number) && number >= 0 && number <= 86_400) return number
  below(scope, plain, key).problem('wrong-type', { wanted: 'a whole number from 0 to 86400', given: String(value) })
  return otherwise
}
