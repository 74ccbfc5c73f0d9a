/** Where things stand, what is under the pointer, what is mounted, what a draft changes. */
import { describe, expect, test } from 'vitest'
import type { SystemDocument } from '#generators/model/document.ts'
import { arrange, EMPTY_LAYOUT, layoutOf, ranksOf } from './arrange.ts'
import {
  boundsOf,
  curveBetween,
  distanceTo,
  dotsAlong,
  fitCamera,
  NODE,
  overlaps,
  pointOn,
  viewBox,
} from './geometry.ts'
import type { Graph } from './graph.ts'
import { Grid } from './grid.ts'
import { stagedChanges } from './staging.ts'
import { MOUNT_PER_FRAME, nextWindow } from './window.ts'

function graphOf(hosts: Record<string, string[]>, edges: [string, string][] = []): Graph {
  const nodes = Object.entries(hosts).flatMap(([host, names]) =>
    names.map((name) => ({
      id: `${name}@${host}/main`,
      instance: name,
      host: host || null,
      container: 'main',
      kind: 'Web',
      icon: null,
    })),
  )
  const id = (name: string) => nodes.find((node) => node.instance === name)!.id
  return {
    nodes,
    hosts: Object.keys(hosts).filter(Boolean),
    edges: edges.map(([from, to]) => ({
      id: `${from}>${to}`,
      from: id(from),
      to: id(to),
      fromInstance: from,
      toInstance: to,
      slot: null,
      reference: to,
      kind: 'order',
    })),
  }
}

describe('curves', () => {
  const curve = curveBetween({ x: 0, y: 0 }, { x: 400, y: 200 })
  test('run from the right port to the left one', () => {
    expect(pointOn(curve, 0)).toEqual({ x: NODE.width, y: 36 })
    expect(pointOn(curve, 1)).toEqual({ x: 400, y: 236 })
  })
  test('are hit near, and not hit far', () => {
    const middle = pointOn(curve, 0.5)
    expect(distanceTo(curve, { x: middle.x + 2, y: middle.y }, 6)).toBeLessThan(4)
    expect(distanceTo(curve, { x: middle.x, y: middle.y - 90 }, 6)).toBeGreaterThan(20)
    expect(distanceTo(curve, { x: 9000, y: 0 }, 6)).toBe(Number.POSITIVE_INFINITY)
  })
  test('have dots at even distances', () => {
    const dots = dotsAlong(curve)
    for (let at = 2; at < dots.length - 2; at += 2)
      expect(Math.hypot(dots[at]! - dots[at - 2]!, dots[at + 1]! - dots[at - 1]!)).toBeCloseTo(5, 0)
    expect(boundsOf(curve).width).toBeGreaterThan(100)
  })
})

test('a fitted camera shows the whole box between what floats', () => {
  const box = { x: 100, y: 100, width: 2000, height: 500 }
  const camera = fitCamera(box, { width: 1000, height: 600 }, { left: 60, top: 60, right: 20, bottom: 20 })
  const view = viewBox(camera, { width: 1000, height: 600 })
  expect(view.x).toBeLessThanOrEqual(box.x)
  expect(view.x + view.width).toBeGreaterThanOrEqual(box.x + box.width)
  expect(
    fitCamera(
      { x: 0, y: 0, width: 10, height: 10 },
      { width: 500, height: 500 },
      { left: 0, top: 0, right: 0, bottom: 0 },
    ).zoom,
  ).toBe(1)
})

test('the grid finds what it was given, and forgets what was taken', () => {
  const grid = new Grid(100)
  for (let n = 0; n < 500; n += 1) grid.set(`n${n}`, { x: (n % 25) * 250, y: Math.floor(n / 25) * 100, ...NODE })
  expect(grid.at({ x: 260, y: 110 })).toBe('n26')
  expect(grid.at({ x: 230, y: 110 })).toBeNull()
  expect(grid.within({ x: 0, y: 0, width: 300, height: 150 }).toSorted()).toEqual(['n0', 'n1', 'n25', 'n26'])
  expect(grid.within({ x: -1e6, y: -1e6, width: 2e6, height: 2e6 })).toHaveLength(500)
  grid.set('n26', { x: 9000, y: 9000, ...NODE })
  expect(grid.at({ x: 260, y: 110 })).toBeNull()
  grid.delete('n0')
  expect(grid.within({ x: 0, y: 0, width: 10, height: 10 })).toEqual([])
})

describe('arrangement', () => {
  const graph = graphOf({ test1: ['proxy', 'web1', 'web2'], test2: ['db'] }, [
    ['proxy', 'web1'],
    ['proxy', 'web2'],
    ['web1', 'db'],
  ])
  test('requests flow from left to right', () => {
    expect([...ranksOf(graph).values()]).toEqual([0, 1, 1, 2])
    const { nodes } = arrange(graph, EMPTY_LAYOUT)
    expect(nodes.get('proxy@test1/main')!.x).toBeLessThan(nodes.get('web1@test1/main')!.x)
    expect(nodes.get('web1@test1/main')!.x).toBe(nodes.get('web2@test1/main')!.x)
  })
  test('a cycle ends', () =>
    expect(
      ranksOf(
        graphOf({ a: ['x', 'y'] }, [
          ['x', 'y'],
          ['y', 'x'],
        ]),
      ).size,
    ).toBe(2))
  test('nothing overlaps, and it is stable', () => {
    const first = arrange(graph, EMPTY_LAYOUT)
    const again = arrange(graph, layoutOf(first))
    expect(layoutOf(again)).toEqual(layoutOf(first))
    const frames = [...first.frames.values()]
    expect(overlaps(frames[0]!, frames[1]!)).toBe(false)
  })
  test('what was placed stays, a new one stands below one of its kind', () => {
    const first = layoutOf(arrange(graph, EMPTY_LAYOUT))
    const more = graphOf({ test1: ['proxy', 'web1', 'web2', 'web3'], test2: ['db'] })
    const { nodes, frames } = arrange(more, first)
    for (const [id, point] of Object.entries(first.nodes)) expect(nodes.get(id)).toEqual(point)
    const [two, three] = [nodes.get('web2@test1/main')!, nodes.get('web3@test1/main')!]
    expect(three.y).toBeGreaterThan(two.y)
    expect(frames.get('test1')!.height).toBeGreaterThanOrEqual(first.hosts.test1!.height)
  })
  test('a frame that grows pushes the one below it down', () => {
    const layout = {
      nodes: { 'a@up/main': { x: 16, y: 46 } },
      hosts: { up: { x: 0, y: 0, width: 240, height: 134 }, low: { x: 0, y: 150, width: 240, height: 134 } },
    }
    const { frames } = arrange(graphOf({ up: ['a', 'b', 'c'], low: [] }), layout)
    expect(overlaps(frames.get('up')!, frames.get('low')!)).toBe(false)
  })
  test('three hundred nodes without a place do not overlap', () => {
    const names = Array.from({ length: 150 }, (_, n) => `n${n}`)
    const { nodes } = arrange(graphOf({ a: names, b: names.map((name) => `${name}b`) }), EMPTY_LAYOUT)
    const boxes = [...nodes.values()].map((point) => ({ ...point, ...NODE }))
    expect(boxes.some((box, at) => boxes.slice(at + 1).some((other) => overlaps(box, other)))).toBe(false)
  })
})

describe('window', () => {
  const visible = Array.from({ length: 30 }, (_, n) => `n${n}`)
  const none = new Set<string>()
  test('at rest all in view, panning a few, zooming none', () => {
    expect(nextWindow({ mounted: [], visible, pinned: none, zoom: 1, motion: 'rest' })).toHaveLength(30)
    expect(nextWindow({ mounted: [], visible, pinned: none, zoom: 1, motion: 'pan' })).toHaveLength(MOUNT_PER_FRAME)
    expect(nextWindow({ mounted: [], visible, pinned: none, zoom: 1, motion: 'zoom' })).toHaveLength(0)
  })
  test('far away only what is pinned', () =>
    expect(nextWindow({ mounted: visible, visible, pinned: new Set(['n3', 'x']), zoom: 0.5, motion: 'rest' })).toEqual([
      'n3',
      'x',
    ]))
  test('the same array where nothing changes', () =>
    expect(nextWindow({ mounted: visible, visible, pinned: none, zoom: 1, motion: 'rest' })).toBe(visible))
})

test('what a draft stages', () => {
  const running: SystemDocument = {
    format: 1,
    interfaces: [],
    constructors: [],
    ids: { assigned: {}, last: {} },
    system: {
      system: 's',
      hosts: {
        a: { platform: 'linux', address: 'a', containers: { m: { type: 'x' } } },
        b: { platform: 'linux', address: 'b', containers: {} },
      },
      processes: {
        one: { on: ['a'], with: { p: 1, q: 2 } },
        two: { on: ['a'] },
        three: { on: ['b'] },
        four: { on: ['a'] },
      },
    },
  }
  const draft: SystemDocument = {
    ...running,
    system: {
      ...running.system,
      processes: {
        one: { on: ['a'], with: { q: 2, p: 3 } },
        two: { on: ['b'] },
        four: { on: ['a'] },
        five: { on: ['b'] },
      },
    },
  }
  expect(stagedChanges(draft, running).map(({ instance, kind, fields }) => [instance, kind, fields])).toEqual([
    ['one', 'changed', [['with', 'p']]],
    ['two', 'moved', []],
    ['five', 'new', []],
    ['three', 'removed', []],
  ])
  expect(stagedChanges(running, running)).toEqual([])
  expect(stagedChanges(running, null)).toHaveLength(4)
})
