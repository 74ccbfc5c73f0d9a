/** The glyphs of runtime states: shape says what colour says, so that no state rests on colour alone. */
import { classes } from './classes.ts'

export const GLYPHS = [
  'running',
  'waiting',
  'starting',
  'stopping',
  'stopped',
  'failed',
  'drift',
  'unknown',
  'unreachable',
  'not-deployed',
  'warning',
  'done',
  'open',
] as const
export type GlyphName = (typeof GLYPHS)[number]

/** States in which nothing is left to do: it runs, has done its work, or waits for its time. */
export function isWell(name: GlyphName): boolean {
  return name === 'running' || name === 'done' || name === 'waiting'
}

const SHAPES: Readonly<Record<GlyphName, React.ReactNode>> = {
  running: <circle cx="7" cy="7" r="5" className="fill-run-line" />,
  waiting: (
    <g fill="none" className="stroke-run-line">
      <circle cx="7" cy="7" r="5.2" strokeWidth="1.75" />
      <path d="M7 4.2V7l2 1.4" strokeWidth="1.5" strokeLinecap="round" />
    </g>
  ),
  starting: (
    <g className="stroke-run-line">
      <circle cx="7" cy="7" r="5" fill="none" strokeWidth="2" strokeDasharray="22 10" transform="rotate(-90 7 7)" />
      <circle cx="7" cy="7" r="1.6" className="fill-run-line" stroke="none" />
    </g>
  ),
  stopping: (
    <g>
      <circle cx="7" cy="7" r="5.4" fill="none" strokeWidth="1.4" className="stroke-mute-line" />
      <rect x="4.6" y="4.6" width="4.8" height="4.8" className="fill-mute-line" />
    </g>
  ),
  stopped: (
    <rect x="2.75" y="2.75" width="8.5" height="8.5" fill="none" strokeWidth="1.75" className="stroke-mute-line" />
  ),
  failed: (
    <g>
      <path d="M7 .6 13.4 7 7 13.4 .6 7Z" className="fill-fail-line" />
      <path d="M5 5l4 4M9 5l-4 4" strokeWidth="1.6" className="stroke-raised" />
    </g>
  ),
  drift: (
    <g className="fill-warn-line">
      <path d="M1.5 5.6A5 5 0 0 1 11.5 5.6Z" />
      <path d="M2.5 8.4A5 5 0 0 0 12.5 8.4Z" />
    </g>
  ),
  unknown: (
    <g fill="none" strokeWidth="1.4" className="stroke-mute-line">
      <circle cx="7" cy="7" r="5.6" strokeDasharray="1.8 1.8" />
      <path d="M5.4 5.8a1.6 1.6 0 1 1 2.2 1.5c-.4.2-.6.4-.6.9M7 9.9v.2" strokeLinecap="round" />
    </g>
  ),
  unreachable: (
    <g fill="none" className="stroke-mute-line">
      <path d="M4.6 2A5.6 5.6 0 0 0 4.6 12M9.4 12A5.6 5.6 0 0 0 9.4 2" strokeWidth="1.8" />
      <path d="M7 4v6" strokeWidth="1.4" strokeDasharray="1.5 1.5" />
    </g>
  ),
  'not-deployed': (
    <circle
      cx="7"
      cy="7"
      r="5"
      fill="none"
      strokeWidth="1.75"
      strokeDasharray="2.6 2.6"
      className="stroke-draft-line"
    />
  ),
  warning: (
    <g>
      <path d="M7 1.2 13.4 12.6H.6Z" className="fill-warn-line" />
      <path d="M7 5v3.6" strokeWidth="1.6" className="stroke-raised" />
      <circle cx="7" cy="10.7" r=".9" className="fill-raised" />
    </g>
  ),
  done: (
    <g>
      <circle cx="7" cy="7" r="5.6" className="fill-run-line" />
      <path d="M4.4 7.2l1.8 1.8 3.4-3.8" fill="none" strokeWidth="1.6" className="stroke-raised" />
    </g>
  ),
  open: <circle cx="7" cy="7" r="4.75" fill="none" strokeWidth="1.5" className="stroke-line-3" />,
}

/** `label`: what it says to those who cannot see it; without one it is decoration beside text that says the same. */
export function Glyph({ name, label, className }: { name: GlyphName; label?: string; className?: string }) {
  return (
    <svg
      width="14"
      height="14"
      viewBox="0 0 14 14"
      className={classes('flex-none origin-center', name === 'starting' && 'motion-safe:animate-turn', className)}
      role="img"
      aria-label={label}
      aria-hidden={label ? undefined : true}
    >
      {SHAPES[name]}
    </svg>
  )
}
