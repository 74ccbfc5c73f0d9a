/** The studio without pages: its API as an admin, its worker, a store of its own. What a journey does by clicking, a test does here by calling. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { SystemDocument } from '#generators/model/document.ts'
import { parse } from '#generators/model/parse.ts'
import type { Context } from '#server/api/context.ts'
import { createCaller } from '#server/api/root.ts'
import type { DeploymentView, PlacementStatus, PlanView, Target } from '#server/api/views.ts'
import { workQueue } from '#server/jobs/queue.ts'
import { reach } from '#server/jobs/reach-hosts.ts'
import { runDeployment } from '#server/jobs/run-deployment.ts'
import { migrationsDirectory } from '#server/store/data-directory.ts'
import { migrate, readMigrations } from '#server/store/migrate.ts'
import { openStore } from '#server/store/store.ts'

export interface Studio {
  /** Its data directory: everything that it keeps. */
  readonly data: string
  readonly api: ReturnType<typeof createCaller>
  plan(system: string, target?: Target): Promise<PlanView>
  /** Plans, confirms exactly that plan, and waits for its end. */
  deploy(system: string, target?: Target): Promise<DeploymentView>
  /** Saves the document that `change` makes of the newest revision. */
  edit(system: string, change: (document: SystemDocument) => SystemDocument): Promise<void>
  statuses(system: string): Promise<ReadonlyMap<string, PlacementStatus>>
  end(): Promise<void>
}

/** `LONGRUN_DATA` is set for this process: only one studio at a time. */
export function openStudio(): Studio {
  const data = mkdtempSync(path.join(tmpdir(), 'longrun-studio-'))
  process.env.LONGRUN_DATA = data
  const file = path.join(data, 'longrun.db')
  migrate(file, readMigrations(migrationsDirectory()))
  const store = openStore(file)
  const context: Context = {
    store,
    reach: reach(store),
    me: { id: 'tester', name: 'tester', role: 'admin' },
    token: null,
    address: '192.0.2.1',
    secure: false,
    sameOrigin: true,
    answer: new Headers(),
  }
  const api = createCaller(context)
  const stop = new AbortController()
  const worker = workQueue({
    deployments: store.deployments,
    worker: 'test',
    leaseSeconds: 15,
    pollMs: 50,
    parallel: 4,
    signal: stop.signal,
    run: (lease, signal) => runDeployment(store, lease, signal),
  })
  async function ended(id: string): Promise<DeploymentView> {
    // By the rows and not by the subscription: what a page sees is the journeys' to test.
    for (;;) {
      const view = await api.deployments.get({ id })
      if (view.outcome !== null) return view
      await sleep(50)
    }
  }
  return {
    data,
    api,
    plan: (system, target = { kind: 'draft' }) => api.deployments.plan({ systemId: system, target }),
    async deploy(system, target = { kind: 'draft' }) {
      const plan = await api.deployments.plan({ systemId: system, target })
      const problems = plan.problems.filter((one) => one.severity === 'error')
      if (problems.length > 0) throw new Error(`cannot be planned: ${JSON.stringify(problems)}`)
      const { id } = await api.deployments.start({ systemId: system, target, digest: plan.digest, reason: '' })
      return ended(id)
    },
    async edit(system, change) {
      const { document, layout, revision } = await api.systems.get({ id: system })
      await api.systems.save({ id: system, baseRevision: revision, document: change(document), layout, message: '' })
    },
    async statuses(system) {
      return new Map(
        (await api.statuses.system({ systemId: system })).map((one) => [one.placement.split('@')[0]!, one]),
      )
    },
    async end() {
      stop.abort()
      await worker
      await store.close()
      rmSync(data, { recursive: true, force: true })
    },
  }
}

export function readModel(text: string): SystemDocument {
  const { document, diagnostics } = parse(text)
  if (!document) throw new Error(JSON.stringify(diagnostics))
  return document
}
