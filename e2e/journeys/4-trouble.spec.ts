/** Deployments that meet trouble: they end in a state that is true, and say it. */
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from '../fixtures.ts'
import { FAILING, slow, webapps } from '../models.ts'
import { listens, pidOf } from '../site.ts'

test('a process that cannot start takes the deployment back, and its last lines are shown', async ({
  api,
  editor,
  plan,
  live,
  manager,
}) => {
  const system = await api.makeSystem(webapps('broken', manager, { app: 5111 }, FAILING))
  await editor.open(system)
  await editor.reviewPlan()
  await plan.deploy()
  await live.expectAnswer('broken failed on local.')
  await live.expectAnswer('Every host has what it had before.')
  await expect(live.panel.getByRole('alert')).toContainText('broken')
  await expect(live.dock).toContainText('the disk is upside down')
  expect(await listens(5111)).toBe(false)
})

test('closing the browser changes nothing for a deployment', async ({ context, page, api, editor, plan, manager }) => {
  const system = await api.makeSystem(webapps('patient', manager, { app: 5112 }, slow(5113, 3)))
  await editor.open(system)
  await editor.reviewPlan()
  const number = await plan.deploy()
  await page.close()

  const later = await context.newPage()
  await later.goto(`/systems/${system}/deployments/${number}`)
  await expect(later.getByRole('heading', { level: 1 })).toContainText('Generation 1 runs', { timeout: 60_000 })
  expect(await listens(5113)).toBe(true)
})

test('a worker that is killed loses no deployment: it goes on, or it is undone', async ({
  api,
  editor,
  plan,
  live,
  manager,
}) => {
  const system = await api.makeSystem(webapps('orphaned', manager, { app: 5114 }, slow(5115, 8)))
  await editor.open(system)
  await editor.reviewPlan()
  await plan.deploy()
  await expect(live.row('slow').getByLabel('starting').first()).toBeVisible()
  killWorker()
  await live.expectAnswer(/Generation 1 runs|Every host has what it had before/)
  const succeeded = /Generation 1 runs/.test((await live.panel.getByRole('heading', { level: 1 }).textContent()) ?? '')
  expect(await listens(5114)).toBe(succeeded)
  expect(await listens(5115)).toBe(succeeded)
  if (succeeded) expect(await pidOf(5114)).toBeGreaterThan(0)
})

/** Ends the worker of the product that these journeys started, as a power cut would. */
function killWorker(): void {
  const product = Number(readFileSync(path.resolve(import.meta.dirname, '../../test-results/product-pid'), 'utf8'))
  const worker = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .find((pid) => read(pid, 'cmdline').includes('server/jobs/worker.ts') && isBelow(pid, product))
  if (worker === undefined) throw new Error('the product has no worker')
  process.kill(worker, 'SIGKILL')
}
function isBelow(pid: number, ancestor: number): boolean {
  for (let at = pid; at > 1; at = parentOf(at)) if (at === ancestor) return true
  return false
}
/** After the name of the command, which may hold anything but ends with the last bracket, stand state and parent. */
function parentOf(pid: number): number {
  return Number(read(pid, 'stat').replace(/^.*\)/s, '').trim().split(' ')[1] ?? 0)
}
function read(pid: number, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8')
  } catch {
    return ''
  }
}
