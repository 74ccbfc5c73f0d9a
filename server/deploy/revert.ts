/** Going back: each host undoes what it began, in reverse order, and says how that went. The outcome is computed from that. */
import { TransportError } from '#server/transports/contract.ts'
import { end, isTakenOver, runsNow } from './commit.ts'
import type { HostOutcome, Outcome } from './events.ts'
import { makeFollower } from './follow.ts'
import type { Cause, Ending } from './ports.ts'
import type { Run } from './run.ts'
import { Stopped } from './stopped.ts'

/** A step that is being carried out when somebody stops the deployment may take this long to end by itself. */
const GRACE_SECONDS = 60

/** Nothing was changed anywhere: locks are given back. */
export async function giveBack(run: Run, cause: Cause): Promise<Ending> {
  await sayCause(run, cause)
  const locked = Object.keys(run.memory.tokens)
  await Promise.allSettled(locked.map((host) => run.insist(host, { verb: 'release' })))
  const outcome = cause.outcome === 'cancelled' ? 'cancelled' : 'refused'
  return end(run, outcome, outcomes(run, 'old'), 'Nothing was changed.')
}

/** Something may have been changed: every host that takes part goes back. */
export async function goBack(run: Run, cause: Cause): Promise<Ending> {
  run.remember({ cause })
  await run.enter('reverting')
  await sayCause(run, cause)
  const hosts: Record<string, HostOutcome> = outcomes(run, 'old')
  const last = (steps: readonly { wave: number }[]) => Math.max(0, ...steps.map((step) => step.wave))
  const reversed = [...run.changed].sort((a, b) => last(b.steps) - last(a.steps))
  for (const plan of reversed) hosts[plan.host] = await goBackOn(run, plan.host, cause)
  const all = Object.values(hosts)
  // `new`: somebody else committed it there. Neither is what this deployment wanted.
  const failed = all.includes('stuck') || all.includes('new')
  const outcome: Outcome = failed
    ? 'rollback-failed'
    : all.includes('unknown')
      ? 'waiting'
      : cause.outcome === 'cancelled'
        ? 'cancelled'
        : 'rolled-back'
  return end(run, outcome, hosts, WORDS[outcome] ?? '')
}
const WORDS: Partial<Record<Outcome, string>> = {
  'rollback-failed': 'Going back failed on a host: what it names there has to be put right by hand.',
  waiting: 'A host does not answer; it goes back once it does.',
  cancelled: 'Everything that was begun was undone.',
  'rolled-back': 'Everything that was begun was undone.',
}

function outcomes(run: Run, outcome: HostOutcome): Record<string, HostOutcome> {
  return Object.fromEntries(run.hosts.map((host) => [host, outcome]))
}
async function sayCause(run: Run, { host, placement, what, wayOut }: Cause): Promise<void> {
  await run.say({ kind: 'failure', host, placement, what, wayOut })
}

async function goBackOn(run: Run, host: string, cause: Cause): Promise<HostOutcome> {
  const plan = run.changed.find((one) => one.host === host)
  if (!plan || !run.memory.tokens[host]) return 'old'
  try {
    const reply = await run.insist(host, {
      verb: 'revert',
      headers: {
        why: cause.what.slice(0, 200),
        grace: cause.outcome === 'cancelled' ? GRACE_SECONDS : 0,
        committed: 'yes',
      },
      seconds: 60,
    })
    const from = Number(reply.first('from')?.words[0] ?? 0) + 1
    const { state } = await makeFollower(run, plan, from).follow({ seconds: 900 })
    if (state !== 'reverted') return state === 'stuck' ? 'stuck' : 'unknown'
    await run.insist(host, { verb: 'seal' })
    return 'old'
  } catch (error) {
    if (error instanceof TransportError) return 'unknown'
    if (!(error instanceof Stopped)) throw error
    // Without a lock of ours it has been undone and sealed, or somebody else moved it; without a transaction nothing was begun.
    if (isTakenOver(error)) return runsNow(run, host)
    if (error.code === 'state') {
      await run.insist(host, { verb: 'release' }).catch(() => undefined)
      return 'old'
    }
    return 'stuck'
  }
}
