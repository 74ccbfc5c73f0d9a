/** What an image and a container are made of, how an engine's answers are read, which overrides are taken. Real ones run in `tests/real`. */
import { spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { container, lowered } from '#tests/conformance/lowered.ts'
import { FACTS } from '#tests/conformance/pipeline.ts'
import type { Result, Running } from '../../contract/backend.ts'
import { root } from '../../contract/path.ts'
import { type Artefact, fillHoles, hole, type Text, text } from '../../contract/text.ts'
import type { Diagnostic } from '../../diagnostics/diagnostic.ts'
import { backend } from './backend.ts'
import { CONTAINER_SCRIPT } from './container-script.ts'
import { docker } from './index.ts'

const where = container('docker')
const filled = (of: Text) =>
  fillHoles(of, (one) =>
    one.kind === 'artefact' ? `/store/${one.of.name}` : one.kind === 'directory' ? `/var/${one.of}` : `/${one.kind}`,
  )

function made(changes: Parameters<typeof lowered>[1] = {}, overrides: unknown = undefined, place = where) {
  const one = lowered(place, changes)
  const said: Diagnostic[] = []
  const native = { ...backend.translate(one), ...backend.schema.overrides(overrides, root, (each) => said.push(each)) }
  const { artefacts } = backend.render(native, one)
  const [recipe = '', script = ''] = artefacts.map(({ content }) => filled(content))
  return { recipe, script, said: said.map(({ code }) => code) }
}
const file = (name: string, content: Text = text('x')): Artefact => ({
  name,
  mode: 0o644,
  content,
  kind: 'user',
  secret: false,
})

describe('an image', () => {
  test('has every file of the process and what those name, but no reload file', () => {
    const [inner, live] = [file('inner'), file('live')]
    const outer = file('outer', hole({ kind: 'artefact', of: inner, via: 'store' }))
    const { recipe, script } = made({ of: { files: [outer, live], reloadFiles: [live] } })
    for (const name of ['outer', 'inner']) {
      expect(recipe).toContain(`\n# has /store/${name}\n`)
      expect(script).toContain(`\tput /store/${name}\n`)
    }
    expect(recipe).not.toContain('live')
    expect(script).toContain('\tcopy /store/live\n')
    expect(script).toContain('target=/links,readonly')
  })
  test('is made of the base, with the packages that the process names', () => {
    const program = { exec: { path: text('/usr/bin/node'), args: [], style: 'foreground' as const } }
    expect(made(program).recipe).toMatch(/\nFROM debian:12-slim\nRUN .*nodejs/)
    const own = container('docker', { properties: { base: 'registry.local:5000/mine@sha256:00' } })
    expect(made(program, undefined, own).recipe).toContain('\nFROM registry.local:5000/mine@sha256:00\nCOPY root/ /\n')
    expect(() => docker.container.parse({ base: 'a b' })).toThrow()
  })
  test('has no file that holds a secret: those are mounted, each by itself', () => {
    const closed = { ...file('closed', hole({ kind: 'secret', name: 'db', format: 'raw', state: '' })), secret: true }
    const { recipe, script } = made({ of: { files: [closed] } })
    expect(recipe).not.toContain('closed')
    expect(script).not.toContain('put /store/closed')
    expect(script).toContain(`--mount='type=bind,source=/store/closed,target=/store/closed,readonly'`)
  })
  test('has the accounts of the process by number, unless nobody may become another user', () => {
    const steps = { user: { name: text('web'), group: text('www'), groups: [text('more')], home: text('/srv') } }
    const { script } = made({ of: { steps } })
    for (const row of ['group www', 'group more', 'passwd web']) expect(script).toContain(`\taccount ${row}\n`)
    const alone = container('docker', { privileged: false, userChange: false })
    expect(made({ of: { steps } }, undefined, alone).script).not.toContain('account passwd')
  })
})

describe('a container', () => {
  test.each([
    [undefined, true, 'always'],
    [undefined, false, 'no'],
    ['always', true, 'always'],
    ['on-failure', true, 'on-failure'],
    ['never', true, 'no'],
  ] as const)('restart %s, boot %s: %s', (restart, boot, policy) =>
    expect(made({ of: { restart, boot } }).script).toContain(`--restart='${policy}'`),
  )
  test.each([
    [true, 'always'],
    [false, 'no'],
  ])(
    'of a oneshot, boot %s: its launcher is restarted %s, whatever the program is, and sees the boots of the host',
    (boot, policy) => {
      const kind = { is: 'oneshot', onChange: 'run', seconds: 9 } as const
      const { script, recipe } = made({
        kind,
        by: 'launcher',
        kept: true,
        launcher: file('web.launch'),
        of: { kind, boot, restart: 'never' },
      })
      expect(script).toContain(`--restart='${policy}'`)
      expect(script).toContain('type=bind,source=/proc/1/stat,target=/run/longrun.first/stat,readonly')
      expect(script).toMatch(/ kind=oneshot\n[\s\S]*\nlauncher=\/store\/web.launch records=/)
      expect(recipe).toContain('\nSTOPSIGNAL SIGTERM\n')
    },
  )
  test('the engine’s own log has limits, unless the model chose another', () => {
    expect(made().script).toMatch(/driver='\{\{.LoggingDriver}}'[\s\S]*\t\$logs /)
    expect(made({}, { create: { 'log-driver': 'journald' } }).script).not.toMatch(/driver='\{|\$logs/)
  })
  test('is given the directories that the process speaks of, each once, and nothing of the system', () => {
    const log = hole({ kind: 'directory', of: 'log' })
    const steps = {
      output: [...log, { s: '/web.log' }],
      prepare: (['/srv/data', '/srv/data/below', '/etc/mine', '/'] as const).map(
        (one) => ({ do: 'directory', path: text(one) }) as const,
      ),
    }
    const mounts = made({ of: { steps } }).script.match(/source=[^,]*/g)
    expect(mounts).toEqual(['source=/var/log', 'source=/srv/data'])
  })
  test('a path with a comma stays one field', () => {
    const directories = [{ path: text('/srv/a,"b"'), under: null, from: root }]
    expect(made({ of: { directories } }).script).toContain(`type=bind,"source=/srv/a,""b""","target=/srv/a,""b"""`)
  })
  test('limits are soft and hard, and unlimited is -1', () => {
    const limits = new Map([
      ['nofile', text('20')],
      ['core', text('unlimited')],
    ] as const)
    const { script } = made({ native: { limits } })
    expect(script).toContain(`--ulimit='nofile=20:20'`)
    expect(script).toContain(`--ulimit='core=-1:-1'`)
  })
  test('an engine elsewhere is asked there, as its command says it', () => {
    const address = 'unix:///run/x.sock'
    const at = (engine: string) => made({}, undefined, container('docker', { properties: { engine, address } })).script
    expect(at('docker')).toContain(`docker --host ${address} "$@"`)
    expect(at('podman')).toContain(`podman --url ${address} "$@"`)
  })
  test('who is not root, and drives the engine of root, runs nothing as root', () => {
    const alone = container('docker', { privileged: false, userChange: false })
    expect(made({}, undefined, alone).script).toContain('as=--user=$(id -u):$(id -g)')
    expect(made().script).not.toContain('--user')
  })
})

describe('overrides', () => {
  test('of options: lists add, others take the place of ours, null and false leave out', () => {
    const create = { memory: '1g', network: 'bridge', publish: ['80:80', '81:81'], init: false, mount: null }
    const { script, said } = made({}, { create })
    expect(said).toEqual([])
    for (const word of [`--memory='1g'`, `--network='bridge'`, `--publish='80:80'`, `--publish='81:81'`])
      expect(script).toContain(word)
    expect(script).not.toMatch(/--init|--mount|--network='host'/)
  })
  test('of instructions: added before ENTRYPOINT, or in the place of ours', () => {
    const { recipe, said } = made({}, { image: { run: ['one', 'two'], stopsignal: 'SIGQUIT', env: 'A=1' } })
    expect(said).toEqual([])
    expect(recipe).toMatch(/STOPSIGNAL SIGQUIT\nRUN one\nRUN two\nENV A=1\nENTRYPOINT/)
  })
  test.each([
    [{ create: { name: 'x' } }, 'override-unwritable'],
    [{ create: { 'a b': 'x' } }, 'override-unwritable'],
    [{ create: { memory: ['1', '2'] } }, 'override-unwritable'],
    [{ create: { privileged: 'perhaps' } }, 'override-value'],
    [{ create: { memory: {} } }, 'override-value'],
    [{ create: { unheard: 1 } }, 'override-unknown-key'],
    [{ image: { run: 'a\nUSER root' } }, 'override-unwritable'],
    [{ image: { from: ['a', 'b'] } }, 'override-unwritable'],
    [{ image: { unheard: 'x' } }, 'override-unknown-key'],
    [{ memory: '1g' }, 'override-value'],
    ['text', 'override-value'],
  ])('%j: %s', (overrides, code) => expect(made({}, overrides).said).toEqual([code]))
})

const running = (name: string): Running => ({
  placement: `${name}@here/main`,
  name,
  container: where,
  directory: '/x',
  scripts: { own: `/store/${name}.container` },
  installed: [],
  pidFile: '',
  log: null,
  reload: null,
  stopSeconds: 10,
  boot: true,
})
const answer = (stdout: string, status = 0): Result => ({ status, stdout, stderr: '' })

describe('what an engine says', () => {
  const read = (result: Result) => backend.observe.parse(['web', 'gone'].map(running), [result])
  test('of a container that runs: the program’s number, and for how long', () => {
    const started = new Date(1_000_000_000).toISOString()
    expect(read(answer(`1000010\n/web running 42 0 2 "${started}" ""\n`))).toEqual([
      { placement: 'web@here/main', state: 'up', pid: 42, upSeconds: 10, detail: 'started again 2 times' },
      { placement: 'gone@here/main', state: 'down', detail: 'it has no container' },
    ])
  })
  test.each([
    ['web exited 0 3 0 "2026-01-01T00:00:00Z" ""', 'failed', 'it ended with 3'],
    ['web restarting 0 1 9 "2026-01-01T00:00:00Z" ""', 'failed', 'it ended with 1, and is about to start again'],
    ['web created 0 0 0 "0001-01-01T00:00:00Z" "no such file"', 'down', 'no such file'],
    ['web paused 7 0 0 "2026-01-01T00:00:00Z" ""', 'down', 'paused'],
    ['web flying 7 0 0 "2026-01-01T00:00:00Z" ""', 'unknown', 'flying'],
  ])('%s', (line, state, detail) => expect(read(answer(`5\n${line}\n`))[0]).toMatchObject({ state, detail }))
  test.each([
    ['none', 'running', { state: 'down' }],
    ['begins', 'running', { state: 'starting' }],
    ['begins', 'exited', { state: 'failed', detail: 'it was ended by force; it ended with 137' }],
    ['ended 0 9 same', 'running', { state: 'up', rests: 'done', detail: expect.not.stringContaining('boot') }],
    ['ended 0 9 same', 'exited', { state: 'up', rests: 'done', detail: expect.stringContaining('next boot') }],
    ['ended 3 9 same', 'running', { state: 'failed', detail: expect.stringContaining('ended with 3') }],
  ])('of a oneshot whose record says %s, in a container that is %s', (record, state, status) => {
    const one: Running = { ...running('web'), kind: { is: 'oneshot', by: 'launcher', onChange: 'run', seconds: 9 } }
    const line = `5\n/web ${state} 42 137 0 "2026-01-01T00:00:00Z" ""\n`
    expect(backend.observe.parse([one], [answer(line), answer(`${record}\n`)])).toEqual([
      expect.objectContaining(status),
    ])
    expect(backend.observe.parse([one], [answer('', 125), answer(`${record}\n`)])[0]!.state).toBe('unknown')
  })
  test('where it does not answer, nothing is known', () =>
    expect(read(answer('5\n', 125)).map(({ state }) => state)).toEqual(['unknown', 'unknown']))
})

describe('an engine is found', () => {
  const silent = answer('', 127)
  const found = (...results: Result[]) => backend.detect.parse(FACTS, results)
  const DOCKER = answer('Docker version 28.2.2, build e6534b4\n')
  test('by its answer', () =>
    expect(found(DOCKER, answer(''), answer('enabled\n'), silent, silent, silent)).toEqual([
      { title: 'Docker', version: '28.2.2', properties: { engine: 'docker' }, privileged: true, userChange: true },
    ]))
  test('not where only its command is', () =>
    expect(found(DOCKER, answer('', 1), silent, silent, silent, silent)).toEqual([]))
  test('under its own name, and without its unit nothing starts at boot', () => {
    const podman = answer('podman version 4.3.1\n')
    const [one, ...others] = found(podman, answer(''), silent, podman, answer(''), answer('disabled\n', 1))
    expect(one).toMatchObject({ title: 'podman', properties: { engine: 'podman', boot: 'no' } })
    expect(others).toEqual([])
    expect(docker.promises(container('docker', { properties: one!.properties })).startsAtBoot).toBe(false)
    expect(docker.capabilities(container('docker', { properties: one!.properties })).boot).toBe('never')
  })
})

/** The verbs over an engine that only keeps books, and says what it was asked. */
describe('the verbs', () => {
  let place: string
  beforeEach(() => {
    place = mkdtempSync(path.join(tmpdir(), 'longrun-container-'))
    mkdirSync(path.join(place, 'engine'))
    writeFileSync(
      path.join(place, 'common.sh'),
      CONTAINER_SCRIPT.content.map((part) => ('s' in part ? part.s : '')).join(''),
    )
    writeFileSync(path.join(place, 'web.Dockerfile'), 'FROM base\n')
    writeFileSync(path.join(place, 'web.container'), SCRIPT.replaceAll('PLACE', place))
    chmodSync(path.join(place, 'web.container'), 0o755)
  })
  afterEach(() => rmSync(place, { recursive: true, force: true }))
  const SCRIPT = `name=web seconds=7 self=PLACE/web.container recipe=PLACE/web.Dockerfile copies=PLACE/copies
engine() {
	echo "$*" >>PLACE/asked
	[ ! -e PLACE/silent ] || return 125
	case $1 in
	ps) [ ! -e PLACE/engine/made ] || echo web ;;
	image) [ -e PLACE/engine/image ] ;;
	build) echo built && : >PLACE/engine/image ;;
	images) [ ! -e PLACE/engine/image ] || echo 0123 ;;
	container) case $4 in *Labels*) cat PLACE/engine/made ;; *Started*) cat PLACE/engine/state ;; *) cut -d " " -f 1 PLACE/engine/state ;; esac ;;
	create) echo "$self" >PLACE/engine/made && echo created >PLACE/engine/state ;;
	start) echo 'running "2026-01-01T00:00:00Z"' >PLACE/engine/state ;;
	rm) rm PLACE/engine/made ;;
	esac
}
files() { :; }
accounts() { :; }
reloads() { :; }
directories() { :; }
create() { engine create web; }
. PLACE/common.sh
`
  const SHELLS = [['dash'], ['bash', '--posix'], ['busybox', 'sh']]
  function tell(shell: readonly string[], ...words: string[]) {
    rmSync(path.join(place, 'asked'), { force: true })
    const [program, ...args] = [...shell, path.join(place, 'web.container'), ...words]
    const { status, stderr } = spawnSync(program!, args, { encoding: 'utf8', timeout: 10_000 })
    const asked = readFileSync(path.join(place, 'asked'), 'utf8').trim().split('\n')
    return {
      status,
      stderr,
      asked: asked.map((one) => one.split(' ')[0]).filter((one) => !['ps', 'container'].includes(one!)),
    }
  }
  const write = (name: string, content: string) => writeFileSync(path.join(place, 'engine', name), content)

  test.each(SHELLS)('%s: start makes an image and a container once, stop ends and removes it, once', (...shell) => {
    expect(tell(shell, 'start')).toMatchObject({ status: 0, asked: ['image', 'build', 'create', 'start'] })
    expect(tell(shell, 'up').status).toBe(0)
    expect(tell(shell, 'start')).toMatchObject({ status: 0, asked: ['image'] })
    write('state', 'exited\n')
    expect(tell(shell, 'up').status).toBe(1)
    expect(tell(shell, 'start').asked).toEqual(['image', 'start'])
    expect(tell(shell, 'stop')).toMatchObject({ status: 0, asked: ['stop', 'rm'] })
    expect(tell(shell, 'stop')).toMatchObject({ status: 0, asked: [] })
    expect(tell(shell, 'forget')).toMatchObject({ status: 0, asked: ['images', 'rmi'] })
  })
  test('one that another script made is replaced where it does not run', () => {
    write('made', '/store/old/web.container\n')
    write('state', 'exited\n')
    expect(tell(['dash'], 'start').asked).toEqual(['image', 'build', 'rm', 'create', 'start'])
  })
  test.each(['start', 'stop', 'forget'])('a stranger’s container is left alone by %s', (verb) => {
    write('made', '\n')
    write('state', 'running\n')
    write('image', '')
    const { status, stderr, asked } = tell(['dash'], verb)
    expect([asked.includes('rm'), asked.includes('stop'), asked.includes('create')]).toEqual([false, false, false])
    if (verb !== 'forget') expect([status, stderr]).toEqual([1, expect.stringContaining('Longrun did not make')])
  })
  test.each(['start', 'stop', 'up', 'forget'])('%s does not succeed where no engine answers', (verb) => {
    writeFileSync(path.join(place, 'silent'), '')
    expect(tell(['dash'], verb).status).not.toBe(0)
  })
  describe('of a oneshot', () => {
    const LAUNCHER_STAND_IN = `#!/bin/sh
cd PLACE/records || exit
case $1 in
done) [ "$(cat ended 2>/dev/null)" = 0 ] ;;
await) echo "$(cat ../status)" >ended && [ "$(cat ended)" = 0 ] ;;
outcome) if [ -e ended ]; then echo "ended $(cat ended) 9 same"; elif [ -e begun ]; then echo begins; else echo none; fi ;;
renew) [ "$(cat ended 2>/dev/null)" = 0 ] || [ ! -e ended ] || rm -f ended begun ;;
forget) rm -f ended begun ;;
esac
`
    beforeEach(() => {
      mkdirSync(path.join(place, 'records'))
      writeFileSync(path.join(place, 'launcher'), LAUNCHER_STAND_IN.replaceAll('PLACE', place), { mode: 0o755 })
      const more = `kind=oneshot launcher=${place}/launcher records=${place}/records\n`
      writeFileSync(path.join(place, 'web.container'), more + SCRIPT.replaceAll('PLACE', place), { mode: 0o755 })
    })
    const ends = (status: number) => writeFileSync(path.join(place, 'status'), `${status}\n`)

    test.each(SHELLS)('%s: start is over when it has ended, and does it once', (...shell) => {
      ends(0)
      expect(tell(shell, 'start')).toMatchObject({ status: 0, asked: ['image', 'build', 'create', 'start'] })
      expect(tell(shell, 'start')).toMatchObject({ status: 0, asked: ['image'] })
      expect(tell(shell, 'stop')).toMatchObject({ status: 0, asked: ['stop', 'rm'] })
      expect(tell(shell, 'start')).toMatchObject({ status: 0, asked: ['image', 'create', 'start'] })
    })
    test('one that fails says its status and its last words, and may be started again', () => {
      ends(3)
      expect(tell(['dash'], 'start')).toMatchObject({
        status: 1,
        stderr: expect.stringContaining('ended with 3'),
        asked: ['image', 'build', 'create', 'start', 'logs'],
      })
      ends(0)
      expect(tell(['dash'], 'start')).toMatchObject({ status: 0, asked: ['image', 'stop', 'rm', 'create', 'start'] })
    })
    test('one that is registered for the next boot gets another container, and is not run', () => {
      ends(0)
      expect(tell(['dash'], 'register').asked).toEqual(['image', 'build', 'create'])
      expect(tell(['dash'], 'register').asked).toEqual(['image'])
      tell(['dash'], 'start')
      write('made', '/store/old/web.container\n')
      expect(tell(['dash'], 'register').asked).toEqual(['image', 'stop', 'rm', 'create', 'start'])
    })
    test('one that runs is not taken away by a registration', () => {
      write('made', '/store/old/web.container\n')
      write('state', 'running\n')
      writeFileSync(path.join(place, 'records', 'begun'), '')
      const { status, stderr, asked } = tell(['dash'], 'register')
      expect([status, stderr]).toEqual([1, expect.stringContaining('when it has ended')])
      expect(asked).not.toContain('stop')
    })
  })
  test('in the second of its start it is not up', () => {
    write('made', '/x\n')
    write('state', `running "${new Date().toISOString()}"\nrunning "${new Date(Date.now() + 1000).toISOString()}"\n`)
    expect(tell(['dash'], 'up').status).toBe(1)
  })
})
