'use client'
/** Draws a run line: the shapes are `run-line.ts`'s, this gives them ink. */
import { classes } from './classes.ts'
import { describeLife, type LifeEvent, type LineInk, runLine, type Shape } from './run-line.ts'
import { useWidth } from './use-width.ts'

const STROKE: Readonly<Record<LineInk, string>> = {
  run: 'stroke-run-line',
  draft: 'stroke-draft-line',
  fail: 'stroke-fail-line',
  warn: 'stroke-warn-line',
  mute: 'stroke-mute-line',
  none: 'stroke-line-2',
}
const FILL: Readonly<Record<LineInk, string>> = {
  run: 'fill-run-line',
  draft: 'fill-draft-line',
  fail: 'fill-fail-line',
  warn: 'fill-warn-line',
  mute: 'fill-mute-line',
  none: 'fill-line-2',
}
const DASH = { starting: '2 3', drift: '7 3', none: '1 4' } as const

export interface RunLineProps {
  readonly events: readonly LifeEvent[]
  readonly from: number
  readonly to: number
  /** Pixels; left out: as wide as its box. */
  readonly width?: number
  /** The ground it stands on, which shows in hollow dots. */
  readonly ground?: 'raised' | 'paper' | 'panel'
  /** Beside text that says the same it is decoration. */
  readonly decorative?: boolean
  readonly className?: string
}

export function RunLine({ events, from, to, width, ground = 'raised', decorative, className }: RunLineProps) {
  const [box, measured] = useWidth<HTMLSpanElement>(width)
  return (
    <span ref={box} className={classes('block h-2.5 min-w-0', className)} style={width ? { width } : undefined}>
      {measured > 0 && (
        <svg
          width={measured}
          height="10"
          className="block overflow-visible"
          role="img"
          aria-label={decorative ? undefined : describeLife(events, from, to)}
          aria-hidden={decorative || undefined}
        >
          {runLine(events, from, to, measured).map((shape, index) => (
            // Shapes have no identity but their place in the drawing.
            <Drawn key={index} shape={shape} ground={ground} />
          ))}
        </svg>
      )}
    </span>
  )
}

const GROUND = { raised: 'fill-raised', paper: 'fill-paper', panel: 'fill-panel' } as const

function Drawn({ shape, ground }: { shape: Shape; ground: 'raised' | 'paper' | 'panel' }) {
  switch (shape.kind) {
    case 'line':
      return (
        <line
          x1={shape.x1}
          x2={shape.x2}
          y1="5"
          y2="5"
          className={STROKE[shape.ink]}
          strokeWidth={shape.dash === 'none' ? 1.5 : 2}
          strokeDasharray={shape.dash && DASH[shape.dash]}
        />
      )
    case 'dot':
      return shape.hollow ? (
        <circle cx={shape.x} cy="5" r="3" strokeWidth="1.5" className={classes(GROUND[ground], STROKE[shape.ink])} />
      ) : (
        <circle cx={shape.x} cy="5" r="3" className={FILL[shape.ink]} />
      )
    case 'bump':
      return (
        <path
          d={`M${shape.x - 6} 5a6 5 0 0 1 12 0`}
          strokeWidth="2"
          className={classes(GROUND[ground], STROKE[shape.ink])}
        />
      )
    case 'bar':
      return <path d={`M${shape.x} 1v8`} strokeWidth="2" className={STROKE[shape.ink]} />
    case 'cross':
      return <path d={`M${shape.x - 4} 1l8 8M${shape.x + 4} 1l-8 8`} strokeWidth="2" className={STROKE[shape.ink]} />
  }
}
