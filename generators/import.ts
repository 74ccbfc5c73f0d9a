/** From files of others to a model and a report, for the command line and the page alike. */
import { DECLARATIONS, declarationOf, loadBackends } from './backends/index.ts'
import { root } from './contract/path.ts'
import type { Place, Reader, Reading, SourceFile } from './contract/reader.ts'
import type { Diagnostic } from './diagnostics/diagnostic.ts'
import { type Assembling, assemble } from './interchange/assemble.ts'
import { type Numbers, withIds } from './interchange/ids.ts'
import { FORMATS } from './interchange/index.ts'
import { fittedOverrides, managersIn } from './interchange/overrides.ts'
import { type Placed, readJson, readNix, type Wrong } from './interchange/places.ts'
import type { SystemDocument } from './model/document.ts'
import { parse } from './model/parse.ts'
import { print } from './model/print.ts'

/** Evaluates expressions that stand in the files: on the machine that has Nix. Throws what it has to say. */
export interface Evaluator {
  /** The JSON of each process of a processes model, by its key. */
  processes(file: string): Promise<Readonly<Record<string, string>>>
  /** The value of a file. */
  value(file: string): Promise<unknown>
}
export interface Importing extends Assembling {
  readonly format: string
  /** A file alone, or everything of a folder with paths below it. */
  readonly files: readonly SourceFile[]
  /** The folder whose files they are: then their names below it decide which of them are read. `null`: each was named. */
  readonly folder: string | null
  /** Files of numbers that were named; without them they are found in the folder by their names. */
  readonly ids?: SourceFile
  readonly resources?: SourceFile
  readonly evaluator?: Evaluator
  /** What is said where there is no process in it. */
  readonly what: string
}
export interface Imported {
  /** `null` where something of it is an error: nothing is half carried over. */
  readonly document: SystemDocument | null
  readonly text: string
  readonly processes: readonly { readonly name: string; readonly program: string; readonly place: Place }[]
  readonly diagnostics: readonly Diagnostic[]
}

const IDS = /(^|\/)ids\.(nix|json)$/
const RESOURCES = /(^|\/)id-?resources\.(nix|json)$/
const MODEL = /(^|\/)processes\.nix$/

/** Every format that can be imported: those of many processes, and what process managers read themselves. */
export function importable(): readonly string[] {
  return [...Object.keys(FORMATS), ...DECLARATIONS.flatMap((one) => (one.reader ? [one.id] : []))].sort()
}
/** `null`: there is no such format. */
export async function readerOf(format: string): Promise<Reader | null> {
  const load = Object.hasOwn(FORMATS, format) ? FORMATS[format] : declarationOf(format)?.reader
  return load ? load() : null
}

/** The format of which most of the files are, by what stands in them; `null`: of none. */
export async function recognise(files: readonly SourceFile[]): Promise<string | null> {
  let best: string | null = null
  let most = 0
  for (const format of importable()) {
    const reader = (await readerOf(format))!
    const count = files.filter((file) => !isNumbers(file) && reader.recognises(file)).length
    if (count > most) [best, most] = [format, count]
  }
  return best
}

function isNumbers({ path }: SourceFile): boolean {
  return IDS.test(path) || RESOURCES.test(path)
}

/** Whether anything of the files must be evaluated before it can be read. */
export async function needsEvaluation(format: string, all: readonly SourceFile[]): Promise<boolean> {
  const reader = await readerOf(format)
  if (!reader?.evaluates) return false
  const files = lookedAt(reader, all, all.length > 1 ? '' : null)
  return (
    expressionOf(reader, files) !== null ||
    files.some((file) => isNumbers(file) && file.path.endsWith('.nix') && 'wrong' in readNix(file))
  )
}

function belowFolder(path: string, folder: string): string {
  return folder && path.startsWith(`${folder}/`) ? path.slice(folder.length + 1) : path
}

/** Of a folder, what stands in it; what stands below it too where the format has folders. */
function lookedAt(reader: Reader, files: readonly SourceFile[], folder: string | null): readonly SourceFile[] {
  if (folder === null || reader.deep) return files
  return files.filter(({ path }) => !belowFolder(path, folder).includes('/'))
}

/** The processes model among the files; where there is JSON of processes, that is what is read. */
function expressionOf(reader: Reader, files: readonly SourceFile[]): SourceFile | null {
  if (!reader.evaluates || files.some((file) => reader.takes(file.path) && reader.recognises(file))) return null
  const own = files.filter((file) => !isNumbers(file) && reader.evaluates?.(file.path))
  return own.find(({ path }) => MODEL.test(path)) ?? (own.length === 1 ? own[0]! : null)
}

/**
 * In: files, their format, and where their processes are to run. Out: a model and a report.
 * Diagnostics: those of readers, of `assemble` and `withIds`, `import-passed-over`, `import-empty`, and those of a model's text.
 */
export async function importFiles(importing: Importing): Promise<Imported> {
  const { folder, evaluator, what } = importing
  const reader = (await readerOf(importing.format))!
  const said: Diagnostic[] = []
  const files = lookedAt(reader, importing.files, folder)
  const own = files.filter((file) => !reader.evaluates || !isNumbers(file))
  const expression = expressionOf(reader, files)
  const sources =
    expression && evaluator
      ? Object.entries(await evaluator.processes(expression.path)).map(([name, text]) => ({
          path: `${expression.path}#${name}`,
          text,
        }))
      : own.filter(({ path }) =>
          folder !== null ? reader.takes(belowFolder(path, folder)) : !reader.evaluates?.(path),
        )
  if (expression && !evaluator) said.push(notEvaluated(expression.path))
  if (folder !== null && (reader.deep || reader.evaluates)) said.push(...passedOver(own, sources, expression, reader))
  const understood = reader.read(sources)
  const reading = reader.foreignOverrides ? await fitted(understood) : understood
  const read = assemble({ ...reading, diagnostics: [...said, ...reading.diagnostics] }, importing)
  const numbers = await numbersOf({ ...importing, files }, reader)
  const numbered = withIds(read.document, numbers.read)
  const { processes } = numbered.document.system
  const empty: Diagnostic = {
    code: 'import-empty',
    severity: 'error',
    at: root,
    data: { what },
    position: { line: 1, column: 1, file: what },
  }
  const text = print(numbered.document)
  // What was made is read as the model that it will be: nothing is half carried over.
  const checked = parse(text)
  const diagnostics = [
    ...read.diagnostics,
    ...numbers.diagnostics,
    ...numbered.diagnostics,
    ...(Object.keys(processes).length > 0 || read.diagnostics.some(isError) ? [] : [empty]),
    ...checked.diagnostics,
  ]
  return {
    document: diagnostics.some(isError) ? null : checked.document,
    text,
    processes: read.kept.map(({ name, of }) => ({
      name,
      program: (of.foreground ?? of.daemon)?.program ?? '',
      place: of.place,
    })),
    diagnostics,
  }
}

/** What is written for process managers is looked at by those that it is written for. */
async function fitted(reading: Reading): Promise<Reading> {
  return fittedOverrides(reading, await loadBackends(managersIn(reading)))
}

function isError({ severity }: Diagnostic): boolean {
  return severity === 'error'
}

function notEvaluated(file: string): Diagnostic {
  const says = 'it is a Nix expression, which only nix-instantiate can evaluate'
  return {
    code: 'import-unreadable',
    severity: 'error',
    at: root,
    data: { what: file, says },
    position: { line: 1, column: 1, file },
  }
}

/** A folder of configuration may hold what nobody reads: it is named, in one sentence. */
function passedOver(
  files: readonly SourceFile[],
  sources: readonly SourceFile[],
  expression: SourceFile | null,
  reader: Reader,
): readonly Diagnostic[] {
  const taken = new Set(sources.map(({ path }) => path))
  // What an expression imports is read with it.
  const rest = files.filter(
    ({ path }) => !/(^|\/)\./.test(path) && !taken.has(path) && !(expression && reader.evaluates?.(path)),
  )
  const [first] = rest
  if (!first) return []
  const names = rest.slice(0, 3).map(({ path }) => path)
  const what = rest.length > 3 ? `${names.join(', ')} and ${rest.length - 3} more` : names.join(', ')
  return [
    {
      code: 'import-passed-over',
      severity: 'info',
      at: root,
      data: { what, format: reader.title },
      position: { line: 1, column: 1, file: first.path },
    },
  ]
}

async function numbersOf(
  { files, ids, resources, evaluator }: Importing,
  reader: Reader,
): Promise<{ readonly read: Numbers; readonly diagnostics: readonly Diagnostic[] }> {
  const found = (pattern: RegExp) => (reader.evaluates ? files.find(({ path }) => pattern.test(path)) : undefined)
  const diagnostics: Diagnostic[] = []
  async function read(file: SourceFile | undefined): Promise<Placed | undefined> {
    if (!file) return undefined
    const plain: Placed | Wrong = file.path.endsWith('.nix') ? readNix(file) : readJson(file)
    if (!('wrong' in plain)) return plain
    if (file.path.endsWith('.nix') && evaluator) {
      const place = { line: 1, column: 1, file: file.path }
      return { value: await evaluator.value(file.path), place: () => place }
    }
    diagnostics.push({
      code: 'import-unreadable',
      severity: 'error',
      at: root,
      data: { what: file.path, says: plain.wrong },
      position: plain.place,
    })
    return undefined
  }
  const [given, pools] = [await read(ids ?? found(IDS)), await read(resources ?? found(RESOURCES))]
  return { read: { ...(given ? { ids: given } : {}), ...(pools ? { resources: pools } : {}) }, diagnostics }
}
