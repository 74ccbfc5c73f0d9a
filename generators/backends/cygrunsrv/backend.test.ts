/** Registrations as a strict reader of cygrunsrv's options takes them, the verbs against one that keeps books, and how answers are read. */
import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { container, lowered, placement } from '#tests/conformance/lowered.ts'
import { FACTS, render } from '#tests/conformance/pipeline.ts'
import { compileText } from '#tests/fixtures/compiling.ts'
import { HOSTILE } from '#tests/quoting/strings.ts'
import { CATALOGUE } from '../../catalogue.ts'
import type { Command, Result, Running } from '../../contract/backend.ts'
import { root } from '../../contract/path.ts'
import { fillHoles, text } from '../../contract/text.ts'
import type { Diagnostic } from '../../diagnostics/diagnostic.ts'
import { backend } from './backend.ts'
import { cygrunsrv } from './index.ts'

// Each call starts a Python: on a busy machine a row of them takes its time.
vi.setConfig({ testTimeout: 120_000 })

const where = container('cygrunsrv', { platform: 'cygwin', privileged: false, userChange: false })

/**
 * Its documented options and no others, each at most as often as documented; a service is a file with what it was registered with.
 * Windows refuses to stop what a running service depends on.
 */
const CYGRUNSRV = `#!/usr/bin/env python3
import json, os, sys
books = os.environ['BOOKS']
def file(name): return os.path.join(books, name.lower() + '.service')
def load(name):
    try: return json.load(open(file(name)))
    except FileNotFoundError:
        print('cygrunsrv: Error: OpenService:  Win32 error 1060:\\nThe specified service does not exist as an installed service.', file=sys.stderr)
        sys.exit(1)
def save(name, service): json.dump(service, open(file(name), 'w'))
def usage(why): print(why, file=sys.stderr); sys.exit(64)
ONCE = {'path', 'args', 'chdir', 'disp', 'desc', 'type', 'termsig', 'shutsig', 'stdin', 'stdout', 'stderr', 'pidfile'}
MANY = {'env': 255, 'dep': 16}
SWITCHES = {'shutdown', 'preshutdown', 'neverexits', 'interactive', 'nohide'}
def install(name, words):
    if os.path.exists(file(name)): usage('it is there already')
    service = {'name': name, 'state': 'Stopped', 'options': {}}
    options = service['options']
    for word in words:
        if not word.startswith('--'): usage('not an option: ' + word)
        key, equals, value = word[2:].partition('=')
        if key in SWITCHES and not equals and key not in options: options[key] = True
        elif key in ONCE and value and key not in options: options[key] = value
        elif key in MANY and value and len(options.setdefault(key, [])) < MANY[key]: options[key].append(value)
        else: usage('what is ' + word)
    if 'path' not in options or options.get('type') not in (None, 'auto', 'manual'): usage('no path, or a wrong type')
    if any('=' not in one for one in options.get('env', [])): usage('a variable has no value')
    save(name, service)
verb, _, attached = sys.argv[1].partition('=')
name = attached or (sys.argv[2] if len(sys.argv) > 2 else '')
if verb == '--install': install(name, sys.argv[2:])
elif verb == '--query':
    service = load(name)
    print('Service             : %s\\nCurrent State       : %s\\nCommand             : %s' % (service['name'], service['state'], service['options']['path']))
elif verb == '--start':
    service = load(name)
    if service['state'] == 'Running': sys.exit(1)
    service['state'] = 'Running'
    save(name, service)
elif verb == '--stop':
    service = load(name)
    for other in os.listdir(books):
        if other.endswith('.service'):
            one = load(other[:-8])
            if one['state'] == 'Running' and name in one['options'].get('dep', []): sys.exit(1)
    if service['state'] != 'Running': sys.exit(1)
    service['state'] = 'Stopped'
    save(name, service)
elif verb == '--remove':
    if load(name)['state'] != 'Stopped': usage('it runs')
    os.remove(file(name))
else: usage('no such verb')
`

interface Service {
  readonly name: string
  readonly state: string
  readonly options: Readonly<Record<string, string | readonly string[] | true>>
}

let scratch: string
beforeEach(() => {
  scratch = mkdtempSync(path.join(tmpdir(), 'longrun-cygrunsrv-'))
  put(path.join(scratch, 'bin/cygrunsrv'), CYGRUNSRV, 0o755)
})
afterEach(() => rmSync(scratch, { recursive: true, force: true }))

function put(file: string, content: string | Buffer, mode = 0o644): string {
  mkdirSync(path.dirname(file), { recursive: true })
  writeFileSync(file, content)
  chmodSync(file, mode)
  return file
}
function run(command: Pick<Command, 'argv'>): Result {
  const [program = '', ...args] = command.argv
  const env = { PATH: `${scratch}/bin:${process.env.PATH}`, BOOKS: scratch, NODE_ENV: 'test' as const }
  const { status, stdout, stderr } = spawnSync(program, args, { encoding: 'utf8', timeout: 20_000, env })
  return { status, stdout, stderr }
}
function serviceOf(name: string): Service {
  return JSON.parse(readFileSync(path.join(scratch, `${name}.service`), 'utf8')) as Service
}

test('every golden is a registration that is taken', () => {
  const goldens = path.join(import.meta.dirname, 'goldens')
  const files = readdirSync(goldens, { recursive: true, encoding: 'utf8' }).filter((one) =>
    /\/cygrunsrv\/[^/]+$/.test(one),
  )
  expect(files.length).toBeGreaterThan(8)
  for (const file of files) {
    for (const shell of ['dash', 'bash', 'busybox'])
      expect(
        run({ argv: [...(shell === 'busybox' ? [shell, 'sh'] : [shell]), '-n', path.join(goldens, file)] }).status,
      ).toBe(0)
    expect([file, run({ argv: ['sh', path.join(goldens, file)] })]).toEqual([
      file,
      { status: 0, stdout: '', stderr: '' },
    ])
    rmSync(path.join(scratch, `${path.basename(file)}.service`))
  }
})

test('what a service is started with is what was typed, by its options or by the launcher', () => {
  const probe = put(
    path.join(scratch, 'probe'),
    '#!/bin/sh\ncat "/proc/$$/cmdline" >"$1.words"\ncat "/proc/$$/environ" >"$1.variables"\n',
    0o755,
  )
  const named = (values: readonly string[]) => new Map(values.map((one, index) => [`V${index}`, text(one)]))
  const held = {
    words: HOSTILE.filter((one) => backend.holds?.('exec', [text('/p'), text(one)])),
    variables: HOSTILE.filter((one) => backend.holds?.('environment', [text(`V=${one}`)])),
  }
  expect(held.words).toEqual([
    'plain',
    '--',
    '-n',
    '-',
    '@x',
    '+x',
    ':x',
    '-/bin/sh',
    '@/bin/sh',
    'a=b',
    '=b',
    'a,b',
    'a'.repeat(8192),
  ])
  expect(held.variables.length).toBeGreaterThan(60)
  const of = (name: string, words: readonly string[], variables: readonly string[]) =>
    placement(where, {
      name,
      foreground: { path: text(probe), args: [path.join(scratch, name), ...words].map((one) => text(one)) },
      steps: { environment: named(variables), output: text(path.join(scratch, 'output')) },
    })
  const cases = [
    ['native', held.words, held.variables],
    ['words', HOSTILE, held.variables],
    ['both', HOSTILE, HOSTILE],
  ] as const
  const target = { declaration: cygrunsrv, backend }
  const facts = { ...FACTS, platform: 'cygwin', prefix: scratch, privileged: false }
  const rendition = render(
    target,
    cases.map(([name, words, variables]) => of(name, words, variables)),
    facts,
  )
  for (const [file, { content, mode }] of rendition.files) put(file, content, mode)
  for (const [index, [name, words, variables]] of cases.entries()) {
    expect(run({ argv: [rendition.running[index]?.installed[0] ?? ''] })).toEqual({ status: 0, stdout: '', stderr: '' })
    const { options } = serviceOf(name)
    const env = Object.fromEntries(
      [options.env ?? []]
        .flat()
        .map((one) => [String(one).split('=', 1)[0], String(one).slice(String(one).indexOf('=') + 1)]),
    )
    const args = typeof options.args === 'string' ? options.args.split(' ') : []
    expect(spawnSync(String(options.path), args, { env: { ...env, NODE_ENV: 'test' }, timeout: 20_000 }).status).toBe(0)
    const out = (kind: string) => readFileSync(path.join(scratch, `${name}.${kind}`), 'utf8').split('\0')
    expect(out('words').slice(3, -1)).toEqual(words)
    const found = new Map(
      out('variables').map((one) => [one.slice(0, one.indexOf('=')), one.slice(one.indexOf('=') + 1)]),
    )
    expect(variables.map((_, at) => found.get(`V${at}`))).toEqual(variables)
  }
})

describe('options cannot say', () => {
  test.each([
    ['PATH, which gets /bin in front', ['PATH=/x']],
    ['names that only case tells apart', ['A=1', 'a=2']],
    ['nothing', ['A=']],
    ['what depends on the locale', ['A=é']],
    ['two lines', ['A=b\nc']],
  ])('%s', (_, variables) => {
    expect(
      backend.holds?.(
        'environment',
        variables.map((one) => text(one)),
      ),
    ).toBe(false)
  })
})

describe('a registration', () => {
  const options = (changes: Parameters<typeof lowered>[1], overrides: object = {}) => {
    const said: Diagnostic[] = []
    const one = lowered(where, changes)
    const native = {
      ...backend.translate(one),
      ...backend.schema.overrides(overrides, root, (found) => said.push(found)),
    }
    const { artefacts, by } = backend.render(native, one)
    const script = put(
      path.join(scratch, 'x'),
      fillHoles(artefacts[0]!.content, () => '/store/x'),
    )
    rmSync(path.join(scratch, 'web.service'), { force: true })
    expect(run({ argv: ['sh', script] })).toMatchObject({ status: 0, stderr: '' })
    return { options: serviceOf('web').options, said: said.map((found) => found.code), by }
  }
  test('names every hostile description exactly', () => {
    const say = `#!/bin/sh\nfor word; do case $word in --desc=*) printf '%s\\0' "\${word#--desc=}" ;; esac; done\n`
    put(path.join(scratch, 'bin/cygrunsrv'), say, 0o755)
    const held = HOSTILE.filter((one) => one.trim() !== '' && backend.holdsDescription?.(text(one)))
    expect(held.length).toBeGreaterThan(60)
    const scripts = held.map((one) => {
      const native = lowered(where, { of: { description: text(one) } })
      const script = backend.render(backend.translate(native), native).artefacts[0]!
      return `(${fillHoles(script.content, () => '/store/x')})`
    })
    expect(
      run({ argv: ['sh', put(path.join(scratch, 'all'), scripts.join('\n'))] })
        .stdout.split('\0')
        .slice(0, -1),
    ).toEqual(held)
  })
  test('has the stop signal, the start type and no more than sixteen dependencies', () => {
    const after = Array.from({ length: 20 }, (_, index) => ({ name: `d${index}`, container: 'main', from: root }))
    const elsewhere = { name: 'far', container: 'other', from: root }
    const found = options({ of: { boot: false, stop: { signal: 'QUIT', seconds: 3 } }, after: [elsewhere, ...after] })
    expect(found.options).toMatchObject({ type: 'manual', termsig: 'QUIT', shutdown: true })
    expect(found.options.dep).toEqual(after.slice(0, 16).map((one) => one.name))
  })
  test.each([
    [{ neverexits: true, shutdown: false }, [], { neverexits: true }, ['shutdown']],
    [{ dep: ['a', 'b'], disp: 'The web' }, [], { dep: ['a', 'b'], disp: 'The web' }, []],
    [{ stdin: '/dev/null', desc: null }, [], { stdin: '/dev/null' }, ['desc']],
    [{ type: 'never' }, ['override-value'], { type: 'auto' }, []],
    [{ shutdown: 'perhaps' }, ['override-value'], { shutdown: true }, []],
    [{ env: ['A'] }, ['override-value'], {}, ['env']],
    [{ passwd: 'secret' }, ['override-unwritable'], {}, ['passwd']],
    [{ path: '/x' }, ['override-unwritable'], { path: '/bin/true' }, []],
    [{ disp: 'a\nb' }, ['override-unwritable'], { disp: 'web' }, []],
    [{ 'x y': '1' }, ['override-unwritable'], {}, []],
  ])('overridden by %j', (overrides, codes, has, hasNot) => {
    const found = options({ of: { description: text('x') } }, overrides)
    expect(found.said).toEqual(codes)
    expect(found.options).toMatchObject(has)
    for (const key of hasNot) expect(found.options).not.toHaveProperty(key)
  })
  test('an option that is new is passed on with a warning', () => {
    const said: string[] = []
    backend.schema.overrides({ brandnew: 'x' }, root, (found) => said.push(found.code))
    expect(said).toEqual(['override-unknown-key'])
  })
})

test('more dependencies than it takes are named', () => {
  const example = CATALOGUE['order-most']?.example ?? ''
  const { diagnostics, manifest } = compileText(example)
  expect(diagnostics.filter((one) => one.code === 'order-most')).toMatchObject([{ data: { count: 17, most: 16 } }])
  expect(manifest).not.toBeNull()
  expect(compileText(example.replace(', before16]', ']')).diagnostics.map((one) => one.code)).not.toContain(
    'order-most',
  )
})

describe('the verbs, against one that keeps books', () => {
  const running = (name: string, changes: Partial<Running> = {}): Running => ({
    placement: `${name}@here/main`,
    name,
    container: where,
    directory: scratch,
    scripts: {},
    installed: [path.join(scratch, name)],
    pidFile: '',
    log: null,
    reload: { signal: 'HUP' },
    stopSeconds: 1,
    boot: true,
    ...changes,
  })
  const register = (name: string, more = '') =>
    put(path.join(scratch, name), `#!/bin/sh\nexec cygrunsrv --install=${name} --path=/bin/true ${more}\n`, 0o755)
  const all = (commands: readonly Command[]) => commands.map((one) => run(one).status)

  test('start, again, restart with what is new, stop, again', () => {
    const web = running('web')
    register('web')
    expect(run(backend.activities.up(web)).status).not.toBe(0)
    expect(all(backend.activities.start(web))).toEqual([0])
    expect(run(backend.activities.up(web)).status).toBe(0)
    expect(all(backend.activities.start(web))).toEqual([0])
    register('web', '--disp=new')
    expect(all(backend.activities.restart!(web))).toEqual([0, 0])
    expect(serviceOf('web')).toMatchObject({ state: 'Running', options: { disp: 'new' } })
    expect(all(backend.activities.stop(web))).toEqual([0])
    expect(existsSync(path.join(scratch, 'web.service'))).toBe(false)
    expect(all(backend.activities.stop(web))).toEqual([0])
  })
  test('a broken registration fails the start', () => {
    register('web', '--nonsense')
    expect(all(backend.activities.start(running('web')))).not.toEqual([0])
  })
  test('what others depend on is not stopped by taking them along, and not reported as stopped either', () => {
    register('db')
    register('web', '--dep=db')
    // Windows' own tool, which would say which process it is, is not there: so the program cannot be told.
    for (const name of ['db', 'web']) expect(all(backend.activities.start(running(name)))).toEqual([0])
    const [command] = backend.activities.stop(running('db', { stopSeconds: 0 }))
    expect(run({ argv: command!.argv.map((word) => word.replace('-gt -10', '-gt -1')) })).toMatchObject({ status: 1 })
    expect(serviceOf('web').state).toBe('Running')
  })
  test('status', () => {
    put(
      path.join(scratch, 'bin/sc.exe'),
      '#!/bin/sh\nprintf "SERVICE_NAME: x\\r\\n        WIN32_EXIT_CODE    : 1067  (0x42b)\\r\\n        PID                : 0\\r\\n"\n',
      0o755,
    )
    register('web')
    register('died')
    all(backend.activities.start(running('web')))
    run({ argv: [path.join(scratch, 'died')] })
    const asked = [running('web'), running('died'), running('nobody')]
    expect(backend.observe.parse(asked, backend.observe.status(asked).map(run))).toEqual([
      { placement: 'web@here/main', state: 'up' },
      { placement: 'died@here/main', state: 'failed', detail: 'it ended with the Windows error 1067' },
      { placement: 'nobody@here/main', state: 'down', detail: 'it is not registered' },
    ])
    expect(backend.observe.parse(asked, [])).toMatchObject([
      { state: 'unknown' },
      { state: 'unknown' },
      { state: 'unknown' },
    ])
  })
})

test('where it is, and that names are alike without regard to case', () => {
  const facts = { ...FACTS, platform: 'cygwin', privileged: false }
  expect(cygrunsrv.directory(where, facts)).toBe('/var/lib/longrun/cygrunsrv')
  expect(cygrunsrv.names.rename?.('demo-Web')).toBe('demo-web')
  const answer = { status: 0, stdout: 'cygrunsrv V1.62, Aug  8 2014\n', stderr: '' }
  expect(backend.detect.parse(facts, [answer])).toMatchObject([{ version: '1.62', userChange: false }])
  expect(backend.detect.parse({ ...facts, platform: 'linux' }, [answer])).toEqual([])
})
