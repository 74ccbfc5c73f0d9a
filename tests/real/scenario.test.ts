/**
 * One scenario on every process manager that can be PID 1 here, over SSH: enrol, deploy, nothing twice, change, grow,
 * fail and go back, roll back, reboot, undeploy. Who is not concerned keeps the PID throughout. The hosts go side by side.
 */
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ProcessInstance, SystemDocument } from '#generators/model/document.ts'
import { loadGrounds } from '#tests/lab/ground.ts'
import { birth, type Lab, upLab } from '#tests/lab/lab.ts'
import { openStudio, readModel, type Studio } from './studio.ts'

const SCENARIOS = [...(await loadGrounds())].flatMap(([id, { scenario }]) =>
  'not' in scenario ? [] : [{ id, ...scenario }],
)
const MANAGERS = SCENARIOS.map(({ id }) => id)
const PROPERTIES = new Map(SCENARIOS.map(({ id, properties }) => [id, properties ? { properties } : {}]))
/** Of every manager, also on the hosts of the others. */
const PLACES = SCENARIOS.flatMap(({ places }) => places)
const EXAMPLE = readFileSync(path.join(import.meta.dirname, '../../examples/webapps.yaml'), 'utf8')

let lab: Lab
let studio: Studio
beforeAll(() => {
  lab = upLab('scenario', Object.fromEntries(MANAGERS.map((manager) => [`h-${manager}`, manager])))
  studio = openStudio()
}, 120_000)
afterAll(async () => {
  await studio?.end()
  lab?.down()
}, 60_000)

describe.concurrent.each(MANAGERS)('%s as PID 1, over SSH', (manager) => {
  const host = `h-${manager}`
  const system = `web-${manager}`
  /** Number and birth of each process: the same pair is the same process. */
  async function lives(): Promise<Record<string, string>> {
    const statuses = await studio.statuses(system)
    return Object.fromEntries(
      [...statuses].map(([instance, { state, pid }]) => [
        instance,
        state === 'up' && pid ? `${pid} ${birth(lab, host, pid)}` : state,
      ]),
    )
  }
  function page(name: string): string {
    return lab.inside(
      host,
      'curl',
      '-s',
      '-S',
      '--max-time',
      '5',
      '-H',
      `Host: ${name}.localhost`,
      'http://127.0.0.1:8080/',
    )
  }
  function withProcess(name: string, change: (process: ProcessInstance) => ProcessInstance) {
    return (document: SystemDocument): SystemDocument => ({
      ...document,
      system: {
        ...document.system,
        processes: { ...document.system.processes, [name]: change(document.system.processes[name]!) },
      },
    })
  }

  test('a host is enrolled with the key that was shown, and with no other', { concurrent: false }, async () => {
    const address = lab.hosts.find((one) => one.name === host)!.address
    const [key] = await studio.api.hosts.probe({ host: address, port: 22 })
    const ssh = { kind: 'ssh', host: address, port: 22, user: 'root', identityFile: lab.identityFile } as const
    const other = lab
      .inside(`h-${MANAGERS.find((one) => one !== manager)}`, 'cat', '/etc/ssh/ssh_host_ed25519_key.pub')
      .split(' ')
      .slice(0, 2)
      .join(' ')
    await expect(studio.api.hosts.enrol({ name: host, address: { ...ssh, hostKey: other } })).rejects.toThrow(/key/i)
    const view = await studio.api.hosts.enrol({ name: host, address: { ...ssh, hostKey: key!.key } })
    expect(view.reach).toBe('reached')
    expect(view.facts?.privileged).toBe(true)
    expect(view.containers.map((one) => one.type)).toContain(manager)
    expect(view.containers.find((one) => one.type === manager)).toMatchObject({
      survivesLogout: true,
      startsAtBoot: true,
    })
  })

  test('the example is deployed and answers through the proxy', { concurrent: false }, async () => {
    const example = readModel(EXAMPLE)
    const local = example.system.hosts.local!
    const processes = Object.fromEntries(
      Object.entries(example.system.processes).map(([name, one]) => [name, { ...one, on: [host] }]),
    )
    const document: SystemDocument = {
      ...example,
      system: {
        ...example.system,
        system,
        hosts: {
          [host]: {
            ...local,
            address: lab.hosts.find((one) => one.name === host)!.address,
            containers: { main: { type: manager, ...PROPERTIES.get(manager) } },
          },
        },
        processes,
      },
    }
    await studio.api.systems.create({ name: system, from: 'empty', document })
    const ended = await studio.deploy(system)
    expect(ended, JSON.stringify(ended.events.slice(-6))).toMatchObject({
      outcome: 'succeeded',
      generation: 1,
      hosts: { [host]: 'new' },
    })
    for (const name of ['webapp1', 'webapp2', 'webapp3']) expect(page(name)).toContain(`<h1>${name}</h1>`)
    expect(Object.values(await lives())).toEqual(expect.arrayContaining([expect.stringMatching(/^\d+ \d+$/)]))
    // Each runs as an account of its own.
    const { pid } = (await studio.statuses(system)).get('webapp1')!
    expect(lab.inside(host, 'ps', '-o', 'user=', '-p', String(pid)).trim()).toBe('webapp1')
  })

  test('the same again sends nothing that changes anything', { concurrent: false }, async () => {
    const before = await lives()
    const plan = await studio.plan(system)
    expect(plan.transition.empty).toBe(true)
    const ended = await studio.deploy(system)
    expect(ended).toMatchObject({ outcome: 'succeeded', generation: null })
    expect(ended.events.filter(({ event }) => event.kind === 'step')).toEqual([])
    expect(await lives()).toEqual(before)
    expect(await studio.api.generations.list({ systemId: system })).toHaveLength(1)
  })

  test('a changed process restarts; all others keep their PID', { concurrent: false }, async () => {
    const before = await lives()
    await studio.edit(
      system,
      withProcess('webapp2', (one) => ({ ...one, with: { ...one.with, greeting: 'It\'s "new": 100% $HOME\n%n' } })),
    )
    expect(await studio.deploy(system)).toMatchObject({ outcome: 'succeeded', generation: 2 })
    const after = await lives()
    expect(after.webapp2).toMatch(/^\d+ \d+$/)
    expect(after.webapp2).not.toBe(before.webapp2)
    expect({ ...after, webapp2: null }).toEqual({ ...before, webapp2: null })
    expect(page('webapp2')).toContain('It&#39;s &#34;new&#34;: 100% $HOME\n%n')
  })

  test('one more starts, and the proxy is told without being restarted', { concurrent: false }, async () => {
    const before = await lives()
    await studio.edit(system, (document) => {
      const { gateway, webapp1 } = document.system.processes
      const processes = {
        ...document.system.processes,
        webapp4: webapp1!,
        gateway: { ...gateway!, connects: { webapps: ['webapp1', 'webapp2', 'webapp3', 'webapp4'] } },
      }
      return { ...document, system: { ...document.system, processes } }
    })
    const plan = await studio.plan(system)
    expect(Object.fromEntries(plan.transition.changes.map((one) => [one.instance, one.change]))).toEqual({
      webapp1: 'keep',
      webapp2: 'keep',
      webapp3: 'keep',
      webapp4: 'start',
      gateway: 'reload',
    })
    expect(await studio.deploy(system)).toMatchObject({ outcome: 'succeeded', generation: 3 })
    const after = await lives()
    expect(after).toEqual({ ...before, webapp4: expect.stringMatching(/^\d+ \d+$/) })
    expect(page('webapp4')).toContain('<h1>webapp4</h1>')
  })

  test('what cannot become ready is undone, and its log says why', { concurrent: false }, async () => {
    const before = await lives()
    await studio.edit(
      system,
      withProcess('webapp3', (one) => ({
        ...one,
        with: { ...one.with, greeting: 'never' },
        extends: { process: { ready: { tcp: '1', seconds: 2 } } },
      })),
    )
    const ended = await studio.deploy(system)
    expect(ended).toMatchObject({ outcome: 'rolled-back', hosts: { [host]: 'old' }, generation: null })
    const failure = ended.events.find(({ event }) => event.kind === 'failure')?.event
    expect(failure).toMatchObject({ host, placement: `webapp3@${host}/main` })
    const log = ended.events.find(({ event }) => event.kind === 'log')?.event
    expect(log?.kind === 'log' && log.lines.join('\n')).toContain('webapp3 listens on')
    const after = await lives()
    expect(after.webapp3).toMatch(/^\d+ \d+$/)
    expect({ ...after, webapp3: null }).toEqual({ ...before, webapp3: null })
    expect(page('webapp3')).toContain('Hello')
    expect((await studio.api.systems.get({ id: system })).generation).toBe(3)
  })

  test('roll back to generation 1 is the same deployment with another target', { concurrent: false }, async () => {
    const before = await lives()
    expect(await studio.deploy(system, { kind: 'generation', number: 1 })).toMatchObject({
      outcome: 'succeeded',
      generation: 4,
    })
    const after = await lives()
    expect(Object.keys(after).sort()).toEqual(['gateway', 'webapp1', 'webapp2', 'webapp3'])
    for (const same of ['gateway', 'webapp1', 'webapp3']) expect(after[same]).toBe(before[same])
    expect(page('webapp2')).toContain('Hello')
    expect(page('webapp4')).toContain('Unknown host')
  })

  // Its own `expect`: of concurrent tests the global one does not know which it polls for.
  test('after a reboot everything is up again', { concurrent: false }, async ({ expect }) => {
    lab.reboot(host)
    await expect
      .poll(async () => [...(await studio.statuses(system)).values()].map((one) => one.state), {
        timeout: 40_000,
        interval: 300,
      })
      .toEqual(['up', 'up', 'up', 'up'])
    await expect
      .poll(
        () => {
          try {
            return page('webapp1')
          } catch {
            return ''
          }
        },
        { timeout: 20_000, interval: 300 },
      )
      .toContain('<h1>webapp1</h1>')
    expect((await studio.plan(system, { kind: 'generation', number: 4 })).transition.empty).toBe(true)
  })

  test('undeployed, nothing of it runs, and its state is kept', { concurrent: false }, async () => {
    const pids = [...(await studio.statuses(system)).values()].map((one) => one.pid!)
    expect(await studio.deploy(system, { kind: 'nothing' })).toMatchObject({ outcome: 'succeeded' })
    for (const pid of pids) expect(lab.status(host, 'test', '-e', `/proc/${pid}`)).toBe(1)
    expect(lab.status(host, 'curl', '-s', '--max-time', '2', 'http://127.0.0.1:8080/')).toBe(7)
    expect(lab.inside(host, 'sh', '-c', 'ls "$@" 2>/dev/null || true', 'sh', ...PLACES)).not.toContain('webapp')
    const left = SCENARIOS.find(({ id }) => id === manager)?.left
    if (left) expect(lab.inside(host, ...left)).not.toContain('webapp')
    expect(lab.status(host, 'test', '-d', '/var/lib/longrun/var')).toBe(0)
    expect((await studio.api.systems.get({ id: system })).generation).toBeNull()
  })
})
