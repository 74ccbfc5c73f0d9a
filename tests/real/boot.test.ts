/**
 * Boots that nobody coordinates: what depends on something in another container, or on another host, comes up after it is ready. Every
 * dependent ends at once where it was not waited for, and nothing starts it again.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { birth, type Lab, upLab } from '#tests/lab/lab.ts'
import { openStudio, readModel, type Studio } from './studio.ts'

let lab: Lab
let studio: Studio
beforeAll(async () => {
  lab = upLab('boot', { here: 'systemd', there: 'sysvinit' })
  studio = openStudio()
  // The second process manager is a service of the first one.
  lab.inside('here', 'systemctl', 'enable', '--now', 'supervisor.service')
  for (const { name, address } of lab.hosts) {
    const [key] = await studio.api.hosts.probe({ host: address, port: 22 })
    const ssh = { kind: 'ssh', host: address, port: 22, user: 'root', identityFile: lab.identityFile } as const
    await studio.api.hosts.enrol({ name, address: { ...ssh, hostKey: key!.key } })
  }
}, 120_000)
afterAll(async () => {
  await studio?.end()
  lab?.down()
}, 60_000)

/** How something is ready: what it runs once it is, and how that is asked. */
const KINDS = {
  tcp: (port: number) => `{ tcp: "${port}", seconds: 30 }`,
  http: (port: number) => `{ http: "http://127.0.0.1:${port}/", seconds: 30 }`,
  exec: (port: number) => `{ exec: [/usr/bin/python3, -c, "${connecting('127.0.0.1', port)}"], seconds: 30 }`,
  log: () => '{ log: "up now", seconds: 30 }',
  path: (port: number) => `{ path: "/var/lib/marks/${port}", seconds: 30 }`,
} as const
type Kind = keyof typeof KINDS

function connecting(address: string, port: number): string {
  return `import socket; socket.create_connection(('${address}', ${port}), 2)`
}
/** Slow to be ready. Its mark is gone before each boot. */
function slow(port: number, address = '127.0.0.1'): string {
  return `sleep 2; mkdir -p /var/lib/marks; echo up now; : >/var/lib/marks/${port}; exec /usr/bin/python3 -u -m http.server ${port} --bind ${address}`
}
const process = (on: string, script: string, more = ''): string =>
  `{ on: [${on}], ${more} extends: { process: { program: /bin/sh, arguments: [-c, ${JSON.stringify(script)}], restart: never`

function pair(kind: Kind, port: number, from: string, to: string): string[] {
  const where = (container: string) => `{ host: here, container: ${container} }`
  const output = kind === 'log' ? `, output: { file: /var/log/${from}-log.out }` : ''
  const needs = `test -e /var/lib/marks/${port} && exec sleep 1000`
  return [
    `  ${from}-${kind}: ${process(where(from), slow(port))}, ready: ${KINDS[kind](port)}${output} } } }`,
    `  ${to}-after-${kind}: ${process(where(to), needs, `after: [${from}-${kind}],`)} } } }`,
  ]
}

const NOTIFIES = `import os, socket, time
time.sleep(2)
open('/var/lib/marks/notify', 'w')
with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as told:
    told.connect(os.environ['NOTIFY_SOCKET'].replace('@', chr(0), 1))
    told.send(b'READY=1')
time.sleep(1000)
`

function model(addresses: Readonly<Record<string, string>>): string {
  const kinds = Object.keys(KINDS) as Kind[]
  return `system: boot
hosts:
  here: { platform: linux, address: ${addresses.here}, containers: { first: { type: systemd }, second: { type: supervisord } } }
  there: { platform: linux, address: ${addresses.there}, containers: { main: { type: sysvinit } } }
processes:
${kinds.flatMap((kind, index) => [...pair(kind, 7100 + index, 'second', 'first'), ...pair(kind, 7200 + index, 'first', 'second')]).join('\n')}
  notify:
    on: [{ host: here, container: first }]
    extends: { process: { program: /usr/bin/python3, arguments: [-c, ${JSON.stringify(NOTIFIES)}], restart: never, ready: { notify: true, seconds: 30 } } }
  first-after-notify: ${process('{ host: here, container: first }', 'test -e /var/lib/marks/notify && exec sleep 1000', 'after: [notify],')} } } }
  second-after-notify: ${process('{ host: here, container: second }', 'test -e /var/lib/marks/notify && exec sleep 1000', 'after: [notify],')} } } }
  first-plain: ${process('{ host: here, container: first }', 'exec sleep 1000')} } } }
  second-plain: ${process('{ host: here, container: second }', 'exec sleep 1000')} } } }
  first-after-plain: ${process('{ host: here, container: first }', 'exec sleep 1000', 'after: [second-plain],')} } } }
  second-after-plain: ${process('{ host: here, container: second }', 'exec sleep 1000', 'after: [first-plain],')} } } }
  far: ${process('there', slow(7300, '0.0.0.0'))}, ready: { tcp: "7300", address: ${addresses.there}, seconds: 30 } } } }
  first-after-far: ${process('{ host: here, container: first }', `/usr/bin/python3 -c "${connecting(addresses.there!, 7300)}" && exec sleep 1000`, 'after: [far],')} } } }
  second-after-far: ${process('{ host: here, container: second }', `/usr/bin/python3 -c "${connecting(addresses.there!, 7300)}" && exec sleep 1000`, 'after: [far],')} } } }
`
}

/** An answer of `here`, or none while it boots: nobody but its own managers is asked. */
function inside(...argv: string[]): string {
  try {
    return lab.inside('here', ...argv).trim()
  } catch {
    return ''
  }
}
function pidOf(name: string): number {
  const native = `boot-${name}`
  const first = ['systemctl', 'show', '--property=MainPID', '--value', native]
  return Number(inside(...(name.startsWith('second') ? ['supervisorctl', 'pid', native] : first)))
}
/** What it runs: its program, or still the script that waits for it. */
function runs(name: string): string {
  const pid = pidOf(name)
  return pid > 0 ? inside('sh', '-c', `tr '\\0' ' ' <"/proc/$1/cmdline"`, 'sh', String(pid)) : ''
}
/** Another one after each boot. */
function bornFirst(): string {
  const stat = inside('cat', '/proc/1/stat')
  return stat.slice(stat.lastIndexOf(') ') + 2).split(' ')[19] ?? ''
}
const DEPENDENTS = ['first', 'second'].flatMap((container) =>
  [...Object.keys(KINDS), 'notify', 'plain', 'far'].map((kind) => `${container}-after-${kind}`),
)
async function come(names: readonly string[]): Promise<void> {
  await expect
    .poll(() => names.filter((name) => runs(name) !== 'sleep 1000'), { timeout: 60_000, interval: 500 })
    .toEqual([])
}

describe('two process managers on one host, and another host', () => {
  test('everything is deployed in order', async () => {
    const addresses = Object.fromEntries(lab.hosts.map(({ name, address }) => [name, address]))
    const document = readModel(model(addresses))
    await studio.api.systems.create({ name: 'boot', from: 'empty', document })
    const ended = await studio.deploy('boot')
    expect(ended, JSON.stringify(ended.events.slice(-6))).toMatchObject({ outcome: 'succeeded' })
    await come(DEPENDENTS)
  }, 120_000)

  test('after a boot each comes after what it depends on, by every way to be ready', async () => {
    lab.inside('here', 'rm', '-rf', '/var/lib/marks')
    lab.reboot('here')
    await come(DEPENDENTS)
    // What has no readiness check was up before, by its manager's word.
    const born = (name: string) => Number(birth(lab, 'here', pidOf(name)))
    expect(born('second-plain')).toBeLessThanOrEqual(born('first-after-plain'))
    expect(born('first-plain')).toBeLessThanOrEqual(born('second-after-plain'))
  }, 120_000)

  test('hosts that boot in the wrong order: what depends on another host waits for it', async () => {
    lab.kill('there')
    lab.inside('here', 'rm', '-rf', '/var/lib/marks')
    // Not by the lab, which waits until nothing is starting any more.
    const before = birth(lab, 'here', 1)
    lab.status('here', 'systemctl', 'reboot')
    await expect.poll(() => bornFirst() !== '' && bornFirst() !== before, { timeout: 30_000, interval: 200 }).toBe(true)
    await come(DEPENDENTS.filter((name) => !name.endsWith('-far')))
    expect(inside('systemctl', 'show', '--property=ActiveState', '--value', 'boot-first-after-far')).toBe('activating')
    expect(runs('second-after-far')).toContain('boot-second-after-far.launch')
    lab.start('there')
    await come(DEPENDENTS)
    expect(inside('systemctl', 'show', '--property=NRestarts', '--value', 'boot-first-after-far')).toBe('0')
  }, 120_000)
})
