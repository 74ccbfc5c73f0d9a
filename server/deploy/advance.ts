/** Lets hosts carry out their steps up to a barrier, all hosts of a wave at once, and watches for a wish to stop. */
import type { HostPlan } from '#generators/contract/manifest.ts'
import { type Follower, makeFollower } from './follow.ts'
import { WINDOW_SECONDS } from './lock.ts'
import { readLog } from './logs.ts'
import type { Run } from './run.ts'
import { cancelled, Stopped } from './stopped.ts'

/** How often the process that carries a plan out on a host may die before that counts as a failure. */
const STARTS = 3
const LOOK_MILLISECONDS = 500

/** The waves that are still to come, `from` included. A host without steps takes part in the first. */
export function wavesFrom(run: Run, from: number): readonly number[] {
  const waves = run.changed.flatMap((plan) => wavesOf(plan))
  return [...new Set(waves)].filter((wave) => wave >= from).sort((a, b) => a - b)
}
function wavesOf(plan: HostPlan): readonly number[] {
  return plan.steps.length === 0 ? [0] : plan.steps.map((step) => step.wave)
}

export async function advance(run: Run, wave: number): Promise<void> {
  await run.enter('activating', wave)
  const plans = run.changed.filter((plan) => wavesOf(plan).includes(wave))
  await watched(run, (signal) => all(plans.map((plan) => advanceHost(run, plan, wave, signal))))
}

async function advanceHost(run: Run, plan: HostPlan, wave: number, signal: AbortSignal): Promise<void> {
  const seconds = 60 + secondsOf(plan, wave)
  let follower: Follower | null = null
  for (let starts = 1; starts <= STARTS; starts++) {
    const reply = await run.insist(plan.host, { verb: 'advance', headers: { wave } })
    follower ??= makeFollower(run, plan, Number(reply.first('from')?.words[0] ?? 0) + 1)
    const { state, reached, failed } = await follower.follow({ seconds, signal })
    if (failed) throw await stepFailed(run, plan, failed)
    if (reached.has(wave) || state === 'active') return
    // It was killed between two records. Each step looks first, so it goes on where it was.
    if (state !== 'changing' && state !== 'armed')
      throw new Stopped({
        host: plan.host,
        what: `${plan.host} went back by itself.`,
        wayOut: 'Look at its page, then deploy again.',
      })
  }
  throw new Stopped({
    host: plan.host,
    what: `What carries the plan out on ${plan.host} ended ${STARTS} times before it was done.`,
    wayOut: 'Look for what kills processes there; its disk may be full.',
  })
}

/** The longest that the steps of a wave may take by their own limits. */
function secondsOf(plan: HostPlan, wave: number): number {
  const actions = plan.steps.filter((step) => step.wave <= wave).flatMap((step) => step.do)
  return actions.reduce((sum, action) => {
    if (action.do === 'run') return sum + action.command.seconds + 5
    if (action.do === 'await') return sum + action.seconds + action.command.seconds
    return sum + 1
  }, 0)
}

/** Says the last lines of the process's log, and gives the error that stops the deployment. */
async function stepFailed(run: Run, plan: HostPlan, failed: { id: number; detail: string }): Promise<Stopped> {
  const step = plan.steps.find((one) => one.id === failed.id)
  const entry = run.entries('next', plan.host).find((one) => one.placement === step?.placement)
  if (entry) {
    const kit = await run.kit(plan.host)
    const lines = await readLog(kit, entry.running, run.world.backends, 50).catch(() => [])
    if (lines.length > 0) await run.say({ kind: 'log', placement: entry.placement, lines })
  }
  const who = entry ? `${entry.instance} on ${plan.host}` : plan.host
  return new Stopped({
    host: plan.host,
    placement: step?.placement ?? null,
    what: `${who}: ${step?.says ?? 'a step'} failed${failed.detail ? `: ${failed.detail}` : '.'}`,
    wayOut: entry
      ? 'Its last lines say more; change the model, then deploy again.'
      : 'Put right what it names, then deploy again.',
  })
}

/** Runs `work` while it asks whether somebody wants to stop, and lets the hosts hear that their coordinator lives. */
async function watched(run: Run, work: (signal: AbortSignal) => Promise<unknown>): Promise<void> {
  const stop = new AbortController()
  const signal = run.world.signal ? AbortSignal.any([stop.signal, run.world.signal]) : stop.signal
  const watching = watch(run, stop)
  try {
    await work(signal)
  } catch (error) {
    throw stop.signal.aborted ? stop.signal.reason : error
  } finally {
    watching.end()
  }
}
function watch(run: Run, stop: AbortController): { end(): void } {
  let [over, looked] = [false, 0]
  let timer = setTimeout(() => void look(), LOOK_MILLISECONDS)
  async function look(): Promise<void> {
    if (await run.world.store.cancelRequested().catch(() => false)) return stop.abort(cancelled())
    looked += LOOK_MILLISECONDS
    if (looked % ((WINDOW_SECONDS / 3) * 1000) === 0)
      void Promise.allSettled(run.changed.map((plan) => hold(run, plan.host)))
    if (!over) timer = setTimeout(() => void look(), LOOK_MILLISECONDS)
  }
  return {
    end() {
      over = true
      clearTimeout(timer)
    },
  }
}

/** Over a connection of its own: it says that a new one can still be made. */
async function hold(run: Run, host: string): Promise<void> {
  const token = run.memory.tokens[host]
  if (!token) return
  const kit = await (await run.kit(host)).fresh()
  await kit.call({ verb: 'hold', headers: { profile: run.deployment.system, token } })
  await kit.connection.close()
}

/** Waits for all, then throws the first failure: nothing is left running behind a thrown error. */
export async function all(works: readonly Promise<unknown>[]): Promise<void> {
  const failed = (await Promise.allSettled(works)).find((one) => one.status === 'rejected')
  if (failed) throw failed.reason
}
