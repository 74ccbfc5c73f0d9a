/** What is typed, and what stands in the document. */
import { expect, test } from 'vitest'
import { labelOf, readTyped, showValue, widgetFor } from './values.ts'

test.each([
  ['port', '8080', 8080],
  ['port', '80a', '80a'],
  ['int', '-3', -3],
  ['float', '0.5', 0.5],
  ['bool', 'true', true],
  ['text', '8080', '8080'],
  ['octal', '027', '027'],
  ['text', '', undefined],
] as const)('%s %j is %j', (type, typed, value) => expect(readTyped({ type }, typed)).toBe(value))

test('values in one line', () => {
  expect(showValue(['a', 1, true])).toBe('a, 1, true')
  expect(showValue({ a: { b: 1 } })).toBe('a: b: 1')
  expect(showValue(undefined)).toBe('')
})

test('every type has a widget', () => {
  expect(widgetFor({ type: 'list', of: { type: 'text' } })).toBe('rows')
  expect(widgetFor({ type: 'list', of: { type: 'record', fields: {} } })).toBe('table')
  expect(widgetFor({ type: 'map', of: { type: 'data' } })).toBe('tree')
  expect(widgetFor({ type: 'map', of: { type: 'text' } })).toBe('pairs')
  expect(widgetFor({ type: 'secret' })).toBe('secret')
})

test.each([
  ['dnsName', 'DNS name'],
  ['workerConnections', 'Worker connections'],
  ['extra_config', 'Extra config'],
  ['uid', 'UID'],
])('%s is labelled %s', (name, label) => expect(labelOf(name, undefined)).toBe(label))
