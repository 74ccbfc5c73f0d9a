/** Hostile strings through a real systemd and a real supervisord, each PID 1 of a throw-away host: exact, or not held. */
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { backend as supervisord } from '#generators/backends/supervisord/backend.ts'
import { backend as systemd } from '#generators/backends/systemd/backend.ts'
import type { Backend, Lowered } from '#generators/contract/backend.ts'
import { fillHoles, type Text, text } from '#generators/contract/text.ts'
import { type Lab, upLab } from '#tests/lab/lab.ts'
import { container, lowered } from '../conformance/lowered.ts'
import { NOT_HELD } from './not-held.ts'
import { HOSTILE } from './strings.ts'

const LAB = path.join(import.meta.dirname, '../lab/lab.sh')
const PROBE = readFileSync(path.join(import.meta.dirname, 'probe.sh'))
const RESULTS = '/var/probe'

let lab: Lab
const scratch = mkdtempSync(path.join(tmpdir(), 'longrun-quoting-'))
beforeAll(() => {
  lab = upLab('quoting', { systemd: 'systemd', supervisord: 'supervisord' }, '10.213.41')
}, 120_000)
afterAll(() => {
  lab?.down()
  rmSync(scratch, { recursive: true, force: true })
}, 60_000)

/** Copies a tree of files into a host, and another one back: many files at the price of one call. */
function send(host: string, files: ReadonlyMap<string, { content: string | Buffer; mode: number }>): void {
  const tree = mkdtempSync(path.join(scratch, 'send-'))
  for (const [name, { content, mode }] of files) {
    mkdirSync(path.join(tree, path.dirname(name)), { recursive: true })
    writeFileSync(path.join(tree, name), content, { mode })
  }
  const tar = execFileSync('tar', ['-C', tree, '-cf', '-', '.'], { maxBuffer: 1 << 28 })
  execFileSync(LAB, ['exec', lab.name, host, '--', 'tar', '-C', '/', '--no-overwrite-dir', '-xf', '-'], {
    input: tar,
    timeout: 60_000,
  })
}
function fetchResults(host: string): string {
  const tree = mkdtempSync(path.join(scratch, 'got-'))
  const tar = execFileSync(LAB, ['exec', lab.name, host, '--', 'tar', '-C', RESULTS, '-cf', '-', '.'], {
    maxBuffer: 1 << 28,
    timeout: 60_000,
  })
  execFileSync('tar', ['-C', tree, '-xf', '-'], { input: tar })
  return tree
}

interface Manager {
  readonly id: 'systemd' | 'supervisord'
  readonly backend: Backend<never>
  /** Makes the manager read its files and run every unit to its end; blocks until then. */
  run(names: readonly string[]): void
  descriptions(names: readonly string[]): readonly string[]
}

const MANAGERS: readonly Manager[] = [
  {
    id: 'systemd',
    backend: systemd as Backend<never>,
    run(names) {
      lab.inside('systemd', 'systemctl', 'daemon-reload')
      lab.status('systemd', 'systemctl', 'start', ...names.map((name) => `${name}.service`))
    },
    descriptions(names) {
      const units = names.map((name) => `${name}.service`)
      const shown = lab.inside('systemd', 'systemctl', 'show', '--property=Description', '--value', ...units)
      return shown.slice(0, -1).split('\n\n')
    },
  },
  {
    id: 'supervisord',
    backend: supervisord as Backend<never>,
    run(names) {
      lab.inside('supervisord', 'supervisorctl', 'reread')
      const words = names.map((name) => `add ${name}\n`).join('')
      execFileSync(LAB, ['exec', lab.name, 'supervisord', '--', 'supervisorctl'], {
        input: words,
        timeout: 60_000,
        stdio: ['pipe', 'ignore', 'pipe'],
      })
    },
    // Shown by nothing, so what is in the file is what there is.
    descriptions(names) {
      const files = names.map((name) => `/etc/supervisor/conf.d/${name}.conf`)
      return Array.from(lab.inside('supervisord', 'cat', ...files).matchAll(/^; ([^\n]*)\n\[/gm), ([, line]) => line ?? '')
    },
  },
]

const DIRECTORY = { systemd: 'etc/systemd/system', supervisord: 'etc/supervisor/conf.d' }

/** What a host is given for one process whose probe writes to `RESULTS/<name>`. */
function files(manager: Manager, of: Lowered): [string, { content: string; mode: number }][] {
  const backend: Backend<unknown> = manager.backend
  const native = backend.translate(of)
  return backend
    .render(native, of)
    .artefacts.map((artefact) => [
      `${DIRECTORY[manager.id]}/${artefact.name}`,
      { content: fillHoles(artefact.content, () => '/nowhere'), mode: artefact.mode },
    ])
}

describe.each(MANAGERS)('$id', (manager) => {
  const { backend, id } = manager
  const PROBED: Text = text('/var/probe.sh')
  const holdsArgument = (value: string) => backend.holds?.('exec', [PROBED, text(value)]) === true
  const holdsVariable = (value: string) => backend.holds?.('environment', [text(`V=${value}`)]) === true
  const directories = HOSTILE.filter((one) => one !== '' && Buffer.byteLength(one) < 200 && !one.includes('/')).map(
    (one) => `/var/d/x${one}`,
  )
  const held = {
    arguments: HOSTILE.filter(holdsArgument),
    variables: HOSTILE.filter(holdsVariable),
    directories: directories.filter((one) => backend.holds?.('directory', [text(one)]) === true),
    descriptions: HOSTILE.filter((one) => one.trim() !== '' && backend.holdsDescription?.(text(one)) === true),
  }
  let results: string

  beforeAll(() => {
    const programs: Lowered[] = []
    const make = (name: string, changes: Parameters<typeof lowered>[1], args: readonly string[] = []) =>
      programs.push(
        lowered(container(id), {
          ...changes,
          of: { restart: 'never', ...changes?.of },
          name,
          exec: { path: PROBED, args: [`${RESULTS}/${name}`, ...args].map((one) => text(one)), style: 'foreground' },
        }),
      )
    make('arguments', {}, held.arguments)
    const variables = held.variables.map((value, index): [string, Text] => [`V${index}`, text(value)])
    make('variables', { native: { environment: new Map(variables) } })
    held.directories.forEach((one, index) => {
      make(`directory${index}`, { native: { directory: text(one) } })
    })
    held.descriptions.forEach((one, index) => {
      make(`description${index}`, { of: { description: text(one) } })
    })
    const tree = new Map<string, { content: string | Buffer; mode: number }>([
      ['var/probe.sh', { content: PROBE, mode: 0o755 }],
      ['var/probe/.keep', { content: '', mode: 0o644 }],
      ...held.directories.map((one): [string, { content: string; mode: number }] => [
        `.${one}/.keep`,
        { content: '', mode: 0o644 },
      ]),
      ...programs.flatMap((one) => files(manager, one)),
    ])
    send(id, tree)
    const names = programs.map((one) => one.name)
    manager.run(names)
    const deadline = Date.now() + 20_000
    while (
      Number(lab.inside(id, 'sh', '-c', `ls ${RESULTS} | grep -c 'done.cwd$' || true`)) < names.length &&
      Date.now() < deadline
    )
      execFileSync('sleep', ['0.2'])
    results = fetchResults(id)
  }, 120_000)

  const got = (name: string, what: 'cmdline' | 'environ' | 'done.cwd') =>
    readFileSync(path.join(results, `${name}.${what}`))

  test('every argument arrives as it was typed', () => {
    // Interpreter, script, where to write; then what was asked for, each with its final NUL.
    const words = got('arguments', 'cmdline').toString('utf8').split('\0').slice(3, -1)
    expect(words).toEqual(held.arguments)
  })

  test('every variable arrives as it was typed', () => {
    const variables = new Map(
      got('variables', 'environ')
        .toString('utf8')
        .split('\0')
        .map((one) => [one.slice(0, one.indexOf('=')), one.slice(one.indexOf('=') + 1)]),
    )
    expect(held.variables.map((_, index) => variables.get(`V${index}`))).toEqual(held.variables)
  })

  test('every directory is the one that was typed', () => {
    const there = held.directories.map((_, index) => got(`directory${index}`, 'done.cwd').toString('utf8'))
    expect(there).toEqual(held.directories)
  })

  test('every description is shown as it was typed', () => {
    const names = held.descriptions.map((_, index) => `description${index}`)
    expect(manager.descriptions(names)).toEqual(held.descriptions)
  })

  test('what the grammar leaves to the launcher, or refuses, is known', () => {
    const not = (all: readonly string[], some: readonly string[]) => all.filter((one) => !some.includes(one))
    expect({
      arguments: not(HOSTILE, held.arguments),
      variables: not(HOSTILE, held.variables),
      directories: not(directories, held.directories),
      descriptions: not(HOSTILE, held.descriptions).filter((one) => one.trim() !== ''),
    }).toEqual(NOT_HELD[id])
  })

  test('nothing that was typed ran', () => {
    expect(lab.status(id, 'test', '-e', '/tmp/owned')).not.toBe(0)
  })
})
