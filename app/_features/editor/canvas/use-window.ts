/** The window of nodes that React Flow is given, and the camera that it follows. */
import { type Node, Position, useStoreApi } from '@xyflow/react'
import { useEffect, useMemo, useRef, useState, useSyncExternalStore } from 'react'
import { NODE, PORT_Y, viewBox } from '../model/geometry.ts'
import type { Model } from '../model/model.ts'
import type { Rec } from '../model/records.ts'
import { levelOf, NEAR, nextWindow } from '../model/window.ts'
import type { Drawing } from './use-drawing.ts'

const REST_MS = 120
const MARGIN = 120

/** Given, so that React Flow measures nothing. */
const HANDLES: Node['handles'] = [
  { type: 'target', position: Position.Left, x: -5, y: PORT_Y - 5, width: 9, height: 9 },
  { type: 'source', position: Position.Right, x: NODE.width - 4, y: PORT_Y - 5, width: 9, height: 9 },
]

export function useWindow(
  model: Model,
  stage: React.RefObject<HTMLDivElement | null>,
  drawing: React.RefObject<Drawing>,
): Node[] {
  const store = useStoreApi()
  const [mounted, setMounted] = useState<readonly string[]>([])
  const latest = useRef(mounted)

  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined
    function mount(motion: 'rest' | 'pan' | 'zoom') {
      const { width, height } = store.getState()
      const visible = model.visible(viewBox(model.camera, { width, height }, motion === 'rest' ? MARGIN : 0))
      const present = latest.current.filter((id) => model.nodes.has(id))
      const next = nextWindow({
        mounted: present.length === latest.current.length ? latest.current : present,
        visible,
        pinned: model.pinned(),
        zoom: model.camera.zoom,
        motion,
      })
      if (next === latest.current) return
      latest.current = next
      drawing.current.setMounted(new Set(next))
      setMounted(next)
    }
    function follow() {
      const [x, y, zoom] = store.getState().transform
      const before = model.camera
      if (x === before.x && y === before.y && zoom === before.zoom) return
      model.setCamera({ x, y, zoom })
      const zooming = zoom !== before.zoom
      stage.current?.setAttribute('data-level', levelOf(zoom))
      if (zooming) stage.current?.classList.add('moving')
      if (zooming) drawing.current.setZooming(true)
      else drawing.current.redraw()
      if (zooming && zoom < NEAR && before.zoom >= NEAR) mount('zoom')
      else if (!zooming) mount('pan')
      clearTimeout(timer)
      timer = setTimeout(() => {
        stage.current?.classList.remove('moving')
        drawing.current.setZooming(false)
        mount('rest')
      }, REST_MS)
    }
    const unfollow = store.subscribe(follow)
    const unmodel = model.subscribeAll(() => mount('rest'))
    follow()
    mount('rest')
    return () => {
      clearTimeout(timer)
      unfollow()
      unmodel()
    }
  }, [model, store, stage, drawing])

  return useNodes(model, mounted)
}

/** React Flow's nodes, the same object for one that did not change, so that it is left alone. */
class NodeCache {
  private readonly known = new Map<string, { readonly rec: Rec; readonly selected: boolean; readonly node: Node }>()

  nodeOf(rec: Rec, selected: boolean): Node {
    const before = this.known.get(rec.id)
    if (before && before.rec === rec && before.selected === selected) return before.node
    const node: Node = {
      id: rec.id,
      type: 'service',
      position: { x: rec.x, y: rec.y },
      ...NODE,
      measured: NODE,
      handles: HANDLES,
      data: {},
      selected,
      // Its name is what stands on it.
      ariaRole: 'button',
      focusable: true,
      deletable: false,
    }
    this.known.set(rec.id, { rec, selected, node })
    return node
  }
}

function useNodes(model: Model, mounted: readonly string[]): Node[] {
  const [cache] = useState(() => new NodeCache())
  const records = useSyncExternalStore(
    (listener) => model.subscribeAll(listener),
    () => model.nodes,
    () => model.nodes,
  )
  const selection = useSyncExternalStore(
    (listener) => model.subscribeAll(listener),
    () => [...model.selection].join('\n'),
    () => '',
  )
  return useMemo(() => {
    const chosen = new Set(selection.split('\n'))
    return mounted.flatMap((id) => {
      const rec = records.get(id)
      return rec ? [cache.nodeOf(rec, chosen.has(id))] : []
    })
  }, [mounted, records, selection, cache])
}
