/** What Dysnomia and Disnix would read, read by shells and by a parser of XML; and the rules of the folder, asked one by one. */
import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { container, lowered, placement } from '#tests/conformance/lowered.ts'
import { FACTS, render as renderAll } from '#tests/conformance/pipeline.ts'
import { BACKENDS, codesOf, compileText } from '#tests/fixtures/compiling.ts'
import { SHELLS, Stand } from '#tests/launcher/stand.ts'
import { HOSTILE } from '#tests/quoting/strings.ts'
import type { Container, Lowered } from '../../contract/backend.ts'
import { at, root } from '../../contract/path.ts'
import { fillHoles, type Text, text } from '../../contract/text.ts'
import type { Diagnostic } from '../../diagnostics/diagnostic.ts'
import { backend } from './backend.ts'
import { disnix, placesOf } from './index.ts'

const STAND_IN = path.join(import.meta.dirname, 'dysnomia.stand-in.sh')
const filled = (content: Text, name = 'true') =>
  fillHoles(content, (hole) => (hole.kind === 'artefact' ? `/bin/${name}` : '/run'))

function render(changes: Parameters<typeof lowered>[1], overrides: object = {}) {
  const one = lowered(container('disnix'), changes)
  const said: Diagnostic[] = []
  const native = {
    ...backend.translate(one),
    ...backend.schema.overrides(overrides, root, (found) => said.push(found)),
  }
  const { artefacts, links, by } = backend.render(native, one)
  return { component: filled(artefacts[0]!.content), links, by, said: said.map(({ code }) => code) }
}

describe.each(SHELLS)('a component is shell, and says to %s what was meant', (shell) => {
  let stand: Stand
  beforeAll(() => {
    stand = new Stand(shell)
  })
  afterAll(() => stand.close())

  test('whatever its values and its description hold', () => {
    const held = HOSTILE.filter((one) => one.length < 4096)
    const files = held.map((value, index) => {
      const description = backend.holdsDescription?.(text(value)) ? { description: text(value) } : {}
      const { component } = render({ of: description }, { mine: value })
      return stand.write(`component.${index}`, component)
    })
    expect(files.length).toBeGreaterThan(60)
    const script = 'for one; do (. "$one" && printf "%s\\0%s\\0%s\\0" "$process" "$pidFile" "$mine"); done'
    const { stdout, stderr } = spawnSync(stand.shell, ['-c', script, 'sh', ...files], {
      encoding: 'utf8',
      timeout: 60_000,
    })
    expect(stderr).toBe('')
    const expected = held.flatMap((one) => ['/bin/true', '/run/dysnomia/main/web.pid', one])
    expect(stdout.split('\0').slice(0, -1)).toEqual(expected)
  })
  test.each(['true', 'false'])('the PID file is made true: a launcher that says %s', (answer) => {
    const said = { true: 'web: running (pid 77, up 2 s)', false: 'web: dead, but recorded (pid 77)' }[answer]
    const launcher = stand.write(
      'launcher',
      `#!/bin/sh\n[ "$1" = status ] || exit 9\necho "${said}"\n${answer} || exit 1\n`,
    )
    const file = stand.write('run/web.pid', '1\n')
    const one = lowered(container('disnix'))
    const [, program] = backend.render(
      { ...backend.translate(one), launcher: text(launcher), pidFile: text(file) },
      one,
    ).artefacts
    const script = stand.write('activate', filled(program!.content))
    spawnSync('chmod', ['755', launcher, script], { timeout: 5_000 })
    const run = (...words: string[]) =>
      spawnSync(stand.shell, [script, ...words], { encoding: 'utf8', timeout: 10_000 })
    expect(run('pid')).toMatchObject({ status: 0, stdout: '', stderr: '' })
    expect(stand.has('run/web.pid')).toBe(answer === 'true')
    if (answer === 'true') expect(stand.read('run/web.pid')).toBe('77\n')
    expect(run('dance').status).toBe(2)
    // What does not start says so: Dysnomia's module would not.
    expect(run()).toMatchObject({ status: 9, stderr: 'longrun: not started\n' })
  })
})

test.each([
  [{ timeout: 5 }, [], '\ntimeout=5\n'],
  [{ timeout: null }, [], 'process=/bin/true\n'],
  [{ timeout: 'soon' }, ['override-value'], 'process=/bin/true\n'],
  [{ mine: '$(id)' }, ['override-unknown-key'], "\nmine='$(id)'\n"],
  [{ process: '/bin/x' }, ['override-unwritable'], 'process=/bin/true\n'],
  [{ pidFile: '/x' }, ['override-unwritable'], 'pidFile=/run/dysnomia/main/web.pid\n'],
  [{ PATH: '/x' }, ['override-unwritable'], ''],
  [{ 'a;b': '1' }, ['override-unwritable'], ''],
  [{ a: ['1', '2'] }, ['override-unwritable'], ''],
])('overridden by %j', (overrides, codes, line) => {
  const { component, said } = render({}, overrides)
  expect(said).toEqual(codes)
  expect(
    component
      .replaceAll("'/bin/true'", '/bin/true')
      .replaceAll("'/run/dysnomia/main/web.pid'", '/run/dysnomia/main/web.pid'),
  ).toContain(line)
})

/** The manifest as Disnix sees it: parsed as XML by Python, services by key. */
function manifestOf(all: readonly Lowered[], where: Container) {
  const file = backend.renderContainer!(all, where).artefacts[0]!
  const content = fillHoles(file.content, (hole) => {
    if (hole.kind !== 'artefact') return '/prefix'
    const inside = fillHoles(hole.of.content, (one) => (one.kind === 'artefact' ? one.of.name : ''))
    return hole.of.name.endsWith('.identity') ? `${hole.of.name}(${inside.trim().replaceAll('\n', ' ')})` : hole.of.name
  })
  const script = `import json, sys, xml.etree.ElementTree as X
m = X.fromstring(sys.stdin.buffer.read())
def mapped(e): return [[x.text for x in one] for one in e]
print(json.dumps({'tags': [m.tag, m.get('version')] + [e.tag for e in m],
  'services': [[s.get('name'), s.find('name').text, s.find('pkg').text, s.find('type').text, mapped(s.find('dependsOn'))] for s in m.find('services')],
  'mappings': mapped(m.find('serviceMappings')),
  'target': [m.find('infrastructure/target').get('name'), m.find('.//clientInterface').text, m.find('.//targetProperty').text],
  'container': {p.get('name'): p.text for p in m.findall('.//container/property')}}))`
  const { stdout, stderr } = spawnSync('python3', ['-c', script], { input: content, encoding: 'utf8', timeout: 30_000 })
  expect(stderr).toBe('')
  return JSON.parse(stdout)
}

describe('the manifest', () => {
  const from = at(root, 'after')
  const where = container('disnix')
  function make(name: string, after: readonly [string, 'order' | 'restart'][] = [], at = where) {
    const launcher = {
      name: `${name}.launch`,
      mode: 0o755,
      kind: 'launcher',
      secret: false,
      content: text(''),
    } as const
    return lowered(at, {
      name,
      of: {
        name,
        id: `${name}@here/main`,
        after: after.map(([other, onChange]) => ({ placement: `${other}@here/main`, onChange, from })),
      },
      after: after.map(([other]) => ({ name: other, container: 'main', from })),
      exec: { path: [{ hole: { kind: 'artefact', of: launcher, via: 'store' } }], args: [], style: 'daemon' },
    })
  }
  test('is one of version 2: a target, and each process a service of type process, in order', () => {
    const made = manifestOf([make('db'), make('web', [['db', 'order']])], where)
    expect(made).toEqual({
      tags: ['manifest', '2', 'profiles', 'services', 'infrastructure', 'serviceMappings', 'snapshotMappings'],
      services: [
        ['db.launch', 'db', '/etc/dysnomia/components/longrun/db', 'process', []],
        [
          'web.launch',
          'web',
          '/etc/dysnomia/components/longrun/web',
          'process',
          [['db.launch', 'longrun', 'localhost']],
        ],
      ],
      mappings: [
        ['db.launch', 'longrun', 'localhost'],
        ['web.launch', 'longrun', 'localhost'],
      ],
      target: ['localhost', 'disnix-run-activity', 'hostname'],
      container: {},
    })
  })
  test('what restarts with another has its identity in its own; what only comes after it has not', () => {
    const made = manifestOf(
      [make('a'), make('b', [['a', 'restart']]), make('c', [['b', 'restart']]), make('d', [['c', 'order']])],
      where,
    )
    expect(made.services.map(([key]: string[]) => key)).toEqual([
      'a.launch',
      'b.identity(b.launch a.launch)',
      'c.identity(c.launch b.identity)',
      'd.launch',
    ])
  })
  test('identity costs the same at any depth', () => {
    const layers = Array.from({ length: 60 }, (_, depth) =>
      ['l', 'r'].map((side) =>
        make(
          `${side}${depth}`,
          depth === 0
            ? []
            : [
                [`l${depth - 1}`, 'restart'],
                [`r${depth - 1}`, 'restart'],
              ],
        ),
      ),
    ).flat()
    // 2 to the power of 60 paths: written out, there would be no end of it.
    const { artefacts } = backend.renderContainer!(layers, where)
    expect(artefacts[0]!.content.length).toBeLessThan(20_000)
  })
  test('an ordinary user, and a container that is there already', () => {
    const own = container('disnix', { privileged: false, userChange: false })
    expect(manifestOf([make('web', [], own)], own)).toMatchObject({
      services: [['web.launch', 'web', '/prefix/dysnomia/components/longrun/web', 'process', []]],
      container: { DYSNOMIA_STATEDIR: '/prefix/dysnomia/state' },
    })
    const given = {
      directory: '/srv/d',
      container: 'process',
      state: '/srv/s',
      modules: '/srv/m',
      client: 'disnix-client',
    }
    const there = container('disnix', { properties: given })
    expect(manifestOf([make('web', [], there)], there)).toMatchObject({
      services: [['web.launch', 'web', '/srv/d/components/process/web', 'process', []]],
      container: { DYSNOMIA_STATEDIR: '/srv/s', DYSNOMIA_MODULES_PATH: '/srv/m' },
      target: ['localhost', 'disnix-client', 'hostname'],
    })
    expect(backend.renderContainer!([], there).links.map((one) => one.at)).toEqual(['manifests/process.xml'])
    expect(backend.renderContainer!([], own).links.map((one) => one.at)).toEqual([
      'manifests/longrun.xml',
      'containers/longrun',
    ])
  })
})

test('the commands: one component each, with the books where they are', () => {
  const properties = { state: '/s', modules: '/m', dysnomia: '/opt/bin/dysnomia' }
  const where = container('disnix', { properties })
  const [running] = renderAll(BACKENDS.get('disnix')!, [placement(where)], FACTS).running
  const [start] = backend.activities.start(running!)
  expect(start?.argv.slice(4)).toEqual(
    '/opt/bin/dysnomia --operation activate --component /etc/dysnomia/components/longrun/web --container longrun'.split(
      ' ',
    ),
  )
  const environment = {
    DYSNOMIA_CONTAINERS_PATH: '/etc/dysnomia/containers',
    DYSNOMIA_STATEDIR: '/s',
    DYSNOMIA_MODULES_PATH: '/m',
  }
  expect(start?.environment).toEqual(environment)
  const [launcher, told] = backend.activities.stop(running!)
  expect(launcher?.argv).toEqual([running!.scripts.launcher, 'stop'])
  expect(told).toMatchObject({ environment })
  expect(backend.activities.restart!(running!)).toEqual([launcher, told, start])
  expect(backend.activities.reload!(running!)).toEqual([])
  expect(backend.activities.reload!({ ...running!, reload: { signal: 'HUP' } })).toMatchObject([
    { argv: [running!.scripts.launcher, 'reload'] },
  ])
  expect(placesOf(container('disnix', { privileged: false }), '/d').state).toBe('/d/state')
})

test("the stand-in is strict: no word, container or activity but Dysnomia's", () => {
  const stand = new Stand('bash')
  stand.write('containers/c', 'type=process\n')
  stand.write('containers/bad', '# a comment\ntype=process\n')
  stand.write('x/etc/dysnomia/process/x', 'process=/bin/true\n')
  const run = (...words: string[]) =>
    spawnSync(STAND_IN, words, {
      encoding: 'utf8',
      timeout: 20_000,
      env: {
        ...process.env,
        DYSNOMIA_CONTAINERS_PATH: stand.at('containers'),
        DYSNOMIA_STATEDIR: stand.at('s'),
      },
    }).stderr
  expect(run('--frobnicate')).toContain('no word of dysnomia')
  expect(run('--operation', 'activate', '--component', stand.at('x'), '--container', 'bad')).toContain('not a variable')
  expect(run('--operation', 'activate', '--component', stand.at('x'), '--container', 'none')).toContain('no container')
  expect(run('--operation', 'activate', '--component', `${stand.at('x')} y`, '--container', 'c')).toContain('xargs')
  expect(run('--operation', 'lock', '--component', stand.at('x'), '--container', 'c')).toContain('no activity')
  expect(run('--operation', 'deactivate', '--component', stand.at('x'), '--container', 'c')).toContain(
    'names no process',
  )
  writeFileSync(stand.at('x/etc/dysnomia/process/y'), '')
  expect(run('--operation', 'deactivate', '--component', stand.at('x'), '--container', 'c')).toContain(
    '2 configurations',
  )
  stand.close()
})

test('names that Dysnomia would take apart are refused', () => {
  const model = (name: string) => `system: demo
hosts: { here: { platform: linux, address: localhost, containers: { main: { type: disnix } } } }
processes: { a: { on: [here], extends: { process: { program: /bin/a, name: ${JSON.stringify(name)} } } } }
`
  expect(codesOf(compileText(model('a.b_c-d')))).not.toContain('native-name')
  for (const name of ['.hidden', 'ü']) expect(codesOf(compileText(model(name))).length).toBeGreaterThan(0)
})

test('where things are put, what is promised, how it is found', () => {
  expect(disnix.directory(container('disnix'), FACTS)).toBe('/etc/dysnomia')
  expect(disnix.directory(container('disnix', { privileged: false }), FACTS)).toBe('/var/lib/longrun/dysnomia')
  expect(disnix.promises(container('disnix'))).toEqual({
    survivesLogout: true,
    restartsOnCrash: false,
    startsAtBoot: false,
  })
  const version = { status: 0, stdout: 'dysnomia (dysnomia 0.10.2)\n\nCopyright\n', stderr: '' }
  const there = { status: 0, stdout: 'runtimeDir=/run\ntype=process\n', stderr: '' }
  const none = { status: 1, stdout: '', stderr: '' }
  expect(backend.detect.ask(FACTS)).toHaveLength(2)
  expect(backend.detect.parse(FACTS, [version, there])).toMatchObject([
    { version: '0.10.2', properties: { directory: '/etc/dysnomia', container: 'process' }, userChange: true },
  ])
  expect(backend.detect.parse(FACTS, [version, none])[0]?.properties).toEqual({ directory: '/etc/dysnomia' })
  expect(backend.detect.parse({ ...FACTS, privileged: false }, [version, there])[0]?.properties).toEqual({
    directory: '/var/lib/longrun/dysnomia',
  })
  expect(backend.detect.parse(FACTS, [none, none])).toEqual([])
})

test('what the launcher answers, line by line', () => {
  const running = ['a', 'b', 'c', 'd', 'e', 'f'].map((name) => ({
    ...renderAll(BACKENDS.get('disnix')!, [placement(container('disnix'))], FACTS).running[0]!,
    placement: name,
  }))
  const stdout =
    '0 a: running (pid 5, up 7 s)\n1 b: dead, but recorded (pid 6)\n3 c: starting (pid 8, up 0 s)\n3 d: not running\n127 sh: gone\n4 f: unknown\n'
  expect(backend.observe.parse(running, [{ status: 0, stdout, stderr: '' }])).toMatchObject([
    { state: 'up', pid: 5, upSeconds: 7 },
    { state: 'failed' },
    { state: 'starting', pid: 8 },
    { state: 'down' },
    { state: 'down' },
    { state: 'unknown' },
  ])
  expect(backend.observe.status([])).toEqual([])
})
