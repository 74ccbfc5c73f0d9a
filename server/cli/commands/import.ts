/** `longrun import`: files of others become a model, with a report of what could not be carried over. */
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { DECLARATIONS, declarationOf } from '#generators/backends/index.ts'
import { root } from '#generators/contract/path.ts'
import type { Reader, SourceFile } from '#generators/contract/reader.ts'
import type { Diagnostic } from '#generators/diagnostics/diagnostic.ts'
import { assemble, nameFor } from '#generators/interchange/assemble.ts'
import { withIds } from '#generators/interchange/ids.ts'
import { FORMATS } from '#generators/interchange/index.ts'
import { parse } from '#generators/model/parse.ts'
import { print } from '#generators/model/print.ts'
import { EXIT } from '../exit-codes.ts'
import { inWords, type Said, say } from '../model-file.ts'
import { evaluateFile, evaluateProcesses } from '../nix.ts'
import { CommandError, type Output, usageError } from '../output.ts'

export interface ImportOptions {
  readonly out?: string
  readonly system?: string
  readonly processManager?: string
  readonly ids?: string
  readonly idResources?: string
}

/** Every format that can be imported: those of many processes, and what process managers read themselves. */
export function importable(): readonly string[] {
  return [...Object.keys(FORMATS), ...DECLARATIONS.flatMap((one) => (one.reader ? [one.id] : []))].sort()
}

export async function importModel(
  format: string,
  from: string,
  options: ImportOptions,
  output: Output,
): Promise<number> {
  const load = Object.hasOwn(FORMATS, format) ? FORMATS[format] : declarationOf(format)?.reader
  if (!load) throw usageError(`There is no format ${format} to import: ${importable().join(', ')}.`)
  const manager = options.processManager ?? declarationOf(format)?.id ?? mostCommon()
  if (!declarationOf(manager))
    throw usageError(`There is no process manager ${manager}: ${DECLARATIONS.map(({ id }) => id).join(', ')}.`)
  const reader = await load()
  const files = await filesOf(reader, path.resolve(from))
  const system = options.system ?? nameFor(path.basename(path.resolve(from)).replace(/\.\w+$/, ''))
  const read = assemble(reader.read(files), { system, manager })
  const numbers =
    options.ids === undefined && options.idResources === undefined
      ? { document: read.document, diagnostics: [] }
      : withIds(read.document, {
          resources: options.idResources === undefined ? {} : await numbersOf(options.idResources),
          ids: options.ids === undefined ? {} : await numbersOf(options.ids),
          place: { line: 1, column: 1, file: options.ids ?? options.idResources! },
        })
  const empty: Diagnostic[] =
    Object.keys(numbers.document.system.processes).length > 0
      ? []
      : [
          {
            code: 'import-empty',
            severity: 'error',
            at: root,
            data: { what: from },
            position: { line: 1, column: 1, file: from },
          },
        ]
  const text = print(numbers.document)
  // What was made is read as the model that it will be: nothing is half carried over.
  const checked = parse(text, { file: options.out ?? from })
  const model = { ...checked, file: from, text }
  const said = [...read.diagnostics, ...numbers.diagnostics, ...empty, ...checked.diagnostics].map((one): Said => {
    const words = say(one, model)
    return { ...words, file: one.position?.file ?? words.file }
  })
  for (const one of output.json ? [] : said) output.note(inWords(one))
  const errors = said.filter((one) => one.severity === 'error').length
  if (errors > 0) {
    if (output.json) output.result('', { ok: false, diagnostics: said })
    throw new CommandError(EXIT.failed, `${errors} ${errors === 1 ? 'error' : 'errors'}: no model is written.`)
  }
  const processes = Object.keys(numbers.document.system.processes)
  if (options.out !== undefined) {
    write(options.out, text)
    output.result(`${options.out}: ${processes.length} ${processes.length === 1 ? 'process' : 'processes'}.`, {
      ok: true,
      out: options.out,
      processes,
      diagnostics: said,
    })
  } else output.result(text.trimEnd(), { ok: true, model: text, processes, diagnostics: said })
  return EXIT.ok
}

/** The process manager that most kinds of hosts can have. */
function mostCommon(): string {
  return DECLARATIONS.reduce((best, one) => (one.platforms.length > best.platforms.length ? one : best)).id
}

async function filesOf(reader: Reader, from: string): Promise<readonly SourceFile[]> {
  if (from.endsWith('.nix')) {
    if (!reader.takes('x.json')) throw usageError(`${from} is a Nix expression: import it as processmgmt.`)
    return Object.entries(await evaluateProcesses(from)).map(([name, text]) => ({ path: `${from}#${name}`, text }))
  }
  if (!stat(from).isDirectory()) return [{ path: from, text: readText(from) }]
  return readdirSync(from)
    .filter((name) => reader.takes(name) && stat(path.join(from, name)).isFile())
    .sort()
    .map((name) => ({ path: path.join(from, name), text: readText(path.join(from, name)) }))
}

/** An IDs file, or one of ID resources, as JSON or Nix. */
async function numbersOf(file: string): Promise<unknown> {
  if (file.endsWith('.nix')) return await evaluateFile(path.resolve(file))
  try {
    return JSON.parse(readText(file)) as unknown
  } catch (error) {
    if (error instanceof SyntaxError) throw usageError(`${file} is no JSON: ${error.message}.`)
    throw error
  }
}

function stat(file: string) {
  try {
    return statSync(file)
  } catch (error) {
    throw unreadable(file, error)
  }
}
function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    throw unreadable(file, error)
  }
}
function unreadable(file: string, error: unknown): CommandError {
  return usageError(`${file} cannot be read: ${(error as NodeJS.ErrnoException).code ?? String(error)}.`)
}

function write(file: string, text: string): void {
  try {
    writeFileSync(file, text, { flag: 'wx' })
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'EEXIST') throw usageError(`${file} is there already, and is not overwritten.`)
    throw usageError(`${file} cannot be written: ${code ?? String(error)}.`)
  }
}
