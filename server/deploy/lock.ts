/** Locks every host that is changed, in one order on every coordinator; any refusal gives all of them back. */
import type { HostPlan, StoreFile } from '#generators/contract/manifest.ts'
import { decodeWord } from '#server/host-kit/words.ts'
import { headDigest } from './heads.ts'
import type { Run } from './run.ts'
import { secretFiles, secretNeeds } from './secrets.ts'
import { Stopped } from './stopped.ts'

/** Silence after which a host may give a lock away whose deployment changed nothing, or go back from one that did. */
export const WINDOW_SECONDS = 60
const TRIES = 30

/** What a host lacks of its store and, beside it, of the files that hold secrets; as `hash/name`. */
export interface Lacks {
  readonly files: ReadonlySet<string>
  readonly secrets: ReadonlySet<string>
}
export type Lacking = ReadonlyMap<string, Lacks>

export async function lock(run: Run): Promise<Lacking> {
  await run.enter('locking')
  const lacking = new Map<string, Lacks>()
  for (const plan of run.changed) lacking.set(plan.host, await lockHost(run, plan))
  await run.keep()
  return lacking
}

async function lockHost(run: Run, plan: HostPlan): Promise<Lacks> {
  const { id, by, reason, system, previous } = run.deployment
  const { [plan.host]: _, ...tokens } = run.memory.tokens
  run.remember({ tokens })
  for (let tries = 1; ; tries++) {
    try {
      const reply = await run.insist(plan.host, {
        verb: 'lock',
        headers: {
          owner: by,
          reason,
          coordinator: id,
          base: [0, headDigest(previous, plan.host)],
          window: WINDOW_SECONDS,
          at: new Date().toISOString(),
        },
        payload:
          needsText(run, plan) +
          secretNeeds(plan, run.deployment.next)
            .map((line) => `secret ${line}\n`)
            .join(''),
      })
      run.remember({ tokens: { ...run.memory.tokens, [plan.host]: reply.first('token')?.words[0] ?? '' } })
      const named = (key: string) => new Set(reply.all(key).map(({ words }) => decodeWord(words[0] ?? '')))
      return { files: named('lacks'), secrets: named('lacks-secret') }
    } catch (error) {
      // What somebody gave up half-way is undone by the host itself; its lock is free after that.
      const goesBack = error instanceof Stopped && error.code === 'reverting'
      if (!goesBack || tries >= TRIES) throw error
      await run.insist(plan.host, { verb: 'follow', headers: { profile: system, from: 0 }, seconds: 300 })
    }
  }
}

export function storeFile(run: Run, host: string, path: string): StoreFile {
  const { previous, next } = run.deployment
  for (const manifest of [next, previous])
    for (const file of manifest?.hosts[host]?.files ?? []) if (`${file.hash}/${file.name}` === path) return file
  throw new Error(`the plan needs ${path}, which no manifest has`)
}

/** Of the store, one file a line: digest, mode, owner, group, `hash/name`. */
export function needsText(run: Run, plan: HostPlan): string {
  const beside = secretFiles(plan, run.deployment.next)
  return [...new Set(plan.needs)]
    .filter((path) => !beside.has(path))
    .map((path) => {
      if (!/^[0-9a-z]+\/[^/\n\\]+$/.test(path)) throw new Error(`not the name of a file in the store: ${path}`)
      const { bytes, mode, owner, group } = storeFile(run, plan.host, path)
      return `${bytes} ${mode.toString(8)} ${owner ?? '-'} ${group ?? '-'} ${path}\n`
    })
    .join('')
}
