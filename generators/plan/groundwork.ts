/** What holds of a document by itself, before anything of it is placed: worked out once, whatever manager it is then shown under. */
import { BUILTIN_CONSTRUCTORS, BUILTIN_INTERFACES } from '../constructors/index.ts'
import type { Declaration } from '../contract/backend.ts'
import type { CheckedConstructor } from '../contract/passes.ts'
import type { Diagnostic, Report } from '../diagnostics/diagnostic.ts'
import { checkConstructors, interfacesByName } from '../language/check.ts'
import { idRequests, wantsTheSame } from '../language/id-requests.ts'
import { changedProcesses } from '../model/difference.ts'
import type { IdsModel, Interface, SystemDocument } from '../model/document.ts'
import { type Validated, validateDocument } from '../validate/index.ts'
import type { Surroundings } from '../validate/model.ts'
import { assignIds } from './assign-ids.ts'

/** The process managers that there are. */
export interface Registry {
  declaration(type: string): Declaration | null
  readonly declarations: readonly Declaration[]
}
export interface Groundwork {
  readonly constructors: ReadonlyMap<string, CheckedConstructor>
  readonly interfaces: ReadonlyMap<string, Interface>
  readonly ids: IdsModel
}
interface Made {
  readonly registry: Registry
  readonly document: SystemDocument
  readonly groundwork: Groundwork
  readonly validated: Validated
  /** What was said of the numbers. */
  readonly ofNumbers: readonly Diagnostic[]
  readonly diagnostics: readonly Diagnostic[]
}

/** Documents are immutable, so the same object needs nothing to be compared. */
const made = new WeakMap<SystemDocument, Made>()
/** The newest document of the same hosts: an edit of a process leaves them as they are, and most of the rest. */
const newest = new WeakMap<SystemDocument['system']['hosts'], Made>()

/**
 * In: a document and the managers that there are. Out: its constructors, checked, and its numbers, assigned.
 * Diagnostics: those of checking constructors, of `validateDocument`, of `idRequests` and of `assignIds`; said again each time.
 */
export function groundworkOf(document: SystemDocument, registry: Registry, report: Report): Groundwork {
  let known = made.get(document)
  if (known?.registry !== registry) {
    known = make(document, registry, newest.get(document.system.hosts))
    made.set(document, known)
    newest.set(document.system.hosts, known)
  }
  for (const diagnostic of known.diagnostics) report(diagnostic)
  return known.groundwork
}

function make(document: SystemDocument, registry: Registry, latest: Made | undefined): Made {
  const before = latest?.registry === registry ? latest : undefined
  const changed = before ? changedProcesses(before.document, document) : null
  const diagnostics: Diagnostic[] = []
  const report: Report = (diagnostic) => diagnostics.push(diagnostic)
  const all = [...BUILTIN_INTERFACES, ...document.interfaces]
  const constructors = checkConstructors([...BUILTIN_CONSTRUCTORS, ...document.constructors], all, report)
  const interfaces = interfacesByName(all)
  const surroundings: Surroundings = { document, constructors, interfaces }
  const validated = validateDocument(
    { ...surroundings, ...registry },
    report,
    before && changed ? { ...before.validated, changed } : undefined,
  )
  const stays =
    before !== undefined &&
    changed !== null &&
    before.document.ids === document.ids &&
    changed.every((name) => wantsTheSame(name, before.document, surroundings))
  const ofNumbers: Diagnostic[] = []
  const ids = stays ? before.groundwork.ids : numbersOf(surroundings, (one) => ofNumbers.push(one))
  const said = stays ? before.ofNumbers : ofNumbers
  for (const diagnostic of said) report(diagnostic)
  return {
    registry,
    document,
    groundwork: { constructors, interfaces, ids },
    validated,
    ofNumbers: said,
    diagnostics,
  }
}

function numbersOf({ document, constructors }: Surroundings, report: Report): IdsModel {
  const requests = idRequests(document, constructors, report)
  return assignIds({ document, requests, previous: document.ids }, report)
}
