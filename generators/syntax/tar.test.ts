/** Archives as the tar of this machine reads them. */
import { execFileSync } from 'node:child_process'
import { lstatSync, mkdtempSync, readFileSync, readlinkSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { tar } from './tar.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'longrun-tar-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const LONG = `${'d'.repeat(60)}/${'e'.repeat(99)}/${'é'.repeat(60)}`

test('files, modes, links and names of any length come out as they went in', () => {
  const files = [
    { name: 'a', mode: 0o600, content: '' },
    { name: 'b/c.txt', mode: 0o755, content: `${'x'.repeat(511)}é\n` },
    { name: LONG, mode: 0o644, content: 'long' },
    { name: `${'n'.repeat(101)}`, mode: 0o644, content: 'no slash' },
  ]
  const links = [
    { name: 'short', link: 'b/c.txt' },
    { name: 'far', link: `/store/${'f'.repeat(64)}/${'g'.repeat(40)}` },
    // The length of a record counts its own digits: 99 becomes 100 and more.
    ...Array.from({ length: 12 }, (_, index) => ({ name: `edge${index}`, link: 'h'.repeat(980 + index) })),
  ]
  execFileSync('tar', ['-x', '-C', folder], { input: tar([...files, ...links]) })
  for (const { name, mode, content } of files) {
    expect(readFileSync(path.join(folder, name), 'utf8')).toBe(content)
    expect(lstatSync(path.join(folder, name)).mode & 0o777).toBe(mode)
  }
  for (const { name, link } of links) expect(readlinkSync(path.join(folder, name))).toBe(link)
})
