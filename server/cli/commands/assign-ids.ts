/** `longrun assign-ids`: the numbers that a model gets from its pools; what is assigned stays. */
import { renameSync, writeFileSync } from 'node:fs'
import { parseAllDocuments, stringify } from 'yaml'
import type { IdsModel } from '#generators/model/document.ts'
import { EXIT } from '../exit-codes.ts'
import { compileModel, type Model } from '../model-file.ts'
import type { Output } from '../output.ts'

export async function assignIds(
  file: string,
  { write }: { readonly write?: boolean },
  output: Output,
): Promise<number> {
  const { model, document, compiled } = await compileModel(file, output)
  const text = idsText(document.system.system, compiled.ids)
  if (write) {
    // Whole or not at all: a model that is half written is nobody's model.
    writeFileSync(`${file}.new`, withIds(model, text))
    renameSync(`${file}.new`, file)
    output.note(`${file}: ${Object.keys(compiled.ids.assigned).length} numbers kept.`)
  }
  output.result(text.trimEnd(), { ids: document.system.system, ...compiled.ids })
  return EXIT.ok
}

function idsText(system: string, { assigned, last }: IdsModel): string {
  return stringify({ ids: system, assigned, last }, { lineWidth: 0 })
}

/** The model's own text, byte for byte, with its `ids` document replaced or appended. */
function withIds({ text }: Model, ids: string): string {
  const old = parseAllDocuments(text, { schema: 'failsafe' })
  if (!Array.isArray(old)) return `${text.trimEnd()}\n---\n${ids}`
  const at = old.find((one) => (one.toJS() as { ids?: unknown } | null)?.ids !== undefined)
  if (!at) return `${text.trimEnd()}\n---\n${ids}`
  // The document's own range begins before its `---`; its contents' does not.
  const [start, , end] = at.contents?.range ?? at.range
  return `${text.slice(0, start)}${ids}${text.slice(end)}`
}
