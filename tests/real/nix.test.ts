/** What is exported for Nix, read by a real Nix (Debian: nix-bin), and read back from there: nothing altered on the way. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { compile } from '#generators/compile.ts'
import type { Program } from '#generators/contract/chain.ts'
import type { Compiled } from '#generators/contract/compiled.ts'
import type { SourceFile } from '#generators/contract/reader.ts'
import type { Text } from '#generators/contract/text.ts'
import { importFiles } from '#generators/import.ts'
import { exportNix } from '#generators/interchange/nix.ts'
import { attributeName, nixString } from '#generators/syntax/nix.ts'
import { readPlainNix } from '#generators/syntax/nix-reader.ts'
import { evaluateSent } from '#server/nix.ts'
import { BACKENDS, compileText, documentOf, lineOf } from '#tests/fixtures/compiling.ts'
import { HOSTILE } from '../quoting/strings.ts'

let folder: string
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'longrun-nix-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** A store of its own: nothing of this machine's is read or written. */
function nix(...words: readonly string[]): string {
  const env = { ...process.env, NIX_STORE_DIR: path.join(folder, 'store'), NIX_STATE_DIR: path.join(folder, 'state') }
  return execFileSync('nix-instantiate', words, { encoding: 'utf8', env, timeout: 60_000 })
}
function write(name: string, text: string): string {
  const file = path.join(folder, name)
  writeFileSync(file, text)
  return file
}

test('every hostile string is read as it was written, as a value and as a name', { timeout: 60_000 }, () => {
  const values = [...new Set(HOSTILE)].filter((one) => !one.includes('\0'))
  const list = write('strings.nix', `[ ${values.map(nixString).join(' ')} ]\n`)
  expect(JSON.parse(nix('--eval', '--strict', '--json', list))).toEqual(values)
  const names = write('names.nix', `{\n${values.map((one) => `${attributeName(one)} = 1;\n`).join('')}}\n`)
  expect(Object.keys(JSON.parse(nix('--eval', '--strict', '--json', names)) as object).sort()).toEqual(values.sort())
})

const MODEL = `system: demo
hosts: { here: { platform: linux, address: 127.0.0.1, containers: { main: { type: sysvinit } } } }
pools: { uids: { min: 2000, max: 2999 }, gids: { min: 2000, max: 2999 } }
processes:
  db: { on: [here], extends: { process: { program: /bin/db } } }
  web:
    on: [here]
    after: [db]
    extends:
      users: { www: { name: www, group: www, uid: { assign: uids }, gid: { assign: gids }, home: /srv } }
      process:
        description: "100% \\"it's\\" $\${x}"
        program: /bin/web
        arguments: ["", "$HOME $\${y}", "''", "\\\\", "a\\nb", "日本"]
        environment: { A: "$$b \\"c\\"" }
        umask: 027
        nice: 5
        user: www
        directory: "/srv/it's"
`

function exported(model: string): { readonly files: readonly SourceFile[]; readonly compiled: Compiled } {
  const compiled = compileText(model)
  expect(compiled.diagnostics.filter((one) => one.severity === 'error')).toEqual([])
  const { files } = exportNix({
    placements: compiled.outputs.map((one) => one.placement),
    pools: documentOf(model).system.pools ?? {},
    ids: compiled.ids,
  })
  return { files: Array.from(files, ([name, text]) => ({ path: name, text })), compiled }
}
/** As the page imports it: by the Nix of the server, restricted. */
async function importedBack(files: readonly SourceFile[]): Promise<Compiled> {
  const { document, diagnostics } = await importFiles({
    format: 'processmgmt',
    files,
    folder: '',
    system: 'demo',
    manager: 'sysvinit',
    what: 'nix',
    evaluator: {
      processes: async (file) => (await evaluateSent(files, { is: 'processes', file })) as Record<string, string>,
      value: (file) => evaluateSent(files, { is: 'value', file }),
    },
  })
  expect(diagnostics.filter((one) => one.severity === 'warning').map(lineOf)).toEqual([])
  return compile({ document: document!, backends: BACKENDS, facts: {} })
}

const DIRECTORIES: Readonly<Record<string, string>> = { runtime: '/var/run', tmp: '/tmp', state: '/var' }
/** A text as it would be on a host, with generated files by their names: their places in a store are the store's. */
function plain(of: Text | undefined): string | undefined {
  return of
    ?.map((part) => {
      if ('s' in part) return part.s
      if (part.hole.kind === 'artefact') return `<${part.hole.of.name}>`
      if (part.hole.kind === 'directory') return DIRECTORIES[part.hole.of] ?? `/var/${part.hole.of}`
      return `<${part.hole.kind}>`
    })
    .join('')
    .replace(/\/nix\/store\/[0-9a-z]{32}-([^/\s]+)/g, '<$1>')
}
/** What a placement means to whoever runs it. */
function meaningOf({ placement }: Compiled['outputs'][number]) {
  const { steps, foreground, daemon, accounts } = placement
  const program = (of: Program | undefined) => of && [plain(of.path), ...of.args.map(plain)]
  return {
    instance: placement.instance,
    description: plain(placement.description),
    foreground: program(foreground),
    daemon: program(daemon),
    pidFile: daemon && plain(placement.pidFile),
    environment: Array.from(steps.environment ?? [], ([name, value]) => [name, plain(value)]),
    directory: plain(steps.directory),
    umask: plain(steps.umask),
    nice: plain(steps.nice),
    user: plain(steps.user?.name),
    accounts: accounts.map((one) => [one.kind, plain(one.name), plain(one.kind === 'user' ? one.uid : one.gid)]),
    after: placement.after.map(({ placement: other }) => other.split('@')[0]),
  }
}
const meanings = (of: Compiled) => of.outputs.map(meaningOf).sort((a, b) => (a.instance < b.instance ? -1 : 1))
const numbers = ({ ids }: Compiled) =>
  Object.entries(ids.assigned)
    .map(([key, number]) => [key.replace(/\..*$/, ''), number])
    .sort()

describe.each([
  ['a model by hand', MODEL],
  ['the example', readFileSync(path.join(import.meta.dirname, '../../examples/webapps.yaml'), 'utf8')],
])('%s', (_, model) => {
  test('parses, evaluates, and means the same when it comes back', { timeout: 60_000 }, async () => {
    const { files, compiled } = exported(model)
    for (const { path: name, text } of files) nix('--parse', write(name, text))
    const back = await importedBack(files)
    expect(meanings(back)).toEqual(meanings(compiled))
    expect(numbers(back)).toEqual(numbers(compiled))
  })
  test('its numbers are read without Nix as Nix reads them', { timeout: 60_000 }, () => {
    for (const { path: name, text } of exported(model).files.filter((one) => /^ids|^idresources/.test(one.path))) {
      const value: unknown = JSON.parse(nix('--eval', '--strict', '--json', write(name, text)))
      expect(readPlainNix(text)).toMatchObject({ value })
    }
  })
})

describe('what somebody sent', () => {
  const sent = (expression: string) =>
    evaluateSent([{ path: 'processes.nix', text: `{ }: { x.pkg.text = toString (${expression}); }` }], {
      is: 'processes',
      file: 'processes.nix',
    })
  test('is evaluated', async () => expect(await sent('1 + 1')).toEqual({ x: '2' }))
  test.each([
    ['builtins.readFile "/etc/passwd"', /forbidden in restricted mode/],
    ['builtins.readDir "/"', /forbidden in restricted mode/],
    ['"${/etc/passwd}"', /forbidden in restricted mode/],
    ['builtins.fetchurl "http://127.0.0.1:1/x"', /forbidden in restricted mode/],
    ['builtins.fetchGit "/work"', /forbidden in restricted mode/],
    ['builtins.readFile (derivation { name = "x"; system = builtins.currentSystem; builder = "/bin/sh"; })', /./],
    ['builtins.exec [ "id" ]', /exec/],
    ['builtins.length (builtins.genList (x: x) 2000000000)', /out of memory/],
    ['let f = n: f (n + 1) + 1; in f 0', /overflow|recursion|memory/],
  ])('does not get further: %s', { timeout: 60_000 }, async (expression, says) => {
    await expect(sent(expression)).rejects.toThrow(says)
  })
  test('knows nothing of this machine', async () => {
    expect(await sent('builtins.getEnv "HOME"')).toEqual({ x: '' })
    await expect(sent('throw "here: ${toString ./.}"')).rejects.toThrow('here: .')
    await expect(
      evaluateSent([{ path: '../out.nix', text: '{ }' }], { is: 'value', file: '../out.nix' }),
    ).rejects.toThrow('leads out of its folder')
  })
})
