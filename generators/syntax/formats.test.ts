/** Values in users' files: read back by the real programs where they are installed, exact or refused. */
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parse as parseYaml } from 'yaml'
import { fillHoles, type Text, text } from '../contract/text.ts'
import { isRefusal, type Refusal, type Written } from './format.ts'
import { FORMATS } from './formats.ts'
import { nginx } from './nginx.ts'

const HOSTILE = [
  '',
  'plain',
  "it's",
  '"',
  '\\',
  '\\n',
  '`id`',
  '$(id)',
  '$HOME ${x}',
  '%n %(x)s',
  'a\nb\tc\r',
  ';',
  '#',
  '# x',
  ' ; y',
  ' edges ',
  'ünï ☃ 😀',
  '<a href="x">&amp;</a>',
  ']]>',
  '-->',
  'yes',
  '0123',
  '~',
  '{}',
  '- x: y',
  '\u0001\u007f\u0085\u2028\ufeff',
]
const plain = (of: Text) => fillHoles(of, () => '/hole')
const written = (result: Text | Refusal) => (isRefusal(result) ? null : plain(result))
const leaf = (s: string | number | boolean): Written => ({ text: text(String(s)), value: s })

/** `before`, the value as it must stand there, `after`; `null` where it is refused. */
function put(id: string, before: string, value: string, after: string): string | null {
  const format = FORMATS.get(id)!
  const result = written(format.escape(format.lex(format.start, before), text(value)))
  return result === null ? null : before + result + after
}
function installed(program: string): boolean {
  return spawnSync('sh', ['-c', `command -v ${program}`]).status === 0
}

describe('data formats', () => {
  const tree: Written = new Map<string, Written>([
    ['texts', HOSTILE.map(leaf)],
    ['numbers', [leaf(1), leaf(1.5), leaf(true)]],
    [
      'a key: # "odd"',
      new Map([
        ['yes', leaf('no')],
        ['', leaf('')],
      ]),
    ],
    ['nothing', []],
    ['empty', new Map()],
    [
      'nested',
      [
        [leaf('a')],
        new Map<string, Written>([
          ['x', [leaf('y')]],
          ['z', new Map([['q', leaf(1)]])],
        ]),
        new Map(),
      ],
    ],
  ])
  const meant = {
    texts: HOSTILE,
    numbers: [1, 1.5, true],
    'a key: # "odd"': { yes: 'no', '': '' },
    nothing: [],
    empty: {},
    nested: [['a'], { x: ['y'], z: { q: 1 } }, {}],
  }
  it.each<[string, (s: string) => unknown]>([
    ['json', JSON.parse],
    ['yaml', (s) => parseYaml(s, { version: '1.2' })],
  ])('%s is read back as what was meant', (id, read) =>
    expect(read(written(FORMATS.get(id)!.write!(tree))!)).toEqual(meant),
  )

  it('keep holes and origins', () => {
    const of: Text = [{ s: '/a"' }, { hole: { kind: 'directory', of: 'state' } }]
    for (const id of ['json', 'yaml'])
      expect(written(FORMATS.get(id)!.write!(new Map([['k', { text: of, value: null }]])))).toContain('"/a\\"/hole"')
  })
})

describe.skipIf(!installed('python3'))('what python reads', () => {
  it.each(HOSTILE)('ini %j', { timeout: 20_000 }, (value) => {
    const result = written(FORMATS.get('ini')!.write!(new Map([['s', new Map([['key', leaf(value)]])]])))
    if (result === null) return
    const program =
      'import configparser,sys,json\nc=configparser.ConfigParser(inline_comment_prefixes=";#")\nc.read_string(sys.stdin.read())\nprint(json.dumps(c["s"]["key"]))'
    expect(
      JSON.parse(execFileSync('python3', ['-c', program], { input: result, encoding: 'utf8', timeout: 15_000 })),
    ).toBe(value)
  })

  it.each(['<r>|</r>', '<r a="|"/>', "<r a='|'/>"])('xml %s', { timeout: 30_000 }, (frame) => {
    const [before, after] = frame.split('|') as [string, string]
    const documents = HOSTILE.flatMap((value) => put('xml', before, value, after) ?? [])
    const values = HOSTILE.filter((value) => put('xml', before, value, after) !== null)
    expect(values.length).toBeGreaterThan(20)
    const program =
      'import sys,json\nfrom xml.etree import ElementTree as E\nprint(json.dumps([(lambda e: e.get("a") if "a" in e.attrib else (e.text or ""))(E.fromstring(d)) for d in json.load(sys.stdin)]))'
    expect(
      JSON.parse(
        execFileSync('python3', ['-c', program], {
          input: JSON.stringify(documents),
          encoding: 'utf8',
          timeout: 15_000,
        }),
      ),
    ).toEqual(values)
  })
})

describe('shell', () => {
  const frames = [
    'printf %s |',
    'printf %s "|"',
    "printf %s '|'",
    'printf %s a|b',
    'printf %s "$(printf x)|"',
    'x=|; printf %s "$x"',
    'printf %s "${HOME:-y}|"',
  ]
  for (const program of ['dash', 'bash'].filter(installed))
    it.each(frames)(`${program}: %s`, { timeout: 30_000 }, (frame) => {
      const [before, after] = frame.split('|') as [string, string]
      for (const value of HOSTILE) {
        const script = put('shell', before, value, after)
        expect(script).not.toBeNull()
        const got = execFileSync(program, ['-c', script!], {
          encoding: 'utf8',
          env: { ...process.env, HOME: '' },
          timeout: 5_000,
        })
        expect(got).toBe(
          `${frame.includes('a|b') ? `a${value}b` : frame.includes('printf x') ? `x${value}` : frame.includes('HOME') ? `y${value}` : value}`,
        )
      }
    })

  it.each(['cat <<E\n', 'x=`', 'x="$(case a in a) ', 'x=$((', 'y=$(printf ', '((', "x=$'", '\\'])(
    'refuses where a value would be read as shell: %j',
    (before) => {
      expect(put('shell', before, '; id', '')).toBeNull()
    },
  )
  it('refuses to leave a comment', () => expect(put('shell', 'a # ', 'x\nid', '\n')).toBeNull())
})

describe('nginx', () => {
  it.each([
    ['a b;', 'space'],
    ['a "b', '"'],
    ['a b"c', 'word'],
    ["a 'b\\'c", "'"],
    ['a # "', 'comment'],
    ['a b#c', 'word'],
    ['a # x\n', 'space'],
    ['a ${host}b', 'word'],
    ['a { ', 'space'],
  ])('%j ends in %j', (literal, state) => expect(nginx.lex(nginx.start, literal)).toBe(state))

  it.each([
    ['root ', '/a b', null],
    ['root ', '', null],
    ['root ', '/a;id', null],
    ['root "', '/a "b" \\', 'root "/a \\"b\\" \\\\'],
    ["root '", "it's", "root 'it\\'s"],
    ['return 200 "', '$x', null],
    ['# ', 'x\ny', null],
    ['listen ', '127.0.0.1:80', 'listen 127.0.0.1:80'],
  ])('%j + %j', (before, value, expected) => expect(put('nginx', before, value, '')).toBe(expected))

  it.skipIf(!installed('nginx'))('is accepted by nginx, whatever was typed', { timeout: 60_000 }, () => {
    const directory = mkdtempSync(join(tmpdir(), 'longrun-nginx-'))
    try {
      for (const [index, value] of HOSTILE.entries())
        for (const quote of ['"', "'", '']) {
          const line = put(
            'nginx',
            `error_log stderr; pid ${directory}/pid; events {} http { server { listen unix:${directory}/s; location / { return 200 ${quote}`,
            value,
            `${quote}; } } }\n`,
          )
          if (line === null) continue
          const file = join(directory, `${index}.conf`)
          writeFileSync(file, line)
          const { status, stderr } = spawnSync('nginx', ['-t', '-q', '-p', directory, '-c', file], {
            encoding: 'utf8',
            timeout: 10_000,
          })
          expect([value, stderr.replace(/^.*\[(?:warn|notice)\].*\n/gm, ''), status]).toEqual([value, '', 0])
        }
    } finally {
      rmSync(directory, { recursive: true, force: true })
    }
  })
})

describe('lines of words', () => {
  it.each([
    ['bind ', '127.0.0.1', 'bind 127.0.0.1'],
    ['bind ', 'a b', null],
    ['AuthName "', 'a b', 'AuthName "a b'],
    ['AuthName "', 'a"b', null],
    ['AuthName "', 'a\\', null],
    ['AuthName "\\', 'x', null],
    ["x '", 'y', null],
    ['# ', 'a\nb', null],
  ])('%j + %j', (before, value, expected) => expect(put('redis', before, value, '')).toBe(expected))
})
