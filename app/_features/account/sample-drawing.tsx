/** A still drawing of the product's own parts: what runs is green, what is drawn but not deployed is blue. */
import { classes } from '#app/_ui/classes.ts'
import { Glyph } from '#app/_ui/glyph.tsx'
import { RunLine } from '#app/_ui/run-line.tsx'

interface Sample {
  readonly name: string
  readonly title: string
  readonly port: string
  readonly x: number
  readonly y: number
  readonly age?: string
}
const RUNNING: readonly Sample[] = [
  { name: 'proxy', title: 'Reverse proxy by host', port: ':8080', x: 24, y: 56, age: '4 d 2 h' },
  { name: 'webapp1', title: 'Web application', port: ':5000', x: 304, y: 56, age: '12 d' },
]
const DRAWN: readonly Sample[] = [
  { name: 'webapp2', title: 'Web application', port: ':5001', x: 304, y: 204 },
  { name: 'webapp3', title: 'Web application', port: ':5002', x: 304, y: 300 },
]
const LIFE = [{ at: 0, kind: 'running' }] as const
const BIRTH = [
  { at: 45, kind: 'start', planned: true },
  { at: 46, kind: 'ready', planned: true },
] as const

export function SampleDrawing() {
  return (
    <div aria-hidden className="my-auto flex justify-center px-8">
      <div className="relative h-[400px] w-[536px] flex-none">
        <Frame name="alpha" x={0} y={0} width={536} height={148} />
        <Frame name="beta" x={280} y={164} width={256} height={228} />
        <svg width="536" height="400" fill="none" aria-hidden="true" className="absolute inset-0">
          <path d="M232 92C262 92 274 92 300 92" strokeWidth="1.5" className="stroke-line-3" />
          <path
            d="M232 92C268 92 268 240 300 240"
            strokeWidth="1.5"
            strokeDasharray="5 4"
            className="stroke-draft-line"
          />
          <path
            d="M232 92C268 92 268 336 300 336"
            strokeWidth="1.5"
            strokeDasharray="5 4"
            className="stroke-draft-line"
          />
          {[92, 240, 336].map((y) => (
            <path
              key={y}
              d={`M295 ${y - 4}l7 4-7 4`}
              strokeWidth="1.5"
              className={y === 92 ? 'stroke-line-3' : 'stroke-draft-line'}
            />
          ))}
        </svg>
        {RUNNING.map((node) => (
          <Node key={node.name} node={node} />
        ))}
        {DRAWN.map((node) => (
          <Node key={node.name} node={node} draft />
        ))}
      </div>
    </div>
  )
}

function Frame({ name, x, y, width, height }: { name: string; x: number; y: number; width: number; height: number }) {
  return (
    <div className="absolute rounded-frame border border-line-3 bg-paper/55" style={{ left: x, top: y, width, height }}>
      <div className="flex h-[26px] items-center border-b border-line-2 px-2.5 font-semibold">{name}</div>
    </div>
  )
}

function Node({ node, draft = false }: { node: Sample; draft?: boolean }) {
  return (
    <div
      className={classes(
        'absolute flex h-[72px] w-52 flex-col rounded-node border px-2.5 pt-2',
        draft ? 'border-draft-line bg-staged' : 'border-line-3 bg-raised',
      )}
      style={{ left: node.x, top: node.y }}
    >
      <span className="flex items-center gap-[7px] text-name">
        <Glyph name={draft ? 'not-deployed' : 'running'} />
        {node.name}
      </span>
      <span className="flex text-data text-ink-2">
        {node.title}
        <span className="ml-auto font-mono text-ink-1">{node.port}</span>
      </span>
      <span className="mt-1 flex items-center gap-[7px] text-micro text-ink-2">
        <RunLine events={draft ? BIRTH : LIFE} from={0} to={100} decorative className="flex-1" />
        {node.age}
      </span>
    </div>
  )
}
