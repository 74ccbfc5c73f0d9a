/**
 * Hostile strings through real process managers, each PID 1 of a throw-away host. What `holds` says yes to is
 * written by the manager's own grammar, the rest goes through the launcher; either way every byte arrives.
 */
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { loadBackends } from '#generators/backends/index.ts'
import type { Placement } from '#generators/contract/backend.ts'
import { text } from '#generators/contract/text.ts'
import { loadGrounds } from '#tests/lab/ground.ts'
import { type Lab, upLab } from '#tests/lab/lab.ts'
import { run, send, until } from '../conformance/host.ts'
import { container, placement } from '../conformance/lowered.ts'
import { type HostFile, type Rendition, render } from '../conformance/pipeline.ts'
import { loadProofs } from '../conformance/proof.ts'
import { HOSTILE, NAMES, PROGRAMS, sampled } from './strings.ts'

const PROBE: HostFile = { content: readFileSync(path.join(import.meta.dirname, 'probe.sh')), mode: 0o755 }
const RESULTS = '/var/probe'
const PROBED = text('/var/probe.sh')
const DIRECTORIES = NAMES.map((one) => `/var/d/x${one}`)
/** Other ones in every run; a run that fails is had again with `QUOTING_SEED`. */
const SEED = Number(process.env.QUOTING_SEED ?? Math.floor(Math.random() * 2 ** 31))
const SAMPLED = sampled(SEED, 200)
/** No manager of the lab that writes everything else writes this in a word, so that the launcher is there. */
const NEVER_HELD = '\ufffe'

/** Where a grammar can write everything, this is what it leaves to the launcher. */
const LAUNCHED: Placement['steps'] = { limits: new Map([['core', text('0')]]), nice: text('1') }

const backends = await loadBackends()
const proofs = await loadProofs()
const MANAGERS = [...(await loadGrounds())].flatMap(([id, { quoting }]) =>
  'not' in quoting ? [] : [{ id, quoting, target: backends.get(id)!, notHeld: proofs.get(id)!.notHeld }],
)
const EVERYTHING_HELD = { arguments: [], variables: [], directories: [], programs: [], descriptions: [] }

interface Together {
  readonly directory?: string
  readonly program?: string
  readonly description?: string
}
/** The values of each list by index, for as long as one of them has any. */
function together(
  directories: readonly string[],
  programs: readonly string[],
  descriptions: readonly string[] = [],
): readonly Together[] {
  return Array.from({ length: Math.max(directories.length, programs.length, descriptions.length) }, (_, index) => ({
    directory: directories[index],
    program: programs[index],
    description: descriptions[index],
  }))
}

let lab: Lab
beforeAll(() => {
  lab = upLab('quoting', Object.fromEntries(MANAGERS.map(({ id }) => [id, id])))
}, 120_000)
afterAll(() => lab?.down(), 60_000)

describe.each(MANAGERS)('$id', ({ id, quoting, target, notHeld }) => {
  const holds = (...[step, values]: Parameters<NonNullable<typeof target.backend.holds>>) =>
    target.backend.holds?.(step, values) === true
  const held = {
    arguments: HOSTILE.filter((one) => holds('exec', [PROBED, text(one)])),
    variables: HOSTILE.filter((one) => holds('environment', [text(`V=${one}`)])),
    directories: DIRECTORIES.filter((one) => holds('directory', [text(one)])),
    programs: PROGRAMS.filter((one) => holds('exec', [text(one)])),
    sampledArguments: SAMPLED.filter((one) => holds('exec', [PROBED, text(one)])),
    sampledVariables: SAMPLED.filter((one) => holds('environment', [text(`V=${one}`)])),
    descriptions: HOSTILE.filter((one) => one.trim() !== '' && target.backend.holdsDescription?.(text(one)) === true),
  }
  const launched = DIRECTORIES.filter((one) => !held.directories.includes(one))
  const launchedPrograms = PROGRAMS.filter((one) => !held.programs.includes(one))
  let rendition: Rendition
  const results = new Map<string, readonly string[]>()

  beforeAll(() => {
    const where = container(id, { properties: quoting.properties ?? {} })
    // A log of ours may be the launcher's to write, and then so would be the program; one of its own is nobody else's.
    const hasOwnLog = target.declaration.capabilities(where).logs === 'own'
    const said: Placement['steps'] = hasOwnLog ? {} : { output: text('/var/probe.output') }
    const probe = (name: string, changes: Partial<Placement>, args: readonly string[] = []) =>
      placement(where, {
        foreground: { path: PROBED, args: [`${RESULTS}/${name}`, ...args].map((one) => text(one)) },
        restart: 'never',
        ...changes,
        steps: { ...said, ...changes.steps },
        name,
      })
    const variables = (values: readonly string[]): Partial<Placement> => ({
      steps: { environment: new Map(values.map((one, index) => [`V${index}`, text(one)])) },
    })
    /** A directory, a program and a description have nothing to do with each other, and a process is dear under some managers. */
    const every = (name: string, { directory, program, description }: Together): Placement =>
      probe(name, {
        ...(directory === undefined ? {} : { steps: { directory: text(directory) } }),
        ...(program === undefined ? {} : { foreground: { path: text(program), args: [text(`${RESULTS}/${name}`)] } }),
        ...(description === undefined ? {} : { description: text(description) }),
      })
    const placements = [
      probe('arguments', {}, held.arguments),
      probe('variables', variables(held.variables)),
      probe('launched-arguments', { steps: LAUNCHED }, HOSTILE),
      probe('launched-variables', { steps: { ...LAUNCHED, ...variables(HOSTILE).steps } }),
      ...together(held.directories, held.programs, held.descriptions).map((one, index) => every(`held${index}`, one)),
      ...together(launched, launchedPrograms).map((one, index) => every(`launched-held${index}`, one)),
      probe('sampled-arguments', {}, held.sampledArguments),
      probe('sampled-variables', variables(held.sampledVariables)),
      probe('launched-sampled-arguments', { steps: LAUNCHED }, [...SAMPLED, NEVER_HELD]),
      probe('launched-sampled-variables', { steps: { ...LAUNCHED, ...variables(SAMPLED).steps } }),
    ]
    rendition = render(target, placements)
    const logs = rendition.running.flatMap((one) => (one.log === null ? [] : [path.posix.dirname(one.log)]))
    send(
      lab,
      id,
      new Map<string, HostFile>([
        ...rendition.files,
        ['/var/probe.sh', PROBE],
        ...PROGRAMS.map((one): [string, HostFile] => [one, PROBE]),
        ...[RESULTS, ...DIRECTORIES, ...logs].map((one): [string, HostFile] => [
          `${one}/.keep`,
          { content: '', mode: 0o644 },
        ]),
      ]),
    )
    const names = placements.map((one) => one.name)
    quoting.start(lab, id, names)
    const count = `ls ${RESULTS} | grep -c 'done.cwd$'`
    until(30, 'every probe has written', () => lab.status(id, 'sh', '-c', `[ "$(${count})" = ${names.length} ]`) === 0)
    // One listing of all files: length, name, content.
    const listing = run(lab, id, {
      argv: [
        'sh',
        '-c',
        'cd "$1" && for f in *; do printf "%s %s\\n" "$(wc -c <"$f")" "$f"; cat "$f"; done',
        'sh',
        RESULTS,
      ],
      changes: false,
      seconds: 60,
    })
    let rest = Buffer.from(listing.stdout, 'utf8')
    while (rest.length > 0) {
      const line = rest.indexOf('\n')
      const [length, name] = rest.subarray(0, line).toString().split(' ')
      const end = line + 1 + Number(length)
      results.set(
        name!,
        rest
          .subarray(line + 1, end)
          .toString('utf8')
          .split('\0'),
      )
      rest = rest.subarray(end)
    }
  }, 240_000)

  const argumentsOf = (name: string) => results.get(`${name}.cmdline`)?.slice(3, -1)
  const variablesOf = (name: string, count: number) => {
    const all = new Map(
      results.get(`${name}.environ`)?.map((one) => [one.slice(0, one.indexOf('=')), one.slice(one.indexOf('=') + 1)]),
    )
    return Array.from({ length: count }, (_, index) => all.get(`V${index}`))
  }

  test('every argument arrives as it was typed', () => {
    expect(argumentsOf('arguments')).toEqual(held.arguments)
    expect(argumentsOf('launched-arguments')).toEqual(HOSTILE)
  })

  test('every variable arrives as it was typed', () => {
    expect(variablesOf('variables', held.variables.length)).toEqual(held.variables)
    expect(variablesOf('launched-variables', HOSTILE.length)).toEqual(HOSTILE)
  })

  test('every directory is the one that was typed', () => {
    const there = (name: string) => results.get(`${name}.done.cwd`)?.[0]
    expect(held.directories.map((_, index) => there(`held${index}`))).toEqual(held.directories)
    expect(launched.map((_, index) => there(`launched-held${index}`))).toEqual(launched)
  })

  test('every program is the one that was typed', () => {
    const ran = (name: string) => results.get(`${name}.cmdline`)?.[1]
    expect(held.programs.map((_, index) => ran(`held${index}`))).toEqual(held.programs)
    expect(launchedPrograms.map((_, index) => ran(`launched-held${index}`))).toEqual(launchedPrograms)
  })

  test(`so does what nobody thought of (QUOTING_SEED=${SEED})`, () => {
    expect(argumentsOf('sampled-arguments')).toEqual(held.sampledArguments)
    expect(argumentsOf('launched-sampled-arguments')).toEqual([...SAMPLED, NEVER_HELD])
    expect(variablesOf('sampled-variables', held.sampledVariables.length)).toEqual(held.sampledVariables)
    expect(variablesOf('launched-sampled-variables', SAMPLED.length)).toEqual(SAMPLED)
  })

  test('every description is shown as it was typed', () => {
    const names = held.descriptions.map((_, index) => `held${index}`)
    expect(quoting.descriptions(lab, id, names)).toEqual(held.descriptions)
  })

  test('only what the grammar cannot write goes through the launcher', () => {
    const not = (all: readonly string[], some: readonly string[]) => all.filter((one) => !some.includes(one))
    expect({
      arguments: not(HOSTILE, held.arguments),
      variables: not(HOSTILE, held.variables),
      directories: launched,
      programs: launchedPrograms,
      descriptions: not(HOSTILE, held.descriptions).filter((one) => one.trim() !== ''),
    }).toEqual({ ...EVERYTHING_HELD, ...notHeld })
    const withLauncher = rendition.lowered.filter((one) => one.launcher).map((one) => one.name)
    expect(withLauncher).toEqual(rendition.lowered.map((one) => one.name).filter((name) => name.startsWith('launched')))
    // What a manager cannot start at boot, for these are never started again, is no matter of quoting.
    expect(rendition.diagnostics.filter(({ code }) => code !== 'boot-needs-restart')).toEqual([])
  })

  test('nothing that was typed ran', () => {
    expect(lab.status(id, 'test', '-e', '/tmp/owned')).not.toBe(0)
  })
})
