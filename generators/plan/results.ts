/** What comes of the placements under one manager; after an edit, only for those that are others now. */
import { sameMembers } from '../contract/alike.ts'
import type { Placement } from '../contract/backend.ts'
import type { Backends, LoadedBackend, Output } from '../contract/compiled.ts'
import type { Diagnostic, Report } from '../diagnostics/diagnostic.ts'
import type { IdsModel, SystemDocument } from '../model/document.ts'
import { modelOf } from '../validate/model.ts'
import { checkNames } from '../validate/names.ts'
import { checkPorts, type Listening, listening } from '../validate/ports.ts'
import { fileProblems, hostOutputsAfter, hostOutputsOf } from './host-outputs.ts'
import type { HostOutputs } from './manifest.ts'
import { nativeName } from './names.ts'
import { type Made, type OutputContext, outputOf } from './outputs.ts'
import type { Scene } from './scene.ts'

export interface Results {
  readonly outputs: readonly Output[]
  readonly hosts: readonly HostOutputs[]
}
/** Everything that the next compilation may take over. */
interface Kept extends Results {
  /** The facts of each host, its linker, and the backends of its containers. */
  readonly ground: readonly unknown[]
  readonly ids: IdsModel
  readonly placements: readonly Placement[]
  /** One map from compilation to compilation, brought up to date: nobody looks into an older one. */
  readonly byId: Map<string, Placement>
  readonly names: ReadonlyMap<string, string>
  readonly ofNames: readonly Diagnostic[]
  readonly ports: readonly (readonly Listening[])[]
  readonly ofPorts: readonly Diagnostic[]
  readonly made: readonly Made[]
  readonly ofOutputs: readonly Diagnostic[]
}

/** The newest of each document's hosts, by what they were shown as. */
const newest = new WeakMap<SystemDocument['system']['hosts'], Map<string, Kept>>()

export interface ResultsInput {
  readonly scene: Scene
  readonly placements: readonly Placement[]
  readonly backends: Backends
  /** As in `CompileInput`. */
  readonly as: string | undefined
}

/**
 * In: placements of one compilation. Out: an output for each, put together by host.
 * Diagnostics: those of `checkPorts`, `checkNames`, `outputOf` and `fileProblems`; said again each time.
 */
export function resultsOf(input: ResultsInput, report: Report): Results {
  const { scene } = input
  const { hosts } = scene.document.system
  const byKind = newest.get(hosts) ?? new Map<string, Kept>()
  newest.set(hosts, byKind)
  const key = JSON.stringify([input.as, scene.profile])
  const ground = Object.entries(hosts).flatMap(([host, { containers }]) => [
    scene.facts(host),
    scene.linker(host),
    ...Object.keys(containers).map((name) => input.backends.get(scene.container(host, name)?.type ?? '')),
  ])
  const before = byKind.get(key)
  const changed = before && sameMembers(before.ground, ground) ? changedOnes(before.placements, input.placements) : null
  const sameNames =
    before &&
    changed?.every((index) => {
      const placement = input.placements[index]!
      return nameOf(placement, input) === before.names.get(placement.id)
    })
  const results = before && changed && sameNames ? resultsAfter(before, changed, input) : allResults(input, ground)
  byKind.set(key, results)
  for (const diagnostic of results.ofPorts) report(diagnostic)
  for (const diagnostic of results.ofNames) report(diagnostic)
  for (const diagnostic of results.ofOutputs) report(diagnostic)
  return results
}

/** Indexes of the placements that are others now; `null`: not the same processes in the same containers. */
function changedOnes(before: readonly Placement[], now: readonly Placement[]): readonly number[] | null {
  if (before.length !== now.length) return null
  const changed: number[] = []
  for (let index = 0; index < now.length; index += 1) {
    const [a, b] = [before[index]!, now[index]!]
    if (a === b) continue
    if (a.id !== b.id || a.container !== b.container) return null
    changed.push(index)
  }
  return changed
}

function targetOf(placement: Placement, { backends }: ResultsInput): LoadedBackend {
  const target = backends.get(placement.container.type)
  if (!target) throw new Error(`the backend ${placement.container.type} is not loaded`)
  return target
}
function nameOf(placement: Placement, input: ResultsInput): string {
  return nativeName(input.scene.profile, placement, targetOf(placement, input).declaration)
}
function contextOf(placement: Placement, input: ResultsInput, of: Pick<Kept, 'names' | 'byId'>): OutputContext {
  const { scene } = input
  return {
    target: targetOf(placement, input),
    backends: input.backends,
    names: of.names,
    placements: of.byId,
    facts: scene.inside(placement.container),
    profile: scene.profile,
  }
}
function gathered(check: (report: Report) => void): readonly Diagnostic[] {
  const said: Diagnostic[] = []
  check((diagnostic) => said.push(diagnostic))
  return said
}

function allResults(input: ResultsInput, ground: readonly unknown[]): Kept {
  const { scene, placements, backends } = input
  const model = modelOf(scene)
  const byId = new Map(placements.map((one) => [one.id, one]))
  const names = new Map(placements.map((one) => [one.id, nameOf(one, input)]))
  const ports = placements.map((one) => listening(model, one, scene.ids))
  const made = placements.map((one) => outputOf(one, contextOf(one, input, { names, byId })))
  const outputs = made.map(({ output }) => output)
  return {
    ground,
    ids: scene.ids,
    placements,
    byId,
    names,
    ofNames: gathered((report) => checkNames(model, placements, names, scene.declaration, report)),
    ports,
    ofPorts: gathered((report) => checkPorts(placements, ports, report)),
    made,
    ofOutputs: saidOf(made),
    outputs,
    hosts: hostOutputsOf(scene, outputs, backends),
  }
}

/** What depends on a changed placement is among the changed ones: `place` evaluates it anew. */
function resultsAfter(before: Kept, changed: readonly number[], input: ResultsInput): Kept {
  const { scene, placements, backends } = input
  if (changed.length === 0 && before.ids === scene.ids) return before
  const model = modelOf(scene)
  const { byId } = before
  for (const index of changed) byId.set(placements[index]!.id, placements[index]!)
  const ports = [...before.ports]
  let samePorts = true
  for (const index of before.ids === scene.ids ? changed : placements.keys()) {
    const now = listening(model, placements[index]!, scene.ids)
    samePorts &&= samePlaces(now, ports[index]!)
    ports[index] = now
  }
  const made = [...before.made]
  const outputs = [...before.outputs]
  let quiet = true
  const replaced = new Map<Output, Output>()
  for (const index of changed) {
    const placement = placements[index]!
    const one = outputOf(placement, contextOf(placement, input, { names: before.names, byId }))
    replaced.set(outputs[index]!, one.output)
    quiet &&= isQuiet(made[index]!) && isQuiet(one)
    made[index] = one
    outputs[index] = one.output
  }
  return {
    ...before,
    ids: scene.ids,
    placements,
    byId,
    ports,
    ofPorts: samePorts ? before.ofPorts : gathered((report) => checkPorts(placements, ports, report)),
    made,
    ofOutputs: quiet ? before.ofOutputs : saidOf(made),
    outputs,
    hosts: hostOutputsAfter(before.hosts, replaced, backends),
  }
}
function isQuiet({ output, diagnostics }: Made): boolean {
  return diagnostics.length === 0 && fileProblems(output).length === 0
}
function saidOf(made: readonly Made[]): readonly Diagnostic[] {
  const said: Diagnostic[] = []
  for (const { diagnostics } of made) for (const diagnostic of diagnostics) said.push(diagnostic)
  for (const { output } of made) for (const problem of fileProblems(output)) said.push(problem)
  return said
}
function samePlaces(a: readonly Listening[], b: readonly Listening[]): boolean {
  return a.length === b.length && a.every(({ port, at }, index) => b[index]!.port === port && b[index]!.at === at)
}
