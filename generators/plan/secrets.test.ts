/** A secret in the environment and in files under every process manager: named everywhere, held nowhere, and the cause of what its rotation restarts. */
import { describe, expect, test } from 'vitest'
import { BACKENDS, compileText, documentOf, lineOf, transitionOf } from '#tests/fixtures/compiling.ts'
import { DECLARATIONS } from '../backends/index.ts'
import { compile } from '../compile.ts'
import type { Manifest } from '../contract/manifest.ts'
import { fillParts } from './fill.ts'

const MODEL = `
constructor: app
parameters: { password: { type: secret, default: db }, token: { type: secret, default: api } }
users: { main: { name: app } }
files:
  conf: { format: json, data: { url: "postgres://app:\${password}@db", token: "\${token}" } }
process:
  program: /usr/bin/app
  arguments: ["-c", "\${files.conf}"]
  user: main
  environment: { PASSWORD: "\${password}", PLAIN: x }
---
constructor: reader
parameters: { password: { type: secret, default: db } }
files:
  conf: { format: ini, onChange: reload, content: "[db]\\npassword = \${password}\\n" }
process: { program: /usr/bin/reader, arguments: ["\${files.conf}"], reload: { signal: HUP } }
---
constructor: other
process: { program: /usr/bin/other }
---
system: s
hosts: { h: { platform: PLATFORM, address: localhost, containers: { main: { type: TYPE } } } }
processes:
  app: { constructor: app, on: [h] }
  reader: { constructor: reader, on: [h] }
  other: { constructor: other, on: [h] }
`
const VERSIONS = { db: 'v1', api: 'w1' }

function modelFor(type: string): string {
  const declaration = DECLARATIONS.find(({ id }) => id === type)!
  return MODEL.replace('TYPE', type).replace('PLATFORM', declaration.platforms[0]!)
}
function manifestFor(type: string, secrets: Readonly<Record<string, string>>): Manifest {
  const { manifest, diagnostics } = compile({
    document: documentOf(modelFor(type)),
    backends: BACKENDS,
    facts: {},
    secrets,
  })
  if (!manifest) throw new Error(diagnostics.map(lineOf).join('\n'))
  return manifest
}

describe.each(DECLARATIONS.map(({ id }) => id))('under %s', (type) => {
  const before = manifestFor(type, VERSIONS)
  const host = before.hosts.h!

  test('only files outside of the store wait for a value, closed to everybody else', () => {
    const holding = host.files.filter(({ secret }) => secret)
    expect(holding.map(({ name }) => name).filter((name) => name === 'conf')).toHaveLength(2)
    expect(holding.some(({ name }) => name.endsWith('.secrets'))).toBe(true)
    for (const { mode, secret, kind } of holding) {
      expect(mode & 0o077).toBe(0)
      expect(secret!.at).toMatch(/^secrets\/s\/[0-9a-z]+\/[^/]+$/)
      expect(kind).not.toBe('native')
    }
    for (const { text, secret } of host.files) if (!secret) expect(text).not.toContain('<secret')
  })
  test('no field with a secret is lost', () => {
    const { outputs } = compileText(modelFor(type))
    const fields = outputs.find(({ placement }) => placement.instance === 'app')!.fields
    const outcome = (name: string) => fields.find(({ field }) => field === name)?.outcome
    expect(outcome('environment.PASSWORD')).toBe('launcher')
    expect(['engine', 'native', 'launcher']).toContain(outcome('files.conf'))
  })
  test('another version restarts or reloads those that use it, says so, and leaves the others alone', () => {
    const { changes } = transitionOf(before, manifestFor(type, { ...VERSIONS, db: 'v2' }))
    const by = new Map(changes.map((one) => [one.instance, one]))
    expect(by.get('app')).toMatchObject({ change: 'restart', causes: [{ kind: 'secret', of: 'db' }] })
    expect(by.get('reader')!.causes).toEqual([{ kind: 'secret', of: 'db' }])
    expect(['reload', 'restart']).toContain(by.get('reader')!.change)
    expect(by.get('other')).toMatchObject({ change: 'keep', causes: [] })
  })
  test('a secret that nobody uses changes nothing', () => {
    expect(transitionOf(before, manifestFor(type, { ...VERSIONS, more: 'x' })).empty).toBe(true)
    expect(manifestFor(type, { ...VERSIONS, more: 'x' }).digest).toBe(before.digest)
  })
})

test('a missing one is an error at the field that names it; where nobody knows what there is, nothing is said', () => {
  const document = documentOf(modelFor('systemd'))
  const of = (secrets?: Readonly<Record<string, string>>) =>
    compile({ document, backends: BACKENDS, facts: {}, secrets }).diagnostics.filter(
      ({ code }) => code === 'secret-missing',
    )
  expect(of({ db: 'v1' }).map(({ data }) => data.secret)).toEqual(['api'])
  expect(of(VERSIONS)).toEqual([])
  expect(of()).toEqual([])
})

const VALUE = `it's "x" \\ $a\n<&>é`
/** The filled text of a file whose secret is `VALUE`, or why it could not be filled. */
function filled(format: string, body: string, value = VALUE) {
  const { manifest, diagnostics } = compile({
    document: documentOf(`
constructor: c
parameters: { p: { type: secret, default: db } }
files: { f: { format: ${format}, ${body} } }
process: { program: /bin/a, arguments: ["\${files.f}"] }
---
system: s
hosts: { h: { platform: linux, address: localhost, containers: { main: { type: systemd } } } }
processes: { p: { constructor: c, on: [h] } }
`),
    backends: BACKENDS,
    facts: {},
    secrets: { db: '1' },
  })
  if (!manifest) throw new Error(diagnostics.map(lineOf).join('\n'))
  const parts = manifest.hosts.h!.files.find(({ name }) => name === 'f')!.secret!.parts
  const text = fillParts(parts, () => value)
  return typeof text === 'string' ? text : text.refused
}

describe('a value is escaped as the format writes it where it stands', () => {
  test('JSON, as data and as text', () => {
    expect(JSON.parse(filled('json', 'data: { a: ["${p}", "x${p}y"] }'))).toEqual({ a: [VALUE, `x${VALUE}y`] })
    expect(JSON.parse(filled('json', `content: '{"a": "\${p}"}'`))).toEqual({ a: VALUE })
  })
  test('YAML', () => expect(filled('yaml', 'data: { a: "${p}" }')).toBe(`a: ${JSON.stringify(VALUE)}\n`))
  test('XML', () => {
    expect(filled('xml', `content: '<a b="\${p}">\${p}</a>'`)).toBe(
      `<a b="it&#39;s &quot;x&quot; \\ $a&#10;&lt;&amp;&gt;é">it's "x" \\ $a\n&lt;&amp;&gt;é</a>`,
    )
  })
  test('shell, bare and in both quotes', () => {
    const single = `it'\\''s "x" \\ $a\n<&>é`
    expect(filled('shell', `content: "a=\${p}\\n"`)).toBe(`a='${single}'\n`)
    expect(filled('shell', `content: 'a="\${p}"'`)).toBe(`a="it's \\"x\\" \\\\ \\$a\n<&>é"`)
  })
  test('plain text', () => expect(filled('raw', 'content: "${p}"')).toBe(VALUE))
  test.each([
    ['ini', 'content: "[a]\\nb = ${p}\\n"', VALUE, 'a value ends with its line'],
    ['ini', 'content: "[a]\\nb = x${p}\\n"', 'trailing ', 'blanks at the beginning and end are cut off'],
    ['nginx', 'content: "a \\"${p}\\";"', VALUE, 'nginx has no way to write a $'],
    ['nginx', 'content: "a ${p};"', 'two words', 'write quotes around the whole word'],
  ])('%s refuses what it cannot hold: %s', (format, body, value, why) =>
    expect(filled(format, body, value)).toContain(why),
  )
})
