/** The scripts of a whole system, put on disk as a deployment would and really run, under a stand-in for rc.subr(8) in every shell. */
import { spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { container, lowered } from '#tests/conformance/lowered.ts'
import { BACKENDS, codesOf, compileText, documentOf } from '#tests/fixtures/compiling.ts'
import { AS_NOBODY, isAlive, isRoot, SHELLS, Stand, until } from '#tests/launcher/stand.ts'
import { HOSTILE } from '#tests/quoting/strings.ts'
import { compile } from '../../compile.ts'
import type { Command, HostFacts, Result, Running } from '../../contract/backend.ts'
import type { HostManifest } from '../../contract/manifest.ts'
import { at, root } from '../../contract/path.ts'
import { fillHoles, text } from '../../contract/text.ts'
import type { Diagnostic } from '../../diagnostics/diagnostic.ts'
import { backend } from './backend.ts'
import { bsdrc } from './index.ts'

// Whole systems are started and stopped: on a busy machine a row of them takes its time.
vi.setConfig({ testTimeout: 120_000 })

const STAND_IN = path.join(import.meta.dirname, 'rc.subr.stand-in.sh')
const MODEL = `system: demo
hosts:
  here: { platform: freebsd, address: localhost, containers: { main: { type: bsdrc } } }
processes:
  my-db:
    on: [here]
    extends:
      process: { program: /usr/bin/perl, arguments: [-e, "sleep 1 while 1", "it's $x \`id\` \\"q\\""], ready: { path: / }, directory: /, umask: "027", nice: 1 }
  web:
    on: [here]
    after: [my-db]
    extends:
      process: { program: /usr/bin/perl, arguments: [-e, "$| = 1; print qq(hello\\\\n); sleep 1 while 1"], environment: { GREETING: "two\\nlines" }, reload: { signal: HUP } }
  idle:
    on: [here]
    extends:
      process: { program: /usr/bin/perl, arguments: [-e, "sleep 1 while 1"], boot: false }
`
const FACTS: HostFacts = {
  platform: 'freebsd',
  system: 'FreeBSD',
  privileged: false,
  user: 'ann',
  home: '/home/ann',
  prefix: '/p',
  shell: '/bin/sh',
  programs: {},
  tools: ['setsid'],
}

/** As FreeBSD has them, but that rc.subr is ours and the shell the one that is tried. */
function here(stand: Stand, script: string): string {
  return script.replace('. /etc/rc.subr\n', `. '${STAND_IN}'\n`).replace(/^#!\/bin\/sh\n/, `#!${stand.shell}\n`)
}
function manifestOf(stand: Stand): HostManifest {
  const facts = { here: { ...FACTS, prefix: stand.at('prefix'), shell: stand.shell } }
  const { manifest, diagnostics } = compile({ document: documentOf(MODEL), backends: BACKENDS, facts })
  const host = manifest?.hosts.here
  if (!host) throw new Error(JSON.stringify(diagnostics.map((one) => [one.code, one.data])))
  return host
}
function put(file: string, content: string, mode: number): string {
  mkdirSync(path.dirname(file), { recursive: true })
  writeFileSync(file, content)
  chmodSync(file, mode)
  return file
}
function install(stand: Stand, host: HostManifest): void {
  for (const file of host.files) put(`${host.prefix}/store/${file.hash}/${file.name}`, file.text, file.mode)
  for (const one of host.entries.flatMap(({ installed }) => installed)) {
    if (!('copy' in one)) throw new Error(`${one.at} is a link`)
    put(one.at, here(stand, readFileSync(`${host.prefix}/store/${one.copy}`, 'utf8')), one.mode)
  }
}
function run(command: Pick<Command, 'argv'>): Result {
  const [program = '', ...args] = [...(isRoot ? AS_NOBODY : []), ...command.argv]
  const { status, stdout, stderr } = spawnSync(program, args, { encoding: 'utf8', timeout: 30_000 })
  return { status, stdout, stderr }
}

test('there is a shell to try', () => expect(SHELLS.length).toBeGreaterThan(2))

describe.each(SHELLS)('really, as %s', (shell) => {
  let stand: Stand
  let host: HostManifest
  beforeEach(() => {
    stand = new Stand(shell)
    host = manifestOf(stand)
    install(stand, host)
    spawnSync('chown', ['-R', '65534', stand.directory], { timeout: 10_000 })
  })
  afterEach(() => stand.close())
  const running = (instance: string): Running => host.entries.find((entry) => entry.instance === instance)!.running
  const all = () => host.entries.map((entry) => entry.running)
  const states = () => {
    const statuses = backend.observe.parse(all(), backend.observe.status(all()).map(run))
    return Object.fromEntries(statuses.map((one) => [one.placement.split('@')[0], one]))
  }
  const script = (instance: string, verb: string) => run({ argv: [running(instance).installed[0] ?? '', verb] })

  test('every script is one for this shell, goldens too', () => {
    const goldens = path.join(import.meta.dirname, 'goldens')
    const kept = readdirSync(goldens, { recursive: true, encoding: 'utf8' }).filter((one) =>
      /\/rc\.d\/[^/]+$/.test(one),
    )
    const made = host.files.filter((file) => file.text.startsWith('#!'))
    expect(Math.min(made.length, kept.length)).toBeGreaterThan(5)
    for (const file of [
      ...made.map((one) => `${host.prefix}/store/${one.hash}/${one.name}`),
      ...kept.map((one) => stand.write(`golden/${one}`, readFileSync(path.join(goldens, one), 'utf8'))),
    ])
      expect(run({ argv: [stand.shell, '-n', file] }), file).toMatchObject({ status: 0, stderr: '' })
  })

  test('start, status, logs, reload, restart, stop by the verbs of the backend', () => {
    expect(running('my-db').installed[0]).toMatch(/\/rc\.d\/demo_my_db$/)
    expect(states().web).toMatchObject({ state: 'down' })
    for (const one of all())
      for (const command of [...backend.activities.start(one), ...backend.activities.start(one)])
        expect(run(command)).toMatchObject({ status: 0 })
    const first = states()
    for (const name of ['my-db', 'web', 'idle']) {
      expect(first[name]).toMatchObject({ state: 'up', pid: expect.any(Number), upSeconds: expect.any(Number) })
      expect(run(backend.activities.up(running(name))).status).toBe(0)
    }
    expect(readFileSync(`/proc/${first['my-db']?.pid}/cmdline`, 'utf8').split('\0')).toContain('it\'s $x `id` "q"')
    expect(readFileSync(`/proc/${first.web?.pid}/environ`, 'utf8').split('\0')).toContain('GREETING=two\nlines')
    expect(run(backend.observe.logs(running('web'), { lines: 5, follow: false })).stdout).toBe('hello\n')
    for (const command of backend.activities.restart!(running('my-db'))) expect(run(command).status).toBe(0)
    const second = states()
    expect(second['my-db']?.pid).not.toBe(first['my-db']?.pid)
    expect(second.web?.pid).toBe(first.web?.pid)
    expect(backend.activities.reload!(running('my-db'))).toEqual([])
    for (const command of backend.activities.reload!(running('web'))) expect(run(command)).toMatchObject({ status: 0 })
    for (const one of all())
      for (const command of [...backend.activities.stop(one), ...backend.activities.stop(one)])
        expect(run(command).status).toBe(0)
    for (const name of ['my-db', 'web', 'idle']) {
      expect(isAlive(second[name]?.pid ?? 0)).toBe(false)
      expect(states()[name]).toMatchObject({ state: 'down' })
    }
  })

  test('at boot only what is enabled, by the words of rc', () => {
    expect(script('web', 'rcvar').stdout).toBe('demo_web_enable="YES"\n')
    expect(script('idle', 'rcvar').stdout).toBe('demo_idle_enable="NO"\n')
    expect(script('idle', 'faststop').status).toBe(0)
    expect(script('idle', 'start')).toMatchObject({ status: 0, stdout: expect.stringContaining('onestart') })
    expect(states().idle).toMatchObject({ state: 'down' })
    expect(script('my-db', 'start').status).toBe(0)
    expect(states()['my-db']).toMatchObject({ state: 'up' })
    expect(script('my-db', 'dance')).toMatchObject({ status: 1, stderr: expect.stringContaining('usage') })
    expect(script('my-db', 'stop').status).toBe(0)
  })

  test('what died is failed; what lost its script can still be stopped', async () => {
    for (const command of backend.activities.start(running('my-db'))) run(command)
    const { pid = 0 } = states()['my-db'] ?? {}
    rmSync(running('my-db').installed[0] ?? '/nowhere')
    for (const command of backend.activities.stop(running('my-db'))) expect(run(command).status).toBe(0)
    expect(isAlive(pid)).toBe(false)
    for (const command of backend.activities.start(running('web'))) run(command)
    const { pid: web = 0 } = states().web ?? {}
    process.kill(web, 'SIGKILL')
    await until('it is gone', () => !isAlive(web))
    expect(states().web).toMatchObject({ state: 'failed' })
  })

  test('what is evaluated twice still says what was typed: descriptions, and overrides as shell of their own', () => {
    const where = container('bsdrc', { platform: 'freebsd' })
    const held = HOSTILE.filter((one) => one.trim() !== '' && backend.holdsDescription?.(text(one)))
    expect(held.length).toBeGreaterThan(60)
    const described = held.map((one, index) => {
      const native = lowered(where, { of: { description: text(one) } })
      const { content } = backend.render(backend.translate(native), native).artefacts[0]!
      return put(
        stand.at(`described/${index}`),
        here(
          stand,
          fillHoles(content, () => '/nowhere'),
        ),
        0o755,
      )
    })
    const says = run({ argv: ['sh', '-c', 'for one; do "$one" describe; done', 'sh', ...described] })
    expect(says.stdout.split('\n').slice(0, -1)).toEqual(held)

    const native = lowered(where, { exec: { path: text('/bin/true'), args: [], style: 'daemon' } })
    const overrides = backend.schema.overrides(
      { start_precmd: 'echo "it\'s $name"; echo $((1 + 1))' },
      root,
      () => undefined,
    )
    const { content } = backend.render({ ...backend.translate(native), ...overrides }, native).artefacts[0]!
    const file = put(
      stand.at('overridden'),
      here(
        stand,
        fillHoles(content, () => '/nowhere'),
      ),
      0o755,
    )
    expect(run({ argv: [file, 'onestart'] })).toEqual({ status: 0, stdout: "it's web\n2\n", stderr: '' })
  })
})

describe('a script', () => {
  const where = container('bsdrc', { platform: 'freebsd' })
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
  test('says to rcorder what it comes after', () => {
    const { script } = render({
      after: [
        { name: 'db', container: 'main', from },
        { name: 'far', container: 'other', from },
      ],
    })
    expect(script).toContain('\n# PROVIDE: web\n# REQUIRE: LOGIN db\n# KEYWORD: shutdown\n\n')
    expect(render({ of: { boot: false } }).script).toContain(': "${web_enable:=NO}"')
  })
  test('no description ends its line', () => {
    for (const hostile of ['a\nrm -rf /', 'a\rb', '\x1b[2J']) {
      expect(backend.holdsDescription?.(text(hostile))).toBe(false)
      expect(render({ of: { description: text(hostile) } }).script).toContain('\ndesc=web\n')
    }
  })
  test.each([
    [{ REQUIRE: ['NETWORKING', 'db'] }, [], '# REQUIRE: NETWORKING db\n'],
    [{ BEFORE: 'cron', KEYWORD: null }, [], '# REQUIRE: LOGIN\n# BEFORE: cron\n'],
    [{ required_files: ['/etc/a', '/etc/b'] }, [], "\nrequired_files='/etc/a /etc/b'\n"],
    [{ desc: "it's" }, [], "\ndesc='it'\\''s'\n"],
    [{ my_own: '1' }, ['override-unknown-key'], '\nmy_own=1\n'],
    [{ REQUIRE: 'a;b' }, ['override-value'], '# REQUIRE: LOGIN\n'],
    [{ start_cmd: 'x' }, ['override-unwritable'], '\nstart_cmd=web_start\n'],
    [{ command: '/bin/x' }, ['override-unwritable'], ''],
    [{ 'a;b': 'x' }, ['override-unwritable'], ''],
    [{ Require: 'x' }, ['override-unwritable'], ''],
  ])('overridden by %j', (overrides, codes, line) => {
    const { script, said } = render({}, overrides)
    expect(said).toEqual(codes)
    expect(script).toContain(line)
  })
})

test('names that are one variable are refused', () => {
  const model = (other: string) => `system: demo
hosts:
  here: { platform: freebsd, address: localhost, containers: { main: { type: bsdrc } } }
processes:
  a-b: { on: [here], extends: { process: { program: /bin/a } } }
  ${other}: { on: [here], extends: { process: { program: /bin/b, name: ${other} } } }
`
  expect(codesOf(compileText(model('a_b')))).toContain('native-name-taken')
  expect(codesOf(compileText(model('a_c')))).not.toContain('native-name-taken')
})

test('where scripts are put, what they promise, where it is found', () => {
  const own = container('bsdrc', { privileged: false })
  expect(bsdrc.directory(container('bsdrc'), FACTS)).toBe('/usr/local/etc/rc.d')
  expect(bsdrc.directory(own, FACTS)).toBe('/p/rc.d')
  expect(bsdrc.promises(own)).toEqual({ survivesLogout: true, restartsOnCrash: false, startsAtBoot: false })
  expect(bsdrc.promises(container('bsdrc')).startsAtBoot).toBe(true)
  const answers = [
    { status: 0, stdout: '', stderr: '' },
    { status: 0, stdout: '14.1-RELEASE\n', stderr: '' },
  ]
  expect(backend.detect.parse({ ...FACTS, privileged: true }, answers)).toMatchObject([
    { version: '14.1-RELEASE', properties: { directory: '/usr/local/etc/rc.d' }, userChange: true },
  ])
  expect(backend.detect.parse(FACTS, answers)).toMatchObject([
    { properties: { directory: '/p/rc.d' }, userChange: false },
  ])
  expect(backend.detect.parse({ ...FACTS, platform: 'linux' }, answers)).toEqual([])
})
