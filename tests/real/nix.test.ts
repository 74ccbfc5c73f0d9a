/** What is exported for Nix, read by a real Nix (Debian: nix-bin), and read back from there: nothing altered on the way. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { assemble } from '#generators/interchange/assemble.ts'
import { exportNix } from '#generators/interchange/nix.ts'
import { processmgmt } from '#generators/interchange/processmgmt.ts'
import { attributeName, nixString } from '#generators/syntax/nix.ts'
import { compileText, documentOf } from '#tests/fixtures/compiling.ts'
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

describe('a model', () => {
  function exported(): ReadonlyMap<string, string> {
    const compiled = compileText(MODEL)
    expect(compiled.diagnostics.filter((one) => one.severity === 'error')).toEqual([])
    const { files, diagnostics } = exportNix({
      placements: compiled.outputs.map((one) => one.placement),
      pools: documentOf(MODEL).system.pools ?? {},
      ids: compiled.ids,
    })
    expect(diagnostics).toEqual([])
    return files
  }

  test('parses, evaluates, and comes back', { timeout: 60_000 }, () => {
    for (const [name, text] of exported()) nix('--parse', write(name, text))
    // The framework's null process manager writes the arguments that it was given, with dependencies by their files.
    const processes = nix(
      ...['--eval', '--strict', '--json', '--expr'],
      `{ file }: builtins.mapAttrs (_: one: one.pkg) (import file {
        pkgs = { };
        createManagedProcess = arguments: arguments // { dependencies = map (one: one.name) arguments.dependencies; };
      })`,
      ...['--argstr', 'file', path.join(folder, 'processes.nix')],
    )
    const read = Object.entries(JSON.parse(processes) as object).map(([name, value]) => ({
      path: `${name}.json`,
      text: JSON.stringify(value),
    }))
    const { document, diagnostics } = assemble(processmgmt.read(read), { system: 'demo', manager: 'sysvinit' })
    expect(diagnostics).toEqual([])
    const before = documentOf(MODEL).system.processes.web!
    const after = document.system.processes.web!
    expect(after.after).toEqual(before.after)
    expect(after.extends?.process).toEqual(before.extends?.process)
    const ids: unknown = JSON.parse(nix('--eval', '--strict', '--json', path.join(folder, 'ids.nix')))
    expect(ids).toEqual({
      ids: { uids: { www: 2000 }, gids: { www: 2000 } },
      lastAssignments: { uids: 2000, gids: 2000 },
    })
    expect(JSON.parse(nix('--eval', '--strict', '--json', path.join(folder, 'idresources.nix')))).toEqual({
      uids: { min: 2000, max: 2999, scope: 'global' },
      gids: { min: 2000, max: 2999, scope: 'global' },
    })
  })
})
