/** The run line says what happened: one shape too many or too few would be a lie. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { describeLife, type LifeEvent, type LifeKind, runLine, type Shape } from './run-line.ts'

/** `line run 0-100` and `bar mute 50`, so that a drawing can be read in a table. */
function read(shapes: readonly Shape[]): string[] {
  return shapes.map((shape) => {
    if (shape.kind === 'line') return `${shape.ink}${shape.dash ? ` ${shape.dash}` : ''} ${shape.x1}-${shape.x2}`
    if (shape.kind === 'dot') return `${shape.hollow ? 'hollow' : 'dot'} ${shape.ink} ${shape.x}`
    return `${shape.kind} ${shape.ink} ${shape.x}`
  })
}
const CASES: readonly (readonly [name: string, events: readonly LifeEvent[], drawn: readonly string[]])[] = [
  ['never ran', [], ['none none 0-100']],
  ['runs all the time', [{ at: -5, kind: 'running' }], ['run 0-100']],
  ['runs from the opening on', [{ at: 0, kind: 'running' }], ['run 0-100']],
  [
    'reloads',
    [
      { at: -5, kind: 'running' },
      { at: 50, kind: 'reload' },
    ],
    ['run 0-50', 'bump run 50', 'run 50-100'],
  ],
  [
    'will reload',
    [
      { at: -5, kind: 'running' },
      { at: 50, kind: 'reload', planned: true },
    ],
    ['run 0-50', 'bump draft 50', 'run 50-100'],
  ],
  [
    'restarted',
    [
      { at: -5, kind: 'running' },
      { at: 40, kind: 'stop' },
      { at: 60, kind: 'start' },
      { at: 60, kind: 'ready' },
    ],
    ['run 0-40', 'bar run 40', 'none none 44-56', 'dot run 60', 'run 60-100'],
  ],
  [
    'restarted so fast that nobody could see it',
    [
      { at: -5, kind: 'running' },
      { at: 40, kind: 'stop' },
      { at: 40, kind: 'start' },
      { at: 40, kind: 'ready' },
    ],
    ['run 0-40', 'bar run 40', 'none none 44-45', 'dot run 49', 'run 49-100'],
  ],
  [
    'stopped',
    [
      { at: -5, kind: 'running' },
      { at: 40, kind: 'stop' },
    ],
    ['run 0-40', 'bar mute 40', 'none none 44-100'],
  ],
  [
    'will stop',
    [
      { at: -5, kind: 'running' },
      { at: 40, kind: 'stop', planned: true },
    ],
    ['run 0-40', 'bar draft 40', 'none none 44-100'],
  ],
  [
    'will start',
    [
      { at: 20, kind: 'start', planned: true },
      { at: 60, kind: 'ready', planned: true },
    ],
    ['none none 0-16', 'hollow draft 20', 'draft starting 24-60', 'draft 60-100'],
  ],
  ['is starting', [{ at: 20, kind: 'start' }], ['none none 0-16', 'hollow run 20', 'run starting 24-100']],
  [
    'did not start',
    [
      { at: 20, kind: 'start' },
      { at: 60, kind: 'fail' },
    ],
    ['none none 0-16', 'hollow fail 20', 'fail 24-56', 'cross fail 60', 'none none 66-100'],
  ],
  [
    'crashed',
    [
      { at: -5, kind: 'running' },
      { at: 60, kind: 'fail' },
    ],
    ['run 0-56', 'cross fail 60', 'none none 66-100'],
  ],
  [
    'drifts',
    [
      { at: -5, kind: 'running' },
      { at: 60, kind: 'drift' },
    ],
    ['run 0-60', 'warn drift 60-100'],
  ],
  [
    'is unknown',
    [
      { at: -5, kind: 'running' },
      { at: 60, kind: 'unknown' },
    ],
    ['run 0-60'],
  ],
]

describe('runLine', () => {
  test.each(CASES)('%s', (_, events, drawn) => expect(read(runLine(events, 0, 100, 100))).toEqual(drawn))
  test('the order in which events come does not matter, where their times differ', () => {
    for (const [, events] of CASES.filter(([, each]) => new Set(each.map(({ at }) => at)).size === each.length))
      expect(runLine([...events].reverse(), 0, 100, 100)).toEqual(runLine(events, 0, 100, 100))
  })
  test('nothing is drawn outside the line, and nothing goes backwards', () => {
    const kinds: readonly LifeKind[] = ['running', 'start', 'ready', 'reload', 'stop', 'fail', 'drift', 'unknown']
    const event = fc.record({
      at: fc.integer({ min: -50, max: 150 }),
      kind: fc.constantFrom(...kinds),
      planned: fc.boolean(),
    })
    fc.assert(
      fc.property(fc.array(event, { maxLength: 12 }), fc.integer({ min: 120, max: 900 }), (events, width) => {
        for (const shape of runLine(events, 0, 100, width)) {
          if (shape.kind === 'line') {
            expect(shape.x1).toBeGreaterThanOrEqual(0)
            expect(shape.x2).toBeGreaterThan(shape.x1)
            expect(shape.x2).toBeLessThanOrEqual(width)
          } else {
            expect(shape.x).toBeGreaterThanOrEqual(0)
            expect(shape.x).toBeLessThanOrEqual(width)
          }
        }
      }),
    )
  })
})

test.each([
  [[{ at: -5, kind: 'running' }], 'runs'],
  [
    [
      { at: -5, kind: 'running' },
      { at: 2, kind: 'reload' },
    ],
    'runs; reloaded once',
  ],
  [
    [
      { at: -5, kind: 'running' },
      { at: 2, kind: 'stop' },
      { at: 3, kind: 'start' },
      { at: 4, kind: 'ready' },
    ],
    'runs; restarted once',
  ],
  [
    [
      { at: 2, kind: 'start' },
      { at: 3, kind: 'fail' },
    ],
    'failed',
  ],
  [
    [
      { at: 2, kind: 'start' },
      { at: 2, kind: 'ready' },
      { at: 3, kind: 'end' },
    ],
    'is done',
  ],
  [[], 'has not run'],
] as const)('%j is said as %s', (events, words) => expect(describeLife(events, 0, 10)).toBe(words))
