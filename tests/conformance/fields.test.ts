/** Every field of a process under every process manager: it reaches what a host is given, or somebody says that it does not. */
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { DECLARATIONS, loadBackends } from '#generators/backends/index.ts'
import { compile } from '#generators/compile.ts'
import type { Backends } from '#generators/contract/compiled.ts'
import { parse } from '#generators/model/parse.ts'
import { FIELDS, type Field } from './fields.ts'
import { platformOf } from './fixtures.ts'
import { follow, VARIANTS } from './follow.ts'
import { loadProofs } from './proof.ts'

const proofs = await loadProofs()
let backends: Backends
beforeAll(async () => {
  backends = await loadBackends()
})

describe.each(VARIANTS)('$id $kind', ({ id, container, facts }) => {
  test.each<Field>(FIELDS)('$key: $process', (field) => {
    const { reports, given, losses } = follow(field, { container, facts, backends })
    expect(reports.map((one) => one.field)).toEqual([field.name ?? field.key])
    const { outcome } = reports[0]!
    if (outcome === 'lost') expect(losses).not.toEqual([])
    else if (losses.length === 0) {
      const own: Readonly<Partial<Record<string, RegExp>>> = proofs.get(id)!.shows ?? {}
      const shown = [field.shows, own[field.key]].filter((one) => one !== undefined)
      expect(
        shown.some((one) => one.test(given)),
        `none of [${shown.join(', ')}] stands in what a host is given: say in the proof of ${id} how ${field.key} is shown\n${given}`,
      ).toBe(true)
    }
  })
})

const EDGES = `
    after: [plain]
    connects: { order: [other], reload: [another], restart: [third] }
    extends:
      connects:
        order: { interface: tcp, onChange: order }
        reload: { interface: tcp, onChange: reload }
        restart: { interface: tcp, onChange: restart }
      process: { program: /opt/marked/program, reload: { signal: HUP } }`
const PROVIDER = (port: number) =>
  `{ on: [here], extends: { provides: { own: { interface: tcp, port: "${port}" } }, process: { program: /bin/other, ready: { tcp: "${port}" } } } }`

describe.each(VARIANTS)('$id $kind', ({ container, facts }) => {
  test('an edge: who keeps its order is reported, or said; what a change of it means is the deployment’s', () => {
    const { document, diagnostics } = parse(`system: demo
hosts:
  here: { platform: ${facts.platform}, address: 127.0.0.1, containers: { main: ${JSON.stringify(container)} } }
processes:
  plain: { on: [here], extends: { process: { program: /bin/plain } } }
  other: ${PROVIDER(7001)}
  another: ${PROVIDER(7002)}
  third: ${PROVIDER(7003)}
  marked:
    on: [here]${EDGES}
`)
    expect(document, JSON.stringify(diagnostics)).not.toBeNull()
    const compiled = compile({ document: document!, backends, facts: { here: facts } })
    const output = compiled.outputs.find((one) => one.placement.instance === 'marked')!
    const edges = output.fields.filter(({ field }) => field === 'after')
    expect(edges).toHaveLength(4)
    for (const { at, outcome } of edges)
      if (outcome === 'engine') expect(compiled.diagnostics.filter((one) => one.at === at)).not.toEqual([])
    const meant = output.fields.filter(({ field }) => field.startsWith('onChange'))
    expect(meant.map(({ field, outcome }) => [field, outcome])).toEqual([
      ['onChange reload', 'engine'],
      ['onChange restart', 'engine'],
    ])
    const entry = compiled.manifest!.hosts.here!.entries.find((one) => one.instance === 'marked')!
    expect(Object.fromEntries(entry.after.map((one) => [one.placement.split('@')[0], one.onChange]))).toEqual({
      other: 'order',
      another: 'reload',
      third: 'restart',
      plain: 'order',
    })
  })
})

describe.each(DECLARATIONS)('$id', (declaration) => {
  /** Codes of a model of processes that are called so. */
  const codesOfNames = (...names: readonly string[]): string[] => {
    const processes = names.map(
      (name, index) =>
        `  p${index}: { on: [here], extends: { process: { program: /bin/true, name: ${JSON.stringify(name)} } } }`,
    )
    const { document } = parse(`system: demo
hosts:
  here: { platform: ${platformOf(declaration.id)}, address: 127.0.0.1, containers: { main: { type: ${declaration.id} } } }
processes:
${processes.join('\n')}
`)
    return compile({ document: document!, backends, facts: {} }).diagnostics.map((one) => one.code)
  }
  test('a name that is too long or too strange for it is refused, and so are two that it would take for one', () => {
    const { names } = declaration
    const longest = names.max - 'demo-'.length
    expect(codesOfNames('x'.repeat(longest))).not.toContain('native-name')
    expect(codesOfNames('x'.repeat(longest + 1))).toContain('native-name')
    for (const strange of ['a@b', 'a.b', 'A'])
      if (!names.pattern.test(names.rename?.(`demo-${strange}`) ?? `demo-${strange}`))
        expect(codesOfNames(strange)).toContain('native-name')
    expect(codesOfNames('one', 'one')).toContain('native-name-taken')
    for (const [one, other] of [
      ['a.b', 'a-b'],
      ['a-b', 'a_b'],
      ['Web', 'web'],
    ] as const)
      if (names.rename && names.rename(one) === names.rename(other))
        expect(codesOfNames(one, other)).toContain('native-name-taken')
  })
  const readme = readFileSync(
    path.join(import.meta.dirname, '../../generators/backends', declaration.id, 'README.md'),
    'utf8',
  )
  test('says how each field is expressed, and what is not', () => {
    expect(readme).toMatch(/^# \S/)
    expect(readme).toMatch(/^## How each field is expressed$/m)
    expect(readme).toMatch(/^## Gaps$/m)
  })
  test('its own defaults are a container of its kind', () => {
    expect(declaration.container.parse({})).toBeTypeOf('object')
    expect(() => declaration.container.parse({ directory: 'relative; rm -rf' })).toThrow()
  })
  test('its names hold what the product gives them, and nothing that reads as an option', () => {
    for (const name of ['webapps-proxy', 'demo-web2', 'a-b_c']) expect(name).toMatch(declaration.names.pattern)
    for (const name of ['-x', '', 'a b', 'a/b', "a'b", 'a\nb', '$x'])
      expect(name).not.toMatch(declaration.names.pattern)
  })
})
