/** Values at rest: sealed, bound to what they are of, versions kept while something needs them, and no way to read one back. */
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Manifest } from '#generators/contract/manifest.ts'
import { parse } from '#generators/model/parse.ts'
import { AppError } from '#server/app-error.ts'
import { planDeployment } from '#server/jobs/plan.ts'
import { reach } from '#server/jobs/reach-hosts.ts'
import { EMPTY_LAYOUT } from '#server/store/systems.ts'
import { type TemporaryStore, temporaryStore } from '#server/store/temporary.ts'
import { openSecretFile } from './file.ts'
import { makeSealing, sealingKey } from './sealing.ts'
import { listSecrets, removeSecret, secretKeeper, secretVersions, setSecret } from './secrets.ts'
import { checkName, checkValue, valueOfBytes } from './values.ts'

let directory: string
beforeEach(() => {
  directory = mkdtempSync(path.join(tmpdir(), 'longrun-secrets-'))
  process.env.LONGRUN_DATA = directory
})
afterEach(() => {
  delete process.env.LONGRUN_DATA
  rmSync(directory, { recursive: true, force: true })
})

const VALUE = `it's "a" secret\nwith lines — é`
const OF = { system: 's', name: 'db', version: '1' }

describe('sealing', () => {
  const sealing = makeSealing(sealingKey('', 'x'.repeat(32)))
  test('opens what it sealed, and never seals the same twice', () => {
    const [one, two] = [sealing.seal(VALUE, OF), sealing.seal(VALUE, OF)]
    expect(sealing.open(one, OF)).toBe(VALUE)
    expect(one).not.toBe(two)
    expect(Buffer.from(one.slice(2), 'base64url').includes('secret')).toBe(false)
  })
  test.each([
    ['another name', { ...OF, name: 'other' }, (sealed: string) => sealed],
    ['another system', { ...OF, system: 'other' }, (sealed: string) => sealed],
    ['another version', { ...OF, version: '2' }, (sealed: string) => sealed],
    [
      'a changed byte',
      OF,
      (sealed: string) => `${sealed.slice(0, -3)}${sealed.at(-3) === 'A' ? 'B' : 'A'}${sealed.slice(-2)}`,
    ],
    ['another format', OF, (sealed: string) => sealed.replace(/^1/, '2')],
    ['nothing', OF, () => ''],
  ])('does not open as %s', (_, of, change) => {
    expect(() => sealing.open(change(sealing.seal(VALUE, OF)), of)).toThrow(/cannot be opened/)
  })
  test('nor with another key', () => {
    const other = makeSealing(sealingKey('', 'y'.repeat(32)))
    expect(() => other.open(sealing.seal(VALUE, OF), OF)).toThrow(/cannot be opened/)
  })
  test('the key is made once, for its owner alone; one of the environment is used instead', () => {
    const key = sealingKey(directory, undefined)
    const file = path.join(directory, 'secret.key')
    expect([key.length, statSync(file).mode & 0o777]).toEqual([32, 0o600])
    expect(sealingKey(directory, undefined)).toEqual(key)
    expect(sealingKey(directory, 'z'.repeat(40))).not.toEqual(key)
    expect(() => sealingKey(directory, 'short')).toThrow(/too short/)
    writeFileSync(file, 'no key')
    expect(() => sealingKey(directory, undefined)).toThrow(/is no key/)
  })
})

test.each([
  ['', /empty/],
  ['a\0', /NUL/],
  ['\ud800', /not text/],
  ['é'.repeat(40_000), /80000 bytes/],
])('a value that no process could be given is refused: %#', (value, why) =>
  expect(() => checkValue(value)).toThrow(why),
)
test('bytes are the value, byte for byte, a byte order mark too', () => {
  expect(valueOfBytes(Buffer.from('\ufeffa\r\n'))).toBe('\ufeffa\r\n')
  expect(() => valueOfBytes(Buffer.from([0xc3, 0x28]))).toThrow(/not text in UTF-8/)
})
test.each(['', 'a b', '-n', '.', 'a/b', 'x'.repeat(65)])('%j is no name', (name) => {
  expect(() => checkName(name)).toThrow(AppError)
})

describe('in the store', () => {
  const MODEL = (type = 'raw', body = '${password}') => `
constructor: app
parameters: { password: { type: secret } }
files: { conf: { format: ${type}, content: ${JSON.stringify(body)} } }
process: { program: /bin/sleep, arguments: ["\${files.conf}"] }
---
system: s
hosts: { local: { platform: linux, address: 127.0.0.1, containers: { main: { type: sysvinit } } } }
processes:
  app: { constructor: app, on: [local], with: { password: db } }
`
  let temporary: TemporaryStore
  beforeEach(async () => {
    temporary = temporaryStore()
    await make()
  })
  afterEach(() => temporary.remove())
  async function make(model = MODEL()) {
    const { document } = parse(model)
    await temporary.store.systems.create({ name: 's', document: document!, layout: EMPTY_LAYOUT, by: 'ada' })
  }
  const set = (value: string, name = 'db') => setSecret(temporary.store, { system: 's', name, value, by: 'ada' })
  const record = (number: number, version: string) => {
    const parts = [{ secret: 'db', version, format: 'raw', state: '' }]
    const manifest = { hosts: { h: { files: [{ secret: { at: '', parts } }] } } } as unknown as Manifest
    const { document } = parse(MODEL())
    const generation = { number, by: 'ada', reason: '', deployment: 1, manifest, document: document!, processes: [] }
    return temporary.store.generations.record('s', generation)
  }

  test('what the draft names is listed before it is set; then who set it when, and never a value', async () => {
    expect(await listSecrets(temporary.store, 's')).toMatchObject([{ name: 'db', version: null, usedBy: ['app'] }])
    const version = await set(VALUE)
    const [view] = await listSecrets(temporary.store, 's')
    expect(view).toMatchObject({
      name: 'db',
      version,
      createdBy: 'ada',
      usedBy: ['app'],
      versions: [{ setBy: 'ada', generations: [] }],
    })
    expect(await secretVersions(temporary.store, 's')).toEqual({ db: version })
    expect(await secretKeeper(temporary.store, 's').value('db', version)).toBe(VALUE)
    const audit = JSON.stringify(await temporary.store.audit.list(10))
    expect(audit).toContain('set a secret')
    for (const said of [JSON.stringify(view), audit, readFileSync(temporary.file, 'latin1')])
      expect(said).not.toContain('with lines')
  })
  test('a version is kept while a generation needs it, and forgotten after that', async () => {
    const one = await set('one')
    await record(1, one)
    const two = await set('two')
    const three = await set('three')
    const [view] = await listSecrets(temporary.store, 's')
    expect(view!.versions.map(({ version, generations }) => [version, generations])).toEqual([
      [three, []],
      [one, [1]],
    ])
    const { value } = secretKeeper(temporary.store, 's')
    expect([await value('db', one), await value('db', two), await value('db', three)]).toEqual(['one', null, 'three'])
  })
  test('what is used is not removed, what is not is', async () => {
    const version = await set('one')
    const remove = (name = 'db') => removeSecret(temporary.store, { system: 's', name, by: 'ada' })
    await expect(remove()).rejects.toThrow('app uses db.')
    await set('x', 'unused')
    await remove('unused')
    await expect(remove('unused')).rejects.toThrow(/has no secret/)
    const { document } = parse(MODEL().replace(/processes:[\s\S]*/, 'processes: {}\n'))
    await temporary.store.systems.save('s', {
      baseRevision: 1,
      document: document!,
      layout: EMPTY_LAYOUT,
      message: '',
      by: 'ada',
    })
    await record(1, version)
    await expect(remove()).rejects.toThrow('What runs of s uses db.')
  })
  test('a draft whose secret has no value is planned no further', async () => {
    const { view } = await planDeployment({ store: temporary.store, reach: reach(temporary.store) }, 's', {
      kind: 'draft',
    })
    expect(view.problems.map(({ code }) => code)).toContain('secret-missing')
  })
  test('a value that its file cannot hold is said in the plan', async () => {
    await temporary.store.systems.remove('s')
    await make(MODEL('nginx', 'user ${password};'))
    await set('two words')
    const { view } = await planDeployment({ store: temporary.store, reach: reach(temporary.store) }, 's', {
      kind: 'draft',
    })
    expect(view.problems.find(({ code }) => code === 'secret-refused')?.message).toContain('write quotes around')
    expect(JSON.stringify(view)).not.toContain('two words')
  })
  test('a generation whose secret was forgotten is said to need its hosts', async () => {
    const version = await set('one')
    const { document } = parse(MODEL())
    const parts = [{ secret: 'db', version, format: 'raw', state: '' }]
    const host = {
      host: 'local',
      prefix: '/p',
      containers: [],
      entries: [],
      files: [
        {
          hash: 'h',
          name: 'n',
          mode: 0o600,
          bytes: '',
          kind: 'user',
          text: '',
          secret: { at: 'secrets/s/h/n', parts },
        },
      ],
    }
    const manifest = { format: 1, system: 's', digest: 'd', hosts: { local: host } } as unknown as Manifest
    await temporary.store.generations.record('s', {
      number: 1,
      by: 'ada',
      reason: '',
      deployment: 1,
      manifest,
      document: document!,
      processes: [],
    })
    await temporary.store.systems.setGeneration('s', null)
    await temporary.store.secrets.remove('s', 'db')
    const { view } = await planDeployment({ store: temporary.store, reach: reach(temporary.store) }, 's', {
      kind: 'generation',
      number: 1,
    })
    expect(view.problems).toMatchObject([{ code: 'secret-not-kept', severity: 'warning' }])
  })
})

test('the command line’s file: sealed, closed to others, every version kept', async () => {
  const secrets = openSecretFile('s', directory)
  const [one, two] = [secrets.set('db', 'the first', 'ada'), secrets.set('db', 'the second', 'bob')]
  const again = openSecretFile('s', directory)
  expect(again.versions).toEqual({ db: two })
  expect([await again.value('db', one), await again.value('db', two), await again.value('db', 'x')]).toEqual([
    'the first',
    'the second',
    null,
  ])
  const file = path.join(directory, 'secrets/s.json')
  expect([statSync(file).mode & 0o777, readFileSync(file, 'utf8')]).toEqual([
    0o600,
    expect.not.stringContaining('the first'),
  ])
  expect(again.list()).toMatchObject([{ name: 'db', setBy: 'bob', count: 2 }])
  again.remove('db')
  expect(() => again.remove('db')).toThrow(/no secret named db/)
  expect(() => openSecretFile('../x', directory)).toThrow(/cannot be the name of a system/)
  expect(existsSync(path.join(directory, 'secret.key'))).toBe(true)
})
