/** Pages of docs/reference on process managers: what becomes of each field, found by compiling it, and one page for each manager. */
import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { z } from 'zod'
import { DECLARATIONS } from '#generators/backends/index.ts'
import type { Declaration } from '#generators/contract/backend.ts'
import type { Backends, FieldOutcome } from '#generators/contract/compiled.ts'
import { FIELDS, type Field } from './fields.ts'
import { follow, VARIANTS, type Variant } from './follow.ts'
import { container } from './lowered.ts'
import type { Proof } from './proof.ts'

const ROOT = path.join(import.meta.dirname, '../..')
export const TIERS = {
  1: 'run by the real manager in CI',
  2: 'read by its own parser in CI',
  3: 'golden files and stand-ins',
}
const OUTCOMES: Readonly<Record<FieldOutcome, string>> = {
  native: 'itself',
  launcher: 'launcher',
  engine: 'deployment',
  lost: '**lost**',
}
const KINDS = ['as root', 'without root'] as const

/** By manager and kind of container, what becomes of every field, as it stands in a table. */
export type Outcomes = ReadonlyMap<string, readonly string[]>
const keyOf = ({ id, kind }: Pick<Variant, 'id' | 'kind'>) => `${id} ${kind}`

/** In: the loaded backends. Out: what each field comes to, by its origins in what a host would be given. Nothing is declared. */
export function outcomesOf(backends: Backends): Outcomes {
  return new Map(VARIANTS.map((one) => [keyOf(one), FIELDS.map((field) => cellOf(field, one, backends))]))
}
function cellOf(field: Field, variant: Variant, backends: Backends): string {
  const { reports, losses } = follow(field, { ...variant, backends })
  const outcome = reports[0]?.outcome
  if (outcome === undefined) throw new Error(`${keyOf(variant)}: nothing becomes of ${field.key}`)
  const codes = [...new Set(losses.map((one) => one.code))].map((code) => `[${code}](diagnostics.md#${code})`)
  return [OUTCOMES[outcome], ...codes].join(' ')
}

const LEGEND = [
  '- **itself**: it stands in the files that the process manager reads.',
  '- **launcher**: the shell script beside them does it, which the process manager runs.',
  '- **deployment**: Longrun does it before, after or around the process.',
  '- **lost**: nobody can, and the diagnostic says so before anything is deployed.',
]
/** A field as a model sets it, where it sets it; a bar would end the cell. */
function shown({ key, process, beside }: Field): string {
  const [top = ''] = key.split('.')
  const yaml = process.startsWith(`${top}:`) || !beside ? process : beside
  return `\`${(yaml || 'program: /opt/marked/program').replace(/\s*\n\s*/g, '; ').replaceAll('|', '\\|')}\``
}

/** docs/reference/fields.md: every field by every manager. */
export function fieldsPage(outcomes: Outcomes): string {
  const tables = KINDS.flatMap((kind) => [
    `## ${kind === 'as root' ? 'As root' : 'Without root'}`,
    '',
    `| field | ${DECLARATIONS.map(({ id, title }) => `[${title}](backends/${id}.md)`).join(' | ')} |`,
    `| --- |${' --- |'.repeat(DECLARATIONS.length)}`,
    ...FIELDS.map((field, index) => {
      const cells = DECLARATIONS.map(({ id }) => outcomes.get(keyOf({ id, kind }))?.[index])
      return `| ${shown(field)} | ${cells.join(' | ')} |`
    }),
    '',
  ])
  return [
    '# What becomes of each field',
    '',
    'Made by compiling each field for each process manager and looking where its value stands in the result, by its origins; do not edit. The same',
    'test fails when a value is nowhere and nobody says so. Beside an outcome stands what is said of it.',
    '',
    ...LEGEND,
    '',
    ...tables,
  ].join('\n')
}

/** docs/reference/backends/<id>.md. */
export function backendPage(
  declaration: Declaration,
  of: { outcomes: Outcomes; backends: Backends; proof: Proof },
): string {
  const { id, title, manual, platforms, tier, names } = declaration
  const { intro, sections } = readmeOf(id)
  return [
    `# ${title}`,
    '',
    `Made from generators/backends/${id} and what its tests know; do not edit. Its [manual](${manual}).`,
    '',
    ...intro,
    '## In short',
    '',
    '| | |',
    '| --- | --- |',
    `| \`type\` of a container | \`${id}\` |`,
    `| platforms | ${platforms.join(', ')} |`,
    `| tested | tier ${tier}: ${TIERS[tier]} |`,
    `| on throw-away hosts | ${labOf(id, of.proof)} |`,
    `| names | ${names.says}${names.rename ? `; \`a.b\` is called \`${names.rename('a.b')}\`` : ''} |`,
    `| its own files are read | ${declaration.reader ? `\`longrun import ${id}\`` : 'no'} |`,
    ...promisesOf(declaration),
    '',
    '## Properties of a container',
    '',
    ...propertiesOf(declaration),
    '',
    '## What becomes of each field',
    '',
    `| field | ${KINDS.join(' | ')} |`,
    `| --- |${' --- |'.repeat(KINDS.length)}`,
    ...FIELDS.map((field, index) => {
      const cells = KINDS.map((kind) => of.outcomes.get(keyOf({ id, kind }))?.[index]?.replaceAll('](', '](../'))
      return `| ${shown(field)} | ${cells.join(' | ')} |`
    }),
    '',
    ...LEGEND,
    '',
    '## Overrides',
    '',
    ...overridesOf(id, of.backends),
    '',
    ...sections,
  ].join('\n')
}

function labOf(id: string, { noLab }: Proof): string {
  if (noLab) return `no: ${noLab}`
  if (!existsSync(path.join(ROOT, 'tests/lab', id)))
    throw new Error(`neither tests/lab/${id} nor a reason in its proof`)
  return `yes: \`tests/lab/lab.sh up try h1=${id}\``
}

function promisesOf({ id, promises, directory }: Declaration): string[] {
  const yes = (is: boolean) => (is ? 'yes' : 'no')
  const both = VARIANTS.filter((one) => one.id === id).map(({ container: { type, properties = {} }, facts }) => {
    const { privileged } = facts
    const where = container(type, { properties, privileged, userChange: privileged, platform: facts.platform })
    return { promised: promises(where), directory: directory(where, facts) }
  })
  const row = (says: string, of: (one: (typeof both)[number]) => string) =>
    `| ${says} | ${[...new Set(both.map(of))].map((value, index) => (index > 0 ? `${value} without root` : value)).join('; ')} |`
  return [
    row('directory', (one) => `\`${one.directory}\``),
    row('processes outlive a logout', ({ promised }) => yes(promised.survivesLogout)),
    row('what crashed is started again', ({ promised }) => yes(promised.restartsOnCrash)),
    row('started at boot', ({ promised }) => yes(promised.startsAtBoot)),
  ]
}

interface Described {
  readonly type?: string
  readonly enum?: readonly string[]
  readonly default?: unknown
  readonly properties?: Readonly<Record<string, Described>>
}
function described(schema: unknown): Described {
  if (!(schema instanceof z.ZodType)) throw new Error('no schema of zod')
  const {
    type,
    enum: values,
    default: given,
    properties,
  } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' })
  return { type, enum: values, default: given, properties } as Described
}

/** What a property takes, in the words with which a wrong one is refused. */
function propertiesOf({ container: schema }: Declaration): string[] {
  const { properties = {} } = described(schema)
  if (Object.keys(properties).length === 0) return ['None.']
  const rows = Object.entries(properties).map(([name, one]) => {
    const takes = one.enum ? one.enum.map((value) => `\`${value}\``).join(', ') : refusal(schema, name)
    const unset = name === 'directory' ? 'see `directory` above' : ''
    return `| \`${name}\` | ${takes} | ${one.default === undefined ? unset : `\`${String(one.default)}\``} |`
  })
  return ['| property | takes | default |', '| --- | --- | --- |', ...rows]
}
function refusal(schema: unknown, property: string): string {
  if (!(schema instanceof z.ZodType)) return ''
  const result = schema.safeParse({ [property]: '\n' })
  return result.error?.issues.find((issue) => issue.path[0] === property)?.message ?? 'a text'
}

function overridesOf(id: string, backends: Backends): string[] {
  const { properties } = described(backends.get(id)?.backend.schema.known)
  const keys = properties ? Object.keys(properties).map((one) => `\`${one}\``) : []
  return [
    `\`overrides: { ${id}: ... }\` of a process, in the manager's own words: what they are stands below. A key that is known is checked, one that is not`,
    'passes with a warning ([override-unknown-key](../diagnostics.md#override-unknown-key)), and `null` takes away what Longrun would write.',
    ...(keys.length > 0 ? ['', `At the top: ${keys.join(', ')}.`] : []),
  ]
}

/** The folder's own page: what stands before its first section, and its sections, with links as they are from here. */
function readmeOf(id: string): { readonly intro: readonly string[]; readonly sections: readonly string[] } {
  const folder = `generators/backends/${id}`
  const text = readFileSync(path.join(ROOT, folder, 'README.md'), 'utf8')
  const here = text.replace(/\]\((?!https?:|#)([^)\s]+)\)/g, (_, to: string) => {
    const target = path.posix.join(folder, to)
    if (!existsSync(path.join(ROOT, target.replace(/#.*$/, '')))) throw new Error(`${folder}/README.md: no ${to}`)
    return `](${path.posix.relative('docs/reference/backends', target)})`
  })
  const lines = here.trimEnd().split('\n').slice(1)
  const first = lines.findIndex((line) => line.startsWith('## '))
  const intro = lines.slice(1, first < 0 ? undefined : first)
  return { intro, sections: first < 0 ? [] : [...lines.slice(first), ''] }
}
