/** A model that names a manager only by type runs with whatever of it, or instead of it, is there. */
import { expect, test } from 'vitest'
import { EMPTY_IDS, type ModelContainer, type SystemDocument } from '#generators/model/document.ts'
import { type FoundContainer, withFoundContainers } from './found-containers.ts'

const FOUND: readonly FoundContainer[] = [
  { type: 'systemd', properties: { scope: 'user' } },
  { type: 'sysvinit', properties: { directory: '/home/a/init.d' } },
]
function document(main: ModelContainer): SystemDocument {
  const hosts = { here: { platform: 'linux', address: '127.0.0.1', containers: { main } } }
  return { format: 1, interfaces: [], constructors: [], system: { system: 's', hosts, processes: {} }, ids: EMPTY_IDS }
}

test.each([
  ['its own manager', { type: 'sysvinit' }, { type: 'sysvinit', properties: { directory: '/home/a/init.d' } }],
  ['the first one found', { type: 'supervisord' }, { type: 'systemd', properties: { scope: 'user' } }],
  [
    'what it says itself',
    { type: 'supervisord', properties: { directory: '/x' } },
    { type: 'supervisord', properties: { directory: '/x' } },
  ],
])('takes %s', (_, main, fitted) => {
  expect(withFoundContainers(document(main), 'here', FOUND).system.hosts.here?.containers.main).toEqual(fitted)
})

test('a host where nothing was found, or that the model does not have, changes nothing', () => {
  const given = document({ type: 'sysvinit' })
  expect(withFoundContainers(given, 'here', [])).toBe(given)
  expect(withFoundContainers(given, 'there', FOUND)).toBe(given)
})
