/** Everything that one open system is edited with, outside React; the actions that pointer, keyboard, tree and menus share. */
import type { IdsModel, Layout, Literal, ProcessInstance, SystemDocument } from '#generators/model/document.ts'
import type { Live } from '../live/use-live.ts'
import { Cell } from './cell.ts'
import { addProcess } from './commands/add-process.ts'
import { connectProcesses, disconnectProcesses } from './commands/connect-processes.ts'
import { duplicateProcess } from './commands/duplicate-process.ts'
import { moveProcess } from './commands/move-process.ts'
import { placementId, placesOf, processOf } from './commands/processes.ts'
import { removeProcesses } from './commands/remove-process.ts'
import { renameProcess } from './commands/rename-process.ts'
import { setParameter } from './commands/set-parameter.ts'
import { Compiler } from './compiler.ts'
import { candidatesFor, ORDER_ALONE } from './connect.ts'
import type { Content } from './draft.ts'
import { Draft } from './draft.ts'
import { EMPTY_LAYOUT } from './model/arrange.ts'
import { makeCatalogue } from './model/catalogue.ts'
import type { Point } from './model/geometry.ts'
import { Model } from './model/model.ts'
import type { PresentInput } from './model/present.ts'
import type { Catalogue } from './model/shape.ts'
import { Ui } from './ui.ts'

/** What a plan or a deployment lays over the nodes; nothing in the draft. */
export type Overlay = Pick<PresentInput, 'planned' | 'course'>
const NO_OVERLAY: Overlay = { planned: null, course: null }

/** Who moves the camera: the stage, once there is one. */
export interface CameraMan {
  /** Shows a node. */
  goTo(id: string): void
  fitTo(what: 'all' | 'selection'): void
}

export class Bench {
  readonly draft: Draft
  readonly model = new Model()
  readonly compiler = new Compiler()
  readonly ui: Ui
  readonly overlay = new Cell<Overlay>(NO_OVERLAY)
  readonly live = new Cell<Live | null>(null)
  private camera: CameraMan = { fitTo: () => undefined, goTo: () => undefined }
  private known: {
    readonly of: Pick<SystemDocument, 'constructors' | 'interfaces'>
    readonly catalogue: Catalogue
  } | null = null

  constructor(content: Content, search = '') {
    this.draft = new Draft(content)
    this.ui = new Ui(search)
  }

  showWith(camera: CameraMan): void {
    this.camera = camera
  }
  goTo(id: string): void {
    this.camera.goTo(id)
  }
  fitTo(what: 'all' | 'selection'): void {
    this.camera.fitTo(what)
  }

  get document(): SystemDocument {
    return this.draft.present.document
  }
  catalogueOf(document: SystemDocument): Catalogue {
    const { known } = this
    if (known && known.of.constructors === document.constructors && known.of.interfaces === document.interfaces)
      return known.catalogue
    const catalogue = makeCatalogue(document)
    this.known = { of: document, catalogue }
    return catalogue
  }
  get catalogue(): Catalogue {
    return this.catalogueOf(this.document)
  }

  select(ids: readonly string[], edge: string | null = null): void {
    this.model.select(ids, edge)
    this.ui.set({ selected: ids, selectedEdge: edge, lit: null, refusal: null })
  }
  /** The instance whose inspector is open. */
  get instance(): string | null {
    return instanceOf(this.ui.state.selected)
  }
  selectInstance(name: string): void {
    const id = this.idsOf(name)[0]
    if (id) this.select([id])
  }
  idsOf(name: string): string[] {
    const process = processOf(this.document, name)
    return process ? placesOf(this.document, process).map((place) => placementId(name, place)) : []
  }

  add(constructorName: string | null, host: string | null, at: Point | null): void {
    const { document, layout } = this.draft.present
    const target = host ?? this.usualHost()
    const { document: next, name } = addProcess(document, { constructor: constructorName, host: target })
    const place = placesOf(next, processOf(next, name)!)[0]
    const id = place ? placementId(name, place) : `${name}@`
    const nodes = at ? { ...layout.nodes, [id]: at } : layout.nodes
    this.draft.apply(`Added ${name}`, { document: next, layout: { ...layout, nodes } })
    this.say(`Added ${name}.`)
    this.select([id])
  }
  /** Where a new process goes if nobody says: to the host of the selected one, else the first. */
  private usualHost(): string | null {
    const host = this.model.get(this.ui.state.selected[0] ?? '')?.host
    return host ?? Object.keys(this.document.system.hosts)[0] ?? null
  }

  /** Removes the selected edge, or the selected processes; gives their names back. */
  remove(): readonly string[] {
    const { selected, selectedEdge } = this.ui.state
    if (selectedEdge) {
      this.disconnect(selectedEdge)
      return []
    }
    const names = [...new Set(selected.flatMap((id) => this.model.get(id)?.instance ?? []))].filter((name) =>
      Object.hasOwn(this.document.system.processes, name),
    )
    if (names.length === 0) return []
    this.edit(`Removed ${names.join(', ')}`, (document) => removeProcesses(document, new Set(names)))
    this.select([])
    return names
  }
  disconnect(edgeId: string): void {
    const edge = this.model.edges.find((one) => one.id === edgeId)
    if (!edge || edge.staged === 'removed') return
    const all = this.model.edges
      .filter((one) => one.fromInstance === edge.fromInstance && one.slot === edge.slot && one.staged !== 'removed')
      .map((one) => one.toInstance)
    this.edit(`Disconnected ${edge.fromInstance} from ${edge.toInstance}`, (document) =>
      disconnectProcesses(document, { from: edge.fromInstance, slot: edge.slot, to: edge.toInstance }, [
        ...new Set(all),
      ]),
    )
    this.select([])
  }
  duplicate(): void {
    const name = this.instance
    if (!name) return
    const { document, layout } = this.draft.present
    const copied = duplicateProcess(document, name)
    this.draft.apply(`Duplicated ${name}`, { document: copied.document, layout })
    this.say(`Added ${copied.name}.`)
    this.selectInstance(copied.name)
  }
  rename(from: string, to: string): void {
    const { document, layout } = this.draft.present
    const next = renameProcess(document, from, to)
    if (next === document) return
    this.draft.apply(`Renamed ${from} to ${to}`, { document: next, layout: renameInLayout(layout, from, to) })
    this.selectInstance(to)
  }
  setParameter(instance: string, parameter: string, value: Literal | undefined, host?: string): void {
    this.edit(
      `Changed ${parameter} of ${instance}`,
      (document) => setParameter(document, instance, parameter, value, host),
      `${instance}.${parameter}@${host ?? ''}`,
    )
  }

  /** Connects through the slot, or the only one that accepts; says so and shows the cycle where there would be one. */
  connect(from: string, to: string, slot?: string): 'connected' | 'refused' | readonly string[] {
    const { accepts, cycles, refuses } = candidatesFor(this.document, this.catalogue, from)
    const slots = accepts.get(to) ?? []
    const chosen = slot ?? (slots.length === 1 ? slots[0] : undefined)
    if (chosen === undefined && slots.length > 1) return slots
    if (chosen === undefined || !slots.includes(chosen)) {
      this.model.refuse(cycles.get(to) ?? [])
      const refusal = `${from} cannot depend on ${to}: ${refuses.get(to) ?? 'it does already'}.`
      this.ui.set({ refusal, says: refusal })
      return 'refused'
    }
    const many = this.catalogue.shapeOf(processOf(this.document, from)!).slots[chosen]?.many ?? false
    this.edit(`Connected ${from} to ${to}`, (document) =>
      connectProcesses(document, { from, slot: chosen === ORDER_ALONE ? null : chosen, to, many }),
    )
    this.say(`${from} depends on ${to}.`)
    return 'connected'
  }

  moveToHost(id: string, host: string, at: Point | null): void {
    const rec = this.model.get(id)
    if (!rec || rec.host === host) return
    const { document, layout } = this.draft.present
    const next = moveProcess(document, rec.instance, { from: rec.host, to: host })
    const nodes = at ? { ...layout.nodes, [movedId(next, rec.instance, host)]: at } : layout.nodes
    this.draft.apply(`Moved ${rec.instance} to ${host}`, { document: next, layout: { ...layout, nodes } })
    this.say(`Moved ${rec.instance} to ${host}.`)
    this.select([movedId(next, rec.instance, host)])
  }
  /** Keeps where nodes were put by hand. */
  placeNodes(places: ReadonlyMap<string, Point>): void {
    const { document, layout } = this.draft.present
    this.draft.apply('Moved on the canvas', {
      document,
      layout: { ...layout, nodes: { ...layout.nodes, ...Object.fromEntries(places) } },
    })
  }
  placeFrame(host: string, dx: number, dy: number): void {
    const { document, layout } = this.draft.present
    const nodes = { ...layout.nodes }
    for (const rec of this.model.nodes.values()) if (rec.host === host) nodes[rec.id] = { x: rec.x, y: rec.y }
    const box = layout.hosts[host]
    const hosts = box ? { ...layout.hosts, [host]: { ...box, x: box.x + dx, y: box.y + dy } } : layout.hosts
    this.draft.apply(`Moved ${host} on the canvas`, { document, layout: { nodes, hosts } })
  }
  tidy(): void {
    this.draft.apply('Tidied up', { document: this.document, layout: EMPTY_LAYOUT })
  }

  edit(says: string, change: (document: SystemDocument) => SystemDocument, key?: string): void {
    this.model.refuse([])
    if (this.ui.state.refusal) this.ui.set({ refusal: null })
    this.draft.edit(says, change, key)
  }
  editProcess(name: string, says: string, change: (process: ProcessInstance) => ProcessInstance, key?: string): void {
    this.edit(
      says,
      (document) => {
        const process = processOf(document, name)
        if (!process) return document
        const next = change(process)
        return {
          ...document,
          system: { ...document.system, processes: { ...document.system.processes, [name]: next } },
        }
      },
      key,
    )
  }
  assign(ids: IdsModel): void {
    this.draft.assign(ids)
  }
  say(says: string): void {
    this.ui.set({ says })
  }
}

/** The instance of a placement id. */
export function instanceOf(selected: readonly string[]): string | null {
  return selected.length === 1 ? (selected[0]?.split('@')[0] ?? null) : null
}

function movedId(document: SystemDocument, name: string, host: string): string {
  const place = placesOf(document, processOf(document, name)!).find((one) => one.host === host)
  return placementId(name, place ?? { host, container: null })
}

function renameInLayout(layout: Layout, from: string, to: string): Layout {
  const nodes = Object.entries(layout.nodes).map(
    ([id, point]) => [id.startsWith(`${from}@`) ? `${to}${id.slice(from.length)}` : id, point] as const,
  )
  return { ...layout, nodes: Object.fromEntries(nodes) }
}
