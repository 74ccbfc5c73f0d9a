/** The definitions of longruns under a real s6-svscan, as s6-rc would give them to it: hostile strings, readiness, restart, stop. */
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { container, lowered } from '#tests/conformance/lowered.ts'
import { HOSTILE } from '#tests/quoting/strings.ts'
import type { Lowered, Running } from '../../contract/backend.ts'
import { type Artefact, fillHoles, type Text, text } from '../../contract/text.ts'
import { serviceOf } from './activate.ts'
import { backend } from './backend.ts'

const base = mkdtempSync(path.join(tmpdir(), 'longrun-s6-'))
const at = (...names: string[]) => path.join(base, ...names)
const WHERE = container('s6-rc', {
  privileged: false,
  userChange: false,
  properties: { live: at('live') },
})
/** A program that writes what it was given, byte for byte, then stays. */
const PROBE = `#!/bin/sh
cat /proc/$$/cmdline >"$1.cmdline"; cat /proc/$$/environ >"$1.environ"; pwd >"$1.cwd"; umask >"$1.umask"
echo said; : >"$1.done"; while :; do sleep 1; done
`
const words = (...values: string[]) => values.map((one) => text(one))
const artefact = (name: string, content: string): Artefact => ({
  name,
  mode: 0o755,
  content: text(content),
  kind: 'launcher',
  secret: false,
})
const PROCESSES: readonly Lowered[] = [
  lowered(WHERE, {
    name: 'probe',
    of: { name: 'probe', restart: 'always' },
    exec: { path: text(at('probe.sh')), args: words(at('probe'), ...HOSTILE), style: 'foreground' },
    native: {
      environment: new Map(HOSTILE.map((one, index) => [`V${index}`, text(one)])),
      umask: text('027'),
      directory: text(at(`it's "$x" \\`)),
    },
    gate: artefact('probe.ready', `#!/bin/sh\nuntil [ -e '${at('probe.done')}' ]; do sleep 0.1; done\n`),
  }),
  lowered(WHERE, {
    name: 'never',
    of: { name: 'never', restart: 'never' },
    exec: { path: text('/bin/sh'), args: words('-c', `echo ran >>'${at('never.ran')}'`), style: 'foreground' },
  }),
]

/** Store files go beside, by name; the log's directory too. */
function fill(of: Text): string {
  return fillHoles(of, (hole) => (hole.kind === 'artefact' ? at(hole.of.name) : at(hole.kind)))
}
function running({ name }: Lowered): Running {
  return {
    placement: `${name}@here/main`,
    name,
    container: WHERE,
    directory: at('sv'),
    scripts: {},
    installed: [],
    pidFile: '',
    log: null,
    reload: null,
    stopSeconds: 5,
    boot: true,
  }
}
function tool(...argv: string[]) {
  const { status, stdout, stderr } = spawnSync(argv[0]!, argv.slice(1), { encoding: 'utf8', timeout: 20_000 })
  if (status === null) throw new Error(`${argv[0]} (package s6): ${stderr}`)
  return { status, stdout }
}
const svstat = (name: string) => tool('s6-svstat', '-o', 'up,wantedup', at('live/servicedirs', name)).stdout.trim()

let svscan: ReturnType<typeof spawn>
beforeAll(() => {
  mkdirSync(at(`it's "$x" \\`), { recursive: true })
  writeFileSync(at('probe.sh'), PROBE, { mode: 0o755 })
  for (const one of PROCESSES) {
    if (one.gate) writeFileSync(at(one.gate.name), fill(one.gate.content), { mode: 0o755 })
    for (const { at: where, to } of backend.render(backend.translate(one), one).links) {
      if (!('copy' in to) || where.startsWith('default/')) continue
      // Without s6-rc's pipe the log is the service's own: servicedir.html, "log".
      const file = at('live/servicedirs', where.replace(`${one.name}.log/`, `${one.name}/log/`))
      mkdirSync(path.dirname(file), { recursive: true })
      writeFileSync(file, fill(to.copy.content), { mode: to.copy.mode })
    }
  }
  svscan = spawn('s6-svscan', [at('live/servicedirs')], { stdio: 'ignore' })
})
afterAll(async () => {
  const ended = new Promise((resolve) => svscan.once('exit', resolve))
  tool('s6-svscanctl', '-t', at('live/servicedirs'))
  await ended
  rmSync(base, { recursive: true, force: true })
}, 30_000)

test('it is ready when our script says so, and not before', { timeout: 30_000 }, () => {
  while (!existsSync(at('live/servicedirs/probe/supervise/control'))) tool('sleep', '0.05')
  expect(tool('s6-svwait', '-U', '-t', '15000', at('live/servicedirs/probe')).status).toBe(0)
  expect(existsSync(at('probe.done'))).toBe(true)
})

test('every hostile string is an argument and a variable as it was typed', () => {
  expect(readFileSync(at('probe.cmdline'), 'utf8').split('\0').slice(3, -1)).toEqual([...HOSTILE])
  const variables = new Set(readFileSync(at('probe.environ'), 'utf8').split('\0'))
  expect(HOSTILE.filter((one, index) => !variables.has(`V${index}=${one}`))).toEqual([])
  expect(readFileSync(at('probe.cwd'), 'utf8')).toBe(`${at(`it's "$x" \\`)}\n`)
  expect(readFileSync(at('probe.umask'), 'utf8')).toBe('0027\n')
})

test('what it says is in the file of its companion', () => {
  expect(readFileSync(at('directory/probe/current'), 'utf8')).toBe('said\n')
})

test('its status is read, and it is stopped once and twice', { timeout: 40_000 }, () => {
  const process = running(PROCESSES[0]!)
  expect(serviceOf(process)).toBe(at('live/servicedirs/probe'))
  const asked = backend.observe.status([process]).map(({ argv }) => ({ ...tool(...argv), stderr: '' }))
  expect(backend.observe.parse([process], asked)[0]).toMatchObject({ state: 'up' })
  for (const _ of [1, 2]) for (const { argv } of backend.activities.stop(process)) expect(tool(...argv).status).toBe(0)
  expect(svstat('probe')).toBe('false false')
})

test('what is not to be restarted stays down', { timeout: 20_000 }, () => {
  tool('s6-svwait', '-d', '-t', '10000', at('live/servicedirs/never'))
  expect(svstat('never')).toBe('false false')
  expect(readFileSync(at('never.ran'), 'utf8')).toBe('ran\n')
})
