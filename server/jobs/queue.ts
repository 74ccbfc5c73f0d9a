/** Takes deployments from the queue and keeps them: several workers may do so at once, each deployment is with one. */
import { setTimeout as sleep } from 'node:timers/promises'
import { logger } from '#server/log.ts'
import { type Deployments, type Lease, LeaseLost } from '#server/store/deployments.ts'

export interface QueueOptions {
  readonly deployments: Deployments
  /** Unique for all workers. */
  readonly worker: string
  readonly leaseSeconds: number
  readonly pollMs: number
  /** How many deployments at the same time; each is of another system. */
  readonly parallel: number
  readonly signal: AbortSignal
  /** Does the work. `signal` fires when the lease is lost or the worker ends; then nothing may be written any more. */
  run(lease: Lease, signal: AbortSignal): Promise<void>
}

/** Works until the signal fires; then waits for what is under way to come to a point where another worker can go on. */
export async function workQueue(options: QueueOptions): Promise<void> {
  const { pollMs, parallel, signal } = options
  const running = new Set<Promise<void>>()
  while (!signal.aborted) {
    const lease = running.size < parallel ? await claimOrWait(options) : null
    if (lease) {
      const job = holdWhile(lease, options).finally(() => running.delete(job))
      running.add(job)
    } else await sleep(pollMs, undefined, { signal }).catch(() => undefined)
  }
  await Promise.all(running)
}

/** A database that is busy or away for a moment is no reason to let go of what is under way. */
async function claimOrWait({ deployments, worker, leaseSeconds }: QueueOptions): Promise<Lease | null> {
  try {
    return await deployments.claim(worker, leaseSeconds)
  } catch (error) {
    logger.error({ err: error }, 'the queue could not be read; trying again')
    return null
  }
}

async function holdWhile(lease: Lease, { run, leaseSeconds, signal }: QueueOptions): Promise<void> {
  const { id, system, number, attempts } = lease.deployment
  const log = logger.child({ deployment: id, system, number })
  const lost = new AbortController()
  const heartbeat = setInterval(
    () => {
      lease.renew().catch((error: unknown) => {
        if (error instanceof LeaseLost) lost.abort(error)
        else log.warn({ err: error }, 'the lease could not be renewed; trying again')
      })
    },
    (leaseSeconds * 1000) / 3,
  )
  try {
    log.info({ attempts }, attempts > 1 ? 'going on with a deployment' : 'beginning a deployment')
    await run(lease, AbortSignal.any([signal, lost.signal]))
  } catch (error) {
    if (error instanceof LeaseLost) log.warn('another worker has taken over')
    else log.error({ err: error }, 'the deployment stopped; a worker will go on with it')
  } finally {
    clearInterval(heartbeat)
    // After an orderly end of this worker the next one need not wait for the lease; after a crash of the work it must.
    if (signal.aborted) await lease.release()
  }
}
