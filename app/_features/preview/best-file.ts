/** Which file is shown while nobody chose one: where the focused field went, else what says most of the selected process. */
import type { PreviewFile } from '#generators/contract/compiled.ts'
import { isWithin, type Path } from '#generators/contract/path.ts'

export interface Looking {
  readonly placement: string | undefined
  readonly instance: string | null
  /** The focused field; `null`: none, the process as a whole is looked at. */
  readonly field: Path | null
}

/** A process's own configuration comes first, what the process manager reads of it next, then what others make of the field. */
export function bestFile(
  files: readonly PreviewFile[],
  { placement, instance, field }: Looking,
): PreviewFile | undefined {
  const own = files.filter(
    (file) => file.placement !== null && (file.placement === placement || file.placement.startsWith(`${instance}@`)),
  )
  const ranked = [...own.filter((file) => file.kind === 'user'), ...own, ...files]
  return (
    (field && ranked.find((file) => file.parts.some((part) => part.from && isWithin(part.from, field)))) ?? ranked[0]
  )
}
