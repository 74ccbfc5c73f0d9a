/**
 * Secrets all the way on a host of its own, under each shell: they reach processes exactly, stand nowhere else, rotate with those that use
 * them, and come back with a generation.
 */
import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import path from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { loadBackends } from '#generators/backends/index.ts'
import { compile } from '#generators/compile.ts'
import type { Manifest } from '#generators/contract/manifest.ts'
import { parse } from '#generators/model/parse.ts'
import { transition } from '#generators/plan/transition.ts'
import { type TemporaryHost, temporaryHost } from '#server/host-kit/temporary-host.ts'
import { capture } from './capture.ts'
import { deploy } from './deploy.ts'
import { observe } from './observe.ts'
import { valuesOf } from './secrets.ts'
import { memoryStore } from './temporary-system.ts'

const SHELLS = ['/usr/bin/dash', '/usr/bin/bash', '/usr/bin/busybox'].filter(existsSync)
const backends = await loadBackends()

/** Lines, quotes of all kinds, what shells expand, controls, and 8 kB of it. */
const HOSTILE = `-----BEGIN KEY-----\n it's "q" \`id\` $(id) \${x} $HOME \\ \\n %s ; # \t\r\u0001\x7f é日本\u{1F600}\n${"a'b\\".repeat(2000)}\n\n`

/** Writes its environment and its file to where its third word says, then stays. */
const WITNESS =
  'open F, "<", "/proc/self/environ"; open G, "<", $ARGV[0]; local $/; open O, ">", "$ARGV[1].new"; print O <F>, "\\0FILE=", <G>; close O; rename "$ARGV[1].new", $ARGV[1]; sleep 1 while 1'
const MODEL = `
constructor: app
parameters: { password: { type: secret, default: db } }
directories: { out: { in: state, path: "\${name}" } }
files: { conf: { format: json, data: { password: "\${password}" } } }
process:
  program: /usr/bin/perl
  arguments: [-e, ${JSON.stringify(WITNESS.replaceAll('${', '$${'))}, --, "\${files.conf}", "\${out}/seen"]
  environment: { PASSWORD: "\${password}" }
  prepare:
    - { run: [/bin/sh, -c, 'cat >"$$0"', "\${out}/input"], input: "\${password}" }
---
constructor: other
process: { program: /bin/sleep, arguments: ["3600"] }
---
system: s
hosts: { local: { platform: linux, address: 127.0.0.1, containers: { main: { type: sysvinit } } } }
processes:
  app: { constructor: app, on: [local] }
  other: { constructor: other, on: [local] }
`.replaceAll('$$0', '$0')

let host: TemporaryHost
let stop: () => Promise<unknown> = async () => undefined
afterEach(async () => {
  await stop()
  host.remove()
})

describe.each(SHELLS)('under %s', (shell) => {
  test('deployed, rotated, rolled back, collected', { timeout: 120_000 }, async () => {
    host = await temporaryHost(shell, process.getuid?.() === 0 ? { as: 54_322 } : {})
    const { facts } = await capture(host.connection, {
      backends,
      wanted: { programs: [], shares: [] },
      prefix: host.prefix,
      host: 'local',
    })
    const kept = new Map<string, string>([
      ['db 1', HOSTILE],
      ['db 2', 'the second value'],
    ])
    const said: unknown[] = []
    let generation = 0
    const manifestWith = (version: string, model = MODEL): Manifest => {
      const { document } = parse(model)
      const { manifest, diagnostics } = compile({
        document: document!,
        backends,
        facts: { local: facts },
        secrets: { db: version },
      })
      expect(diagnostics.filter((one) => one.severity === 'error')).toEqual([])
      return manifest!
    }
    const go = async (previous: Manifest | null, next: Manifest | null) => {
      const memory = memoryStore({ generation: generation++ })
      const ending = await deploy(
        { id: `g${generation}`, system: 's', by: 'ada', reason: 'a test', previous, next, document: null },
        {
          store: memory.store,
          backends,
          connect: async () => host.connection.fresh(),
          plan: (statuses) => transition({ previous, next, backends, statuses }),
          secrets: { value: async (name, version) => kept.get(`${name} ${version}`) ?? null },
        },
      )
      said.push(memory.kept, next)
      stop = async () => go(next, null)
      return {
        ending,
        failure: memory.kept.events.find((event) => event.kind === 'failure'),
        events: memory.kept.events,
      }
    }
    const pids = async (manifest: Manifest) => {
      const { statuses } = await observe(manifest, backends, async () => host.connection)
      return Object.fromEntries(statuses.map(({ placement, pid }) => [placement.split('@')[0], pid]))
    }
    const seen = async () => {
      const file = path.join(host.prefix, 'var/app/seen')
      while (!existsSync(file)) await new Promise((resolve) => setTimeout(resolve, 20))
      const words = readFileSync(file, 'utf8').split('\0')
      rmSync(file)
      return {
        variable: words.find((word) => word.startsWith('PASSWORD='))?.slice('PASSWORD='.length),
        file: JSON.parse(words.find((word) => word.startsWith('FILE='))!.slice('FILE='.length)).password,
        input: readFileSync(path.join(host.prefix, 'var/app/input'), 'utf8'),
      }
    }

    const first = manifestWith('1')
    const one = await go(null, first)
    expect([one.failure, one.ending.outcome]).toEqual([undefined, 'succeeded'])
    expect(await seen()).toEqual({ variable: HOSTILE, file: HOSTILE, input: HOSTILE })
    const before = await pids(first)

    // Nothing of it stands anywhere but in files that are closed to everybody else.
    const secrets = path.join(host.prefix, 'secrets')
    rmSync(path.join(host.prefix, 'var/app'), { recursive: true })
    const found = (value: string) =>
      execFileSync('sh', ['-c', 'grep -rlF -- "$1" "$2" || :', 'sh', value, host.prefix], { encoding: 'utf8' })
        .split('\n')
        .filter(Boolean)
    expect(found('-----BEGIN KEY-----').length).toBeGreaterThan(0)
    for (const file of found('-----BEGIN KEY-----')) {
      expect(file.startsWith(`${secrets}/`)).toBe(true)
      expect(statSync(file).mode & 0o777).toBe(0o600)
    }
    for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name)))
      expect(wordsOf(pid)).not.toContain('-----BEGIN KEY-----')
    execFileSync('mkdir', ['-p', path.join(host.prefix, 'var/app')])
    execFileSync('chown', ['--reference', host.prefix, path.join(host.prefix, 'var/app')])

    // A deployment that changes nothing is one hello.
    const same = await go(first, manifestWith('1'))
    expect([same.ending.generation, same.events.filter((event) => event.kind === 'state')]).toEqual([null, []])

    const second = manifestWith('2')
    const two = await go(first, second)
    expect([two.failure, two.ending.outcome]).toEqual([undefined, 'succeeded'])
    expect(await seen()).toMatchObject({ variable: 'the second value', file: 'the second value' })
    const after = await pids(second)
    expect(after.other).toBe(before.other)
    expect(after.app).not.toBe(before.app)

    // The first value is nowhere but on the host: going back needs no more.
    kept.delete('db 1')
    const back = await go(second, first)
    expect([back.failure, back.ending.outcome]).toEqual([undefined, 'succeeded'])
    expect((await seen()).variable).toBe(HOSTILE)

    // One that nobody has is said before anything is locked.
    const lost = await go(first, manifestWith('never kept'))
    expect(lost.ending.outcome).toBe('refused')
    expect(lost.failure).toMatchObject({ what: expect.stringContaining('The secret db is needed in') })
    expect(lost.events.some((event) => event.kind === 'state')).toBe(false)
    stop = async () => go(first, null)

    // What was undone is no generation: its secrets go, and what it said is masked.
    kept.set('db 3', 'echoed third value')
    const failing = MODEL.replace(
      /\n {4}- \{ run: .*\n/,
      '\n    - { script: "echo it is $p; exit 3", variables: { p: "${password}" } }\n',
    )
    const directories = readdirSync(path.join(secrets, 's'))
    const broken = await go(first, manifestWith('3', failing))
    expect(broken.ending.outcome).toBe('rolled-back')
    stop = async () => go(first, null)
    expect(readdirSync(path.join(secrets, 's'))).toEqual(directories)
    expect(JSON.stringify(said)).not.toContain('BEGIN KEY')
    expect(JSON.stringify(said)).not.toContain('third value')
    expect(JSON.stringify(broken.events)).toContain('<secret db>')
    expect(found('third value').filter((file) => !file.endsWith('.log'))).toEqual([])
  })
})

function wordsOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8')
  } catch {
    return ''
  }
}

test('values are masked wherever they stand, line by line, and short ones are left', async () => {
  const secret = {
    at: '',
    parts: [
      { secret: 'a', version: '1', format: 'raw', state: '' },
      'x',
      { secret: 'b', version: '1', format: 'raw', state: '' },
    ],
  }
  const file = { hash: 'h', name: 'n', mode: 0o600, bytes: '', kind: 'user' as const, text: '', secret }
  const manifest = { hosts: { h: { files: [file] } } } as unknown as Manifest
  const values = await valuesOf([manifest, null], {
    value: async (name) => (name === 'a' ? 'line one\nline two' : 'abc'),
  })
  expect(values.mask({ deep: ['it says line two and abc', 1, null] })).toEqual({
    deep: ['it says <secret a> and abc', 1, null],
  })
  expect(values.get('a', '1')).toBe('line one\nline two')
  expect(values.get('a', '2')).toBeNull()
})
