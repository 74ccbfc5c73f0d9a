/** What holds of a document by itself, before anything of it is placed: worked out once, whatever manager it is then shown under. */
import { BUILTIN_CONSTRUCTORS, BUILTIN_INTERFACES } from '../constructors/index.ts'
import type { Declaration } from '../contract/backend.ts'
import type { CheckedConstructor } from '../contract/passes.ts'
import type { Diagnostic, Report } from '../diagnostics/diagnostic.ts'
import { checkConstructors, interfacesByName } from '../language/check.ts'
import { idRequests } from '../language/id-requests.ts'
import type { IdsModel, Interface, SystemDocument } from '../model/document.ts'
import { validateDocument } from '../validate/index.ts'
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
  readonly groundwork: Groundwork
  readonly diagnostics: readonly Diagnostic[]
}

/** Documents are immutable, so the same object needs nothing to be compared. */
const made = new WeakMap<SystemDocument, Made>()

/**
 * In: a document and the managers that there are. Out: its constructors, checked, and its numbers, assigned.
 * Diagnostics: those of checking constructors, of `validateDocument`, of `idRequests` and of `assignIds`; said again each time.
 */
export function groundworkOf(document: SystemDocument, registry: Registry, report: Report): Groundwork {
  let known = made.get(document)
  if (known?.registry !== registry) {
    const diagnostics: Diagnostic[] = []
    const groundwork = make(document, registry, (diagnostic) => diagnostics.push(diagnostic))
    known = { registry, groundwork, diagnostics }
    made.set(document, known)
  }
  for (const diagnostic of known.diagnostics) report(diagnostic)
  return known.groundwork
}

function make(document: SystemDocument, registry: Registry, report: Report): Groundwork {
  const all = [...BUILTIN_INTERFACES, ...document.interfaces]
  const constructors = checkConstructors([...BUILTIN_CONSTRUCTORS, ...document.constructors], all, report)
  const interfaces = interfacesByName(all)
  validateDocument({ document, constructors, interfaces, ...registry }, report)
  const requests = idRequests(document, constructors, report)
  return { constructors, interfaces, ids: assignIds({ document, requests, previous: document.ids }, report) }
}
