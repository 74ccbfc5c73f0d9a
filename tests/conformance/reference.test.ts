/** docs/reference, and the table of managers in README.md, are made from the product's own tables: `UPDATE_DOCS=1 vitest run tests/conformance/reference` writes it, CI fails when it is stale. */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { DECLARATIONS, loadBackends } from '#generators/backends/index.ts'
import { CATALOGUE } from '#generators/catalogue.ts'
import type { Capabilities, Container, Support } from '#generators/contract/backend.ts'
import { CHAIN } from '#generators/contract/chain.ts'
import { backendPage, fieldsPage, outcomesOf, TIERS } from './pages.ts'
import { loadProofs } from './proof.ts'

const ROOT = path.join(import.meta.dirname, '../..')
const backends = await loadBackends()
const proofs = await loadProofs()
const outcomes = outcomesOf(backends)

function diagnostics(): string {
  const entries = Object.entries(CATALOGUE).sort(([a], [b]) => (a < b ? -1 : 1))
  const pages = entries.map(([code, { message, wayOut, explanation, example }]) =>
    [
      `## ${code}`,
      '',
      `**${message}** ${wayOut}`,
      '',
      explanation,
      ...(example ? ['', '```yaml', example.trim(), '```'] : []),
    ].join('\n'),
  )
  return `# Diagnostics\n\nMade from the catalogue of codes; do not edit. ${entries.length} codes. Words in braces are filled in.\n\n${pages.join('\n\n')}\n`
}

function container(type: string, privileged: boolean): Container {
  return { type, name: 'main', host: 'here', platform: 'linux', properties: {}, privileged, userChange: privileged }
}
function words(support: Support): string {
  if (typeof support !== 'string') return 'named as lost'
  return { native: 'itself', launcher: 'the launcher', engine: 'the deployment' }[support]
}
function managers(): string {
  const all = DECLARATIONS.map((one) => ({ ...one, can: one.capabilities(container(one.id, true)) }))
  const rows: readonly (readonly [string, (can: Capabilities) => string])[] = [
    [
      'runs programs',
      (can) => ({ foreground: 'in the foreground', daemon: 'as daemons', both: 'either way' })[can.mode],
    ],
    ...CHAIN.map((step) => [step, (can: Capabilities) => words(can.steps[step])] as const),
    ['order', (can) => words(can.order)],
    ['readiness', (can) => words(can.ready)],
    ['reload', (can) => words(can.reload)],
    ['restart policy', (can) => words(can.restartPolicy)],
    ['oneshots', (can) => words(can.oneshot)],
    ['timers', (can) => words(can.timer)],
    ['stop signal', (can) => words(can.stopSignal)],
    ['description', (can) => words(can.description)],
    [
      'starts at boot',
      (can) =>
        ({
          'with-manager': 'with the manager',
          link: 'by a link',
          'with-restart': 'what is restarted always',
          never: 'no',
        })[can.boot],
    ],
    ['rotates a named file', (can) => words(can.rotation)],
    [
      'rotates its log',
      (can) => (can.logs === 'file' ? words(can.rotation) : { own: 'itself', companion: 'its logger' }[can.logs]),
    ],
    ['output', (can) => ({ own: "the manager's log", file: 'a file', companion: 'a logger beside it' })[can.logs]],
  ]
  const table = rows.map(([field, say]) => `| ${field} | ${all.map(({ can }) => say(can)).join(' | ')} |`)
  return [
    '# Process managers',
    '',
    'Made from the declarations of the backends; do not edit. Who does each step of the launch chain where Longrun is root there; what a',
    "grammar cannot write goes to the launcher, value by value. Each manager's own page has its mapping and its gaps; what really becomes of",
    'each field, found by compiling it, stands in [fields.md](fields.md).',
    '',
    `| | ${all.map((one) => `[${one.title}](backends/${one.id}.md)`).join(' | ')} |`,
    `| --- |${all.map(() => ' --- |').join('')}`,
    `| tested | ${all.map((one) => TIERS[one.tier]).join(' | ')} |`,
    `| longest name | ${all.map((one) => one.names.max).join(' | ')} |`,
    `| its own files are read | ${all.map((one) => (one.reader ? '`longrun import`' : 'no')).join(' | ')} |`,
    ...table,
    '',
  ].join('\n')
}
const FROM = '<!-- made by `UPDATE_DOCS=1 vitest run tests/conformance/reference` -->'
const TO = '<!-- until here -->'
/** README.md with the managers there are, by how they are tested. */
function readme(): string {
  const now = readFileSync(path.join(ROOT, 'README.md'), 'utf8')
  const rows = Object.entries(TIERS).map(([tier, tested]) => {
    const titles = DECLARATIONS.filter((one) => String(one.tier) === tier).map((one) => one.title)
    return `| ${titles.join(', ')} | ${tested} |\n`
  })
  const table = `${FROM}\n| | how it is tested |\n| --- | --- |\n${rows.join('')}${TO}`
  const [before, after] = [now.indexOf(FROM), now.indexOf(TO)]
  if (before < 0 || after < before) throw new Error(`README.md has no place for its table: ${FROM} ... ${TO}`)
  return `${now.slice(0, before)}${table}${now.slice(after + TO.length)}`
}

test.each([
  ['docs/reference/diagnostics.md', diagnostics],
  ['docs/reference/process-managers.md', managers],
  ['docs/reference/fields.md', () => fieldsPage(outcomes)],
  ...DECLARATIONS.map((one): [string, () => string] => [
    `docs/reference/backends/${one.id}.md`,
    () => backendPage(one, { outcomes, backends, proof: proofs.get(one.id)! }),
  ]),
  ['README.md', readme],
])('%s is what the product says', (name, make) => {
  const file = path.join(ROOT, name)
  if (process.env.UPDATE_DOCS) {
    mkdirSync(path.dirname(file), { recursive: true })
    writeFileSync(file, make())
  }
  expect(readFileSync(file, 'utf8')).toBe(make())
})

test('no page of a manager that is gone', () => {
  const pages = readdirSync(path.join(ROOT, 'docs/reference/backends'))
  expect(pages.sort()).toEqual(DECLARATIONS.map(({ id }) => `${id}.md`).sort())
})
