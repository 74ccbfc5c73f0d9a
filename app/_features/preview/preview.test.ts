/** Lines, origins and colours of the preview. */
import { describe, expect, test } from 'vitest'
import type { PreviewFile } from '#generators/contract/compiled.ts'
import { at, root } from '#generators/contract/path.ts'
import { bestFile } from './best-file.ts'
import { linesOf, shortOrigin, textOf } from './lines.ts'
import { overlay, tokenize } from './tokenize.ts'

const PORT = at(root, 'system', 'processes', 'web', 'with', 'port')
const NAME = at(root, 'system', 'processes', 'web')
const FILE: PreviewFile = {
  path: 'web.conf',
  host: 'a',
  placement: null,
  kind: 'user',
  format: 'nginx',
  mode: 0o644,
  parts: [{ s: 'listen ' }, { s: '80', from: PORT }, { s: ';\nname ' }, { s: 'one\ntwo', from: NAME }, { s: ';\n' }],
}

describe('lines', () => {
  test('are cut where the file has them, and are the file again', () => {
    const lines = linesOf(FILE, [])
    expect(lines.map((line) => line.pieces.map((piece) => piece.s).join(''))).toEqual([
      'listen 80;',
      'name one',
      'two;',
    ])
    expect(textOf(FILE)).toBe('listen 80;\nname one\ntwo;\n')
  })
  test('are lit by a field, and by the process that the field is in', () => {
    expect(linesOf(FILE, [PORT]).map((line) => line.lit)).toEqual([true, false, false])
    expect(linesOf(FILE, [NAME]).map((line) => line.lit)).toEqual([true, true, true])
    expect(
      linesOf(FILE, [PORT])[0]
        ?.pieces.filter((piece) => piece.lit)
        .map((piece) => piece.s),
    ).toEqual(['80'])
  })
  test('name their field', () => {
    expect(shortOrigin(PORT)).toBe('port')
    expect(shortOrigin(at(root, 'system', 'processes', 'web', 'connects', 'peers', 0))).toBe('peers[0]')
  })
})

describe('the file that is shown while nobody chose one', () => {
  const file = (path: string, more: Partial<PreviewFile>): PreviewFile => ({
    ...FILE,
    path,
    placement: 'web@a/main',
    kind: 'native',
    parts: [{ s: path, from: NAME }],
    ...more,
  })
  const files = [
    file('init', {}),
    file('web.conf', { kind: 'user' }),
    file('launch', { parts: [{ s: '80', from: PORT }] }),
    file('proxy.conf', { placement: 'proxy@a/main', parts: [{ s: 'x', from: at(NAME, 'with', 'dnsName') }] }),
  ]
  test.each([
    ['of a process: its own configuration', null, 'web.conf'],
    ['of a field: where it stands', PORT, 'launch'],
    ['of a field that only others use: theirs', at(NAME, 'with', 'dnsName'), 'proxy.conf'],
    ['of a field that is nowhere: as of the process', at(NAME, 'with', 'mode'), 'web.conf'],
  ])('%s', (_, field, path) => {
    expect(bestFile(files, { placement: 'web@a/main', instance: 'web', field })?.path).toBe(path)
  })
})

describe('colours', () => {
  test.each([
    ['[Service]', 'ini', ['[Service]:key']],
    ['ExecStart=/bin/x "a b"', 'ini', ['ExecStart:key', '=:plain', '"a b":str']],
    ['# note "x', 'shell', ['# note "x:com']],
    ['if [ -f $x ]; then', 'shell', ['if:key', '$x:num', 'then:key']],
    ['listen 8080;', 'nginx', ['listen:key', '8080:num']],
  ])('%s', (line, format, expected) => {
    const tokens = tokenize(line, format)
    expect(tokens.map((token) => token.s).join('')).toBe(line)
    expect(tokens.map((token) => `${token.s}:${token.kind}`)).toEqual(expect.arrayContaining(expected))
  })
  test('laid over origins, nothing is lost', () => {
    const line = linesOf(FILE, [PORT])[0]!
    const laid = overlay(tokenize('listen 80;', 'nginx'), line.pieces)
    expect(laid.map((piece) => piece.s).join('')).toBe('listen 80;')
    expect(laid.find((piece) => piece.lit)).toMatchObject({ s: '80', kind: 'num' })
  })
})
