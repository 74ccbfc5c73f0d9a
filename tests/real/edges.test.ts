/** What an edge says of a change of its other end, on two process managers: order only, reload me too, restart me too. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { birth, type Lab, upLab } from '#tests/lab/lab.ts'
import { openStudio, readModel, type Studio } from './studio.ts'

const MANAGERS = ['systemd', 'supervisord']
let lab: Lab
let studio: Studio
beforeAll(() => {
  lab = upLab('edges', Object.fromEntries(MANAGERS.map((manager) => [`h-${manager}`, manager])))
  studio = openStudio()
}, 120_000)
afterAll(async () => {
  await studio?.end()
  lab?.down()
}, 60_000)

const RINGS = 'trap "echo rung >>/var/lib/bell-$NAME" HUP; while :; do sleep 0.1; done'
const dependent = (slot: string) => `
  connects: { db: { interface: store, onChange: ${slot} } }
  process:
    program: /bin/sh
    arguments: [-c, ${JSON.stringify(RINGS.replaceAll('$', '$$'))}]
    environment: { NAME: "\${name}" }
    reload: { signal: HUP }`

function model(host: string, manager: string, address: string): string {
  const on = `on: [${host}]`
  const constructors = ['order', 'reload', 'restart'].map(
    (slot) => `---\nconstructor: ${slot}s${dependent(slot).replace(/^ {2}/gm, '')}\n`,
  )
  return `system: edges-${manager}
hosts: { ${host}: { platform: linux, address: ${address}, containers: { main: { type: ${manager} } } } }
processes:
  db:
    ${on}
    extends:
      provides: { own: { interface: store } }
      process: { program: /bin/sleep, arguments: ["1001"] }
  orders: { ${on}, constructor: orders, connects: { db: [db] } }
  reloads: { ${on}, constructor: reloads, connects: { db: [db] } }
  restarts: { ${on}, constructor: restarts, connects: { db: [db] } }
  comes-after:
    ${on}
    after: [db]
    extends: { process: { program: /bin/sleep, arguments: ["1002"] } }
  beyond:
    ${on}
    after: [restarts]
    extends: { process: { program: /bin/sleep, arguments: ["1003"] } }
---
interface: store
${constructors.join('')}`
}

describe.each(MANAGERS)('%s', (manager) => {
  const host = `h-${manager}`
  const system = `edges-${manager}`
  async function lives(): Promise<Record<string, string>> {
    const statuses = await studio.statuses(system)
    return Object.fromEntries(
      [...statuses].map(([name, { state, pid }]) => [
        name,
        state === 'up' && pid ? `${pid} ${birth(lab, host, pid)}` : state,
      ]),
    )
  }

  test('a changed dependency restarts and reloads those that asked for it, and nobody else', async () => {
    const { address } = lab.hosts.find((one) => one.name === host)!
    const [key] = await studio.api.hosts.probe({ host: address, port: 22 })
    const ssh = { kind: 'ssh', host: address, port: 22, user: 'root', identityFile: lab.identityFile } as const
    await studio.api.hosts.enrol({ name: host, address: { ...ssh, hostKey: key!.key } })
    const document = readModel(model(host, manager, address))
    await studio.api.systems.create({ name: system, from: 'empty', document })
    const ended = await studio.deploy(system)
    expect(ended, JSON.stringify(ended.events.slice(-6))).toMatchObject({ outcome: 'succeeded' })
    const before = await lives()

    await studio.edit(system, (old) => {
      const { db } = old.system.processes
      const process = { program: '/bin/sleep', arguments: ['2001'], restart: 'always' as const }
      const changed = { ...db!, extends: { ...db!.extends, process } }
      return { ...old, system: { ...old.system, processes: { ...old.system.processes, db: changed } } }
    })
    expect(await studio.deploy(system)).toMatchObject({ outcome: 'succeeded' })
    const after = await lives()
    const same = (name: string) => after[name] === before[name]
    expect(Object.keys(after).filter(same).sort()).toEqual(['beyond', 'comes-after', 'orders', 'reloads'])
    for (const name of ['db', 'restarts']) expect(after[name]).toMatch(/^\d+ \d+$/)
    await expect
      .poll(() => lab.status(host, 'test', '-s', '/var/lib/bell-reloads'), { timeout: 10_000, interval: 100 })
      .toBe(0)
    expect(lab.status(host, 'test', '-e', '/var/lib/bell-orders')).toBe(1)
  }, 120_000)

  test('a dependency that crashes comes back by its manager, and nobody is taken along', async () => {
    const before = await lives()
    lab.inside(host, 'kill', '-9', before.db!.split(' ')[0]!)
    const isAnother = (now: string) => /^\d+ \d+$/.test(now) && now !== before.db
    await expect.poll(async () => isAnother((await lives()).db!), { timeout: 20_000, interval: 300 }).toBe(true)
    const after = await lives()
    expect({ ...after, db: '' }).toEqual({ ...before, db: '' })
  }, 60_000)
})
