/** `longrun export`: a model as the files of others, with a report of what they have no word for. */
import path from 'node:path'
import type { Placement } from '#generators/contract/backend.ts'
import type { Diagnostic } from '#generators/diagnostics/diagnostic.ts'
import type { TreeFile } from '#generators/interchange/host-tree.ts'
import { exportNix } from '#generators/interchange/nix.ts'
import { exportProcessmgmt } from '#generators/interchange/processmgmt-export.ts'
import { directoriesOf } from '#generators/plan/directories.ts'
import { EXIT } from '../exit-codes.ts'
import { writeTree } from '../file-tree.ts'
import { type CompiledModel, compileModel, inWords, say } from '../model-file.ts'
import { type Output, usageError } from '../output.ts'

export interface ExportOptions {
  readonly out: string
  readonly host?: string
}
interface Exporting {
  readonly of: CompiledModel
  readonly host: string
  readonly placements: readonly Placement[]
  readonly out: string
}
type Exported = { readonly tree: readonly TreeFile[]; readonly diagnostics: readonly Diagnostic[] }

const FORMATS: Readonly<Record<string, (exporting: Exporting) => Exported>> = {
  nix({ of: { compiled, document }, placements }) {
    const { files, diagnostics } = exportNix({ placements, pools: document.system.pools ?? {}, ids: compiled.ids })
    return { tree: Array.from(files, ([name, text]) => ({ path: name, text, mode: 0o644 })), diagnostics }
  },
  processmgmt({ of: { compiled, document }, host, placements, out }) {
    const directories = directoriesOf(document.system.settings, {})
    const prefix = compiled.manifest?.hosts[host]?.prefix ?? ''
    const { files, diagnostics } = exportProcessmgmt({
      placements,
      at: path.resolve(out),
      directory: (name) => `${directories[name].below === 'prefix' ? prefix : ''}${directories[name].path}`,
    })
    return { tree: files, diagnostics }
  },
}

export async function exportModel(
  format: string,
  file: string,
  options: ExportOptions,
  output: Output,
): Promise<number> {
  const write = Object.hasOwn(FORMATS, format) ? FORMATS[format] : undefined
  if (!write) throw usageError(`There is no format ${format} to export: ${Object.keys(FORMATS).join(', ')}.`)
  const of = await compileModel(file, output)
  const hosts = Object.keys(of.document.system.hosts)
  const host = options.host ?? (hosts.length === 1 ? hosts[0] : undefined)
  if (host === undefined)
    throw usageError(`Say which one with --host: ${hosts.join(', ')}. Nix’s model is of one machine.`)
  if (!hosts.includes(host)) throw usageError(`The model has no host ${host}.`)
  const placements = of.compiled.outputs.map((one) => one.placement).filter((one) => one.host === host)
  const { tree, diagnostics } = write({ of, host, placements, out: options.out })
  const said = diagnostics.map((one) => say(one, of.model))
  for (const one of output.json ? [] : said) output.note(inWords(one))
  const { written, kept, removed } = writeTree(options.out, tree)
  output.result(`${options.out}: ${written} files written, ${kept} as they were, ${removed} removed.`, {
    ok: true,
    out: options.out,
    files: tree.map((one) => one.path),
    written,
    kept,
    removed,
    diagnostics: said,
  })
  return EXIT.ok
}
