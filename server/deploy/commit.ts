/** The decision to go forward, and all that follows from it: commit on every host, record, seal. */
import { TransportError } from '#server/transports/contract.ts'
import type { HostOutcome, Outcome } from './events.ts'
import { headDigest, headSaid } from './heads.ts'
import type { Ending } from './ports.ts'
import type { Run } from './run.ts'
import { Stopped } from './stopped.ts'

/** Durable before the first host hears of it: from here on the direction is forward. */
export async function decide(run: Run): Promise<void> {
  await run.enter('committing')
}

/** Per host `new`; `unknown` where it did not answer. Throws `Stopped` where one went back by itself meanwhile. */
export async function commit(run: Run): Promise<Readonly<Record<string, HostOutcome>>> {
  const outcomes = await Promise.all(
    run.changed.map(async ({ host }): Promise<[string, HostOutcome]> => {
      try {
        await run.insist(host, { verb: 'commit' })
        return [host, 'new']
      } catch (error) {
        if (error instanceof TransportError) return [host, 'unknown']
        // Sealed already by an earlier run of this deployment, or taken over: only the host knows what it runs.
        if (isTakenOver(error) && (await runsNow(run, host)) === 'new') return [host, 'new']
        throw error
      }
    }),
  )
  return Object.fromEntries(outcomes)
}

/** Whether the host says that its transaction is not this deployment's any more. */
export function isTakenOver(error: unknown): boolean {
  return error instanceof Stopped && (error.code === 'no-lock' || error.code === 'other-token')
}
/** What a host without a transaction of ours runs, by its own word; `unknown`: neither what was nor what was to be. */
export async function runsNow(run: Run, host: string): Promise<HostOutcome> {
  const { previous, next } = run.deployment
  try {
    const said = headSaid(await run.insist(host, { verb: 'status' }))
    if (said === headDigest(next, host)) return 'new'
    return said === headDigest(previous, host) ? 'old' : 'unknown'
  } catch (error) {
    if (error instanceof TransportError) return 'unknown'
    throw error
  }
}

/** The undo plan is dropped and the lock is free. A host that does not hear it does so at the next contact. */
export async function seal(run: Run): Promise<void> {
  await run.enter('sealing')
  await Promise.allSettled(run.changed.map(({ host }) => run.insist(host, { verb: 'seal' })))
}

export async function end(
  run: Run,
  outcome: Outcome,
  hosts: Readonly<Record<string, HostOutcome>>,
  says: string,
): Promise<Ending> {
  const generation = outcome === 'succeeded' && run.memory.generation > 0 ? run.memory.generation : null
  await run.say({ kind: 'outcome', outcome, hosts, says, ...(generation === null ? {} : { generation }) })
  return { outcome, hosts, generation }
}
