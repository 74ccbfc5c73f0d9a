/**
 * The recipe of a deployment, forward and back, new and resumed: a first deployment, a change, a rollback and an undeployment
 * differ only in the manifest that they lead to. Each state is durable before the message that belongs to it is sent, so a
 * coordinator that dies anywhere is followed by one that goes on from there, or undoes what nobody committed.
 */
import { advance, wavesFrom } from './advance.ts'
import { commit, decide, end, seal } from './commit.ts'
import type { DeploymentState } from './events.ts'
import { greet } from './greet.ts'
import { lock } from './lock.ts'
import type { Cause, Deployment, Ending, Standing, World } from './ports.ts'
import { prove } from './prove.ts'
import { giveBack, goBack } from './revert.ts'
import { makeRun, type Run } from './run.ts'
import { valuesOf } from './secrets.ts'
import { arm, stage } from './stage.ts'
import { causeOf } from './stopped.ts'

const ORDER: readonly DeploymentState[] = [
  'queued',
  'planned',
  'locking',
  'staging',
  'armed',
  'activating',
  'proving',
  'committing',
  'sealing',
  'ended',
]
const NEW: Standing = { state: 'queued', wave: null, memory: null }

/**
 * Carries `deployment` out from where it stands. The caller ends the row with what it answers; where the outcome is `waiting`
 * the row stays as it is and is resumed later. Throws where this coordinator itself cannot go on (its store, its signal):
 * the hosts are then as the row says.
 */
export async function deploy(deployment: Deployment, world: World, standing: Standing = NEW): Promise<Ending> {
  const values = await valuesOf([deployment.next, deployment.previous], world.secrets)
  const run = makeRun(deployment, world, standing, values)
  try {
    return await carryOut(run, standing)
  } finally {
    await run.close()
  }
}

async function carryOut(run: Run, { state, wave }: Standing): Promise<Ending> {
  const before = (later: DeploymentState) => ORDER.indexOf(state) < ORDER.indexOf(later)
  if (state === 'reverting') return goBack(run, run.memory.cause ?? LOST)
  let changing = !before('activating')
  try {
    if (before('activating')) {
      await greet(run)
      if (run.memory.transition.empty) return await unchanged(run)
      await stage(run, await lock(run))
      await arm(run)
    }
    if (before('proving'))
      for (const next of wavesFrom(run, wave ?? 0)) {
        changing = true
        await advance(run, next)
      }
    if (before('committing')) {
      await prove(run)
      await decide(run)
    }
    const hosts = await commit(run)
    if (Object.values(hosts).includes('unknown')) return await end(run, 'waiting', hosts, WAITING)
    await record(run)
    await seal(run)
    return await end(
      run,
      'succeeded',
      hosts,
      run.deployment.next ? `Generation ${run.memory.generation} runs.` : 'Nothing of it runs any more.',
    )
  } catch (error) {
    const cause = run.world.signal?.aborted ? null : run.secrets.mask(causeOf(error))
    if (!cause) throw error
    return changing ? goBack(run, cause) : giveBack(run, cause)
  }
}

const WAITING = 'It is decided and every process is up; a host that has not heard so yet does not answer.'
const LOST: Cause = {
  outcome: 'failed',
  host: null,
  placement: null,
  what: 'The deployment was given up half-way.',
  wayOut: 'Deploy again.',
}

async function unchanged(run: Run): Promise<Ending> {
  const hosts = Object.fromEntries(run.hosts.map((host) => [host, 'new' as const]))
  return end(run, 'succeeded', hosts, 'Nothing had to be changed.')
}

async function record(run: Run): Promise<void> {
  const { generation, processes } = run.memory
  await run.world.store.record({ number: generation, processes })
}
