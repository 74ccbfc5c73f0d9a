/** Rooms, names and habits that hold for the whole checkout: top level, folder names, manager names, purity, registry. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { DECLARATIONS } from '#generators/backends/index.ts'
import { checkoutFiles, isTest, ROOT, readSource, type Source, silences, sources, spoken } from './sources.ts'

const IDS = DECLARATIONS.map((one) => one.id)

test('the top level holds the prescribed rooms and configuration files only', () => {
  const rooms = ['app', 'server', 'prisma', 'generators', 'public', 'e2e', 'tests', 'docs', 'examples', '.ci']
  const top = new Set(checkoutFiles().map((file) => file.split('/')))
  const folders = new Set([...top].filter((parts) => parts.length > 1).map((parts) => parts[0]))
  expect([...folders].filter((folder) => !rooms.includes(folder!))).toEqual([])
})

test('no folder is called after nothing', () => {
  const nameless = /(^|\/)(utils?|helpers?|common|shared|lib|misc)\//
  // Below `goldens` stand the paths of hosts.
  const ours = checkoutFiles().filter((file) => !file.includes('/goldens/'))
  expect(ours.filter((file) => nameless.test(file))).toEqual([])
  expect(nameless.test('server/utils/x.ts')).toBe(true)
})

describe("a process manager's name stands in its own folder, the registry, fixtures and docs, and nowhere else", () => {
  function allowed(file: string, id: string): boolean {
    return (
      isTest(file) ||
      file.startsWith(`generators/backends/${id}/`) ||
      file === 'generators/backends/index.ts' ||
      /^generators\/(constructors\/documents|diagnostics\/codes)\//.test(file) ||
      new RegExp(`^generators/syntax/${id}[.-]`).test(file)
    )
  }
  function named(list: readonly Source[]): string[] {
    return list.flatMap((source) => {
      const words = spoken(source)
      return IDS.filter(
        (id) => !allowed(source.file, id) && new RegExp(`(?<![\\w])${id}(?![\\w])`, 'i').test(words),
      ).map((id) => `${source.file}: ${id}`)
    })
  }
  test('holds', () => {
    expect(IDS.length).toBeGreaterThan(2)
    expect(named(sources())).toEqual([])
  })
  test('fails when one is written elsewhere', () => {
    expect(named([readSource('generators/lower/planted.ts', `if (type === '${IDS[0]}') run()`)])).toHaveLength(1)
    expect(named([readSource('server/deploy/planted.ts', `// ${IDS[0]} in a comment is fine`)])).toEqual([])
  })
  test('holds for shell and styles too', () => {
    const texts = checkoutFiles().filter(
      (file) => /\.(sh|css)$/.test(file) && !isTest(file) && !file.startsWith('generators/backends/'),
    )
    expect(
      texts.filter((file) =>
        IDS.some((id) => readFileSync(path.join(ROOT, file), 'utf8').replace(/#.*$/gm, '').includes(id)),
      ),
    ).toEqual([])
  })
})

describe('the compiler asks nobody: no clock, no randomness, no environment', () => {
  const impure =
    /\bDate\.now\b|\bnew Date\(\)|\bMath\.random\b|\bprocess\.(env|cwd|platform)\b|\bperformance\.now\b|\bcrypto\.(randomUUID|getRandomValues)\b/
  function asking(list: readonly Source[]): string[] {
    return list
      .filter(
        (source) =>
          source.file.startsWith('generators/') &&
          !isTest(source.file) &&
          !source.file.startsWith('generators/constructors/programs/'),
      )
      .filter((source) => impure.test(source.text.replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '')))
      .map((source) => source.file)
  }
  test('holds', () => expect(asking(sources())).toEqual([]))
  test('fails when it is broken', () =>
    expect(asking([readSource('generators/plan/planted.ts', 'const now = Date.now()')])).toHaveLength(1))
})

test('the registry holds exactly the folders of backends, each with its README', () => {
  const folder = path.join(ROOT, 'generators/backends')
  const folders = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
  expect([...IDS].sort()).toEqual(folders.sort())
  for (const id of IDS) {
    const readme = path.join(folder, id, 'README.md')
    expect(existsSync(readme), `${id}/README.md`).toBe(true)
    expect(existsSync(path.join(folder, id, 'goldens')), `${id}/goldens`).toBe(true)
  }
})

describe('nothing is silenced', () => {
  /** A rule may be silenced for one line with a reason; a type never. */
  const directive =
    /@ts-(ignore|expect-error|nocheck)|eslint-disable(?!-next-line [\w@/-]+ -- \w)|biome-ignore(?! lint\/\w+\/\w+: \w)/
  function silenced(list: readonly Source[]): string[] {
    return list
      .filter((source) => source.file !== 'tests/architecture/house.test.ts')
      .filter((source) => directive.test(source.text) || silences(source))
      .map((source) => source.file)
  }
  test('no any, no ignored rule or type, no focused or skipped test', () => expect(silenced(sources())).toEqual([]))
  test.each([
    'let x: any',
    'f(x as any)',
    'test.only("x", f)',
    'describe.skip("x", f)',
    '// @ts-ignore',
    '// biome-ignore lint',
  ])('%s is found', (text) => expect(silenced([readSource('server/deploy/planted.ts', text)])).toHaveLength(1))
})
