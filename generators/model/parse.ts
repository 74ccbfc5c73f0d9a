/** Reads a system from YAML or JSON text, or from stored data, and says what is wrong with it and where. */
import type * as z from 'zod'
import { at, type Path, root } from '../contract/path.ts'
import type { Diagnostic, Report } from '../diagnostics/diagnostic.ts'
import type { Constructor, IdsModel, Interface, System, SystemDocument } from './document.ts'
import { EMPTY_IDS } from './document.ts'
import { read, UNREADABLE } from './read.ts'
import { ConstructorSchema, IdsSchema, InterfaceSchema, SystemSchema } from './schemas/document.ts'
import { type Position, type Source, sourceOfValue, sourcesOfText } from './source.ts'
import { FORMAT, migrate } from './version.ts'

/** Where each path of a document stands in its text: 1-based lines and columns. */
export type Positions = ReadonlyMap<Path, Position>
export interface Parsed {
  /** `null` where an error stands in the way: nothing is ever half read. */
  readonly document: SystemDocument | null
  readonly diagnostics: readonly Diagnostic[]
  readonly positions: Positions
}

/**
 * A system from text: YAML of one or more documents (`interface:`, `constructor:`, `system:`, `ids:`), or the same as JSON,
 * either as a list of such documents or as one stored `SystemDocument`.
 * Gives the diagnostics of `codes/model.ts`, each with line and column.
 */
export function parse(text: string, options: { readonly file?: string } = {}): Parsed {
  return collect(options.file, (reader) => {
    reader.positions.set(root, { line: 1, column: 1 })
    const sources = sourcesOfText(text, ({ code, says, position }) =>
      reader.report({ code, severity: 'error', at: root, data: { says }, position }),
    )
    const [only] = sources
    if (sources.length === 1 && only?.is === 'list') for (const item of only.items) reader.document(item)
    else if (
      sources.length === 1 &&
      only?.is === 'map' &&
      only.entries.some(({ key, value }) => key === 'system' && value.is === 'map')
    )
      reader.stored(only)
    else for (const source of sources) reader.document(source)
  })
}

/** A stored `SystemDocument` from plain data of any known format. Gives the same diagnostics, without positions. */
export function readDocument(value: unknown): Parsed {
  return collect(undefined, (reader) => {
    const current =
      value !== null && typeof value === 'object' && !Array.isArray(value)
        ? migrate(value as Record<string, unknown>)
        : null
    if (current) reader.stored(sourceOfValue(current))
    else
      reader.report({
        code: 'format-unknown',
        severity: 'error',
        at: root,
        data: { format: formatOf(value), newest: FORMAT },
      })
  })
}
function formatOf(value: unknown): string {
  return value !== null && typeof value === 'object' && 'format' in value ? String(value.format) : 'none'
}

/** One constructor from text, as the constructor's own editor shows it: `at` is where it stands in the document. */
export function parseConstructor(
  text: string,
  path: Path,
): {
  readonly constructor: Constructor | null
  readonly diagnostics: readonly Diagnostic[]
  readonly positions: Positions
} {
  const diagnostics: Diagnostic[] = []
  const positions = new Map<Path, Position>()
  const report: Report = (diagnostic) => diagnostics.push(diagnostic)
  const [source] = sourcesOfText(text, ({ code, says, position }) =>
    report({ code, severity: 'error', at: path, data: { says }, position }),
  )
  const value = source ? readConstructor(source, path, { report, positions }) : UNREADABLE
  const failed = value === UNREADABLE || diagnostics.some(({ severity }) => severity === 'error')
  return {
    constructor: failed ? null : (value as Constructor),
    diagnostics: diagnostics.map((one) => locate(one, positions)),
    positions,
  }
}

/** A diagnostic with the place in the text where its path, or the nearest above it, stands. */
export function locate(diagnostic: Diagnostic, positions: Positions, file?: string): Diagnostic {
  if (diagnostic.position)
    return file && !diagnostic.position.file
      ? { ...diagnostic, position: { ...diagnostic.position, file } }
      : diagnostic
  for (let here: Path | null = diagnostic.at; here; here = here.parent) {
    const found = positions.get(here)
    if (found) return { ...diagnostic, position: file ? { ...found, file } : found }
  }
  return diagnostic
}

interface Sink {
  readonly report: Report
  readonly positions: Map<Path, Position>
}
interface Reader extends Sink {
  /** Takes one document of a text by its first key. */
  document(source: Source): void
  /** Takes a whole `SystemDocument`. */
  stored(source: Source): void
}

function collect(file: string | undefined, fill: (reader: Reader) => void): Parsed {
  const diagnostics: Diagnostic[] = []
  const positions = new Map<Path, Position>()
  const interfaces: Interface[] = []
  const constructors: Constructor[] = []
  let system: System | null = null
  let ids: { readonly of: string | null; readonly model: IdsModel } | null = null
  const report: Report = (diagnostic) => diagnostics.push(diagnostic)
  const sink: Sink = { report, positions }

  function take(kind: Kind, source: Source, path?: Path): void {
    if (kind === 'interface')
      keep(interfaces, readAs(InterfaceSchema, source, path ?? at(root, 'interfaces', interfaces.length), sink))
    else if (kind === 'constructor')
      keep(constructors, readConstructor(source, path ?? at(root, 'constructors', constructors.length), sink))
    else if (kind === 'system') {
      if (system) twice('system', at(root, 'system'), source)
      else system = asRead<System>(readAs(SystemSchema, withoutFormat(source, report), at(root, 'system'), sink))
    } else if (ids) twice('ids', at(root, 'ids'), source)
    else {
      const model = asRead<IdsModel>(readAs(IdsSchema, without(source, 'ids'), at(root, 'ids'), sink))
      if (model) ids = { of: textOf(source, 'ids'), model }
    }
  }
  function twice(kind: Kind, path: Path, source: Source): void {
    report({
      code: 'document-twice',
      severity: 'error',
      at: path,
      data: { kind },
      position: source.position ?? undefined,
    })
  }
  fill({
    ...sink,
    document(source) {
      const kind =
        source.is === 'map' ? KINDS.find((key) => source.entries.some((entry) => entry.key === key)) : undefined
      if (kind) take(kind, source)
      else
        report({
          code: 'document-kind',
          severity: 'error',
          at: root,
          data: { kinds: KINDS.join(', ') },
          position: source.position ?? undefined,
        })
    },
    stored(source) {
      if (source.is !== 'map') return
      for (const { key, value, position } of source.entries) {
        if (key === 'system') take('system', value)
        else if (key === 'ids') take('ids', value)
        else if (key === 'interfaces' || key === 'constructors') {
          if (value.is === 'list')
            for (const item of value.items) take(key === 'interfaces' ? 'interface' : 'constructor', item)
          else
            report({
              code: 'value-kind',
              severity: 'error',
              at: at(root, key),
              data: { expected: 'a list', found: value.is },
            })
        } else if (key !== 'format')
          report({
            code: 'key-unknown',
            severity: 'error',
            at: at(root, key),
            data: { key, hint: '' },
            position: position ?? undefined,
          })
      }
    },
  })
  twiceNamed(interfaces, 'interface', report)
  twiceNamed(constructors, 'constructor', report)
  const found = system as System | null
  const assigned = ids as { of: string | null; model: IdsModel } | null
  if (!found && diagnostics.length === 0) report({ code: 'system-missing', severity: 'error', at: root, data: {} })
  if (found && assigned?.of && assigned.of !== found.system)
    report({
      code: 'ids-of-another',
      severity: 'error',
      at: at(root, 'ids'),
      data: { of: assigned.of, system: found.system },
    })
  const failed = diagnostics.some(({ severity }) => severity === 'error')
  const document: SystemDocument | null =
    found && !failed
      ? { format: FORMAT, interfaces, constructors, system: found, ids: assigned?.model ?? EMPTY_IDS }
      : null
  return { document, diagnostics: diagnostics.map((one) => locate(one, positions, file)), positions }
}

const KINDS = ['interface', 'constructor', 'system', 'ids'] as const
type Kind = (typeof KINDS)[number]

function asRead<T>(value: unknown): T | null {
  return value === UNREADABLE ? null : (value as T)
}
function keep<T>(list: T[], value: unknown): void {
  // An unreadable document keeps its place, so that the paths of those after it stay right.
  list.push((value === UNREADABLE ? {} : value) as T)
}
function readAs(schema: z.ZodType, source: Source, path: Path, sink: Sink): unknown {
  return read(schema, source, path, { ...sink, nulls: false })
}
function readConstructor(source: Source, path: Path, sink: Sink): unknown {
  const extending = textOf(source, 'extends') !== null
  const value = read(ConstructorSchema, source, path, { ...sink, nulls: extending })
  if (!extending && value !== UNREADABLE && (value as Partial<Constructor>).process?.program === undefined)
    sink.report({ code: 'key-missing', severity: 'error', at: path, data: { key: 'process.program' } })
  return value
}
function textOf(source: Source, key: string): string | null {
  const value = source.is === 'map' ? source.entries.find((entry) => entry.key === key)?.value : undefined
  return value?.is === 'scalar' ? value.text : null
}
function without(source: Source, key: string): Source {
  return source.is === 'map' ? { ...source, entries: source.entries.filter((entry) => entry.key !== key) } : source
}
function withoutFormat(source: Source, report: Report): Source {
  const format = textOf(source, 'format')
  if (format !== null && format !== String(FORMAT))
    report({
      code: 'format-unknown',
      severity: 'error',
      at: at(root, 'system', 'format'),
      data: { format, newest: FORMAT },
    })
  return without(source, 'format')
}
function twiceNamed(
  documents: readonly (Interface | Constructor)[],
  kind: 'interface' | 'constructor',
  report: Report,
): void {
  const first = new Map<string, number>()
  documents.forEach((document, index) => {
    const name = (document as unknown as Record<string, unknown>)[kind]
    if (typeof name !== 'string') return
    const before = first.get(name)
    const of = kind === 'interface' ? 'interfaces' : 'constructors'
    if (before === undefined) first.set(name, index)
    else
      report({
        code: 'name-twice',
        severity: 'error',
        at: at(root, of, index),
        related: [at(root, of, before)],
        data: { kind, name },
      })
  })
}
