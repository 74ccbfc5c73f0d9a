/** The tree says the same as the canvas. */
import { expect, test } from 'vitest'
import type { System } from '#generators/model/document.ts'
import type { EdgeRec } from '../model/model.ts'
import { NOT_DEPLOYED, type Rec } from '../model/records.ts'
import { flatten, onTreeKey } from './tree-rows.ts'

const SYSTEM: System = {
  system: 's',
  hosts: {
    a: { platform: 'linux', address: 'a', containers: { main: { type: 'x' }, other: { type: 'y' } } },
    b: { platform: 'linux', address: 'b', containers: { main: { type: 'x' } } },
  },
  processes: {},
}
function rec(instance: string, host: string | null, container: string | null): Rec {
  return {
    ...NOT_DEPLOYED,
    id: `${instance}@${host ?? ''}`,
    instance,
    host,
    container,
    kind: 'Web',
    icon: null,
    x: 0,
    y: 0,
    port: null,
    says: null,
    mark: null,
    look: 'plain',
    errors: 0,
    warnings: 0,
  }
}
const EDGE: EdgeRec = {
  id: 'e',
  from: 'one@a',
  to: 'two@a',
  fromInstance: 'one',
  toInstance: 'two',
  slot: 'web',
  reference: 'two',
  kind: 'reload',
  staged: null,
  failed: false,
}
const INPUT = {
  system: SYSTEM,
  recs: [rec('one', 'a', 'main'), rec('two', 'a', 'other'), rec('lost', null, null)],
  edges: [EDGE],
  closed: new Set<string>(),
}

test('host, container, service, dependency', () => {
  expect(flatten(INPUT).map((row) => `${' '.repeat(row.level)}${row.text}`)).toEqual([
    ' a',
    '  main',
    '   one',
    '    two',
    '  other',
    '   two',
    ' b',
    '  main',
    ' on no host',
    '   lost',
  ])
})

test('what is closed hides what is below it', () => {
  const rows = flatten({ ...INPUT, closed: new Set(['host:a']) })
  expect(rows.map((row) => row.text)).toEqual(['a', 'b', 'main', 'on no host', 'lost'])
})

test('keys', () => {
  const rows = flatten(INPUT)
  const id = (index: number) => rows[index]!.id
  expect(onTreeKey('ArrowDown', rows, id(0))).toEqual({ id: id(1) })
  expect(onTreeKey('ArrowLeft', rows, id(3))).toEqual({ id: id(2) })
  expect(onTreeKey('ArrowLeft', rows, id(2))).toEqual({ id: id(2), toggle: false })
  expect(onTreeKey('ArrowRight', rows, id(2))).toEqual({ id: id(3) })
  expect(onTreeKey('Enter', rows, id(3))).toEqual({ id: id(3), choose: true })
  expect(onTreeKey('x', rows, id(3))).toBeNull()
})
