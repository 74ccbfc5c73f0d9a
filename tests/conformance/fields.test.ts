/** Every field of a process under every process manager: it reaches what a host is given, or somebody says that it does not. */
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { DECLARATIONS, loadBackends } from '#generators/backends/index.ts'
import type { Backends } from '#generators/contract/compiled.ts'
import { FIELDS, type Field } from './fields.ts'
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

describe.each(DECLARATIONS)('$id', (declaration) => {
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
