/** One place per process manager: its folder, one line of the registry, its host in the lab. No other file has to know of it. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { DECLARATIONS } from '#generators/backends/index.ts'
import { loadProofs, type Proof, proofFile } from '#tests/conformance/proof.ts'
import { groundFile, loadGrounds } from '#tests/lab/ground.ts'
import { checkoutFiles, ROOT } from './sources.ts'

const IDS = DECLARATIONS.map((one) => one.id)
const REGISTRY = 'generators/backends/index.ts'
/**
 * Every model runs under some manager: those of tests, examples and diagnostics run under these, so that none has to name another one.
 * cygrunsrv is the only one that takes a limited number of dependencies, of which a diagnostic speaks.
 */
const EXAMPLES = ['systemd', 'sysvinit', 'supervisord', 'cygrunsrv']

interface Written {
  readonly file: string
  readonly text: string
}
const isDocument = (file: string) => file.startsWith('docs/') || file.endsWith('.md') || file.startsWith('.ci/')

function belongs({ file }: Written, id: string): boolean {
  return (
    file === REGISTRY ||
    file.startsWith(`generators/backends/${id}/`) ||
    file.startsWith(`tests/lab/${id}/`) ||
    new RegExp(`^generators/syntax/${id}[.-]`).test(file)
  )
}
/** A test that goes over all managers names not even those. A manager's own folder may compare it with them, and import none (`walls.ts`). */
function mayTakeAsExample({ file, text }: Written): boolean {
  const overAll =
    /from '.*\/(conformance\/proof|lab\/ground|\.\/proof)\.ts'/.test(text) && !file.startsWith('tests/architecture/')
  return (
    !overAll &&
    (/\.test\.tsx?$/.test(file) ||
      /^(tests\/(fixtures|bench|lab\/[^/]+)|examples|generators\/(diagnostics\/codes|backends\/[^/]+))\//.test(file))
  )
}
/** `file: id` for each file that knows of a manager without being its place. */
function knowing(files: readonly Written[]): string[] {
  return files.flatMap((one) =>
    IDS.filter((id) => new RegExp(`(?<![\\w-])${id}(?![\\w-])`, 'i').test(one.text))
      .filter((id) => !belongs(one, id) && !(EXAMPLES.includes(id) && mayTakeAsExample(one)))
      .map((id) => `${one.file}: ${id}`),
  )
}
const files = checkoutFiles()
  .filter((file) => /\.(tsx?|mjs|js|json|sh|ya?ml|css|prisma)$/.test(file))
  .filter(
    (file) => !isDocument(file) && !/(^|\/)goldens\/|^package-lock\.json$|^public\/|^prisma\/generated\//.test(file),
  )
  .map((file): Written => ({ file, text: readFileSync(path.join(ROOT, file), 'utf8') }))

describe('no file outside its place knows of a process manager', () => {
  test('holds, comments and tests included', () => expect(knowing(files)).toEqual([]))
  test.each(IDS)('%s has one line in the registry, and its import', (id) => {
    const lines = readFileSync(path.join(ROOT, REGISTRY), 'utf8')
      .split('\n')
      .filter((line) => new RegExp(`(?<![\\w-])${id.replaceAll('-', '-?')}(?![\\w-])`).test(line))
    expect(lines).toEqual([expect.stringMatching(/^import /), expect.stringMatching(/^ {2}\w+,$/)])
  })
  test.each([
    [
      'tests/quoting/planted.test.ts',
      (id: string) => `import { loadProofs } from '../conformance/proof.ts'\nconst x = '${id}'`,
    ],
    ['tests/lab/lab.sh', (id: string) => `[ "$m" = ${id} ] || true`],
    ['tests/run.mjs', (id: string) => `// for ${id}`],
    ['server/deploy/planted.ts', (id: string) => `// ${id} would need it`],
  ])('fails where %s names one', (file, text) => {
    expect(knowing(IDS.map((id) => ({ file, text: text(id) })))).toEqual(IDS.map((id) => `${file}: ${id}`))
  })
  test('a model of a test stands on one of the examples, and on no other', () => {
    const named = IDS.map((id) => ({ file: 'server/deploy/planted.test.ts', text: `type: ${id}` }))
    expect(knowing(named)).toEqual(
      IDS.filter((id) => !EXAMPLES.includes(id)).map((id) => `server/deploy/planted.test.ts: ${id}`),
    )
  })
})

describe('each process manager tells the tests of itself', () => {
  /** What is missing for the tests to go over a manager, in words that say where to put it. */
  function missing(id: string, proof: Proof | undefined, has: (file: string) => boolean): string[] {
    if (!proof) return [`generators/backends/${id}/proof.ts`]
    const lab = ['host.sh', 'ground.ts'].map((name) => path.join(path.dirname(groundFile(id)), name))
    if (proof.noLab === undefined)
      return lab
        .filter((file) => !has(file))
        .map((file) => `${path.relative(ROOT, file)}, or \`noLab\` in the proof of ${id}`)
    const reason = proof.noLab.length > 20 ? [] : [`a reason in \`noLab\` of ${id}`]
    return [
      ...reason,
      ...lab.filter(has).map((file) => `${path.relative(ROOT, file)} stands although \`noLab\` says why not`),
    ]
  }
  test.each(IDS)('%s', async (id) => {
    expect(existsSync(proofFile(id)), `generators/backends/${id}/proof.ts`).toBe(true)
    expect(missing(id, (await loadProofs()).get(id), existsSync)).toEqual([])
  })
  test('one that says nothing is found', () => {
    expect(missing('new', undefined, () => false)).toHaveLength(1)
    expect(missing('new', {}, () => false)).toHaveLength(2)
    expect(missing('new', {}, (file) => file.endsWith('host.sh'))).toHaveLength(1)
    expect(missing('new', {}, () => true)).toEqual([])
    expect(missing('new', { noLab: 'no' }, () => false)).toHaveLength(1)
    expect(missing('new', { noLab: 'it runs on another system alone' }, () => true)).toHaveLength(2)
    expect(missing('new', { noLab: 'it runs on another system alone' }, () => false)).toEqual([])
  })
  test('every ground is of a manager that is registered', () => {
    const lab = path.join(ROOT, 'tests/lab')
    const grounds = readdirSync(lab).filter((id) => existsSync(groundFile(id)))
    expect(grounds.filter((id) => !IDS.includes(id))).toEqual([])
  })
  test('what is said to be run by the real manager in CI is', async () => {
    const grounds = await loadGrounds()
    for (const { id, tier } of DECLARATIONS.filter((one) => one.tier === 1)) {
      const ground = grounds.get(id)
      expect(ground?.grounds.length, `${id} is of tier ${tier}`).toBeGreaterThan(0)
      expect(ground?.stands, id).toBeUndefined()
      expect(ground?.scenario, id).not.toHaveProperty('not')
    }
  })
})
