/** What a text becomes, scalar by scalar, and what is said where it is wrong. */
import { describe, expect, test } from 'vitest'
import { at, formatPath, root } from '../contract/path.ts'
import { model } from '../diagnostics/codes/model.ts'
import { locate, parse, readDocument } from './parse.ts'
import { migrate } from './version.ts'

const HOST = 'hosts:\n  local: { platform: linux, address: 127.0.0.1, containers: { main: { type: sysvinit } } }\n'

function parsed(text: string) {
  const { document, diagnostics } = parse(text)
  expect(diagnostics).toEqual([])
  return document!
}

describe('scalars are typed by where they stand', () => {
  test.each([
    ['8080', 8080],
    ['1.10', '1.10'],
    ['027', '027'],
    ['0x10', '0x10'],
    ['1e3', '1e3'],
    ['-4', -4],
    ['true', true],
    ['yes', 'yes'],
    ['"8080"', '8080'],
    ["'true'", 'true'],
    ['${port}', '${port}'],
    ['2026-11-21', '2026-11-21'],
    ['12:30', '12:30'],
  ])('a value %s', (source, value) => {
    const document = parsed(`system: s\nprocesses:\n  p:\n    on: [local]\n    with:\n      x: ${source}`)
    expect(document.system.processes.p!.with!.x).toBe(value)
  })
  test('text stays the text that it looks like, also where it could be a number', () => {
    const document = parsed(
      'constructor: c\ntitle: 1.10\nprocess: { program: /bin/x, umask: 027, nice: 5, description: true }\n---\nsystem: s',
    )
    const [first] = document.constructors
    expect(first).toEqual({
      constructor: 'c',
      title: '1.10',
      process: { program: '/bin/x', umask: '027', nice: 5, description: 'true' },
    })
  })
  test('null removes in what extends another, and is text elsewhere', () => {
    const document = parsed(
      'constructor: c\nextends: b\nprocess: { daemon: null, overrides: { x: { y: null } } }\n---\nsystem: s\ntitle: null',
    )
    expect(document.constructors[0]!.process).toEqual({ daemon: null, overrides: { x: { y: null } } })
    expect(document.system.title).toBe('null')
  })
  test('an instance may adjust its constructor in the same way', () => {
    const document = parsed('system: s\nprocesses: { p: { on: [], extends: { process: { nice: null } } } }')
    expect(document.system.processes.p!.extends).toEqual({ process: { nice: null } })
  })
})

describe('what a file may look like', () => {
  const value = {
    format: 1,
    interfaces: [],
    constructors: [],
    system: { system: 's', hosts: {}, processes: { p: { on: ['local'] } } },
    ids: { assigned: { 'ports/p.port': 5 }, last: {} },
  }
  test('YAML documents', () => {
    expect(parsed('system: s\nprocesses: { p: { on: [local] } }\n---\nids: s\nassigned: { ports/p.port: 5 }')).toEqual(
      value,
    )
  })
  test('a JSON list of documents', () => {
    expect(
      parsed(
        JSON.stringify([
          { system: 's', processes: { p: { on: ['local'] } } },
          { ids: 's', assigned: { 'ports/p.port': 5 } },
        ]),
      ),
    ).toEqual(value)
  })
  test('a stored document, as JSON text and as data', () => {
    expect(parsed(JSON.stringify(value))).toEqual(value)
    expect(readDocument(value)).toMatchObject({ document: value, diagnostics: [] })
  })
})

describe('what is wrong has a code, a place and a position', () => {
  test.each([
    ['yaml-syntax', 'system: s\nprocesses: { p: { on: [x]', '', 2, 26],
    ['yaml-feature', 'system: s\nhosts: &h {}', '', 2, 11],
    ['yaml-feature', 'system: s\ntitle: !!int 3', '', 2, 14],
    ['yaml-feature', 'system: s\n<<: { title: x }', '', 2, 1],
    ['document-kind', 'service: x', '', 1, 1],
    ['document-twice', 'system: s\n---\nsystem: t', 'system', 3, 1],
    ['system-missing', 'interface: http', '', 1, 1],
    ['ids-of-another', 'system: s\n---\nids: t\nassigned: { a: 1 }', 'ids', 3, 1],
    ['format-unknown', 'format: 99\nsystem: s', 'system.format', 1, 1],
    ['key-unknown', 'system: s\nprocesess: {}', 'system.procesess', 2, 1],
    ['key-missing', 'system: s\nhosts:\n  h: { platform: linux }', 'system.hosts.h', 3, 3],
    ['key-twice', 'system: s\nprocesses:\n  p: { on: [] }\n  p: { on: [] }', 'system.processes.p', 4, 3],
    ['name-twice', 'interface: i\n---\ninterface: i\n---\nsystem: s', 'interfaces[1]', 3, 1],
    ['name-refused', 'system: s\nprocesses:\n  a b: { on: [] }', 'system.processes["a b"]', 3, 3],
    ['name-refused', 'system: s\nprocesses:\n  __proto__: { on: [] }', 'system.processes.__proto__', 3, 3],
    ['value-kind', 'system: s\nprocesses:\n  p: { on: local }', 'system.processes.p.on', 3, 8],
    ['value-kind', 'system: s\nprocesses:\n  p: { on: [], with: { x: } }', 'system.processes.p.with.x', 3, 24],
    ['value-choice', 'system: s\npools: { p: { min: 1, max: 2, scope: machin } }', 'system.pools.p.scope', 2, 31],
    [
      'value-refused',
      'system: s\nsettings: { directories: { state: /a b } }',
      'system.settings.directories.state',
      2,
      28,
    ],
    ['value-refused', 'system: s\npools: { p: { min: 1, max: 2, step: 0 } }', 'system.pools.p.step', 2, 31],
    ['text-characters', 'system: s\ntitle: "a\\0b"', 'system.title', 2, 1],
  ])('%s: %j', (code, text, path, line, column) => {
    const { document, diagnostics } = parse(text, { file: 'x.yaml' })
    expect(document).toBeNull()
    expect(diagnostics[0]).toMatchObject({ code, severity: 'error', position: { line, column, file: 'x.yaml' } })
    expect(formatPath(diagnostics[0]!.at)).toBe(path)
  })
  test('an unknown key names the nearest one and can be renamed by one click', () => {
    const [diagnostic] = parse('system: s\nprocesess: { p: { on: [] } }').diagnostics
    expect(diagnostic!.data.hint).toBe('Did you mean processes?')
    expect(diagnostic!.fix!.set[1]).toEqual({ at: at(root, 'system', 'processes'), value: { p: { on: [] } } })
  })
  test('everything wrong is said at once', () => {
    const { diagnostics } = parse(
      'system: s\npools: { a: { min: x, max: 2 }, b: { max: 1 } }\nprocesses: { p: { on: 1 } }',
    )
    expect(diagnostics.map(({ code }) => code)).toEqual(['value-kind', 'key-missing', 'value-kind'])
  })
  test('every code of this table is provoked by its own example', () => {
    for (const [code, { example }] of Object.entries(model))
      expect(
        parse(example).diagnostics.map((one) => one.code),
        code,
      ).toContain(code)
  })
})

test('a later diagnostic gets the position of the nearest place above it', () => {
  const { positions } = parse(`system: s\n${HOST}processes:\n  p:\n    on: [local]\n    with: { port: 1 }\n`)
  const process = at(root, 'system', 'processes', 'p')
  const of = (path: Parameters<typeof formatPath>[0]) =>
    locate({ code: 'x', severity: 'error', at: path, data: {} }, positions).position
  expect(of(at(process, 'with', 'port'))).toEqual({ line: 7, column: 13 })
  expect(of(at(process, 'connects', 'x', 0))).toEqual({ line: 5, column: 3 })
})

test('documents of older formats are brought up to date step by step', () => {
  const steps = [1, 2].map((from) => ({
    name: `step ${from}`,
    from,
    apply: (document: object) => ({ ...document, [`from${from}`]: true }),
  }))
  expect(migrate({ format: 1 }, steps, 3)).toEqual({ format: 3, from1: true, from2: true })
  expect(migrate({ format: 4 }, steps, 3)).toBeNull()
  expect(migrate({ format: 1 }, [], 2)).toBeNull()
})
