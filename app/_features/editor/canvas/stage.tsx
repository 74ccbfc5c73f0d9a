'use client'
/** The canvas: React Flow keeps camera, pointer and dragging; one drawing under it shows everything else. */
import {
  type Node,
  type NodeChange,
  type OnConnectEnd,
  ReactFlow,
  ReactFlowProvider,
  useReactFlow,
  useStore,
} from '@xyflow/react'
import '@xyflow/react/dist/base.css'
import { useCallback, useEffect, useRef, useState } from 'react'
import { candidatesFor } from '../connect.ts'
import { fitCamera, holds, NODE, type Point, union } from '../model/geometry.ts'
import { NEAR } from '../model/window.ts'
import { useBench, useUi } from '../use-bench.tsx'
import './canvas.css'
import { DRAGGED_TYPE } from '../palette/dragged.ts'
import { ServiceNode } from './service-node.tsx'
import { SlotChoice, type SlotQuestion } from './slot-choice.tsx'
import { useDrawing } from './use-drawing.ts'
import { useFrameDrag } from './use-frame-drag.ts'
import { useStageKeys } from './use-stage-keys.ts'
import { useWindow } from './use-window.ts'

const NODE_TYPES = { service: ServiceNode }
const TOLERANCE = 6
const INSET = { left: 64, top: 64, right: 24, bottom: 60 }

export interface StageProps {
  /** Nothing can be changed: a viewer, a plan, a deployment. */
  readonly fixed: boolean
  readonly children?: React.ReactNode
}

export function Stage(props: StageProps) {
  return (
    <ReactFlowProvider>
      <StageInside {...props} />
    </ReactFlowProvider>
  )
}

function StageInside({ fixed, children }: StageProps) {
  const bench = useBench()
  const { model } = bench
  const stage = useRef<HTMLDivElement>(null)
  const canvas = useRef<HTMLCanvasElement>(null)
  const flow = useReactFlow()
  const drawing = useDrawing(model, stage, canvas)
  const nodes = useWindow(model, stage, drawing)
  const [question, setQuestion] = useState<SlotQuestion | null>(null)
  const point = useCallback(
    (event: { clientX: number; clientY: number }): Point =>
      flow.screenToFlowPosition({ x: event.clientX, y: event.clientY }),
    [flow],
  )
  const onMovedByHand = useCamera(stage, drawing)
  const onKeyDown = useStageKeys({ fixed, stage })
  const frameDrag = useFrameDrag({ fixed, point })

  const onNodesChange = useCallback(
    (changes: NodeChange<Node>[]) => {
      const chosen = new Set(model.selection)
      let selecting = false
      for (const change of changes) {
        if (change.type === 'position' && change.position && change.dragging) model.move(change.id, change.position)
        if (change.type !== 'select') continue
        selecting = true
        if (change.selected) chosen.add(change.id)
        else chosen.delete(change.id)
      }
      if (selecting) bench.select([...chosen])
    },
    [bench, model],
  )
  const onConnectEnd: OnConnectEnd = useCallback(
    (event, state) => {
      const connecting = model.connecting
      model.setConnecting(null)
      const at = 'changedTouches' in event ? event.changedTouches[0] : event
      const target = state.toNode?.id ?? (at ? model.nodeAt(point(at)) : null)
      const to = target ? model.get(target)?.instance : undefined
      if (!connecting || !to || !at || to === connecting.instance) return
      const answer = bench.connect(connecting.instance, to)
      if (typeof answer !== 'string')
        setQuestion({ from: connecting.instance, to, slots: answer, x: at.clientX, y: at.clientY })
    },
    [bench, model, point],
  )

  return (
    <div
      ref={stage}
      data-level="near"
      className="stage absolute inset-0 overflow-hidden bg-canvas"
      role="application"
      aria-label="Canvas of the system; the same is in the tree"
      onKeyDown={onKeyDown}
      onPointerMove={(event) => {
        if (model.camera.zoom < NEAR) model.hover(model.nodeAt(point(event)))
      }}
      onFocus={(event) => {
        const id = event.target instanceof Element ? event.target.closest('[data-id]')?.getAttribute('data-id') : null
        model.focusOn(id ?? null)
      }}
      onDragOver={(event) => {
        if (fixed || !event.dataTransfer.types.includes(DRAGGED_TYPE)) return
        event.preventDefault()
        event.dataTransfer.dropEffect = 'copy'
        model.setDrop(model.hostAt(point(event)))
      }}
      onDragLeave={() => model.setDrop(null)}
      onDrop={(event) => {
        const dragged = event.dataTransfer.getData(DRAGGED_TYPE)
        if (fixed || !dragged) return
        event.preventDefault()
        const at = point(event)
        model.setDrop(null)
        bench.add(dragged === '-' ? null : dragged, model.hostAt(at), {
          x: Math.round(at.x - NODE.width / 2),
          y: Math.round(at.y - 20),
        })
        bench.ui.set({ palette: false })
      }}
      {...frameDrag}
    >
      <canvas ref={canvas} aria-hidden className="absolute inset-0 size-full" />
      <ReactFlow
        nodes={nodes}
        edges={[]}
        nodeTypes={NODE_TYPES}
        onNodesChange={onNodesChange}
        minZoom={0.05}
        maxZoom={2}
        nodesDraggable={!fixed}
        nodesConnectable={!fixed}
        elementsSelectable
        connectOnClick={false}
        disableKeyboardA11y
        deleteKeyCode={null}
        zoomOnDoubleClick={false}
        selectionKeyCode="Shift"
        multiSelectionKeyCode={['Control', 'Meta']}
        connectionRadius={28}
        onMoveStart={(event) => {
          if (event) onMovedByHand()
        }}
        attributionPosition="bottom-right"
        onPaneClick={(event) => {
          const at = point(event)
          const under = model.nodeAt(at)
          const edge = under ? null : model.edgeAt(at, TOLERANCE / model.camera.zoom)
          bench.select(under ? [under] : [], edge)
          bench.ui.set({ palette: false })
        }}
        onNodeDoubleClick={(_, node) => focusInspector(node.id)}
        onConnectStart={(_, { nodeId }) => {
          const rec = nodeId ? model.get(nodeId) : undefined
          if (!rec) return
          const { accepts, refuses } = candidatesFor(bench.document, bench.catalogue, rec.instance)
          model.setConnecting({ from: rec.id, instance: rec.instance, accepts, refuses })
        }}
        onConnectEnd={onConnectEnd}
        onNodeDrag={(_, node) => model.setDrop(hostUnder(model, node))}
        onNodeDragStop={(_, node, all) => {
          const host = hostUnder(model, node)
          model.setDrop(null)
          if (host && host !== model.get(node.id)?.host && all.length === 1)
            bench.moveToHost(node.id, host, node.position)
          else bench.placeNodes(new Map(all.map((one) => [one.id, one.position])))
        }}
      />
      {children}
      {question && <SlotChoice question={question} onDone={() => setQuestion(null)} />}
    </div>
  )
}

function focusInspector(id: string): void {
  const panel = document.getElementById('inspector')
  panel?.querySelector<HTMLElement>('input, select, textarea, button')?.focus()
  panel?.setAttribute('data-of', id)
}

/** The frame of another host under the middle of a dragged node. */
function hostUnder(model: ReturnType<typeof useBench>['model'], node: Node): string | null {
  const middle = { x: node.position.x + NODE.width / 2, y: node.position.y + NODE.height / 2 }
  const own = model.get(node.id)?.host
  const found = model.hosts.find((frame) => frame.host !== own && holds(frame.box, middle))
  return found?.host ?? null
}

/** Fits once everything has a place, and whenever it is asked for; says where a node is by going there. */
function useCamera(stage: React.RefObject<HTMLDivElement | null>, drawing: ReturnType<typeof useDrawing>): () => void {
  const bench = useBench()
  const { model } = bench
  const flow = useReactFlow()
  const { narrow } = useUi()
  /** Whether everything is shown because that was asked for: then it stays so when the room changes. */
  const atFit = useRef(true)
  const fitted = useRef(false)
  const ready = useStore((state) => state.panZoom !== null)
  useEffect(() => {
    const still = matchMedia('(prefers-reduced-motion: reduce)').matches
    const travel = { duration: still ? 0 : 320 }
    function fitTo(what: 'all' | 'selection', animated = true) {
      const box = stage.current
      if (!box || box.clientWidth === 0) return
      const chosen = [...model.selection]
        .flatMap((id) => model.get(id) ?? [])
        .map((rec) => ({ ...NODE, x: rec.x, y: rec.y }))
      const whole = [
        ...model.hosts.map((frame) => frame.box),
        ...[...model.nodes.values()].map((rec) => ({ ...NODE, x: rec.x, y: rec.y })),
      ]
      const target = union(what === 'selection' && chosen.length > 0 ? chosen : whole)
      if (!target) return
      const size = { width: box.clientWidth, height: box.clientHeight }
      const inset = size.width < 500 ? { left: 16, top: 16, right: 16, bottom: 60 } : INSET
      atFit.current = what === 'all'
      void flow.setViewport(fitCamera(target, size, inset), animated ? travel : undefined)
      drawing.current.redraw()
    }
    function goTo(id: string) {
      const rec = model.get(id)
      const box = stage.current
      if (!rec || !box) return
      atFit.current = false
      void flow.setCenter(rec.x + NODE.width / 2, rec.y + NODE.height / 2, {
        zoom: Math.max(0.75, model.camera.zoom),
        ...travel,
      })
    }
    bench.showWith({ fitTo, goTo })
    function first() {
      if (fitted.current || !ready || model.hosts.length === 0 || !stage.current?.clientWidth) return
      fitted.current = true
      fitTo('all', false)
    }
    first()
    const observer = new ResizeObserver(() => {
      if (!fitted.current) first()
      else if (atFit.current) fitTo('all', false)
    })
    if (stage.current) observer.observe(stage.current)
    const unsubscribe = model.subscribeAll(first)
    return () => {
      observer.disconnect()
      unsubscribe()
    }
  }, [bench, model, flow, stage, drawing, ready])
  useEffect(() => {
    if (narrow === 'graph') requestAnimationFrame(() => bench.fitTo('all'))
  }, [narrow, bench])
  return useCallback(() => {
    atFit.current = false
  }, [])
}
