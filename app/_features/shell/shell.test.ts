/** The palette's ranking, and the way back after signing in. */
import { expect, test } from 'vitest'
import { find } from './find.ts'
import { isHere, PLACES, safeReturn } from './places.ts'

const ENTRIES = [
  { text: 'webapps', kind: 'system' },
  { text: 'my-webapps', kind: 'system' },
  { text: 'test1', kind: 'host' },
  { text: 'Systems', kind: 'page' },
]
test.each([
  ['', ['webapps', 'my-webapps', 'test1', 'Systems']],
  ['web', ['webapps', 'my-webapps']],
  ['APPS', ['webapps', 'my-webapps']],
  ['host', ['test1']],
  ['sys', ['Systems', 'webapps', 'my-webapps']],
  ['web sys', ['webapps', 'my-webapps']],
  ['nothing', []],
])('“%s”', (typed, found) => expect(find(ENTRIES, typed).map(({ text }) => text)).toEqual(found))

test.each([
  ['/hosts?x=1', '/hosts?x=1'],
  [null, '/'],
  ['https://elsewhere', '/'],
  ['//elsewhere', '/'],
  ['/\\elsewhere', '/'],
  ['/sign-in?next=/', '/'],
])('after signing in, %s leads to %s', (next, way) => expect(safeReturn(next)).toBe(way))

test('one place is here', () => {
  expect(PLACES.filter((place) => isHere(place, '/systems/webapps')).map(({ text }) => text)).toEqual(['Systems'])
  expect(PLACES.filter((place) => isHere(place, '/')).map(({ text }) => text)).toEqual(['Overview'])
})
