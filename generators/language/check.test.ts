/** Constructors before use: what is wrong is said once, at its place; what extends another is flattened and hashed. */
import { describe, expect, it } from 'vitest'
import { BUILTIN_CONSTRUCTORS, BUILTIN_INTERFACES } from '../constructors/index.ts'
import { formatPath } from '../contract/path.ts'
import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import type { Constructor } from '../model/document.ts'
import { checkConstructors } from './check.ts'
import { digestOf } from './digest.ts'

function check(...own: object[]) {
  const diagnostics: Diagnostic[] = []
  const checked = checkConstructors([...BUILTIN_CONSTRUCTORS, ...(own as Constructor[])], BUILTIN_INTERFACES, (one) =>
    diagnostics.push(one),
  )
  return { checked, said: diagnostics.map((one) => `${one.code} ${formatPath(one.at)}`) }
}
const one = (parts: object, process: object = {}) =>
  check({ constructor: 'c', ...parts, process: { program: '/bin/x', ...process } }).said
const optional = { parameters: { greeting: { type: 'text', optional: true } } }
const words = { parameters: { words: { type: 'list', of: { type: 'text' }, default: [] } } }
const slot = { connects: { webapps: { interface: 'http', many: true } } }

describe('the catalogue', () => {
  it('checks without a diagnostic, every document of it', () => {
    const { checked, said } = check()
    expect(said).toEqual([])
    expect([...checked.keys()]).toEqual(BUILTIN_CONSTRUCTORS.map((document) => document.constructor))
  })
})

describe('names and types', () => {
  it.each<[string, object, object, string[]]>([
    ['an unknown name', {}, { arguments: ['${port}'] }, ['unknown-name constructors[0].process.arguments[0]']],
    ['a host as text', {}, { arguments: ['on ${host}'] }, ['not-text constructors[0].process.arguments[0]']],
    ['an unknown field', {}, { arguments: ['${host.colour}'] }, ['unknown-field constructors[0].process.arguments[0]']],
    [
      'an option that may dangle',
      optional,
      { arguments: ['--greeting', '${greeting}'] },
      ['may-be-unset constructors[0].process.arguments[1]'],
    ],
    ['narrowed by $if', optional, { arguments: [{ $if: 'greeting', $then: ['--greeting', '${greeting}'] }] }, []],
    ['narrowed by not', optional, { arguments: [{ $if: 'not greeting', $then: ['-q'], $else: ['${greeting}'] }] }, []],
    ['narrowed by and', optional, { arguments: ['${greeting and greeting != "x" ? greeting : "y"}'] }, []],
    ['narrowed by ??', optional, { arguments: ['${greeting ?? "x"}'] }, []],
    ['left out of a map', optional, { environment: { GREETING: '${greeting}' } }, []],
    [
      'a text as condition',
      {},
      { foreground: { when: 'name' } },
      ['condition-not-bool constructors[0].process.foreground.when'],
    ],
    ['a list as condition', words, { foreground: { when: 'words' } }, []],
    [
      'a loop over a text',
      {},
      { arguments: [{ $for: 'x', $in: 'name', $do: '${x}' }] },
      ['not-a-list constructors[0].process.arguments[0]["$do"]'],
    ],
    [
      'a loop that hides a name',
      words,
      { arguments: [{ $for: 'name', $in: 'words', $do: '${name}' }] },
      ['name-taken constructors[0].process.arguments[0]["$do"]'],
    ],
    ['a sum of texts', {}, { arguments: ['${name + 1}'] }, ['wrong-type constructors[0].process.arguments[0]']],
    ['fields of items', slot, { arguments: ['${join(webapps.endpoints.address, ",")}'] }, []],
    [
      'an optional property',
      slot,
      { arguments: [{ $for: 'w', $in: 'webapps', $do: '${w.dnsName}' }] },
      ['may-be-unset constructors[0].process.arguments[0]["$do"]'],
    ],
    [
      'the same, left out by where',
      slot,
      { arguments: [{ $for: 'w', $in: 'where(webapps, .dnsName)', $do: '${w.dnsName}' }] },
      [],
    ],
    [
      'a clash',
      { parameters: { a: { type: 'text', default: '' } }, values: { a: 'x' } },
      {},
      ['name-clash constructors[0].values.a'],
    ],
    [
      'a circle of values',
      { values: { a: '${b}', b: '${c}', c: '${a}' } },
      {},
      ['value-cycle constructors[0].values.a'],
    ],
    ['an unknown user', {}, { user: 'main' }, ['unknown-account constructors[0].process.user']],
    ['an unknown interface', { provides: { nope: {} } }, {}, ['unknown-interface constructors[0].provides.nope']],
    ['a property too few', { provides: { http: {} } }, {}, ['property-missing constructors[0].provides.http']],
    [
      'a step that does not exist',
      {},
      { prepare: [{ delete: '/x' }] },
      ['unknown-key constructors[0].process.prepare[0].delete'],
    ],
    ['a NUL', {}, { arguments: ['a\0b'] }, ['text-with-nul constructors[0].process.arguments[0]']],
    ['half a character', {}, { arguments: ['\ud800'] }, ['text-not-unicode constructors[0].process.arguments[0]']],
    [
      'a choice never made',
      { parameters: { m: { type: 'choice', of: ['a', 'b'], default: 'a' } } },
      { foreground: { when: 'm == "c"' } },
      ['never-equal constructors[0].process.foreground.when'],
    ],
  ])('%s', (_, parts, process, expected) => expect(one(parts, process)).toEqual(expected))

  it('knows that a file is there where its condition holds', () => {
    const files = { key: { format: 'raw', when: 'greeting', content: '${greeting}' } }
    expect(one({ ...optional, files }, { arguments: [{ $if: 'greeting', $then: ['${files.key}'] }] })).toEqual([])
    expect(one({ ...optional, files }, { arguments: ['${files.key}'] })).toEqual([
      'may-be-unset constructors[0].process.arguments[0]',
    ])
  })
})

describe('files', () => {
  const file = (content: string, more: object = {}) =>
    one({ ...more, files: { f: { format: 'nginx', content } } }).map((line) => line.split(' ')[0])
  const banner = {
    parameters: { banner: { type: 'text', default: 'x' }, words: { type: 'list', of: { type: 'text' }, default: [] } },
  }
  it.each<[string, string, string[]]>([
    ['open text in a bare word', 'return 404 ${banner};\n', ['open-text-in-bare-word']],
    ['the same in quotes', 'return 404 "${banner}";\n', []],
    ['a quote left open', 'return "x;\n', ['file-ends-inside']],
    ['a loop that opens a quote', '$for w in words\na "${w};\n$end\n";\n', ['loop-changes-state']],
    ['branches that differ', '$if words\n"\n$end\n";\n', ['branches-differ-in-state']],
    ['an unknown fragment', '$insert site\n', ['unknown-fragment']],
  ])('%s', (_, content, codes) => expect(file(content, banner)).toEqual(expect.arrayContaining(codes)))
})

describe('extends', () => {
  const base = {
    constructor: 'base',
    parameters: { port: { type: 'port', default: 80 }, old: { type: 'text', default: 'x' } },
    process: { program: '/bin/base', arguments: ['-a', '-b'] },
  }

  it('merges by key, replaces lists, and removes what is null', () => {
    const { checked, said } = check(base, {
      constructor: 'c',
      extends: 'base',
      parameters: { port: { default: 81 }, old: null },
      process: { arguments: ['-c'] },
    })
    expect(said).toEqual([])
    expect(checked.get('c')!.document).toEqual({
      constructor: 'c',
      parameters: { port: { type: 'port', default: 81 } },
      process: { program: '/bin/base', arguments: ['-c'] },
    })
  })

  it('keeps the place where each thing was written', () => {
    const broken = { ...base, process: { ...base.process, environment: { A: '${nope}' } } }
    expect(
      check(broken, { constructor: 'c', extends: 'base', process: { environment: { B: '${neither}' } } }).said,
    ).toEqual([
      'unknown-name constructors[0].process.environment.A',
      'unknown-name constructors[1].process.environment.B',
    ])
  })

  it('refuses a process without a program', () => {
    expect(check({ constructor: 'c', process: { umask: '022' } }).said).toEqual([
      'program-missing constructors[0].process',
    ])
  })

  it('refuses two of one name', () => {
    expect(check(base, { ...base }).said).toEqual(['constructor-twice constructors[1]'])
  })

  it('refuses a circle and an unknown parent', () => {
    expect(check({ constructor: 'a', extends: 'b' }, { constructor: 'b', extends: 'a' }).said).toEqual([
      'extends-cycle constructors[0].extends',
      'extends-cycle constructors[1].extends',
    ])
    expect(check({ constructor: 'a', extends: 'nope' }).said).toEqual(['unknown-parent constructors[0].extends'])
  })

  it('has a digest of what is meant, not of how it is ordered', () => {
    expect(digestOf({ a: 1, b: { c: [1, 2] } })).toBe(digestOf({ b: { c: [1, 2] }, a: 1 }))
    expect(digestOf({ a: 1 })).not.toBe(digestOf({ a: '1' }))
    const before = check(base, { constructor: 'c', extends: 'base' }).checked.get('c')!.digest
    const after = check(
      { ...base, process: { program: '/bin/other' } },
      { constructor: 'c', extends: 'base' },
    ).checked.get('c')!.digest
    expect(after).not.toBe(before)
  })
})

it('checks an unchanged document once', () => {
  const document = { constructor: 'c', process: { program: '/bin/x' } }
  expect(check(document).checked.get('c')).toBe(check(document).checked.get('c'))
})
