/** Jobs as a parser of property lists reads them, the verbs against a launchctl that only keeps books, and how answers are read. */
import { spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { container, lowered, placement } from '#tests/conformance/lowered.ts'
import { FACTS, render } from '#tests/conformance/pipeline.ts'
import { HOSTILE } from '#tests/quoting/strings.ts'
import type { Command, ContainerTransition, Placement, Result, Running } from '../../contract/backend.ts'
import { root } from '../../contract/path.ts'
import { fillHoles, text } from '../../contract/text.ts'
import type { Diagnostic } from '../../diagnostics/diagnostic.ts'
import { backend } from './backend.ts'
import { launchd } from './index.ts'
import { KEYS } from './keys.ts'

// A process for each hostile string: on a busy machine a row of them takes its time.
vi.setConfig({ testTimeout: 120_000 })

const TARGET = { declaration: launchd, backend }
const where = container('launchd', { platform: 'darwin' })
const READ = 'import sys, json, plistlib; json.dump([plistlib.load(open(f, "rb")) for f in sys.argv[1:]], sys.stdout)'

interface Job {
  readonly [key: string]: unknown
  readonly ProgramArguments: readonly string[]
  readonly EnvironmentVariables?: Readonly<Record<string, string>>
  readonly WorkingDirectory?: string
}
/** As Python's plistlib, which is stricter than Apple's own, reads them. */
function read(...files: readonly string[]): readonly Job[] {
  const done = spawnSync('python3', ['-c', READ, ...files], { encoding: 'utf8', timeout: 20_000 })
  expect([done.status, done.stderr]).toEqual([0, ''])
  return JSON.parse(done.stdout) as readonly Job[]
}

let scratch: string
beforeEach(() => {
  scratch = mkdtempSync(path.join(tmpdir(), 'longrun-launchd-'))
})
afterEach(() => rmSync(scratch, { recursive: true, force: true }))

function put(file: string, content: string | Buffer, mode = 0o644): string {
  mkdirSync(path.dirname(file), { recursive: true })
  writeFileSync(file, content)
  chmodSync(file, mode)
  return file
}

/** Writes every file of these placements below the scratch directory and gives the jobs, each by name. */
function install(placements: readonly Placement[]): ReadonlyMap<string, Job> {
  const rendition = render(TARGET, placements, { ...FACTS, platform: 'darwin', prefix: scratch })
  for (const [file, { content, mode }] of rendition.files) put(file, content, mode)
  const jobs = read(...rendition.running.map((one) => one.installed[0] ?? '/nowhere'))
  return new Map(rendition.running.map((one, index) => [one.name, jobs[index]!]))
}

test('every golden is a property list whose keys have the types of launchd.plist(5)', () => {
  const goldens = path.join(import.meta.dirname, 'goldens')
  const files = readdirSync(goldens, { recursive: true, encoding: 'utf8' }).filter((one) => one.endsWith('.plist'))
  expect(files.length).toBeGreaterThan(8)
  for (const job of read(...files.map((one) => path.join(goldens, one)))) {
    const { Label, ...others } = job
    expect(Label).toMatch(launchd.names.pattern)
    for (const [key, value] of Object.entries(others)) {
      const type = KEYS.get(key)
      const are = Array.isArray(value) && value.every((one) => typeof one === 'object') ? 'dictionaries' : 'strings'
      const is = Array.isArray(value) ? are : Number.isInteger(value) ? 'integer' : typeof value
      const plain = is === 'object' ? 'dictionary' : is
      expect([key, type === 'boolean-or-dictionary' ? plain.replace(/^(boolean|dictionary)$/, type) : plain]).toEqual([
        key,
        type,
      ])
    }
  }
})

describe('what a job is started with', () => {
  const PROBE =
    '#!/bin/sh\ncat "/proc/$$/cmdline" >"$1.words"\ncat "/proc/$$/environ" >"$1.variables"\npwd -P >"$1.directory"\n'
  /** As launchd does: exactly these words, these variables, this directory. */
  function start(name: string, job: Job): { words: string[]; variables: Map<string, string>; directory: string } {
    const [program = '', ...args] = job.ProgramArguments
    const done = spawnSync(program, args, {
      env: { ...job.EnvironmentVariables, NODE_ENV: 'test' },
      cwd: job.WorkingDirectory ?? '/',
      encoding: 'utf8',
      timeout: 20_000,
    })
    expect([name, done.status, done.stderr]).toEqual([name, 0, ''])
    const out = (kind: string) => readFileSync(path.join(scratch, `${name}.${kind}`), 'utf8')
    return {
      words: out('words').split('\0').slice(3, -1),
      variables: new Map(
        out('variables')
          .split('\0')
          .map((one) => [one.slice(0, one.indexOf('=')), one.slice(one.indexOf('=') + 1)]),
      ),
      directory: out('directory').replace(/\n$/, ''),
    }
  }
  const probe = (name: string, changes: Partial<Placement>, args: readonly string[] = []): Placement => {
    const words = [path.join(scratch, name), ...args].map((one) => text(one))
    // Of its own, because a log of ours is the launcher's to write.
    const output = text(path.join(scratch, 'output'))
    const foreground = { path: text(path.join(scratch, 'probe')), args: words }
    return placement(where, { foreground, ...changes, steps: { output, ...changes.steps }, name })
  }
  const named = (values: readonly string[]) => new Map(values.map((one, index) => [`V${index}`, text(one)]))

  test('is what was typed, by the property list or by the launcher', () => {
    put(path.join(scratch, 'probe'), PROBE, 0o755)
    const held = HOSTILE.filter((one) => backend.holds?.('exec', [text('/p'), text(one)]))
    expect(held).toEqual(HOSTILE.filter((one) => backend.holds?.('environment', [text(`V=${one}`)])))
    const jobs = install([
      probe('native', { steps: { environment: named(held) } }, held),
      probe('launched', { steps: { environment: named(HOSTILE) } }, HOSTILE),
    ])
    expect(jobs.get('native')?.ProgramArguments[0]).toBe(path.join(scratch, 'probe'))
    expect(jobs.get('launched')?.ProgramArguments).toHaveLength(1)
    for (const [name, values] of [
      ['native', held],
      ['launched', HOSTILE],
    ] as const) {
      const { words, variables } = start(name, jobs.get(name)!)
      expect(words).toEqual(values)
      expect(values.map((_, index) => variables.get(`V${index}`))).toEqual(values)
    }
  })

  test('also the directory', () => {
    put(path.join(scratch, 'probe'), PROBE, 0o755)
    const directories = HOSTILE.filter((one) => one !== '' && Buffer.byteLength(one) < 150 && !/\/|\n$/.test(one)).map(
      (one) => path.join(scratch, `d${one}`),
    )
    const placements = directories.map((one, index) => probe(`p${index}`, { steps: { directory: text(one) } }))
    for (const one of directories) mkdirSync(one, { recursive: true })
    const jobs = install(placements)
    expect(directories.map((_, index) => start(`p${index}`, jobs.get(`p${index}`)!).directory)).toEqual(directories)
  })
})

describe('a job', () => {
  const job = (changes: Parameters<typeof lowered>[1], overrides: object = {}) => {
    const said: Diagnostic[] = []
    const one = lowered(where, changes)
    const native = {
      ...backend.translate(one),
      ...backend.schema.overrides(overrides, root, (found) => said.push(found)),
    }
    const { artefacts, by } = backend.render(native, one)
    const file = put(
      path.join(scratch, 'x.plist'),
      fillHoles(artefacts[0]!.content, () => '/store/x'),
    )
    return { job: read(file)[0]!, said: said.map((found) => found.code), by }
  }
  test('says limits, umask, nice level, user and restart policy in launchd’s own units', () => {
    const native = {
      limits: new Map([
        ['nofile', text('4096')],
        ['core', text('0')],
      ] as const),
      umask: text('027'),
      nice: text('-5'),
      user: { name: text('web'), group: text('www'), groups: [], home: text('/srv') },
    }
    expect(
      job({ native, of: { restart: 'on-failure', boot: false, stop: { signal: 'TERM', seconds: 43 } } }).job,
    ).toMatchObject({
      SoftResourceLimits: { NumberOfFiles: 4096, Core: 0 },
      HardResourceLimits: { NumberOfFiles: 4096, Core: 0 },
      Umask: 0o27,
      Nice: -5,
      UserName: 'web',
      GroupName: 'www',
      KeepAlive: { SuccessfulExit: false },
      Disabled: true,
      RunAtLoad: true,
      ExitTimeOut: 43,
    })
    expect(job({ of: { restart: 'never' } }).job).toMatchObject({ KeepAlive: false })
    expect(job({}).job).not.toHaveProperty('KeepAlive')
  })
  test.each([
    [{ ThrottleInterval: 1 }, [], { ThrottleInterval: 1 }],
    [{ KeepAlive: { PathState: { '/x <&>': true } } }, [], { KeepAlive: { PathState: { '/x <&>': true } } }],
    [
      { Sockets: { Listeners: { SockServiceName: '8080' } } },
      [],
      { Sockets: { Listeners: { SockServiceName: '8080' } } },
    ],
    [{ StartCalendarInterval: [{ Hour: 3 }, { Hour: 9 }] }, [], { StartCalendarInterval: [{ Hour: 3 }, { Hour: 9 }] }],
    [{ WatchPaths: ['/a', '/b'] }, [], { WatchPaths: ['/a', '/b'] }],
    [{ WatchPaths: ['/a', 1] }, ['override-value'], {}],
    [{ Nice: '5' }, ['override-value'], {}],
    [{ RunAtLoad: 'yes' }, ['override-value'], { RunAtLoad: true }],
    [{ ProcessType: '\x07' }, ['override-value'], {}],
    [{ Nise: 5 }, ['override-unknown-key'], { Nise: 5 }],
    [{ Label: 'other' }, ['override-unwritable'], { Label: 'web' }],
    [{ 'a<b': 'x' }, ['override-unwritable'], {}],
  ])('overridden by %j', (overrides, codes, has) => {
    const found = job({}, overrides)
    expect(found.said).toEqual(codes)
    expect(found.job).toMatchObject(has)
  })
  test('loses what is overridden by nothing, and says so', () => {
    const found = job({}, { RunAtLoad: null })
    expect(found.job).not.toHaveProperty('RunAtLoad')
    expect(found.by).toHaveLength(1)
    expect(job({}, { UserName: 'root' }).job).toMatchObject({ UserName: 'root' })
  })
})

describe('the verbs, against a launchctl that keeps books', () => {
  /** Strict about words; a service ends at the second look after `bootout`, as one that takes its time does. */
  const LAUNCHCTL = `#!/bin/sh
echo "$*" >>"$BOOKS/log"
file() { echo "$BOOKS/$1.$(echo "$2" | tr / _)"; }
case $1 in
enable | disable)
	[ $# -eq 2 ] || exit 64
	if [ "$1" = disable ]; then : >"$(file disabled "$2")"; else rm -f "$(file disabled "$2")"; fi ;;
bootstrap)
	[ $# -eq 3 ] && [ -r "$3" ] || exit 64
	target=$2/$(basename "$3" .plist)
	[ ! -e "$(file known "$target")" ] || exit 5
	[ ! -e "$(file disabled "$target")" ] || exit 119
	echo running >"$(file known "$target")" ;;
kickstart)
	[ $# -eq 2 ] && [ -e "$(file known "$2")" ] || exit 113
	grep -q running "$(file known "$2")" && exit 37
	echo running >"$(file known "$2")" ;;
bootout)
	[ $# -eq 2 ] || exit 64
	[ -e "$(file known "$2")" ] || exit 3
	echo ending >"$(file known "$2")"
	exit 36 ;;
kill)
	[ $# -eq 3 ] && [ -e "$(file known "$3")" ] || exit 113 ;;
print)
	[ -e "$(file known "$2")" ] || { echo "Could not find service" >&2; exit 113; }
	state=$(cat "$(file known "$2")")
	printf '%s = {\\n\\tactive count = 1\\n\\tstate = %s\\n\\n\\tprogram = /bin/x\\n\\tpid = 42\\n\\tlast exit code = 3\\n\\tspawn type = daemon (3)\\n\\tendpoints = {\\n\\t\\tstate = active\\n\\t}\\n}\\n' "$2" "$state"
	case $state in ending) echo gone >"$(file known "$2")" ;; gone) rm "$(file known "$2")" ;; esac ;;
*) exit 64 ;;
esac
`
  const running = (name: string, changes: Partial<Running> = {}): Running => ({
    placement: `${name}@here/main`,
    name,
    container: where,
    directory: scratch,
    scripts: {},
    installed: [path.join(scratch, `${name}.plist`)],
    pidFile: '',
    log: '/log/web.log',
    reload: { signal: 'HUP' },
    stopSeconds: 5,
    boot: true,
    ...changes,
  })
  function run(command: Command): Result {
    const [program = '', ...args] = command.argv
    const env = { PATH: `${scratch}/bin:${process.env.PATH}`, BOOKS: scratch, NODE_ENV: 'test' as const }
    const { status, stdout, stderr } = spawnSync(program, args, { encoding: 'utf8', timeout: 20_000, env })
    return { status, stdout, stderr }
  }
  const all = (commands: readonly Command[]) => commands.map((one) => run(one).status)
  const log = () => readFileSync(path.join(scratch, 'log'), 'utf8').split('\n').slice(0, -1)
  beforeEach(() => {
    put(path.join(scratch, 'bin/launchctl'), LAUNCHCTL, 0o755)
    put(path.join(scratch, 'web.plist'), '')
  })

  test('start, again, reload, restart, stop, again', () => {
    const web = running('web')
    expect(run(backend.activities.up(web)).status).not.toBe(0)
    expect(all(backend.activities.start(web))).toEqual([0])
    expect(run(backend.activities.up(web)).status).toBe(0)
    expect(all(backend.activities.start(web))).toEqual([0])
    expect(all(backend.activities.reload!(web))).toEqual([0])
    expect(log()).toContain('kill SIGHUP system/web')
    expect(all(backend.activities.restart!(web))).toEqual([0, 0])
    expect(all(backend.activities.stop(web))).toEqual([0])
    expect(run(backend.activities.up(web)).status).not.toBe(0)
    expect(all(backend.activities.stop(web))).toEqual([0])
  })
  test('what does not start at boot can be started, and is disabled afterwards', () => {
    const web = running('web', { boot: false })
    const transition: ContainerTransition = {
      container: where,
      directory: scratch,
      changes: new Map([
        ['web@here/main', 'start'],
        ['kept@here/main', 'keep'],
      ]),
      running: [web, running('kept')],
      gone: [],
    }
    for (const _ of [1, 2]) {
      expect(all(backend.activities.start(web))).toEqual([0])
      expect(all(backend.activities.settle!(transition))).toEqual([0])
    }
    expect(log().filter((line) => /able /.test(line))).toEqual(
      [1, 2].flatMap(() => ['enable system/web', 'disable system/web']),
    )
    expect(backend.activities.stage!(transition)).toMatchObject([{ argv: ['mkdir', '-p', '/log'] }])
  })
  test('one user’s own are in the domain of that user', () => {
    const own = container('launchd', { privileged: false })
    const web = running('web', { container: own })
    expect(all(backend.activities.start(web))).toEqual([0])
    expect(log().at(-1)).toBe(`kickstart user/${process.getuid?.()}/web`)
  })
  test('status: the job’s own lines, not those of what it offers', () => {
    const [web, db] = [running('web'), running('db')]
    all(backend.activities.start(web))
    const ask = () => backend.observe.parse([web, db], backend.observe.status([web, db]).map(run))
    expect(ask()).toEqual([
      { placement: 'web@here/main', state: 'up', pid: 42 },
      { placement: 'db@here/main', state: 'down', detail: 'it is not registered' },
    ])
    writeFileSync(path.join(scratch, 'known.system_web'), 'not running')
    expect(ask()[0]).toMatchObject({ state: 'failed', detail: 'it ended with 3' })
    expect(backend.observe.parse([web], [])).toMatchObject([{ state: 'unknown' }])
  })
})

test('where it is, and what it promises', () => {
  const own = container('launchd', { properties: { scope: 'user' }, privileged: false })
  const facts = { ...FACTS, platform: 'darwin', home: '/Users/ann', user: 'ann' }
  expect(launchd.directory(where, facts)).toBe('/Library/LaunchDaemons')
  expect(launchd.directory(own, facts)).toBe('/Users/ann/Library/LaunchAgents')
  expect(launchd.promises(own)).toEqual({ survivesLogout: false, restartsOnCrash: true, startsAtBoot: false })
  const answer = { status: 0, stdout: 'Darwin Bootstrapper Version 7.0.0: Fri ...\n', stderr: '' }
  expect(backend.detect.parse(facts, [answer])).toMatchObject([{ version: '7.0.0', properties: { scope: 'system' } }])
  expect(backend.detect.parse({ ...facts, privileged: false }, [answer])).toMatchObject([
    { title: 'launchd of ann', properties: { scope: 'user' }, userChange: false },
  ])
  expect(backend.detect.parse(facts, [{ status: 127, stdout: '', stderr: '' }])).toEqual([])
})
