/** `longrun import`: files of others become a model, with a report of what could not be carried over. */
import { lstatSync, readdirSync, readFileSync, realpathSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { DECLARATIONS, declarationOf } from '#generators/backends/index.ts'
import type { Reader, SourceFile } from '#generators/contract/reader.ts'
import { type Evaluator, importable, importFiles, readerOf } from '#generators/import.ts'
import { nameFor } from '#generators/interchange/assemble.ts'
import { evaluateFile, evaluateProcesses, NixError, WITHOUT_NIX } from '#server/nix.ts'
import { EXIT } from '../exit-codes.ts'
import { inWords, type Said, say } from '../model-file.ts'
import { CommandError, type Output, usageError } from '../output.ts'

export interface ImportOptions {
  readonly out?: string
  readonly system?: string
  readonly processManager?: string
  readonly ids?: string
  readonly idResources?: string
}

export async function importModel(
  format: string,
  from: string,
  options: ImportOptions,
  output: Output,
): Promise<number> {
  const reader = await readerOf(format)
  if (!reader) throw usageError(`There is no format ${format} to import: ${importable().join(', ')}.`)
  const manager = options.processManager ?? declarationOf(format)?.id ?? mostCommon()
  if (!declarationOf(manager))
    throw usageError(`There is no process manager ${manager}: ${DECLARATIONS.map(({ id }) => id).join(', ')}.`)
  const place = path.resolve(from)
  const folder = stat(place).isDirectory()
  if (!folder && place.endsWith('.nix') && !reader.evaluates?.(place))
    throw usageError(`${from} is a Nix expression: import it as processmgmt.`)
  const { document, text, diagnostics } = await importFiles({
    format,
    files: folder ? filesOf(reader, place) : [{ path: place, text: readText(place) }],
    folder: folder ? place : null,
    system: options.system ?? nameFor(path.basename(place).replace(/\.\w+$/, '')),
    manager,
    ...(options.ids === undefined ? {} : { ids: fileOf(options.ids) }),
    ...(options.idResources === undefined ? {} : { resources: fileOf(options.idResources) }),
    evaluator: EVALUATOR,
    what: from,
  })
  const model = { document, diagnostics, positions: new Map(), file: from, text }
  const said = diagnostics.map((one): Said => {
    const words = say(one, model)
    return { ...words, file: one.position?.file ?? words.file }
  })
  for (const one of output.json ? [] : said) output.note(inWords(one))
  if (!document) {
    const errors = said.filter((one) => one.severity === 'error').length
    if (output.json) output.result('', { ok: false, diagnostics: said })
    throw new CommandError(EXIT.failed, `${errors} ${errors === 1 ? 'error' : 'errors'}: no model is written.`)
  }
  const processes = Object.keys(document.system.processes)
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

/** Files of this machine are its owner's: nothing is restricted. */
const EVALUATOR: Evaluator = {
  processes: (file) => inWordsOfCommand(evaluateProcesses(file)),
  value: (file) => inWordsOfCommand(evaluateFile(file)),
}
async function inWordsOfCommand<Value>(working: Promise<Value>): Promise<Value> {
  try {
    return await working
  } catch (error) {
    if (!(error instanceof NixError)) throw error
    if (error.why === 'absent') throw new CommandError(EXIT.usage, error.message, WITHOUT_NIX)
    throw new CommandError(EXIT.failed, error.message)
  }
}

/** More than this in one folder is no folder of configuration. */
const MOST_FILES = 5000

/**
 * What stands in a folder, and below it where the format has folders. A second name of the same file is left out; what is no file, as
 * the end of a link to nothing, is empty.
 */
function filesOf(reader: Reader, folder: string): readonly SourceFile[] {
  const names = readdirSync(folder, { recursive: reader.deep, encoding: 'utf8' })
  if (names.length > MOST_FILES) throw usageError(`${folder} holds more than ${MOST_FILES} files: name a smaller one.`)
  const places = names.map((name) => path.join(folder, name)).sort()
  const isLink = (place: string) => lstatSync(place).isSymbolicLink()
  const byFile = new Map<string, string>()
  for (const place of [...places.filter((one) => !isLink(one)), ...places.filter(isLink)]) {
    const known = statSync(place, { throwIfNoEntry: false })
    if (known?.isDirectory()) continue
    const real = known?.isFile() ? realpathSync(place) : place
    if (!byFile.has(real)) byFile.set(real, place)
  }
  return [...byFile.values()].sort().map((place) => {
    const read = reader.takes(path.relative(folder, place)) || /\.(json|nix)$/.test(place)
    return { path: place, text: read && sizeOf(place) > 0 ? readText(place) : '' }
  })
}

function fileOf(name: string): SourceFile {
  const place = path.resolve(name)
  return { path: place, text: readText(place) }
}
function sizeOf(file: string): number {
  const known = statSync(file, { throwIfNoEntry: false })
  return known?.isFile() ? known.size : 0
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
