/** Puts together what the canvas shows: graph, places, reality, draft, plan and diagnostics, as records by id. */
import type { PlannedChange } from '#generators/contract/manifest.ts'
import type { IdsModel, ProcessInstance, SystemDocument } from '#generators/model/document.ts'
import { processOf } from '../commands/processes.ts'
import type { Arrangement } from './arrange.ts'
import type { Graph, GraphEdge, GraphNode } from './graph.ts'
import type { Contents, EdgeRec, FrameRec } from './model.ts'
import type { Mark, Reality, Rec } from './records.ts'
import { NOT_DEPLOYED, plannedLife, plannedLook, plannedWords, stagedLook } from './records.ts'
import type { Catalogue } from './shape.ts'
import type { StagedChange } from './staging.ts'

/** A placement while a deployment is under way: what its events say, over what the host last reported. */
export interface CourseNode {
  readonly says: string
  readonly mark: Mark | null
  readonly failed: boolean
  readonly reality: Reality
}
export interface PresentInput {
  readonly document: SystemDocument
  readonly catalogue: Catalogue
  readonly graph: Graph
  /** Of the document that runs: what is only there is shown as removed. */
  readonly runningGraph: Graph | null
  readonly arrangement: Arrangement
  readonly staged: ReadonlyMap<string, StagedChange>
  /** By placement; one that is missing here does not run and never did. */
  readonly reality: ReadonlyMap<string, Reality>
  readonly planned: ReadonlyMap<string, PlannedChange> | null
  readonly problems: ReadonlyMap<string, { readonly errors: number; readonly warnings: number }>
  /** By placement: what it says while a deployment is under way. */
  readonly course: ReadonlyMap<string, CourseNode> | null
  readonly frames: ReadonlyMap<string, Omit<FrameRec, 'host' | 'box'>>
}

export function present(input: PresentInput): Contents {
  const nodes = new Map<string, Rec>()
  for (const node of input.graph.nodes) {
    const rec = recordOf(node, input)
    if (rec) nodes.set(node.id, rec)
  }
  for (const node of input.runningGraph?.nodes ?? []) {
    if (nodes.has(node.id)) continue
    const rec = recordOf(node, input)
    if (rec) nodes.set(node.id, { ...rec, look: 'gone' })
  }
  return { nodes, edges: edgesOf(input, nodes), frames: framesOf(input) }
}

function recordOf(node: GraphNode, input: PresentInput): Rec | null {
  const place = input.arrangement.nodes.get(node.id)
  if (!place) return null
  const planned = input.planned?.get(node.id)
  const course = input.course?.get(node.id)
  const reality = course?.reality ?? input.reality.get(node.id) ?? NOT_DEPLOYED
  const staged = input.staged.get(node.instance)
  const mine = staged && stagedLook(staged, node.host)
  const problems = input.problems.get(node.instance)
  const look = course
    ? { mark: course.mark, look: course.failed ? ('failed' as const) : ('plain' as const) }
    : planned
      ? plannedLook(planned)
      : (mine ?? { mark: null, look: 'plain' as const })
  return {
    ...node,
    ...reality,
    ...(planned && !course && { life: plannedLife(planned.change, reality) }),
    x: place.x,
    y: place.y,
    port: portOf(input, node),
    says: course?.says ?? (planned ? plannedWords(planned, reality.pid) : null),
    mark: look.mark,
    look: reality.state === 'failed' ? 'failed' : look.look,
    errors: problems?.errors ?? 0,
    warnings: problems?.warnings ?? 0,
  }
}

/** The number that a process answers on, whoever gave it: this host's own value, the value, the pool, the default. */
function portOf({ document, catalogue }: PresentInput, node: GraphNode): string | null {
  const process = processOf(document, node.instance)
  if (!process) return null
  for (const [name, parameter] of Object.entries(catalogue.shapeOf(process).parameters)) {
    if (!('type' in parameter) || parameter.type !== 'port') continue
    const value =
      givenValue(process, name, node) ?? assignedTo(document.ids, parameter.assign, node, name) ?? parameter.default
    if (typeof value === 'number' || (typeof value === 'string' && /^\d+$/.test(value))) return String(value)
  }
  return null
}

function givenValue(process: ProcessInstance, name: string, node: GraphNode): unknown {
  const here = node.host ? process.at?.[node.host] : undefined
  if (here && Object.hasOwn(here, name)) return here[name]
  return process.with && Object.hasOwn(process.with, name) ? process.with[name] : undefined
}

export function assignedTo(ids: IdsModel, pool: string | undefined, node: GraphNode, name: string): number | undefined {
  if (pool === undefined) return undefined
  return (
    ids.assigned[`${pool}/${node.instance}.${name}@${node.host}`] ?? ids.assigned[`${pool}/${node.instance}.${name}`]
  )
}

function edgesOf(input: PresentInput, nodes: ReadonlyMap<string, Rec>): EdgeRec[] {
  const before = new Set(input.runningGraph?.edges.map((edge) => edge.id))
  const shown = (edge: GraphEdge) => nodes.has(edge.from) && nodes.has(edge.to)
  const failed = (edge: GraphEdge) => input.course?.get(edge.from)?.failed === true
  const edges: EdgeRec[] = input.graph.edges.filter(shown).map((edge) => ({
    ...edge,
    staged: input.runningGraph && before.has(edge.id) ? null : 'new',
    failed: failed(edge),
  }))
  const now = new Set(input.graph.edges.map((edge) => edge.id))
  for (const edge of input.runningGraph?.edges ?? [])
    if (!now.has(edge.id) && shown(edge)) edges.push({ ...edge, staged: 'removed', failed: failed(edge) })
  return edges
}

function framesOf({ arrangement, frames }: PresentInput): FrameRec[] {
  return [...arrangement.frames].map(([host, box]) => ({
    host,
    box,
    ...(frames.get(host) ?? { says: '', state: 'plain', chip: null }),
  }))
}
