/** Reads a model from a file and says what is wrong with it the way compilers do: `file:line:column: error CODE message`. */
import { readFileSync } from 'node:fs'
import { loadBackends } from '#generators/backends/index.ts'
import { CATALOGUE } from '#generators/catalogue.ts'
import { compile, managersOf } from '#generators/compile.ts'
import type { HostFacts } from '#generators/contract/backend.ts'
import type { Compiled } from '#generators/contract/compiled.ts'
import { formatPath } from '#generators/contract/path.ts'
import { explain } from '#generators/diagnostics/catalogue.ts'
import type { Diagnostic } from '#generators/diagnostics/diagnostic.ts'
import type { SystemDocument } from '#generators/model/document.ts'
import { locate, type Parsed, parse } from '#generators/model/parse.ts'
import { EXIT } from './exit-codes.ts'
import { CommandError, type Output } from './output.ts'

export interface Model extends Parsed {
  readonly file: string
  readonly text: string
}

export function readModel(file: string): Model {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    throw new CommandError(EXIT.usage, `${file} cannot be read: ${(error as NodeJS.ErrnoException).code ?? error}.`)
  }
  return { file, text, ...parse(text, { file }) }
}

/** A diagnostic for scripts. */
export interface Said {
  readonly file: string
  readonly line: number | null
  readonly column: number | null
  readonly severity: Diagnostic['severity']
  readonly code: string
  readonly message: string
  readonly wayOut: string
  readonly at: string
}

export function say(diagnostic: Diagnostic, model: Model): Said {
  const { position, severity, code, at } = locate(diagnostic, model.positions, model.file)
  return {
    file: model.file,
    line: position?.line ?? null,
    column: position?.column ?? null,
    severity,
    code,
    ...explain(CATALOGUE, diagnostic),
    at: formatPath(at),
  }
}

/** `examples/webapps.yaml:12:5: error port-taken Port 5000 is wanted twice.` */
export function inWords({ file, line, column, severity, code, message, wayOut }: Said): string {
  const place = [file, line ?? 1, column ?? 1].join(':')
  return `${place}: ${severity} ${code} ${message}${wayOut ? `\n    ${wayOut}` : ''}`
}

export interface CompiledModel {
  readonly model: Model
  readonly document: SystemDocument
  readonly compiled: Compiled
  readonly said: readonly Said[]
}

/**
 * Compiles a model's file. Everything that is said about it goes to standard error; where one of it is an error the
 * command ends with 1 (and, with --json, all of it as the result).
 */
export async function compileModel(
  file: string,
  output: Output,
  options: {
    readonly facts?: Readonly<Record<string, HostFacts>>
    /** The versions of the secrets that have a value; absent: nothing is said of missing ones. */
    secrets?(document: SystemDocument): Readonly<Record<string, string>>
    change?(document: SystemDocument): SystemDocument
  } = {},
): Promise<CompiledModel> {
  const model = readModel(file)
  if (!model.document)
    throw refuse(
      model.diagnostics.map((one) => say(one, model)),
      output,
    )
  const document = options.change?.(model.document) ?? model.document
  const backends = await loadBackends(managersOf(document))
  const compiled = compile({ document, backends, facts: options.facts ?? {}, secrets: options.secrets?.(document) })
  const said = [...model.diagnostics, ...compiled.diagnostics].map((one) => say(one, model))
  if (!compiled.manifest || said.some((one) => one.severity === 'error')) throw refuse(said, output)
  if (!output.json) for (const one of said) output.note(inWords(one))
  return { model, document, compiled, said }
}

function refuse(said: readonly Said[], output: Output): CommandError {
  if (output.json) output.result('', { ok: false, diagnostics: said })
  else for (const one of said) output.note(inWords(one))
  const errors = said.filter((one) => one.severity === 'error').length
  return new CommandError(EXIT.failed, `${errors} ${errors === 1 ? 'error' : 'errors'}.`)
}
