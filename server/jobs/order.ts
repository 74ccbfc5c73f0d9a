/** Confirms a plan: writes the deployment's row, which a worker takes up. */

import type { Target } from '#server/api/views.ts'
import { AppError } from '#server/app-error.ts'
import type { Store } from '#server/store/store.ts'
import { planDeployment } from './plan.ts'
import type { HostReach } from './reach.ts'

/**
 * Queues the deployment whose plan has `digest`. Plans again first: what was looked at is what is done, or `conflict`.
 * A draft's new numbers are kept as a revision, so that the next draft begins with them.
 */
export async function orderDeployment(
  services: { readonly store: Store; readonly reach: HostReach },
  order: {
    readonly system: string
    readonly target: Target
    readonly digest: string
    readonly by: string
    readonly reason: string
  },
): Promise<{ readonly id: string; readonly number: number }> {
  const { store } = services
  const { view, previous, next, document, revision } = await planDeployment(services, order.system, order.target)
  const error = view.problems.find((one) => one.severity === 'error')
  if (error) throw new AppError('invalid', `${error.message} (${error.code} at ${error.at})`, { wayOut: error.wayOut })
  const check = view.checks.find((one) => !one.ok)
  if (check) throw new AppError('conflict', check.says, { wayOut: check.wayOut })
  if (view.digest !== order.digest)
    throw new AppError('conflict', 'The plan is old: the draft, or what runs, changed since.', {
      wayOut: 'Plan again.',
    })
  if (order.target.kind === 'draft' && document) await keepNumbers(store, order.system, revision, document, order.by)
  return store.deployments.queue({
    system: order.system,
    target: order.target,
    by: order.by,
    reason: order.reason,
    base: view.from,
    previous,
    next,
    document,
    transition: view.transition,
  })
}

async function keepNumbers(
  store: Store,
  name: string,
  baseRevision: number,
  document: Parameters<Store['systems']['save']>[1]['document'],
  by: string,
): Promise<void> {
  const { layout } = await store.systems.get(name)
  await store.systems.save(name, { baseRevision, document, layout, message: 'Numbers assigned for a deployment', by })
}
