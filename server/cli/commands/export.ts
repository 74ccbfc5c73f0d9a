/** `longrun export`: a model as the files of others, with a report of what they have no word for. */

import { exportNix } from '#generators/interchange/nix.ts'
import { EXIT } from '../exit-codes.ts'
import { writeTree } from '../file-tree.ts'
import { compileModel, inWords, say } from '../model-file.ts'
import { type Output, usageError } from '../output.ts'

export interface ExportOptions {
  readonly out: string
  readonly host?: string
}

export async function exportModel(
  format: string,
  file: string,
  options: ExportOptions,
  output: Output,
): Promise<number> {
  if (format !== 'nix') throw usageError(`There is no format ${format} to export: nix.`)
  const { compiled, document, model } = await compileModel(file, output)
  const hosts = Object.keys(document.system.hosts)
  const host = options.host ?? (hosts.length === 1 ? hosts[0] : undefined)
  if (host === undefined)
    throw usageError(`Say which one with --host: ${hosts.join(', ')}. Nix’s model is of one machine.`)
  if (!hosts.includes(host)) throw usageError(`The model has no host ${host}.`)
  const { files, diagnostics } = exportNix({
    placements: compiled.outputs.map((one) => one.placement).filter((one) => one.host === host),
    pools: document.system.pools ?? {},
    ids: compiled.ids,
  })
  const said = diagnostics.map((one) => say(one, model))
  for (const one of output.json ? [] : said) output.note(inWords(one))
  const tree = Array.from(files, ([path, text]) => ({ path, text, mode: 0o644 }))
  const { written, kept, removed } = writeTree(options.out, tree)
  output.result(`${options.out}: ${written} files written, ${kept} as they were, ${removed} removed.`, {
    ok: true,
    out: options.out,
    files: [...files.keys()],
    written,
    kept,
    removed,
    diagnostics: said,
  })
  return EXIT.ok
}
