/** What is taken along: each form of an export, what is not in it, and no secret in any. */
import { describe, expect, test } from 'vitest'
import { BACKENDS, documentOf, lineOf } from '#tests/fixtures/compiling.ts'
import { type ExportAs, exportFiles, nameOfExport } from './export.ts'
import { parse } from './model/parse.ts'

const MODEL = `system: shop
hosts: { here: { platform: linux, address: 127.0.0.1, containers: { main: { type: sysvinit } } } }
processes:
  web: { on: [here], extends: { process: { program: /bin/web, boot: true, ready: { tcp: "80" } } } }
  quiet: { on: [here], extends: { process: { program: /bin/quiet, boot: false } } }
`
const exported = (as: ExportAs, model = MODEL) => exportFiles({ document: documentOf(model), facts: {}, as })
const said = ({ diagnostics }: Awaited<ReturnType<typeof exported>>) => diagnostics.map(lineOf)
const ALL: readonly ExportAs[] = [
  { kind: 'model' },
  { kind: 'nix', host: 'here' },
  ...[...BACKENDS.keys()].map((manager) => ({ kind: 'manager', manager }) as const),
]

test('the model is its own text', async () => {
  const { files, diagnostics } = await exported({ kind: 'model' })
  expect([files.length, diagnostics]).toEqual([1, []])
  const [file] = files
  expect(file && 'text' in file && parse(file.text).document).toEqual(documentOf(MODEL))
  expect(file?.path).toBe('shop.yaml')
})

test('Nix has no word for some of it; that a process is not started at boot is none of them', async () => {
  const { files, diagnostics } = await exported({ kind: 'nix', host: 'here' })
  expect(files.map(({ path }) => path)).toEqual(['processes.nix', 'constructors.nix', 'idresources.nix', 'ids.nix'])
  expect(diagnostics.map(({ data }) => `${data?.process} ${data?.what}`)).toEqual(['web ready', 'web boot'])
})

describe.each(ALL)('$kind $manager', (as) => {
  test('has a name, and files at places of their own', async () => {
    const { files } = await exported(as)
    expect(nameOfExport(documentOf(MODEL), as)).toMatch(/^shop/)
    expect(files.length).toBeGreaterThan(0)
    expect(new Set(files.map(({ path }) => path)).size).toBe(files.length)
    if (as.kind === 'manager') expect(files.every(({ path }) => path.startsWith('here/'))).toBe(true)
  })
  test('holds no secret', async () => {
    const model = MODEL.replace(
      'process: { program: /bin/web, ',
      'parameters: { key: { type: secret, default: the-key } }, files: { config: { name: c, format: ini, content: "key=${key}" } }, process: { program: /bin/web, arguments: ["${files.config}"], ',
    )
    const result = await exported(as, model)
    if (as.kind === 'model') return expect(said(result)).toEqual([])
    // A file that waits for it is taken along with the secret's name in its place, closed to others, and the report says so.
    const told = result.diagnostics.filter(({ data }) =>
      Object.values(data ?? {})
        .join(' ')
        .includes('the-key'),
    )
    if (as.kind === 'nix') return expect(told.map(({ code }) => code)).toEqual(['export-lost'])
    expect(told.map(({ code, data }) => [code, data?.file])).toEqual([['export-secret', 'c']])
    const waiting = result.files.filter((file) => 'text' in file && file.text.includes('the-key'))
    expect(waiting).toMatchObject([{ text: 'key=<secret the-key>', mode: 0o600 }])
  })
})

test('what stands in the way of compiling stands in the way of an export', async () => {
  const result = await exported({ kind: 'manager', manager: 'sysvinit' }, MODEL.replace('/bin/web', 'web'))
  expect(result.files).toEqual([])
  expect(said(result)).toEqual([expect.stringMatching(/^error /)])
})
