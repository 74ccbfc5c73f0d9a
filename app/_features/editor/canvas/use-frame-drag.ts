/** Host frames are drawn, not mounted, so their heads are dragged by hand: before React Flow takes the press for a pan. */
import { useRef } from 'react'
import { FRAME, type Point } from '../model/geometry.ts'
import { useBench } from '../use-bench.tsx'

interface Drag {
  readonly host: string
  readonly from: Point
  last: Point
}

export function useFrameDrag({ fixed, point }: { fixed: boolean; point: (event: React.PointerEvent) => Point }) {
  const bench = useBench()
  const drag = useRef<Drag | null>(null)
  function headAt(at: Point): string | null {
    const frame = bench.model.hosts.find(
      ({ box }) => at.x >= box.x && at.x <= box.x + box.width && at.y >= box.y && at.y <= box.y + FRAME.header,
    )
    return frame && !bench.model.nodeAt(at) ? frame.host : null
  }
  return {
    onPointerDownCapture(event: React.PointerEvent<HTMLDivElement>) {
      if (fixed || event.button !== 0 || !isPane(event.target)) return
      const at = point(event)
      const host = headAt(at)
      if (!host) return
      event.stopPropagation()
      event.currentTarget.setPointerCapture(event.pointerId)
      drag.current = { host, from: at, last: at }
    },
    /** React Flow pans on the mouse event that follows the pointer's. */
    onMouseDownCapture(event: React.MouseEvent) {
      if (drag.current) event.stopPropagation()
    },
    onPointerMoveCapture(event: React.PointerEvent) {
      const moving = drag.current
      if (!moving) return
      const at = point(event)
      bench.model.moveFrame(moving.host, at.x - moving.last.x, at.y - moving.last.y)
      moving.last = at
    },
    onPointerUpCapture() {
      const moved = drag.current
      drag.current = null
      if (!moved) return
      const [dx, dy] = [moved.last.x - moved.from.x, moved.last.y - moved.from.y]
      if (dx !== 0 || dy !== 0) bench.placeFrame(moved.host, dx, dy)
    },
  }
}

function isPane(target: EventTarget): boolean {
  return target instanceof Element && target.classList.contains('react-flow__pane')
}
