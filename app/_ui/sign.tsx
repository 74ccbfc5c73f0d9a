/** The signs of what is staged or planned, and the index tab and square that carry them. */
import { classes } from './classes.ts'

export type SignName = 'new' | 'changed' | 'moved' | 'removed' | 'start' | 'stop' | 'restart' | 'reload'

const PATHS: Readonly<Record<SignName, string>> = {
  new: 'M6 1.5v9M1.5 6h9',
  changed: 'M1.5 7.2c1.6-3 3-3 4.5-1.2s3 1.8 4.5-1.2',
  moved: 'M1.5 6h8.5M6.5 2.5 10 6 6.5 9.5',
  removed: 'M1.5 6h9',
  start: 'M3 1.5 10 6 3 10.5Z',
  stop: 'M2.5 2.5h7v7h-7Z',
  restart: 'M10 6a4 4 0 1 1-1.4-3M9 .8v2.6H6.4',
  reload: 'M2 4.5h6a2.5 2.5 0 0 1 0 5H5M4.5 2 2 4.5 4.5 7',
}

export function Sign({ name, className }: { name: SignName; className?: string }) {
  return (
    <svg
      viewBox="0 0 12 12"
      width="11"
      height="11"
      fill="none"
      stroke="currentColor"
      strokeWidth="2"
      aria-hidden="true"
      className={classes('flex-none', className)}
    >
      <path d={PATHS[name]} />
    </svg>
  )
}

/** `draft`: what does not run yet; `history`: what once changed; `failed`: what was reported failed. */
export type StagedLook = 'draft' | 'history' | 'failed' | 'quiet'
const LOOKS: Readonly<Record<StagedLook, string>> = {
  draft: 'bg-draft text-on-draft',
  history: 'bg-ink-1 text-on-ink',
  failed: 'bg-fail text-on-fail',
  quiet: 'bg-mute-tint text-ink-2 ring-1 ring-inset ring-line-2',
}

/** The index tab above a node's right edge: `3 · restarts`. The node is positioned; the tab sits on its upper border. */
export function StagedTab({
  sign,
  look = 'draft',
  children,
  className,
}: {
  sign: SignName
  look?: StagedLook
  children: React.ReactNode
  className?: string
}) {
  return (
    <span
      className={classes(
        'absolute -top-[17px] right-2 flex h-[17px] items-center gap-1 rounded-t-chip pr-1.5 pl-[5px] text-micro font-semibold',
        LOOKS[look],
        className,
      )}
    >
      <Sign name={sign} />
      {children}
    </span>
  )
}

/** The sign alone in a square: lists, and nodes seen from further away. */
export function StagedSquare({ sign, look = 'draft', label }: { sign: SignName; look?: StagedLook; label?: string }) {
  return (
    <span
      className={classes('grid size-[18px] flex-none place-items-center rounded-chip', LOOKS[look])}
      {...(label ? { role: 'img', 'aria-label': label } : {})}
    >
      <Sign name={sign} />
    </span>
  )
}
