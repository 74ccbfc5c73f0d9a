/** The JSON that is exported for nix-processmgmt, read by a real Nix (Debian: nix-bin) the way its tools read theirs. */
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, test } from 'vitest'
import { exportProcessmgmt } from '#generators/interchange/processmgmt-export.ts'
import { compileText } from '#tests/fixtures/compiling.ts'
import { HOSTILE } from '../quoting/strings.ts'

/**
 * nixproc-generate-config reads a file, and for each dependency the file in its directory that has its name without the hash, which is
 * 32 characters and a hyphen of a store path, whatever they are; createManagedProcess takes what comes of it.
 */
const READ = `{ file }:
let
  read = file:
    let arguments = builtins.fromJSON (builtins.readFile file);
    in arguments // { dependencies = map (one: read "\${one}/\${builtins.substring 33 1000 (baseNameOf one)}.json") (arguments.dependencies or [ ]); };
in read file`

test('dependencies are found by the framework’s own rule, and no string is altered', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'longrun-json-'))
  try {
    const values = HOSTILE.map((one) => one.replaceAll('${', () => '$${'))
    const process = (program: string, more: object = {}) => ({
      on: ['here'],
      extends: { process: { program } },
      ...more,
    })
    const here = { platform: 'linux', address: '127.0.0.1', containers: { main: { type: 'sysvinit' } } }
    const processes = {
      web: { on: ['here'], after: ['app', 'db'], extends: { process: { program: '/bin/web', arguments: values } } },
      app: process('/bin/app', { after: ['db'] }),
      db: process('/bin/db'),
    }
    const { outputs } = compileText(JSON.stringify([{ system: 'demo', hosts: { here }, processes }]))
    const placements = outputs.map((one) => one.placement)
    const { files } = exportProcessmgmt({ placements, at: folder, directory: (name) => `/var/${name}` })
    for (const file of files) {
      const place = path.join(folder, file.path)
      mkdirSync(path.dirname(place), { recursive: true })
      if ('link' in file) symlinkSync(file.link, place)
      else writeFileSync(place, file.text, { mode: file.mode })
    }
    const words = ['--eval', '--strict', '--json', '--expr', READ, '--argstr', 'file', path.join(folder, 'web.json')]
    const env = {
      ...globalThis.process.env,
      NIX_STORE_DIR: path.join(folder, 'store'),
      NIX_STATE_DIR: path.join(folder, 'state'),
    }
    const web = JSON.parse(execFileSync('nix-instantiate', words, { encoding: 'utf8', env, timeout: 60_000 }))
    expect(web.foregroundProcessArgs).toEqual(HOSTILE)
    const [app, db] = web.dependencies
    expect([app.foregroundProcess, db.foregroundProcess, app.dependencies]).toEqual(['/bin/app', '/bin/db', [db]])
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})
