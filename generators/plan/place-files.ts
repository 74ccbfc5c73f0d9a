/** The files of a placement: from data through the format's writer, or from content whose values are escaped where they stand. */
import { type Artefact, hole, literalOf, type Part, secretsIn, type Text, text } from '../contract/text.ts'
import type { AccountRef, CompiledFile } from '../language/compiled.ts'
import {
  type Bound,
  BUDGET,
  BudgetSpent,
  evaluateBlocks,
  evaluateNode,
  iterations,
  writtenOf,
} from '../language/evaluate.ts'
import { isScalar, textValue, type Value } from '../language/values.ts'
import { type Format, isRefusal } from '../syntax/format.ts'
import { accountName, type Frame, isTrue, once, say } from './place-frame.ts'

/** The files that one entry under `files` makes: one, or a family by key. */
export function artefactsOf(frame: Frame, key: string): ReadonlyMap<string, Artefact> {
  return (
    once(frame, `files.${key}`, () => {
      const file = frame.compiled.files.get(key)
      const made = new Map<string, Artefact>()
      if (!file || (file.when && !isTrue(frame, file.when))) return made
      if (!file.family) return made.set('', artefact(frame, file, null))
      for (const bound of iterations(file.family.names, file.family.in, frame.run, null))
        made.set(memberKey(file, bound, made.size), artefact(frame, file, bound))
      return made
    }) ?? new Map()
  )
}

function memberKey(file: CompiledFile, bound: Bound, index: number): string {
  const first = bound.names.get(file.family!.names[0]!)
  return isScalar(first) ? (literalOf(first.text) ?? String(index)) : String(index)
}

/** `files.x`: a path; of a family: paths by key. */
export function fileValue(frame: Frame, key: string): Value {
  const file = frame.compiled.files.get(key)
  if (!file) return undefined
  const made = artefactsOf(frame, key)
  if (file.family) return new Map([...made].map(([member, one]) => [member, pathOf(file, one)]))
  const only = made.get('')
  return only && pathOf(file, only)
}

/** A reload reads again the path that the process was started with, so that path must stay the same. */
function pathOf(file: CompiledFile, of: Artefact): Value {
  return textValue(hole({ kind: 'artefact', of, via: file.onChange === 'reload' ? 'current' : 'store' }))
}

/** The same object for every instance whose file says the same, so that it is hashed once. */
const constants = new WeakMap<CompiledFile, Artefact>()

function artefact(frame: Frame, file: CompiledFile, bound: Bound | null): Artefact {
  const shared = file.constant && !file.owner && !file.group && (!file.name || file.name.kind === 'literal')
  const before = shared ? constants.get(file) : undefined
  if (before) return before
  const written = file.constant ?? contentOf(frame, file, bound)
  const secret = secretsIn(written).length > 0
  const content = secret ? statesOf(written, file.format) : written
  const made: Artefact = {
    name: nameOf(frame, file, bound),
    mode: file.mode ?? (secret ? 0o600 : 0o644),
    content,
    kind: 'user',
    secret,
    ...ownership(frame, 'owner', file.owner ?? (secret && !file.group ? frame.compiled.process.user : null)),
    ...ownership(frame, 'group', file.group),
    from: file.at,
  }
  if (shared) constants.set(file, made)
  return made
}

/** Where in its format's grammar each secret stands, so that its value can be escaped for that place. */
function statesOf(content: Text, format: Format): Text {
  let state = format.start
  return content.map((part): Part => {
    if ('hole' in part && part.hole.kind === 'secret')
      return { ...part, hole: { ...part.hole, format: format.id, state } }
    // What stands for any other hole is a path.
    state = format.lex(state, 's' in part ? part.s : '/p')
    return part
  })
}

/** Nobody else can own a file where users cannot be changed. */
function ownership(
  frame: Frame,
  key: 'owner' | 'group',
  ref: AccountRef | null,
): Partial<Record<'owner' | 'group', string>> {
  if (!ref || !frame.userChange) return {}
  return { [key]: literalOf(accountName(frame, ref, key === 'owner' ? 'users' : 'groups')) ?? '' }
}

function nameOf(frame: Frame, file: CompiledFile, bound: Bound | null): string {
  const value = file.name ? evaluateNode(file.name, frame.run, bound) : undefined
  const name = isScalar(value) ? (literalOf(value.text) ?? '') : file.key
  if (/^[A-Za-z0-9_][A-Za-z0-9._-]{0,99}$/.test(name)) return name
  say(frame, 'error', 'file-name', { name }, file.name?.at ?? file.at)
  return file.key
}

function contentOf(frame: Frame, file: CompiledFile, bound: Bound | null): Text {
  const content =
    'blocks' in file.body
      ? evaluateBlocks(file.body.blocks, frame.run, bound, file.format)
      : written(frame, file, file.body, bound)
  let size = 0
  for (const part of content) size += 's' in part ? part.s.length : 1
  if (size > BUDGET.file) throw new BudgetSpent('file')
  return content
}

function written(
  frame: Frame,
  file: CompiledFile,
  body: { readonly data: Parameters<typeof evaluateNode>[0] },
  bound: Bound | null,
): Text {
  const data = writtenOf(evaluateNode(body.data, frame.run, bound), file.format)
  const result = file.format.write?.(data) ?? { refused: 'it has no data form' }
  if (!isRefusal(result)) return result
  say(
    frame,
    'error',
    'format-cannot-hold',
    { expression: `files.${file.key}`, format: file.format.title, why: result.refused },
    body.data.at,
  )
  return text('')
}
