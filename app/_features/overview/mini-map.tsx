/** A system from far away: a frame for each host, a line for each process; exceptions are larger than what is well. */
import type { Health } from './health.ts'

const WIDTH = 112
const HEIGHT = 40
const COLUMNS_OF_ALL = 4
const ROWS = 4

export function MiniMap({ health }: { health: Health }) {
  const byHost = Map.groupBy(health.processes, (process) => process.host)
  const hosts = [...byHost.entries()].slice(0, COLUMNS_OF_ALL)
  if (hosts.length === 0) return <span className="text-ink-3">nothing runs</span>
  const gap = 6
  const width = (WIDTH - gap * (hosts.length - 1)) / hosts.length
  return (
    <svg width={WIDTH} height={HEIGHT} viewBox={`0 0 ${WIDTH} ${HEIGHT}`} aria-hidden="true" className="block">
      {hosts.map(([host, processes], column) => {
        const left = column * (width + gap)
        const across = Math.max(1, Math.min(Math.floor((width - 8) / 18), Math.ceil(processes.length / ROWS)))
        const cell = (width - 8 - (across - 1) * 4) / across
        return (
          <g key={host}>
            <rect x={left + 0.5} y="0.5" width={width - 1} height={HEIGHT - 1} fill="none" className="stroke-line-3" />
            {processes.slice(0, across * ROWS).map((process, index) => {
              const x = left + 4 + Math.floor(index / ROWS) * (cell + 4)
              const y = 5 + (index % ROWS) * 9
              return <Life key={process.placement} x={x} y={y} width={cell} seen={process.seen} />
            })}
          </g>
        )
      })}
    </svg>
  )
}

function Life({
  x,
  y,
  width,
  seen,
}: {
  x: number
  y: number
  width: number
  seen: Health['processes'][number]['seen']
}) {
  const middle = x + width / 2
  if (seen === 'failed') return <path d={`M${middle} ${y - 2}l5 5-5 5-5-5Z`} className="fill-fail-line" />
  if (seen === 'drift') return <rect x={x} y={y} width={width} height="6" className="fill-warn-line" />
  if (seen === 'unknown')
    return <path d={`M${x} ${y + 5}h${width}`} strokeWidth="1.5" strokeDasharray="1.5 3" className="stroke-mute-line" />
  if (seen === 'done')
    return <path d={`M${x} ${y + 5}h${width / 2}m0-3v6`} fill="none" strokeWidth="1.5" className="stroke-mute-line" />
  return (
    <>
      <rect x={x} y={y} width={width} height="4" className="fill-mute-tint" />
      <rect x={x} y={y + 4} width={width} height="2" className="fill-run-line" />
    </>
  )
}
