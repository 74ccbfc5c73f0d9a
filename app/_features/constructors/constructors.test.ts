/** A constructor in words. */
import { expect, test } from 'vitest'
import type { Parameter, Type } from '#generators/model/document.ts'
import { defaultWords, flattened, interfacesOf, slotWords, typeWords } from './constructor-words.ts'

test.each<[Type, string]>([
  [{ type: 'port' }, 'port'],
  [{ type: 'int', min: 1, max: 8 }, 'whole number, 1 to 8'],
  [{ type: 'int', min: 1 }, 'whole number, at least 1'],
  [{ type: 'bool' }, 'yes or no'],
  [{ type: 'choice', of: ['a', 'b'] }, 'a or b'],
  [{ type: 'list', of: { type: 'text' } }, 'list of text'],
  [{ type: 'record', fields: { a: { type: 'text' }, b: { type: 'text' } } }, 'record of a, b'],
])('%j takes %s', (type, words) => expect(typeWords(type)).toBe(words))

test.each<[Parameter, string]>([
  [{ type: 'port', assign: 'webappPorts' }, 'assigned from webappPorts'],
  [{ type: 'text', default: 'hello' }, 'hello'],
  [{ type: 'text', default: '' }, 'empty'],
  [{ type: 'bool', default: false }, 'false'],
  [{ type: 'text', optional: true }, 'may be left out'],
  [{ type: 'text' }, 'must be given'],
])('%j without a value: %s', (parameter, words) => expect(defaultWords(parameter)).toBe(words))

test('slots', () => {
  expect(slotWords({ interface: 'http', many: true, optional: true })).toBe('any number of http, may be left open')
  expect(slotWords({ interface: ['mysql', 'postgresql'] })).toBe('one mysql or postgresql')
})

test('what extends another provides what that one does', () => {
  const one = flattened([{ constructor: 'mine', extends: 'webapp', process: { program: 'x' } }]).get('mine')
  expect(one && interfacesOf(one)).toEqual(['http'])
})
