/** The managers' own readers over the golden files: what a backend writes, its manager takes. */
import { spawnSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { DECLARATIONS, loadBackends } from '#generators/backends/index.ts'
import type { Running } from '#generators/contract/backend.ts'
import { container } from './lowered.ts'
import { loadProofs } from './proof.ts'

const BACKENDS = path.join(import.meta.dirname, '../../generators/backends')

const proofs = await loadProofs()

/** Golden files that stand where a manager looks: everything outside the store, but what the harness says of a tree. */
function installed(id: string): string[] {
  const goldens = path.join(BACKENDS, id, 'goldens')
  return readdirSync(goldens, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.endsWith('.txt') && !entry.parentPath.endsWith('/store'))
    .map((entry) => path.relative(goldens, path.join(entry.parentPath, entry.name)))
}

describe.each(DECLARATIONS.map((one) => one.id))('%s', (id) => {
  test('somebody reads its files, or its proof says why nobody can', async () => {
    const { reads, unread } = proofs.get(id)!
    const { activities } = (await loadBackends([id])).get(id)!.backend
    expect([activities.check !== undefined || reads !== undefined, unread !== undefined]).toContain(true)
    expect(activities.check && unread).toBeUndefined()
  })
  test.each(installed(id))('%s', async (file) => {
    const { backend } = (await loadBackends([id])).get(id)!
    const process: Running = {
      placement: 'x@here/main',
      name: path.basename(file, path.extname(file)),
      container: container(id),
      directory: '/',
      scripts: {},
      installed: [],
      pidFile: '',
      log: null,
      reload: null,
      stopSeconds: 10,
      boot: true,
    }
    const at = path.join(BACKENDS, id, 'goldens', file)
    const argv = proofs.get(id)!.reads?.(at)
    const command = argv ? { argv, seconds: 30, stdin: '' } : backend.activities.check?.(process, at)
    if (!command) return
    const [program, ...args] = command.argv
    const { status, stdout, stderr } = spawnSync(program, args, {
      input: command.stdin ?? '',
      encoding: 'utf8',
      timeout: command.seconds * 1000,
    })
    expect([status, `${stdout}${stderr}`]).toEqual([0, expect.any(String)])
  })
})
