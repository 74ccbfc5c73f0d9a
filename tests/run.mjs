// `npm test`: sets up what testing needs, then runs everything and says what it does while it does it.
// Runs on any Node from 20 on; the product itself runs on the Node that the lockfile brings.
// The last line is `N passed, N failed`. Exit status 0 only when nothing failed.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import path from 'node:path'

const ROOT = path.resolve(import.meta.dirname, '..')
const BIN = path.join(ROOT, 'node_modules/.bin')
const OUT = path.join(ROOT, 'test-results')
const ci = process.env.CI === 'true' || process.env.CI === '1'
const only = process.argv.slice(2)
const env = {
  ...process.env,
  PATH: `${BIN}:${process.env.PATH}`,
  NEXT_TELEMETRY_DISABLED: '1',
  CHECKPOINT_DISABLE: '1',
}
const started = Date.now()
let passed = 0
let failed = 0

function say(words) {
  console.log(`\n== ${words} (${Math.round((Date.now() - started) / 1000)} s)`)
}
function run(command, args, options = {}) {
  return spawnSync(command, args, {
    cwd: ROOT,
    stdio: 'inherit',
    env: { ...env, ...options.env },
    timeout: (options.minutes ?? 10) * 60_000,
    killSignal: 'SIGKILL',
  })
}
function count(name, ok) {
  if (ok) passed += 1
  else {
    failed += 1
    console.error(`!! ${name} failed`)
  }
}

/** What the tests with real parts need on this machine: command, Debian package, what goes untested without it. */
const TOOLS = [
  ['chromium', 'chromium', 'the journeys in a browser'],
  ['sshd', 'openssh-server', 'hosts reached over SSH'],
  ['ip', 'iproute2', 'throw-away hosts'],
  ['setfattr', 'attr', 'throw-away hosts'],
  ['busybox', 'busybox-static', 'the launcher and the host kit under busybox'],
  ['nginx', 'nginx-light', 'the nginx constructors'],
  ['nix-instantiate', 'nix-bin', 'export to and import from Nix'],
  ['git', 'git', 'the architecture tests'],
  ...managersTools(),
]
/** What each process manager's lab host needs of this machine, as its `host.sh` says. */
function managersTools() {
  const lab = path.join(ROOT, 'tests/lab')
  return readdirSync(lab)
    .map((id) => [id, path.join(lab, id, 'host.sh')])
    .filter(([, file]) => existsSync(file))
    .flatMap(([id, file]) => {
      const needs = /^NEEDS='([^']*)'/m.exec(readFileSync(file, 'utf8'))?.[1] ?? ''
      return needs
        .split(' ')
        .filter((one) => one !== '')
        .map((one) => {
          const [command, debian] = one.split(':')
          return [`/${command}`, debian, `${id} on throw-away hosts`]
        })
    })
}
function missingTools() {
  const places = ['/usr/local/sbin', '/usr/local/bin', '/usr/sbin', '/usr/bin', '/sbin', '/bin']
  return TOOLS.filter(([command]) =>
    command.startsWith('/') ? !existsSync(command) : !places.some((place) => existsSync(path.join(place, command))),
  )
}

function setUp() {
  const wanted = readFileSync(path.join(ROOT, 'package-lock.json'), 'utf8')
  const stamp = path.join(ROOT, 'node_modules/.package-lock.json')
  if (!existsSync(stamp) || !existsSync(path.join(BIN, 'vitest')) || !inStep(wanted, readFileSync(stamp, 'utf8'))) {
    say('installing what building, running and testing need (npm ci)')
    if (run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error']).status !== 0) {
      console.error('npm ci failed: is the npm registry reachable?')
      process.exit(1)
    }
  }
  const missing = missingTools()
  for (const [command, debian, what] of missing)
    console.error(`-- ${command} is missing (apt-get install ${debian}): ${what} cannot be tested here`)
  const root = process.getuid?.() === 0
  if (!root)
    console.error('-- not root: throw-away hosts, user switching and the real process managers cannot be tested here')
  if (ci && (missing.length > 0 || !root)) {
    console.error('in CI a missing tool is a failure')
    console.log(`${passed} passed, ${missing.length + (root ? 0 : 1)} failed`)
    process.exit(1)
  }
  return { real: root && missing.length === 0, browser: !missing.some(([command]) => command === 'chromium') }
}
/** Whether what is installed is what the lockfile names, tools of development included. */
function inStep(wanted, installed) {
  const want = JSON.parse(wanted).packages
  const have = JSON.parse(installed).packages
  return Object.entries(want).every(
    ([name, one]) => name === '' || one.optional || one.devOptional || have[name]?.version === one.version,
  )
}

function vitest(project, minutes) {
  const report = path.join(OUT, `${project}.json`)
  rmSync(report, { force: true })
  const result = run(
    'vitest',
    ['run', '--project', project, '--reporter=default', '--reporter=json', `--outputFile.json=${report}`],
    { minutes },
  )
  if (!existsSync(report)) return count(`vitest ${project}`, false)
  const { numPassedTests, numFailedTests, numTotalTests, testResults } = JSON.parse(readFileSync(report, 'utf8'))
  passed += numPassedTests
  // A file that failed to load holds no failed test; it must not pass for that.
  failed +=
    numFailedTests +
    testResults.filter(
      (file) => file.status === 'failed' && file.assertionResults.every((one) => one.status !== 'failed'),
    ).length
  if (ci && numTotalTests > numPassedTests + numFailedTests) {
    console.error(
      `!! ${numTotalTests - numPassedTests - numFailedTests} tests of ${project} were skipped: in CI that is a failure`,
    )
    failed += numTotalTests - numPassedTests - numFailedTests
  }
  if (result.status !== 0 && numFailedTests === 0) count(`vitest ${project} (exit ${result.status})`, false)
}
function playwright() {
  const report = path.join(OUT, 'e2e.json')
  rmSync(report, { force: true })
  const result = run('playwright', ['test'], { minutes: 15 })
  if (!existsSync(report)) return count('journeys', false)
  const { stats } = JSON.parse(readFileSync(report, 'utf8'))
  passed += stats.expected
  failed += stats.unexpected + stats.flaky + (ci ? stats.skipped : 0)
  if (result.status !== 0 && stats.unexpected === 0) count('journeys', false)
}

const able = setUp()
mkdirSync(OUT, { recursive: true })
const stages = {
  lint: () => count('format and fast lint', run('biome', ['ci', '.']).status === 0),
  types: () => {
    count('types', run('tsc', ['--noEmit']).status === 0)
    count(
      'database client and migrations in step with the schema',
      run('node', ['prisma/author-migration.mjs']).status === 0,
    )
  },
  rules: () => {
    count('typed lint', run('eslint', ['.', '--max-warnings', '0']).status === 0)
    count('no dead code', run('knip', ['--no-progress']).status === 0)
  },
  unit: () => vitest('unit', 20),
  real: () => vitest('real', 35),
  build: () => count('build', run('node', ['server/start/start.mjs', '--build-only'], { minutes: 10 }).status === 0),
  e2e: playwright,
}
const SAYS = {
  lint: 'format and fast lint',
  types: 'types',
  rules: 'lint with types, and dead code',
  unit: 'unit, golden, property and architecture tests',
  real: 'real process managers on throw-away hosts',
  build: 'building the product',
  e2e: 'journeys in a browser',
}
for (const [name, stage] of Object.entries(stages)) {
  if (only.length > 0 && !only.includes(name)) continue
  if (name === 'real' && !able.real) say(`NOT RUN: ${SAYS.real}: what is missing stands above`)
  else if (name === 'e2e' && !able.browser) say('NOT RUN: journeys in a browser: chromium is missing')
  else {
    say(SAYS[name])
    stage()
  }
}
console.log(`\nin ${Math.round((Date.now() - started) / 1000)} s`)
console.log(`${passed} passed, ${failed} failed`)
process.exit(failed === 0 && passed > 0 ? 0 : 1)
