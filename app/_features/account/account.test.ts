/** Names of accounts and systems, passwords. */
import { expect, test } from 'vitest'
import { nameProblem } from '../systems-list/system-name.ts'
import { passwordProblem } from './password.ts'

test('a password is measured in characters, not in bytes', () => {
  expect(passwordProblem('longrun12')).toBe('9 characters. Use 10 or more, any kind.')
  expect(passwordProblem('a')).toBe('1 character. Use 10 or more, any kind.')
  expect(passwordProblem('😀'.repeat(10))).toBeNull()
})
test.each([
  ['shop', null],
  ['web-apps-2', null],
  ['', 'It needs a name.'],
  ['taken', 'There is a system named taken already.'],
  ['Shop', 'Use lower-case letters, digits and single hyphens, beginning with a letter.'],
  ['a--b', 'Use lower-case letters, digits and single hyphens, beginning with a letter.'],
  ['new', '“new” is the address of this page. Use another name.'],
  ['x'.repeat(41), '41 characters. Use 40 or fewer.'],
])('“%s”', (name, problem) => expect(nameProblem(name, ['taken'])).toBe(problem))
