/** The decision to go forward, and all that follows from it: commit on every host, record, seal. */
import { TransportError } from '#server/transports/contract.ts'
import type { HostOutcome, Outcome } from './events.ts'
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
        // It was sealed already: an earlier run of this deployment got that far.
        if (error instanceof Stopped && error.code === 'no-lock') return [host, 'new']
        throw error
      }
    }),
  )
  return Object.fromEntries(outcomes)
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
