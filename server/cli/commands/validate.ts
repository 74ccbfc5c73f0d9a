/** `longrun validate`: what is wrong with a model, at its line and column. */
import { EXIT } from '../exit-codes.ts'
import { compileModel } from '../model-file.ts'
import type { Output } from '../output.ts'

export async function validate(file: string, output: Output): Promise<number> {
  const { document, compiled, said } = await compileModel(file, output)
  const { system, processes } = document.system
  const hosts = Object.keys(document.system.hosts).length
  const count = Object.keys(processes).length
  output.result(
    `${system} is valid: ${count} processes, ${compiled.outputs.length} placements, ${hosts === 1 ? '1 host' : `${hosts} hosts`}.`,
    {
      ok: true,
      system,
      processes: count,
      placements: compiled.outputs.map(({ placement }) => placement.id),
      diagnostics: said,
    },
  )
  return EXIT.ok
}
