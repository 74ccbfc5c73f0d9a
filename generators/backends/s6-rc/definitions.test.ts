/**
 * What s6-rc-compile would refuse, found without it: s6-rc is in no Debian, so this strict reader of source directories stands in
 * for it over the golden files, as far as its page says what they are; and its own rules are tried with broken ones.
 */
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'

interface Definition {
  readonly name: string
  readonly type: string
  readonly dependencies: readonly string[]
  readonly contents: readonly string[]
}

/** skarnet.org/software/s6-rc/s6-rc-compile.html, "Source format". In: a source directory. Out: what is wrong with it. */
function faultsOf(source: string): string[] {
  const faults: string[] = []
  const read = (name: string, file: string) => {
    const at = path.join(source, name, file)
    return existsSync(at) ? readFileSync(at, 'utf8') : null
  }
  const line = (name: string, file: string) => {
    const content = read(name, file)
    if (content !== null && !/^[^\n]+\n$/.test(content)) faults.push(`${name}/${file} is not one line`)
    return content?.trim() ?? null
  }
  const list = (name: string, directory: string) => {
    const at = path.join(source, name, directory)
    return existsSync(at) ? readdirSync(at) : []
  }
  const definitions = new Map(
    readdirSync(source).map((name): [string, Definition] => [
      name,
      {
        name,
        type: line(name, 'type') ?? '',
        dependencies: list(name, 'dependencies.d'),
        contents: list(name, 'contents.d'),
      },
    ]),
  )
  for (const { name, type, dependencies, contents } of definitions.values()) {
    if (/^(s6rc-|s6-rc-|\.)|\n/.test(name)) faults.push(`${name} is a reserved name`)
    if (!['oneshot', 'longrun', 'bundle'].includes(type)) faults.push(`${name}/type is ${type || 'missing'}`)
    for (const other of [...dependencies, ...contents])
      if (!definitions.has(other)) faults.push(`${name} names ${other}, which is not there`)
    if (type !== 'longrun') continue
    if (read(name, 'run') === null) faults.push(`${name}/run is missing`)
    else if ((statSync(path.join(source, name, 'run')).mode & 0o111) === 0) faults.push(`${name}/run cannot be run`)
    for (const file of ['timeout-up', 'timeout-down', 'timeout-kill', 'timeout-finish', 'notification-fd'])
      if (!/^\d+$/.test(line(name, file) ?? '0')) faults.push(`${name}/${file} is no number`)
    if (!/^SIG[A-Z0-9+]+$/.test(line(name, 'down-signal') ?? 'SIGTERM')) faults.push(`${name}/down-signal is no signal`)
    if (Number(line(name, 'notification-fd') ?? 3) < 3) faults.push(`${name}/notification-fd is a standard descriptor`)
    const consumer = line(name, 'producer-for')
    if (consumer !== null && read(consumer, 'consumer-for') !== `${name}\n`)
      faults.push(`${name} is not consumed by ${consumer}`)
    for (const producer of read(name, 'consumer-for')?.split('\n').filter(Boolean) ?? [])
      if (line(producer, 'producer-for') !== name) faults.push(`${producer} does not produce for ${name}`)
    const pipeline = line(name, 'pipeline-name')
    if (pipeline !== null && definitions.has(pipeline)) faults.push(`${pipeline} is there twice`)
  }
  return [...faults, ...cyclesOf(definitions)]
}

function cyclesOf(definitions: ReadonlyMap<string, Definition>): string[] {
  const done = new Set<string>()
  function visit(name: string, above: readonly string[]): string[] {
    if (above.includes(name)) return [`a circle: ${[...above.slice(above.indexOf(name)), name].join(' ')}`]
    if (done.has(name)) return []
    const found = definitions.get(name)?.dependencies.flatMap((other) => visit(other, [...above, name])) ?? []
    done.add(name)
    return found
  }
  return [...definitions.keys()].flatMap((name) => visit(name, []))
}

const GOLDENS = path.join(import.meta.dirname, 'goldens')
const sources = readdirSync(GOLDENS, { recursive: true, encoding: 'utf8' }).filter((one) => /\/s6\/sv$/.test(one))

test('every fixture has definitions', () => expect(sources.length).toBeGreaterThanOrEqual(readdirSync(GOLDENS).length))

const tree = mkdtempSync(path.join(tmpdir(), 'longrun-definitions-'))
afterAll(() => rmSync(tree, { recursive: true, force: true }))

describe.each(sources)('%s', (source) => {
  /** As on a host: golden files do not keep modes, `tree.txt` does. */
  const copy = path.join(tree, source)
  for (const line of readFileSync(
    path.join(GOLDENS, source.split('/').slice(0, 2).join('/'), 'tree.txt'),
    'utf8',
  ).split('\n')) {
    const [, mode, file] = /^(\d{4}) copy .*\/s6\/sv\/(.+)$/.exec(line) ?? []
    if (!mode || !file) continue
    mkdirSync(path.dirname(path.join(copy, file)), { recursive: true })
    writeFileSync(path.join(copy, file), readFileSync(path.join(GOLDENS, source, file)), {
      mode: Number.parseInt(mode, 8),
    })
  }
  test('can be compiled', () => expect(faultsOf(copy)).toEqual([]))
})

describe('a broken definition is found', () => {
  const LOG = { type: 'longrun\n', run: '#!/bin/execlineb -P\ns6-log -b /l\n', 'consumer-for': 'web\n' }
  const WEB = { type: 'longrun\n', run: '#!/bin/execlineb -P\ntrue\n', 'producer-for': 'web.log\n' }
  const LOGLESS = { type: 'longrun\n', run: '#!/bin/execlineb -P\ntrue\n' }
  const bundle = (...names: string[]) => ({
    type: 'bundle\n',
    ...Object.fromEntries(names.map((name) => [`contents.d/${name}`, ''])),
  })
  test.each<[string, Readonly<Record<string, Readonly<Record<string, string>>>>, readonly string[]]>([
    ['none', { web: WEB, 'web.log': LOG, default: bundle('web') }, []],
    ['a type', { web: { ...WEB, type: 'daemon\n' }, 'web.log': LOG }, ['web/type is daemon']],
    ['no run', { web: { type: 'longrun\n' } }, ['web/run is missing']],
    ['nobody', { default: bundle('web') }, ['default names web, which is not there']],
    [
      'a pipe',
      { web: WEB, 'web.log': { ...LOG, 'consumer-for': 'other\n' }, other: WEB },
      expect.arrayContaining(['web is not consumed by web.log']),
    ],
    ['a signal', { web: { ...WEB, 'down-signal': 'TERM it\n' }, 'web.log': LOG }, ['web/down-signal is no signal']],
    [
      'two lines',
      { web: { ...WEB, 'timeout-up': '1\n2\n' }, 'web.log': LOG },
      expect.arrayContaining(['web/timeout-up is not one line']),
    ],
    ['a reserved name', { 's6rc-x': { type: 'bundle\n' } }, ['s6rc-x is a reserved name']],
    [
      'a circle',
      { a: { ...LOGLESS, 'dependencies.d/b': '' }, b: { ...LOGLESS, 'dependencies.d/a': '' } },
      ['a circle: a b a'],
    ],
  ])('%s', (name, definitions, faults) => {
    const source = path.join(tree, 'broken', name)
    for (const [service, files] of Object.entries(definitions))
      for (const [file, content] of Object.entries(files)) {
        const at = path.join(source, service, file)
        mkdirSync(path.dirname(at), { recursive: true })
        writeFileSync(at, content, { mode: file === 'run' ? 0o755 : 0o644 })
      }
    expect(faultsOf(source)).toEqual(faults)
  })
})
