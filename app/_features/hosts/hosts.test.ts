/** Hosts in words, and the choice of a process manager as a document. */
import { describe, expect, test } from 'vitest'
import { plainText } from '#app/_ui/answer.ts'
import { parse } from '#generators/model/parse.ts'
import type { HostView } from '#server/api/views.ts'
import { chosenManager, withManager } from './choose-manager.ts'
import { fleetAnswer, hostAnswer } from './fleet.ts'
import { addressWords } from './host-words.ts'
import { processLife } from './process-life.ts'
import { readiness } from './readiness.ts'

function manager(type: string, properties: Record<string, string> = {}): HostView['containers'][number] {
  return {
    type,
    title: type,
    properties,
    privileged: false,
    userChange: false,
    survivesLogout: true,
    restartsOnCrash: true,
    startsAtBoot: false,
  }
}
const HOST: HostView = {
  id: 'h',
  name: 'test1',
  address: { kind: 'local' },
  keyFingerprint: null,
  facts: null,
  containers: [manager('alpha'), manager('beta', { socket: '/a' }), manager('beta', { socket: '/b' })],
  hostId: null,
  reach: 'reached',
  reachedAt: null,
  problem: null,
  systems: [],
  lockedBy: null,
}
const say = (phrases: Parameters<typeof plainText>[0]) => plainText(phrases).replaceAll('\u00a0', ' ')

describe('sentences', () => {
  test.each([
    [[], 'No host is known yet.'],
    [[HOST], '1 host, reached.'],
    [[HOST, HOST], '2 hosts, all reached.'],
    [[HOST, { ...HOST, name: 'test6', reach: 'unreachable' as const }], 'test6 cannot be reached. 1 host was reached.'],
    [[{ ...HOST, reach: 'unknown' as const }], '1 host was not asked yet.'],
  ])('%#', (hosts, sentence) => expect(say(fleetAnswer(hosts))).toBe(sentence))
  test.each([
    [{ up: 3, of: 3, unknown: 0 }, 'test1 runs 3 of 3 processes as recorded.'],
    [{ up: 0, of: 2, unknown: 2 }, 'What runs on test1 is not known yet.'],
  ])('%#', (running, sentence) => expect(say(hostAnswer(HOST, running))).toBe(sentence))
  test('nothing runs only where no system is recorded, not while its processes are still asked for', () => {
    const asked = { up: 0, of: 0, unknown: 0 }
    expect(say(hostAnswer({ ...HOST, systems: [] }, asked))).toBe('Nothing of Longrun runs on test1.')
    expect(say(hostAnswer({ ...HOST, systems: ['shop'] }, asked))).toBe('What runs on test1 is not known yet.')
  })
  test('addresses', () => {
    expect(addressWords({ kind: 'local' })).toBe('this machine')
    expect(addressWords({ kind: 'ssh', host: '10.0.0.1', port: 2222, user: 'ann', hostKey: '' })).toBe(
      'ann@10.0.0.1, port 2222',
    )
  })
})

describe('the process manager of a system on a host', () => {
  const text = (containers: string) => `system: shop
hosts:
  test1:
    platform: linux
    address: 127.0.0.1
    containers: ${containers}
processes: {}
`
  const document = (containers: string) =>
    parse(text(containers)).document ?? expect.fail('the text of this test is wrong')
  test.each([
    ['{ main: { type: alpha } }', 0],
    ['{ main: { type: beta, properties: { socket: /b } } }', 2],
    ['{ main: { type: beta } }', 1],
    ['{ main: { type: beta, properties: { socket: /c } } }', null],
  ])('%s', (containers, index) => expect(chosenManager(document(containers), HOST)).toBe(index))
  test('another choice keeps the name that instances refer to', () => {
    const changed = withManager(document('{ main: { type: alpha } }'), 'test1', HOST.containers[2]!)
    expect(changed.system.hosts.test1?.containers).toEqual({ main: { type: 'beta', properties: { socket: '/b' } } })
    expect(chosenManager(changed, HOST)).toBe(2)
  })
})

test('readiness says what is not known', () => {
  expect(readiness({ ...HOST, reach: 'unknown' }).map(({ ok }) => ok)).toEqual([null, null, null, null, null])
  expect(readiness({ ...HOST, reach: 'unreachable', problem: 'No route to host.' })[0]).toMatchObject({
    ok: false,
    found: 'No route to host.',
  })
})

test('a process over generations', () => {
  const generation = (number: number, change: string) => ({
    number,
    at: `2026-11-2${number}T00:00:00Z`,
    by: '',
    reason: '',
    deployment: number,
    current: false,
    processes: [{ placement: 'p', instance: 'p', host: 'h', change, pid: null }],
  })
  const life = processLife(
    { placement: 'p', seen: 'drift', generations: [generation(2, 'restart'), generation(1, 'start')] },
    Date.parse('2026-11-23T00:00:00Z'),
  )
  expect(life.map(({ kind }) => kind)).toEqual(['start', 'ready', 'stop', 'start', 'ready', 'drift'])
})
