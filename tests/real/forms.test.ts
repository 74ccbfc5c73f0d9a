/**
 * The reference's own test, on every ground: the same services in the foreground, as daemons, in whichever form the manager
 * prefers; then eight of them with two proxies; without user change; back, through a reboot, and away.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ProcessInstance, SystemDocument } from '#generators/model/document.ts'
import { birth, type Lab, upLab } from '#tests/lab/lab.ts'
import { GROUNDS } from './grounds.ts'
import { openStudio, type Studio } from './studio.ts'

/** What GROUNDS share a host for: the ports and numbers of one are not those of another. */
const PLACES = GROUNDS.map((ground, index) => ({ ...ground, index, title: ground.title, system: `forms-${index}` }))
type Place = (typeof PLACES)[number]

type Form = 'foreground' | 'daemon' | 'either'
const SIX = ['webapp1', 'webapp2', 'webapp3', 'webapp4', 'webapp5', 'webapp6']

let lab: Lab
let studio: Studio
beforeAll(() => {
  const managers = [...new Set(PLACES.map(({ host }) => host))]
  lab = upLab('forms', Object.fromEntries(managers.map((manager) => [manager, manager])))
  for (const place of PLACES) place.prepare?.(lab)
  for (const host of new Set(PLACES.filter(({ facts }) => !facts.privileged).map((one) => one.host))) letAnnIn(host)
  studio = openStudio()
}, 120_000)
afterAll(async () => {
  await studio?.end()
  lab?.down()
}, 60_000)

/** Over SSH, as herself: an account without a password is not a locked one. */
function letAnnIn(host: string): void {
  const script = `usermod -p '*' ann && mkdir -p -m 700 /home/ann/.ssh && cp /root/.ssh/authorized_keys /home/ann/.ssh/ && chown -R ann /home/ann/.ssh`
  lab.inside(host, 'sh', '-c', script)
}

function enrolment({ host, facts, title }: Place, hostKey: string) {
  const { address } = lab.hosts.find((one) => one.name === host)!
  const user = facts.privileged ? 'root' : facts.user
  const ssh = { kind: 'ssh', host: address, port: 22, user, identityFile: lab.identityFile, hostKey } as const
  return { name: nameOf(title), address: ssh }
}
function nameOf(title: string): string {
  return title.replaceAll(' ', '-')
}
const portsOf = ({ index }: Place) => ({ first: 8000 + index * 10, second: 8001 + index * 10 })

/** In: where, in which form, how many web applications behind which proxies. Out: the whole system. */
function systemOf(place: Place, form: Form, proxies: Readonly<Record<string, readonly string[]>>): SystemDocument {
  const { ground, on } = { ground: place, on: [nameOf(place.title)] }
  const { address } = lab.hosts.find((one) => one.name === ground.host)!
  const { first, second } = portsOf(ground)
  const webapps = Object.values(proxies)
    .flat()
    .map((name): [string, ProcessInstance] => [
      name,
      { constructor: 'webapp', on, with: { mode: form, listen: 'loopback', dnsName: `${name}.local` } },
    ])
  const gateways = Object.entries(proxies).map(([name, connected], index): [string, ProcessInstance] => [
    name,
    {
      constructor: 'nginxReverseProxyHostBased',
      on,
      with: { port: [first, second][index]!, workerConnections: 64 },
      connects: { webapps: connected },
    },
  ])
  const { type, name, properties } = ground.container
  const numbers = 20_000 + ground.index * 100
  return {
    format: 1,
    interfaces: [],
    constructors: [],
    ids: { assigned: {}, last: {} },
    system: {
      system: ground.system,
      hosts: { [on[0]!]: { platform: 'linux', address, containers: { [name]: { type, properties } } } },
      pools: {
        webappPorts: { min: 5000 + ground.index * 20, max: 5019 + ground.index * 20, scope: 'machine' },
        uids: { min: numbers, max: numbers + 99 },
        gids: { min: numbers, max: numbers + 99 },
      },
      processes: Object.fromEntries([...webapps, ...gateways]),
    },
  }
}
const ONE_PROXY = { proxy1: SIX.slice(0, 2) }
const ADVANCED = { proxy1: SIX.slice(0, 4), proxy2: SIX.slice(4) }

describe.concurrent.each(PLACES)('$title', (place: Place) => {
  const { host, system } = place
  const { first, second } = portsOf(place)

  const page = (port: number, name: string) =>
    lab.inside(host, 'curl', '-sS', '--max-time', '5', '-H', `Host: ${name}.local`, `http://127.0.0.1:${port}/`)
  async function lives(): Promise<Record<string, string>> {
    const statuses = [...(await studio.statuses(system))]
    return Object.fromEntries(
      statuses.map(([name, { state, pid }]) => [
        name,
        state === 'up' && pid ? `${pid} ${birth(lab, host, pid)}` : state,
      ]),
    )
  }
  /** Each process that serves, whoever started it: its form and its user. A daemon's starter has marked it. */
  function forms(names: readonly string[]): Record<string, { readonly form: Form; readonly user: string }> {
    const script = `for p in /proc/[0-9]*; do
	tr '\\0' ' ' <$p/cmdline 2>/dev/null | grep -q '[w]ebapp.mjs' || continue
	set_of() { tr '\\0' '\\n' <$p/environ | sed -n "s/^$1=//p"; }
	echo "$(set_of NAME) $(stat -c %U $p) child=$(set_of WEBAPP_CHILD) $(tr '\\0' ' ' <$p/cmdline)"
done; true`
    const lines = lab.inside(host, 'sh', '-c', script).split('\n').filter(ownedHere)
    const seen = lines.map((line): [string, { form: Form; user: string }] => {
      const [name = '', account = '', child] = line.split(' ')
      return [name, { form: child === 'child=1' ? 'daemon' : 'foreground', user: account }]
    })
    return Object.fromEntries(seen.filter(([name]) => names.includes(name)))
  }
  /** Two grounds may stand on one host: each has a prefix of its own. */
  function ownedHere(line: string): boolean {
    return line.includes(` ${place.facts.prefix}/store/`)
  }
  async function put(document: SystemDocument): Promise<void> {
    const { ids } = (await studio.api.systems.get({ id: system })).document
    await studio.edit(system, () => ({ ...document, ids }))
    const ended = await studio.deploy(system)
    expect(ended, JSON.stringify(ended.events.slice(-6))).toMatchObject({ outcome: 'succeeded' })
  }
  // Where everything goes through the launcher anyway, it makes the foreground program a daemon: then its number is known by birth.
  const preferred = 'foreground'
  const user = (name: string) => (place.facts.privileged ? name : place.facts.user)

  test('is enrolled, as root or as who may not become root', { concurrent: false }, async () => {
    const { address } = lab.hosts.find((one) => one.name === host)!
    const [key] = await studio.api.hosts.probe({ host: address, port: 22 })
    const view = await studio.api.hosts.enrol(enrolment(place, key!.key))
    expect(view.facts?.privileged).toBe(place.facts.privileged)
    await studio.api.systems.create({ name: system, from: 'empty', document: systemOf(place, 'foreground', ONE_PROXY) })
  })

  test.each(['foreground', 'daemon', 'either'] as const)('in the form %s', { concurrent: false }, async (form) => {
    await put(systemOf(place, form, ONE_PROXY))
    const seen = forms(SIX)
    expect(Object.keys(seen).sort()).toEqual(ONE_PROXY.proxy1)
    for (const [name, one] of Object.entries(seen)) {
      expect(one.user).toBe(user(name))
      expect(one.form, name).toBe(form === 'either' ? preferred : form)
    }
    for (const name of ONE_PROXY.proxy1) expect(page(first, name)).toContain(`<h1>${name}</h1>`)
  })

  test('eight processes, two of them proxies', { concurrent: false }, async () => {
    const before = await lives()
    await put(systemOf(place, 'either', ADVANCED))
    const after = await lives()
    expect(Object.keys(after)).toHaveLength(8)
    // The proxy is told of two more and not restarted; who was there is not touched.
    expect(after).toMatchObject(before)
    for (const name of ADVANCED.proxy1) expect(page(first, name)).toContain(`<h1>${name}</h1>`)
    for (const name of ADVANCED.proxy2) expect(page(second, name)).toContain(`<h1>${name}</h1>`)
    expect(page(second, 'webapp1')).toContain('Unknown host')
  })

  test('without user change all run as who started them', { concurrent: false }, async () => {
    const document = systemOf(place, 'either', ADVANCED)
    await put({ ...document, system: { ...document.system, settings: { forceDisableUserChange: true } } })
    expect(new Set(Object.values(forms(SIX)).map((one) => one.user))).toEqual(new Set([user('root')]))
    for (const name of ADVANCED.proxy2) expect(page(second, name)).toContain(`<h1>${name}</h1>`)
  })

  test('back to the fourth generation, with its eight processes', { concurrent: false }, async () => {
    expect(await studio.deploy(system, { kind: 'generation', number: 4 })).toMatchObject({ outcome: 'succeeded' })
    for (const [name, one] of Object.entries(forms(SIX))) expect(one.user).toBe(user(name))
    for (const name of ADVANCED.proxy1) expect(page(first, name)).toContain(`<h1>${name}</h1>`)
  })

  test('undeployed, nothing of it runs', { concurrent: false }, async () => {
    const pids = [...(await studio.statuses(system)).values()].map((one) => one.pid!)
    expect(await studio.deploy(system, { kind: 'nothing' })).toMatchObject({ outcome: 'succeeded' })
    for (const pid of pids) expect(lab.status(host, 'test', '-e', `/proc/${pid}`)).toBe(1)
    expect(forms(SIX)).toEqual({})
    for (const port of [first, second]) expect(lab.status(host, 'curl', '-s', `http://127.0.0.1:${port}/`)).toBe(7)
  })
})
