/** Generated trees: written once, kept when alike, never over a file of somebody else's. */
import { lstatSync, mkdtempSync, readFileSync, readlinkSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { TreeFile } from '#generators/interchange/host-tree.ts'
import { writeTree } from './file-tree.ts'

let out: string
beforeEach(() => {
  out = mkdtempSync(path.join(tmpdir(), 'longrun-tree-'))
})
afterEach(() => rmSync(out, { recursive: true, force: true }))

const file = (at: string, text: string, mode = 0o644): TreeFile => ({ path: at, text, mode })

test('writes files with their modes, and links; a second run writes nothing', () => {
  const files = [file('host/etc/a', 'one'), file('host/bin/b', 'two', 0o755), { path: 'host/link', link: '/etc/a' }]
  expect(writeTree(out, files)).toEqual({ written: 3, kept: 0, removed: 0 })
  expect(readFileSync(path.join(out, 'host/etc/a'), 'utf8')).toBe('one')
  expect(statSync(path.join(out, 'host/bin/b')).mode & 0o777).toBe(0o755)
  expect(readlinkSync(path.join(out, 'host/link'))).toBe('/etc/a')
  expect(writeTree(out, files)).toEqual({ written: 0, kept: 3, removed: 0 })
})

test('removes what it wrote before and writes no more, with the directories that get empty', () => {
  writeTree(out, [file('host/etc/a', 'one'), file('host/deep/er/b', 'two')])
  expect(writeTree(out, [file('host/etc/a', 'new')])).toEqual({ written: 1, kept: 0, removed: 1 })
  expect(lstatSync(path.join(out, 'host/deep'), { throwIfNoEntry: false })).toBeUndefined()
})

test.each([
  ['a file that it never wrote', () => writeFileSync(path.join(out, 'mine'), 'mine')],
  [
    'a file that was edited since',
    () => {
      writeTree(out, [file('mine', 'generated')])
      writeFileSync(path.join(out, 'mine'), 'edited')
    },
  ],
])('refuses %s before it writes anything', (_, prepare) => {
  prepare()
  const before = readFileSync(path.join(out, 'mine'), 'utf8')
  expect(() => writeTree(out, [file('a', 'one'), file('mine', 'two')])).toThrow('not what longrun wrote')
  expect(readFileSync(path.join(out, 'mine'), 'utf8')).toBe(before)
  expect(lstatSync(path.join(out, 'a'), { throwIfNoEntry: false })).toBeUndefined()
})

test('a foreign file that says the same is no conflict', () => {
  writeFileSync(path.join(out, 'a'), 'one')
  expect(writeTree(out, [file('a', 'one')])).toEqual({ written: 0, kept: 1, removed: 0 })
})
