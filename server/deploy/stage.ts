/** Brings to every host what it lacks and its part of the plan, checked there before anything is believed; then arms it. */
import type { HostPlan } from '#generators/contract/manifest.ts'
import { tar } from '#generators/syntax/tar.ts'
import { planText } from '#server/host-kit/plan-text.ts'
import { headDigest } from './heads.ts'
import { type Lacking, type Lacks, needsText, storeFile } from './lock.ts'
import type { Run } from './run.ts'
import { filledEntries, secretNeeds } from './secrets.ts'

export async function stage(run: Run, lacking: Lacking): Promise<void> {
  await run.enter('staging')
  await Promise.all(run.changed.map((plan) => stageHost(run, plan, lacking.get(plan.host) ?? NOTHING)))
}

const NOTHING: Lacks = { files: new Set(), secrets: new Set() }

async function stageHost(run: Run, plan: HostPlan, lacks: Lacks): Promise<void> {
  const { next, document, by, reason } = run.deployment
  const { forward, back } = planText(plan)
  const file = (name: string, content: string) => ({ name: `gen/${name}`, mode: 0o644, content })
  const archive = tar([
    file('needs', needsText(run, plan)),
    file('forward', forward),
    file('back', back),
    file('manifest', JSON.stringify(next)),
    file('document', JSON.stringify(document)),
    file(
      'secrets',
      secretNeeds(plan, next)
        .map((line) => `${line}\n`)
        .join(''),
    ),
    ...filledEntries(plan, { next, lacks: lacks.secrets, values: run.secrets }),
    ...[...lacks.files].map((path) => ({
      name: `store/${path}`,
      mode: 0o600,
      content: storeFile(run, plan.host, path).text,
    })),
  ])
  await run.insist(plan.host, {
    verb: 'stage',
    headers: { target: [run.memory.generation, headDigest(next, plan.host)], by, reason, at: new Date().toISOString() },
    payload: archive,
    seconds: 300,
  })
  const received = lacks.files.size + lacks.secrets.size
  if (received > 0)
    await run.say({ kind: 'host', host: plan.host, says: `received ${received} file${received === 1 ? '' : 's'}` })
}

/** The guard's place: from here on a host that has one goes back by itself when nobody holds it. */
export async function arm(run: Run): Promise<void> {
  await run.enter('armed')
  await Promise.all(run.changed.map((plan) => run.insist(plan.host, { verb: 'arm' })))
}
