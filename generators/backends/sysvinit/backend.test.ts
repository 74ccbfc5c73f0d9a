/** The scripts of a whole system, put on disk as a deployment would and really run, without root; and how their answers are read. */
import { spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { container, lowered } from '#tests/conformance/lowered.ts'
import { BACKENDS, documentOf } from '#tests/fixtures/compiling.ts'
import { AS_NOBODY, isAlive, isRoot, SHELLS, Stand, until } from '#tests/launcher/stand.ts'
import { compile } from '../../compile.ts'
import type { Command, HostFacts, Result, Running } from '../../contract/backend.ts'
import type { HostManifest } from '../../contract/manifest.ts'
import { at, root } from '../../contract/path.ts'
import { fillHoles, text } from '../../contract/text.ts'
import type { Diagnostic } from '../../diagnostics/diagnostic.ts'
import { backend } from './backend.ts'
import { sysvinit } from './index.ts'

const MODEL = `system: demo
hosts:
  here: { platform: linux, address: localhost, containers: { main: { type: sysvinit } } }
processes:
  db:
    on: [here]
    extends:
      process: { program: /usr/bin/perl, arguments: [-e, "sleep 1 while 1", "it's $x"], ready: { path: / }, directory: /, umask: "027", nice: 1 }
  web:
    on: [here]
    after: [db]
    extends:
      process: { program: /usr/bin/perl, arguments: [-e, "$| = 1; print qq(hello\\\\n); sleep 1 while 1"], environment: { GREETING: "two\\nlines" }, reload: { signal: HUP } }
  idle:
    on: [here]
    extends:
      process: { program: /usr/bin/perl, arguments: [-e, "sleep 1 while 1"], boot: false }
`
const FACTS: HostFacts = {
  platform: 'linux',
  system: 'Linux',
  privileged: false,
  user: 'ann',
  home: '/home/ann',
  prefix: '/p',
  shell: '/bin/sh',
  programs: {},
  tools: ['setsid'],
}

function manifestOf(stand: Stand): HostManifest {
  const facts = { here: { ...FACTS, prefix: stand.at('prefix'), shell: stand.shell } }
  const { manifest, diagnostics } = compile({ document: documentOf(MODEL), backends: BACKENDS, facts })
  const host = manifest?.hosts.here
  if (!host) throw new Error(JSON.stringify(diagnostics.map((one) => [one.code, one.data])))
  return host
}
function install(host: HostManifest): void {
  const put = (file: string, content: string, mode: number) => {
    mkdirSync(path.dirname(file), { recursive: true })
    writeFileSync(file, content)
    chmodSync(file, mode)
  }
  for (const file of host.files) put(`${host.prefix}/store/${file.hash}/${file.name}`, file.text, file.mode)
  for (const one of [...host.containers, ...host.entries].flatMap(({ installed }) => installed)) {
    if ('copy' in one) put(one.at, readFileSync(`${host.prefix}/store/${one.copy}`, 'utf8'), one.mode)
    else {
      mkdirSync(path.dirname(one.at), { recursive: true })
      symlinkSync(one.link, one.at)
    }
  }
}
const prefixWords = isRoot ? AS_NOBODY : []
function run(command: Pick<Command, 'argv'>): Result {
  const [program = '', ...args] = [...prefixWords, ...command.argv]
  const { status, stdout, stderr } = spawnSync(program, args, { encoding: 'utf8', timeout: 30_000 })
  return { status, stdout, stderr }
}

describe.each(SHELLS)('really, as %s', (shell) => {
  let stand: Stand
  let host: HostManifest
  beforeEach(() => {
    stand = new Stand(shell)
    host = manifestOf(stand)
    install(host)
    spawnSync('chown', ['-R', '65534', stand.directory], { timeout: 10_000 })
  })
  afterEach(() => stand.close())
  const running = (instance: string): Running => host.entries.find((entry) => entry.instance === instance)!.running
  const all = () => host.entries.map((entry) => entry.running)
  const states = () => {
    const statuses = backend.observe.parse(all(), backend.observe.status(all()).map(run))
    return Object.fromEntries(statuses.map((one) => [one.placement.split('@')[0], one]))
  }

  test('every script is one for this shell', () => {
    const scripts = host.files.filter((file) => file.text.startsWith('#!'))
    expect(scripts.length).toBeGreaterThan(6)
    for (const file of scripts) {
      const found = run({ argv: [stand.shell, '-n', `${host.prefix}/store/${file.hash}/${file.name}`] })
      expect(found, file.name).toMatchObject({ status: 0 })
    }
  })

  test('start, status, logs, reload, restart, stop by the verbs of the backend', () => {
    expect(states().web).toMatchObject({ state: 'down' })
    for (const one of all())
      for (const command of backend.activities.start(one)) expect(run(command)).toMatchObject({ status: 0 })
    const first = states()
    for (const name of ['db', 'web', 'idle']) {
      expect(first[name]).toMatchObject({ state: 'up', pid: expect.any(Number), upSeconds: expect.any(Number) })
      expect(run(backend.activities.up(running(name))).status).toBe(0)
    }
    expect(readFileSync(`/proc/${first.db?.pid}/cmdline`, 'utf8')).toContain("it's $x")
    expect(run(backend.observe.logs(running('web'), { lines: 5, follow: false })).stdout).toBe('hello\n')
    for (const command of backend.activities.restart!(running('db'))) expect(run(command).status).toBe(0)
    const second = states()
    expect(second.db?.pid).not.toBe(first.db?.pid)
    expect(second.web?.pid).toBe(first.web?.pid)
    for (const one of all()) for (const command of backend.activities.stop(one)) expect(run(command).status).toBe(0)
    for (const name of ['db', 'web', 'idle']) {
      expect(isAlive(second[name]?.pid ?? 0)).toBe(false)
      expect(states()[name]).toMatchObject({ state: 'down' })
    }
  })

  test('what died is failed; what lost its script can still be stopped', async () => {
    for (const command of backend.activities.start(running('db'))) run(command)
    const { pid = 0 } = states().db ?? {}
    spawnSync('rm', [running('db').installed[0] ?? '/nowhere'], { timeout: 5_000 })
    expect(states().db).toMatchObject({ state: 'down', detail: 'its script is not there' })
    for (const command of backend.activities.stop(running('db'))) expect(run(command).status).toBe(0)
    expect(isAlive(pid)).toBe(false)

    for (const command of backend.activities.start(running('web'))) run(command)
    const { pid: web = 0 } = states().web ?? {}
    process.kill(web, 'SIGKILL')
    await until('it is gone', () => !isAlive(web))
    expect(states().web).toMatchObject({ state: 'failed' })
  })

  test('rc starts what starts at boot, in order, and stops all', () => {
    const rc = (word: string) => run({ argv: [`${host.containers[0]?.directory}/rc`, word] })
    expect(rc('start').status).toBe(0)
    expect([states().db?.state, states().web?.state, states().idle?.state]).toEqual(['up', 'up', 'down'])
    expect(
      rc('status')
        .stdout.split('\n')
        .filter((line) => line.includes('running (')),
    ).toHaveLength(2)
    expect(rc('stop').status).toBe(0)
    expect(states().web?.state).toBe('down')
    expect(rc('dance').status).toBe(2)
  })
})

describe('the header', () => {
  const where = container('sysvinit')
  const from = at(root, 'after')
  const render = (changes: Parameters<typeof lowered>[1], overrides = {}) => {
    const one = lowered(where, changes)
    const said: Diagnostic[] = []
    const native = {
      ...backend.translate(one),
      ...backend.schema.overrides(overrides, root, (found) => said.push(found)),
    }
    return {
      script: fillHoles(backend.render(native, one).artefacts[0]!.content, () => '/store/launch'),
      said: said.map((found) => found.code),
    }
  }
  test('is the LSB’s, to the letter', () => {
    const { script } = render({
      of: { description: text("The web's $one") },
      after: [
        { name: 'db', container: 'main', from },
        { name: 'far', container: 'other', from },
      ],
    })
    expect(script.split('\n').slice(0, 11)).toEqual([
      '#!/bin/sh',
      '### BEGIN INIT INFO',
      '# Provides:           web',
      '# Required-Start:     $local_fs $remote_fs $network',
      '# Required-Stop:      $local_fs $remote_fs $network',
      '# Should-Start:       db',
      '# Should-Stop:        db',
      '# Default-Start:      2 3 4 5',
      '# Default-Stop:       0 1 6',
      "# Short-Description:  The web's $one",
      '### END INIT INFO',
    ])
    expect(render({ of: { boot: false } }).script).toContain('\n# Default-Start:\n')
  })
  test('no description ends it', () => {
    for (const hostile of ['a\n### END INIT INFO\ntouch /tmp/broken', 'a\rb', '\x1b[2J']) {
      expect(backend.holdsDescription?.(text(hostile))).toBe(false)
      expect(render({ of: { description: text(hostile) } }).script).toContain('# Short-Description:  web\n')
    }
    expect(backend.holdsDescription?.(text("é ' $x `id` \\"))).toBe(true)
  })
  test.each([
    [{ 'Required-Start': ['$syslog', 'db'] }, [], '# Required-Start:     $syslog db\n'],
    [{ 'Should-Start': null, 'X-Interactive': true }, [], '# X-Interactive:      true\n'],
    [{ 'X-Own-Key': 'any; thing' }, ['override-unknown-key'], '# X-Own-Key:          any; thing\n'],
    [{ 'Default-Start': '9' }, ['override-value'], '# Default-Start:      2 3 4 5\n'],
    [{ Provides: 'a;b' }, ['override-value'], '# Provides:           web\n'],
    [{ Description: 'a\nb' }, ['override-unwritable'], ''],
    [{ 'Bad Key': 'a' }, ['override-unwritable'], ''],
  ])('overridden by %j', (overrides, codes, line) => {
    const { script, said } = render({}, overrides)
    expect(said).toEqual(codes)
    expect(script).toContain(line)
  })
})

test('numbers sort right beyond 99, in a directory of our own only', () => {
  const own = container('sysvinit', { privileged: false, userChange: false })
  const chain = Array.from({ length: 120 }, (_, index) => {
    const after = index > 0 ? [{ name: `p${index - 1}`, container: 'main', from: root }] : []
    return lowered(own, { name: `p${index}`, after })
  })
  const links = backend.renderContainer!(chain, own).links.map((one) => one.at)
  const numbered = (mark: string) => links.filter((one) => one.startsWith(`rc.d/${mark}`)).sort()
  expect(numbered('S')).toEqual(chain.map((one, index) => `rc.d/S${String(index + 1).padStart(3, '0')}${one.name}`))
  expect(numbered('K').map((one) => one.slice('rc.d/K000'.length))).toEqual(chain.map((one) => one.name).reverse())
  expect(backend.renderContainer!(chain, container('sysvinit')).links).toEqual([])
})

test('where scripts are put, and what they promise', () => {
  const own = container('sysvinit', { privileged: false })
  expect(sysvinit.directory(container('sysvinit'), FACTS)).toBe('/etc/init.d')
  expect(sysvinit.directory(own, FACTS)).toBe('/p/init.d')
  expect(sysvinit.directory(container('sysvinit', { properties: { directory: '/srv/init.d' } }), FACTS)).toBe(
    '/srv/init.d',
  )
  expect(sysvinit.promises(own)).toEqual({ survivesLogout: true, restartsOnCrash: false, startsAtBoot: false })
  expect(sysvinit.promises(container('sysvinit')).startsAtBoot).toBe(true)
  expect(() => sysvinit.container.parse({ directory: 'etc; rm' })).toThrow()
})

test('an init of this kind is found; everywhere else there is a directory of our own', () => {
  const result = (stdout: string): Result => ({ status: 0, stdout, stderr: '' })
  const asRoot = { ...FACTS, privileged: true }
  expect(backend.detect.ask(FACTS)).toEqual([])
  expect(backend.detect.parse(asRoot, [result('init\n'), result('SysV init version: 3.06\n')])).toMatchObject([
    { version: '3.06', properties: { directory: '/etc/init.d' }, userChange: true },
  ])
  expect(backend.detect.parse(asRoot, [result('systemd\n'), result('systemd 252\n')])).toMatchObject([
    { properties: { directory: '/p/init.d' }, userChange: true },
  ])
  expect(backend.detect.parse(FACTS, [])).toMatchObject([
    { properties: { directory: '/p/init.d' }, privileged: false, userChange: false },
  ])
})
