/** Rows of run lines over one axis of seconds: forecast and course are the same drawing. */
import { classes } from '#app/_ui/classes.ts'
import { Glyph, type GlyphName } from '#app/_ui/glyph.tsx'
import type { LifeEvent } from '#app/_ui/run-line.ts'
import { RunLine } from '#app/_ui/run-line.tsx'

export interface AxisRow {
  readonly id: string
  readonly glyph: GlyphName
  readonly glyphWords: string
  readonly name: string
  readonly life: readonly LifeEvent[]
  readonly result: string
  readonly tone: 'quiet' | 'draft' | 'failed' | 'plain'
  readonly title?: string
}
export interface TimeAxisProps {
  readonly seconds: number
  /** Drawn up to here; `null`: the whole axis. */
  readonly now: number | null
  readonly hosts: readonly { readonly host: string; readonly says: string; readonly rows: readonly AxisRow[] }[]
  readonly selected: string | null
  readonly onSelect: (id: string) => void
}
const TONES = {
  quiet: 'text-ink-2',
  draft: 'font-semibold text-draft',
  failed: 'font-semibold text-fail',
  plain: 'text-ink-1',
} as const
const COLUMNS = 'grid grid-cols-[minmax(88px,132px)_minmax(0,1fr)_minmax(64px,96px)] gap-2'

export function TimeAxis({ seconds, now, hosts, selected, onSelect }: TimeAxisProps) {
  const ticks = [0, 0.25, 0.5, 0.75, 1].map((share) => Math.round(seconds * share * 10) / 10)
  const share = now === null ? 1 : Math.min(1, Math.max(0.02, now / seconds))
  return (
    <div className="relative text-data">
      <div className={classes(COLUMNS, 'h-5 text-ink-2')} aria-hidden>
        <span />
        <span className="relative">
          {ticks.map((tick, index) => (
            <span
              key={tick}
              className="absolute -translate-x-1/2 whitespace-nowrap first:translate-x-0 last:-translate-x-full"
              style={{ left: `${index * 25}%` }}
            >
              {index === 0 ? '0 s' : tick}
            </span>
          ))}
        </span>
        <span />
      </div>
      {hosts.map((host) => (
        <section key={host.host} aria-label={host.host}>
          <h2 className="flex h-[25px] items-end gap-1.5 border-b border-line-1 pb-[3px] font-semibold">
            {host.host} <span className="truncate font-normal text-ink-3">{host.says}</span>
          </h2>
          <ul>
            {host.rows.map((row) => (
              <li key={row.id}>
                <button
                  type="button"
                  title={row.title}
                  aria-pressed={row.id === selected}
                  onClick={() => onSelect(row.id)}
                  className={classes(
                    COLUMNS,
                    'h-6 w-full items-center text-left -outline-offset-2 hover:bg-hover aria-pressed:bg-hover coarse:h-11',
                  )}
                >
                  <span className="flex min-w-0 items-center gap-1.5">
                    <Glyph name={row.glyph} label={row.glyphWords} />
                    <span className="truncate text-ink-1">{row.name}</span>
                  </span>
                  <span className="relative block h-full">
                    <Grid />
                    <span
                      className={classes(
                        'absolute inset-y-0 left-0 grid items-center',
                        now !== null && 'border-r border-ink-1',
                      )}
                      style={{ width: `${share * 100}%` }}
                    >
                      <RunLine
                        events={row.life}
                        from={0}
                        to={now === null ? seconds : Math.max(0.01, Math.min(now, seconds))}
                        ground="panel"
                      />
                    </span>
                  </span>
                  <span className={classes('truncate text-right', TONES[row.tone])}>{row.result}</span>
                </button>
              </li>
            ))}
          </ul>
        </section>
      ))}
    </div>
  )
}

function Grid() {
  return (
    <span aria-hidden className="absolute inset-0 grid grid-cols-4 divide-x divide-line-1 border-x border-line-1">
      <span />
      <span />
      <span />
      <span />
    </span>
  )
}
