/** Says things about one placement under one manager, at the place in the model where the field was set. */
import type { Placement } from '../contract/backend.ts'
import type { LoadedBackend } from '../contract/compiled.ts'
import type { Path } from '../contract/path.ts'
import type { Diagnostic, Report, Severity } from '../diagnostics/diagnostic.ts'

export type Say = (severity: Severity, code: string, field: string, data: Diagnostic['data'], at?: Path) => void

export function reporter(placement: Placement, target: LoadedBackend, report: Report): Say {
  const { declaration } = target
  return (severity, code, field, data, at) =>
    report({
      code,
      severity,
      at: at ?? placement.set.get(field) ?? placement.set.get('program') ?? placement.overridesAt,
      target: { placement: placement.id, backend: declaration.id },
      data: { process: placement.instance, host: placement.host, manager: declaration.title, ...data },
    })
}
