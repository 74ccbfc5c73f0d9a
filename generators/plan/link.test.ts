/** Addresses follow from meaning: the same on every host, another for everything that a file says. */
import { describe, expect, test } from 'vitest'
import type { HostFacts } from '../contract/backend.ts'
import { type Artefact, type Directory, hole, type Text, text } from '../contract/text.ts'
import { digestOf } from './digest.ts'
import { directoriesOf } from './directories.ts'
import { closureOf, fileCycle, makeLinker } from './link.ts'

const FACTS: HostFacts = {
  platform: 'linux',
  system: 'Linux',
  privileged: true,
  user: 'root',
  home: '/root',
  prefix: '/var/lib/longrun',
  shell: '/bin/sh',
  programs: {},
  tools: [],
}
const linkerFor = (facts: Partial<HostFacts> = {}, directories = {}, profile = 'demo') => {
  const all = { ...FACTS, ...facts }
  return makeLinker({ profile, facts: all, directories: directoriesOf({ directories }, all) })
}
const file = (name: string, ...content: Text[]): Artefact => ({
  name,
  mode: 0o644,
  content: content.flat(),
  kind: 'user',
  secret: false,
})
const stored = (of: Artefact) => hole({ kind: 'artefact', of, via: 'store' })
const current = (of: Artefact) => hole({ kind: 'artefact', of, via: 'current' })
const inner = file('inner', text('one'))

describe('what an address depends on', () => {
  const linker = linkerFor()
  const address = (artefact: Artefact, of = 'p') => linker.key(artefact, of).split('/')[0]
  const base = file('a', text('x'))
  test.each<[string, Artefact]>([
    ['its text', file('a', text('y'))],
    ['its name', file('b', text('x'))],
    ['its mode', { ...base, mode: 0o755 }],
    ['its owner', { ...base, owner: 'www' }],
    ['a file that it names', file('a', text('x'), stored(inner))],
  ])('%s', (_, other) => expect(address(other)).not.toBe(address(base)))
  test('not how the text is cut into parts, nor where it comes from', () => {
    expect(address(file('a', text('foo')))).toBe(address(file('a', text('f'), text('oo'))))
  })
  test('a change of a file moves everything that names it, and not what reads it through the stable path', () => {
    const other = file('inner', text('two'))
    expect(address(file('a', stored(inner)))).not.toBe(address(file('a', stored(other))))
    expect(address(file('a', current(inner)))).toBe(address(file('a', current(other))))
  })
  test('a stable path is of one process: two of them never share a file that names it', () => {
    const outer = file('outer', stored(file('a', current(inner))))
    expect(address(outer, 'p')).not.toBe(address(outer, 'q'))
    expect(linker.file(outer, 'p').text).not.toBe(linker.file(outer, 'q').text)
  })
  test('never the prefix', () => {
    const all = file(
      'a',
      stored(inner),
      hole({ kind: 'self' }),
      hole({ kind: 'directory', of: 'log' }),
      hole({ kind: 'prefix' }),
      hole({ kind: 'links', name: 'p' }),
    )
    const [here, there] = [linkerFor(), linkerFor({ prefix: '/home/u/longrun' })]
    expect(there.key(all, 'p')).toBe(here.key(all, 'p'))
    expect(there.file(all, 'p').bytes).not.toBe(here.file(all, 'p').bytes)
  })
  test('a directory that is not below the prefix', () => {
    const log = file('a', hole({ kind: 'directory', of: 'log' }))
    expect(linkerFor({}, { log: '/var/log' }).key(log, 'p')).not.toBe(linkerFor().key(log, 'p'))
  })
})

test('every hole is filled', () => {
  const linker = linkerFor()
  const artefact = file(
    'a',
    text('[', undefined),
    hole({ kind: 'self' }),
    text(' '),
    stored(inner),
    text(' '),
    current(inner),
    text(' '),
    hole({ kind: 'directory', of: 'log' }),
    text(']'),
  )
  const made = linker.file(artefact, 'demo-p')
  const store = `/var/lib/longrun/store`
  expect(made.text).toBe(
    `[${store}/${made.hash}/a ${store}/${linker.key(inner, 'demo-p')} /var/lib/longrun/profiles/demo/links/demo-p/inner /var/lib/longrun/var/log]`,
  )
  expect(made.bytes).toBe(digestOf(made.text))
  expect(closureOf([artefact])).toEqual([artefact, inner])
})
test('without root nobody is given a file', () => {
  const owned = { ...inner, owner: 'www', group: 'www' }
  expect(linkerFor().file(owned, 'p')).toMatchObject({ owner: 'www', group: 'www' })
  expect(linkerFor({ privileged: false }).file(owned, 'p')).not.toHaveProperty('owner')
})
test('files that name each other are found, not followed for ever', () => {
  const [a, b] = [file('a'), file('b')] as [Artefact & { content: Text }, Artefact & { content: Text }]
  Object.assign(a, { content: stored(b) })
  Object.assign(b, { content: stored(a) })
  expect(fileCycle(a)?.map(({ name }) => name)).toEqual(['a', 'b'])
  expect(fileCycle(file('c', stored(inner)))).toBeNull()
})

describe('directories', () => {
  const paths = (settings: Partial<Record<Directory, string>>, facts: Partial<HostFacts> = {}) => {
    const linker = linkerFor(facts, settings)
    return [linker.directory('state'), linker.directory('log'), linker.directory('tmp')]
  }
  test.each<[string, Partial<Record<Directory, string>>, Partial<HostFacts>, string[]]>([
    ['below the prefix', {}, {}, ['/var/lib/longrun/var', '/var/lib/longrun/var/log', '/var/lib/longrun/var/tmp']],
    ['moved together by state', { state: '/srv' }, {}, ['/srv', '/srv/log', '/srv/tmp']],
    ['the system’s own /var keeps /tmp', { state: '/var' }, {}, ['/var', '/var/log', '/tmp']],
    ['one by one', { log: '/logs' }, {}, ['/var/lib/longrun/var', '/logs', '/var/lib/longrun/var/tmp']],
    [
      'a system over a host',
      { log: '/logs' },
      { directories: { log: '/l', tmp: '/t' } },
      ['/var/lib/longrun/var', '/logs', '/t'],
    ],
  ])('%s', (_, settings, facts, expected) => expect(paths(settings, facts)).toEqual(expected))
})
