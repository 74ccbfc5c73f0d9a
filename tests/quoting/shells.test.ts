/** Hostile strings through the launcher's scripts under every shell that stands here: exact, or refused with a reason. */
import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { loadBackends } from '#generators/backends/index.ts'
import type { Placement } from '#generators/contract/backend.ts'
import { text } from '#generators/contract/text.ts'
import { until } from '../conformance/host.ts'
import { container, placement } from '../conformance/lowered.ts'
import { FACTS, render } from '../conformance/pipeline.ts'
import { HOSTILE } from './strings.ts'

const scratch = mkdtempSync(path.join(tmpdir(), 'longrun-shells-'))
const alive = new Set<ChildProcess>()
afterAll(() => {
  for (const child of alive) child.kill('SIGKILL')
  rmSync(scratch, { recursive: true, force: true })
})

const SHELLS = [
  { name: 'dash', file: '/bin/dash' },
  { name: 'bash', file: '/bin/bash' },
  { name: 'busybox', file: '/bin/busybox' },
].filter(({ file }) => existsSync(file))

/** Runs a launcher's script until its program has written what it was given. */
async function probe(shell: { name: string; file: string }, changes: Partial<Placement>, args: readonly string[]) {
  const prefix = mkdtempSync(path.join(scratch, `${shell.name}-`))
  // busybox is told by its name which of its programs is meant.
  const sh = path.join(prefix, 'sh')
  symlinkSync(shell.file, sh)
  const results = path.join(prefix, 'results')
  const where = container('supervisord', { privileged: false, userChange: false })
  const program = path.join(import.meta.dirname, 'probe.sh')
  const target = (await loadBackends(['supervisord'])).get('supervisord')!
  const of = placement(where, {
    foreground: { path: text(program), args: [results, ...args].map((one) => text(one)) },
    ...changes,
  })
  const { running, files, diagnostics } = render(target, [of], { ...FACTS, privileged: false, prefix, shell: sh })
  expect(diagnostics).toEqual([])
  for (const [at, { content, mode }] of files) {
    if (!at.startsWith(`${prefix}/`)) continue
    mkdirSync(path.dirname(at), { recursive: true })
    writeFileSync(at, content, { mode })
  }
  const child = spawn(sh, [running[0]!.scripts.launcher!], { stdio: ['ignore', 'inherit', 'inherit'] })
  alive.add(child)
  until(20, 'the program ran', () => existsSync(`${results}.done.cwd`))
  child.kill('SIGKILL')
  alive.delete(child)
  const read = (what: string) => readFileSync(`${results}.${what}`, 'utf8').split('\0')
  return { words: read('cmdline').slice(3, -1), variables: read('environ'), directory: read('done.cwd')[0] }
}

describe.each(SHELLS)('$name', (shell) => {
  test('every argument and every variable arrives as it was typed', { timeout: 30_000 }, async () => {
    const environment = new Map(HOSTILE.map((one, index) => [`V${index}`, text(one)]))
    const { words, variables } = await probe(shell, { steps: { environment } }, HOSTILE)
    expect(words).toEqual(HOSTILE)
    const arrived = new Set(variables)
    expect(HOSTILE.filter((one, index) => !arrived.has(`V${index}=${one}`))).toEqual([])
  })

  test('every directory is the one that was typed', { timeout: 60_000 }, async () => {
    const tree = mkdtempSync(path.join(scratch, 'directories-'))
    const odd = HOSTILE.filter((one) => /[\n\r]|\s$|\s[;#]|%\(here/.test(one) && !one.includes('/') && one.length < 200)
    for (const one of odd) {
      const directory = `${tree}/x${one}`
      mkdirSync(directory)
      expect((await probe(shell, { steps: { directory: text(directory) } }, [])).directory).toBe(directory)
    }
  })
})
