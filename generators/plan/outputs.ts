/** Placements through lowering, translation and rendering, each kept for as long as nothing that it depends on changes. */
import type { HostFacts, Lowered, Placement, Rendered } from '../contract/backend.ts'
import type { Backends, FieldReport, LoadedBackend, Output } from '../contract/compiled.ts'
import { kept } from '../contract/kept.ts'
import { at } from '../contract/path.ts'
import type { Diagnostic, Report } from '../diagnostics/diagnostic.ts'
import { lower } from '../lower/lower.ts'
import { reportFields } from './field-report.ts'
import { traced } from './trace.ts'

export interface OutputContext {
  readonly target: LoadedBackend
  readonly backends: Backends
  readonly names: ReadonlyMap<string, string>
  readonly placements: ReadonlyMap<string, Placement>
  readonly facts: HostFacts
  readonly profile: string
}
export interface Made {
  readonly output: Output
  readonly diagnostics: readonly Diagnostic[]
  /** Everything that it was made from, compared by identity. */
  readonly from: readonly unknown[]
}
const made = kept<Placement, Made>()

/** In: a placement and what surrounds it. Out: its output, with what is to be said of it; the same for the same. */
export function outputOf(placement: Placement, context: OutputContext): Made {
  const from = [
    context.target.backend,
    context.facts,
    context.names.get(placement.id),
    ...placement.after.flatMap((edge) => {
      const other = context.placements.get(edge.placement)
      return [other, context.names.get(edge.placement), other && context.backends.get(other.container.type)]
    }),
  ]
  let known = made.get(placement)
  if (!known || known.from.length !== from.length || known.from.some((one, index) => one !== from[index])) {
    known = make(placement, context, from)
    made.set(placement, known)
  }
  return known
}

function make(placement: Placement, context: OutputContext, from: readonly unknown[]): Made {
  const diagnostics: Diagnostic[] = []
  const { lowered, rendered } = through(placement, context, (diagnostic) => diagnostics.push(diagnostic))
  const fields = reportFields(placement, { lowered, rendered }, context.target, () =>
    through(traced(placement), context, () => undefined),
  )
  diagnostics.push(...unsaidLosses(placement, fields, diagnostics, context.target))
  return { output: { placement, lowered, rendered, fields }, diagnostics, from }
}

function through(
  placement: Placement,
  context: OutputContext,
  report: Report,
): { lowered: Lowered; rendered: Rendered } {
  const { backend, declaration } = context.target
  const lowered = lower(placement, context, report)
  const written = placement.overrides[declaration.id]
  const overrides = backend.schema.overrides(written, at(placement.overridesAt, declaration.id), report)
  const native = { ...(backend.translate(lowered) as object), ...overrides }
  return { lowered, rendered: backend.render(native, lowered) }
}

/** Fields that reach nothing, and of which nobody said so with better words. */
function unsaidLosses(
  placement: Placement,
  fields: readonly FieldReport[],
  said: readonly Diagnostic[],
  { declaration }: LoadedBackend,
): Diagnostic[] {
  const paths = new Set(said.map(({ at }) => at))
  return fields
    .filter(({ outcome, at }) => outcome === 'lost' && !paths.has(at))
    .map(({ field, at }) => ({
      code: 'field-lost',
      severity: 'warning',
      at,
      target: { placement: placement.id, backend: declaration.id },
      data: { field, process: placement.instance, manager: declaration.title },
    }))
}
