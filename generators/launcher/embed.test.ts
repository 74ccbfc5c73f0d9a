/** The module that carries the launcher's text says what `launcher.sh` says, and every shell can read it. */
import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { expect, test } from 'vitest'

const source = new URL('./launcher.sh', import.meta.url)
const target = new URL('./launcher-text.ts', import.meta.url)

test('launcher-text.ts was made from launcher.sh (EMBED=1 makes it again)', async () => {
  if (process.env.EMBED) {
    writeFileSync(target, 'export const LAUNCHER_TEXT = ``\n')
    const { embed } = await import('./launcher.ts')
    writeFileSync(target, embed(readFileSync(source, 'utf8')))
  }
  const { embed } = await import('./launcher.ts')
  expect(readFileSync(target, 'utf8')).toBe(embed(readFileSync(source, 'utf8')))
})

test.each([['dash'], ['bash', '--posix'], ['busybox', 'ash'], ['mksh'], ['ksh']])('%s can read it', (...shell) => {
  const argv = shell.filter((part) => part !== undefined)
  const done = spawnSync(argv[0]!, [...argv.slice(1), '-n', source.pathname], { timeout: 10_000, encoding: 'utf8' })
  if (done.error && 'code' in done.error && done.error.code === 'ENOENT') return
  // ksh93 advises on style while it parses with -n: that is no error
  expect(done.stderr.split('\n').filter((line) => line && !line.includes(': warning: '))).toEqual([])
  expect(done.status).toBe(0)
})
