/** The keys of the canvas. They work on the model, so that a node need not be mounted to be reached. */
import { useUndo } from '#app/_ui/toast.tsx'
import { startUpOrder } from '../connect.ts'
import type { Rec } from '../model/records.ts'
import { useBench } from '../use-bench.tsx'

interface StageKeys {
  readonly fixed: boolean
  readonly stage: React.RefObject<HTMLDivElement | null>
}
const STEP = 24
type Direction = 'ArrowLeft' | 'ArrowRight' | 'ArrowUp' | 'ArrowDown'

export function useStageKeys({ fixed, stage }: StageKeys) {
  const bench = useBench()
  const offerUndo = useUndo()

  /** Mounts it, puts the focus on it, and lets the camera follow. */
  function focus(id: string) {
    bench.select([id])
    bench.model.focusOn(id)
    bench.goTo(id)
    requestAnimationFrame(() =>
      requestAnimationFrame(() =>
        stage.current
          ?.querySelector<HTMLElement>(`.react-flow__node[data-id="${CSS.escape(id)}"]`)
          ?.focus({ preventScroll: true }),
      ),
    )
  }
  function walk(by: 1 | -1): boolean {
    const order = startUpOrder(bench.document, bench.catalogue).flatMap((name) => bench.idsOf(name))
    const next = order[order.indexOf(bench.ui.state.selected[0] ?? '') + by]
    if (next) focus(next)
    return next !== undefined
  }
  function towards(direction: Direction) {
    const from = bench.model.get(bench.ui.state.selected[0] ?? '')
    const next = from
      ? nearest([...bench.model.nodes.values()], from, direction)
      : bench.model.nodes.values().next().value
    if (next) focus(next.id)
  }
  function remove() {
    const removed = bench.remove()
    if (removed.length > 0) offerUndo(`Removed ${removed.join(', ')}.`, () => bench.draft.undo())
  }
  function shift(direction: Direction) {
    const [dx, dy] = VECTORS[direction]
    const moved = [...bench.model.selection].flatMap((id) => bench.model.get(id) ?? [])
    bench.placeNodes(new Map(moved.map((rec) => [rec.id, { x: rec.x + dx * STEP, y: rec.y + dy * STEP }])))
  }

  return function onKeyDown(event: React.KeyboardEvent) {
    if (event.target instanceof HTMLElement && event.target.closest('input, textarea, select, [role="dialog"]')) return
    const command = event.ctrlKey || event.metaKey
    const does = (action: () => void) => {
      event.preventDefault()
      action()
    }
    if (event.key.startsWith('Arrow') && !command)
      return does(() => (event.altKey && !fixed ? shift(event.key as Direction) : towards(event.key as Direction)))
    switch (event.key) {
      case 'Tab':
        if (walk(event.shiftKey ? -1 : 1)) event.preventDefault()
        return
      case 'Enter':
        if (!command)
          does(() =>
            document.getElementById('inspector')?.querySelector<HTMLElement>('input, select, textarea')?.focus(),
          )
        return
      case 'Escape':
        return bench.select([])
      case 'Delete':
      case 'Backspace':
        if (!fixed) does(remove)
        return
      case 'd':
        if (command && !fixed) does(() => bench.duplicate())
        return
      case 'a':
        if (command) does(() => bench.select([...bench.model.nodes.keys()]))
        return
      case '!':
        return does(() => bench.fitTo('all'))
      case '@':
        return does(() => bench.fitTo('selection'))
    }
  }
}

const VECTORS: Readonly<Record<Direction, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
}

/** The nearest node in a direction; one that lies aside counts as further away. */
export function nearest(nodes: readonly Rec[], from: Rec, direction: Direction): Rec | null {
  const [dx, dy] = VECTORS[direction]
  let best: Rec | null = null
  let least = Number.POSITIVE_INFINITY
  for (const rec of nodes) {
    const [x, y] = [rec.x - from.x, rec.y - from.y]
    const ahead = x * dx + y * dy
    const aside = Math.abs(x * dy) + Math.abs(y * dx)
    if (ahead <= 0 || ahead + 2 * aside >= least) continue
    best = rec
    least = ahead + 2 * aside
  }
  return best
}
