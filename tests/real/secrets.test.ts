/**
 * Secrets on every process manager that can be PID 1 here, over SSH: they reach a process in its environment and in a file, exactly and as its
 * own account; their values stand nowhere else on the host and nowhere at all here; a rotation restarts who uses it; a rollback brings
 * back the value of then; a reboot loses nothing.
 */
import { spawnSync } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { loadBackends } from '#generators/backends/index.ts'
import { compile } from '#generators/compile.ts'
import { loadGrounds } from '#tests/lab/ground.ts'
import { birth, type Lab, upLab } from '#tests/lab/lab.ts'
import { openStudio, readModel, type Studio } from './studio.ts'

const MANAGERS = [...(await loadGrounds())].flatMap(([id, { scenario }]) =>
  'not' in scenario ? [] : [[id, scenario.properties ?? {}] as const],
)

/** What is looked for: a word that stands nowhere else, in every line of a value that breaks quoting wherever it can. */
const MARK = `m${process.pid}x${Date.now()}`
const FIRST = `${MARK}one it's "q" \`id\` $(id) \${x} $HOME \\ %s %n ; #\n\t${MARK}two\r\né日本\u{1F600}\u0001\x7f${"a'b\\".repeat(1500)}${MARK}end\n\n`
const SECOND = `${MARK}second`

/** Writes what it finds in its environment and in its file to where the second word says. */
const WITNESS =
  'open E, "<", "/proc/self/environ"; open F, "<", $ARGV[0] or die "cannot read: $!"; local $/; open O, ">", "$ARGV[1].new"; print O join("\\0", (getpwuid $<)[0], (grep /^PASSWORD=/, split /\\0/, <E>), <F>); close O; rename "$ARGV[1].new", $ARGV[1]; sleep 1 while 1'
const MODEL = (manager: string, properties: object, address: string) => `
constructor: app
parameters: { password: { type: secret } }
users: { main: { name: hushed } }
directories: { out: { in: state, path: hushed, owner: main } }
files: { conf: { format: json, data: { password: "\${password}" } } }
process:
  program: /usr/bin/perl
  arguments: [-e, ${JSON.stringify(WITNESS)}, --, "\${files.conf}", "\${out}/seen"]
  user: main
  environment: { PASSWORD: "\${password}" }
---
constructor: rereader
parameters: { password: { type: secret } }
directories: { out: { in: state, path: reread } }
files: { conf: { format: raw, onChange: reload, content: "\${password}" } }
process:
  program: /bin/sh
  arguments: [-c, 'trap "cat \\"$1\\" >\\"$0/seen\\"" HUP; cat "$1" >"$0/seen"; while :; do sleep 0.1; done', "\${out}", "\${files.conf}"]
  reload: { signal: HUP }
---
constructor: other
process: { program: /bin/sleep, arguments: ["10000"] }
---
system: hush-${manager}
hosts: { h-${manager}: { platform: linux, address: ${address}, containers: { main: ${JSON.stringify({ type: manager, properties })} } } }
processes:
  app: { constructor: app, on: [h-${manager}], with: { password: db } }
  rereader: { constructor: rereader, on: [h-${manager}], with: { password: token } }
  other: { constructor: other, on: [h-${manager}] }
`

let lab: Lab
let studio: Studio
beforeAll(() => {
  lab = upLab('secrets', Object.fromEntries(MANAGERS.map(([manager]) => [`h-${manager}`, manager])))
  studio = openStudio()
}, 120_000)
afterAll(async () => {
  await studio?.end()
  lab?.down()
}, 60_000)

describe.concurrent.each(MANAGERS)('%s as PID 1, over SSH', (manager, properties) => {
  const host = `h-${manager}`
  const system = `hush-${manager}`
  const state = '/var/lib/longrun/var'
  const shell = (script: string, ...words: string[]) => lab.inside(host, 'sh', '-c', script, 'sh', ...words)
  const set = (name: string, value: string) => studio.api.secrets.set({ systemId: system, name, value })
  async function lives(): Promise<Record<string, string>> {
    const statuses = await studio.statuses(system)
    return Object.fromEntries(
      [...statuses].map(([instance, { state, pid }]) => [
        instance,
        state === 'up' && pid ? `${pid} ${birth(lab, host, pid)}` : state,
      ]),
    )
  }
  /** What the processes found when they were started, or told to look again; looked for until it is there, and taken away. */
  async function seen(file: string): Promise<string> {
    const place = `${state}/${file}/seen`
    for (const until = Date.now() + 40_000; lab.status(host, 'test', '-s', place) !== 0; await sleep(100))
      if (Date.now() > until) throw new Error(`${host}: nothing was written to ${place}`)
    const bytes = shell('cat "$1" | od -An -v -tx1 | tr -d " \\n"; rm -f "$1"', place)
    return Buffer.from(bytes.trim(), 'hex').toString('utf8')
  }
  async function expectSeen(value: string): Promise<void> {
    const [account, variable, conf] = (await seen('hushed')).split('\0')
    expect([account, variable, JSON.parse(conf ?? 'null')]).toEqual([
      'hushed',
      `PASSWORD=${value}`,
      { password: value },
    ])
  }
  /** Every file that was written since the host was made (also one that was given an older date), apart from the secrets' own. */
  function leaks(): string[] {
    const found = shell(
      `find / \\( -path /proc -o -path /sys -o -path /dev \\) -prune -o -type f -cnewer /etc/begun -exec grep -lF -- "$1" {} + 2>/dev/null || :
      grep -lF -- "$1" /proc/[0-9]*/cmdline 2>/dev/null || :
      ps -eww -o args | grep -F -- "$1" | grep -v grep || :
      if command -v journalctl >/dev/null; then journalctl --no-pager -o export 2>/dev/null | grep -c -aF -- "$1" | grep -vx 0 || :; fi`,
      MARK,
    )
    return found
      .split('\n')
      .filter((line) => line && !/^\/proc\/\d+\/cmdline$|^(sh|find|grep|ps) |^\/bin\/sh -c find/.test(line))
  }
  function hostFiles(): string[] {
    return leaks().filter((file) => !file.startsWith('/var/lib/longrun/secrets/'))
  }

  test('a draft whose secrets have no value is not deployed, and says which', { concurrent: false }, async () => {
    shell('touch -d "1 second ago" /etc/begun')
    const address = lab.hosts.find((one) => one.name === host)!.address
    const [key] = await studio.api.hosts.probe({ host: address, port: 22 })
    await studio.api.hosts.enrol({
      name: host,
      address: {
        kind: 'ssh',
        host: address,
        port: 22,
        user: 'root',
        identityFile: lab.identityFile,
        hostKey: key!.key,
      },
    })
    await studio.api.systems.create({
      name: system,
      from: 'empty',
      document: readModel(MODEL(manager, properties, address)),
    })
    const { problems } = await studio.plan(system)
    const missing = problems.filter(({ code }) => code === 'secret-missing').map(({ message }) => message)
    expect(missing).toEqual([expect.stringContaining('db'), expect.stringContaining('token')])
  })

  test('deployed, they reach the process exactly, as its own account', { concurrent: false }, async () => {
    await set('db', FIRST)
    await set('token', FIRST)
    const ended = await studio.deploy(system)
    expect(ended, JSON.stringify(ended.events.slice(-6))).toMatchObject({ outcome: 'succeeded', generation: 1 })
    await expectSeen(FIRST)
    expect(await seen('reread')).toBe(FIRST)
  })

  test('their values stand in files of their owners, and nowhere else', { concurrent: false }, async () => {
    expect(hostFiles()).toEqual([])
    const files = shell('cd /var/lib/longrun/secrets && find . -type f ! -name "*.sum" -exec stat -c "%a %U %n" {} +')
    for (const line of files.trim().split('\n')) expect(line).toMatch(/^600 (root|hushed) /)
    expect(files).toMatch(/^600 hushed .*\/conf$/m)
    const kept = spawnSync('grep', ['-rlaF', '--', MARK, studio.data], { encoding: 'utf8' })
    expect(kept.stdout).toBe('')
    const { api } = studio
    const view = await api.systems.get({ id: system })
    const said = [
      view,
      await api.secrets.list({ systemId: system }),
      await api.generations.get({ systemId: system, number: 1 }),
      await api.audit.list({ take: 100 }),
      await Promise.all(
        (await api.deployments.list({ systemId: system })).map(({ id }) => api.deployments.get({ id })),
      ),
    ]
    expect(JSON.stringify(said)).not.toContain(MARK)
    const { document, facts, secrets } = view
    const shown = compile({ document, backends: await loadBackends(), facts, secrets }).files()
    expect(JSON.stringify(shown)).toContain('<secret db>')
  })

  test('another value restarts or tells those that use it, and says why', { concurrent: false }, async () => {
    const before = await lives()
    await set('db', SECOND)
    const { transition } = await studio.plan(system)
    expect(transition.changes.map(({ instance, change, causes }) => [instance, change, causes])).toEqual(
      expect.arrayContaining([
        ['app', 'restart', [{ kind: 'secret', of: 'db' }]],
        ['rereader', 'keep', []],
        ['other', 'keep', []],
      ]),
    )
    expect(await studio.deploy(system)).toMatchObject({ outcome: 'succeeded', generation: 2 })
    await expectSeen(SECOND)
    const after = await lives()
    expect(after.app).toMatch(/^\d+ \d+$/)
    expect(after.app).not.toBe(before.app)
    expect({ ...after, app: null }).toEqual({ ...before, app: null })
  })

  test('what reads it again on reload is told, and keeps its PID', { concurrent: false }, async () => {
    const before = await lives()
    await set('token', SECOND)
    const { transition } = await studio.plan(system)
    expect(transition.changes.find(({ instance }) => instance === 'rereader')).toMatchObject({
      change: 'reload',
      causes: [{ kind: 'secret', of: 'token' }],
    })
    expect(await studio.deploy(system)).toMatchObject({ outcome: 'succeeded', generation: 3 })
    expect(await seen('reread')).toBe(SECOND)
    expect(await lives()).toEqual(before)
  })

  test('back to generation 1 is back to the values of then', { concurrent: false }, async () => {
    const before = await lives()
    expect(await studio.deploy(system, { kind: 'generation', number: 1 })).toMatchObject({
      outcome: 'succeeded',
      generation: 4,
    })
    await expectSeen(FIRST)
    expect(await seen('reread')).toBe(FIRST)
    const after = await lives()
    expect([after.other, after.rereader]).toEqual([before.other, before.rereader])
    expect(after.app).not.toBe(before.app)
    expect(hostFiles()).toEqual([])
  })

  // Its own `expect`: of concurrent tests the global one does not know which it polls for.
  test('a reboot loses none of them', { concurrent: false }, async ({ expect }) => {
    lab.reboot(host)
    await expectSeen(FIRST)
    await expect
      .poll(async () => [...(await studio.statuses(system)).values()].map((one) => one.state), {
        timeout: 40_000,
        interval: 300,
      })
      .toEqual(['up', 'up', 'up'])
    shell('rm -f "$@"', ...['hushed', 'reread'].map((one) => `${state}/${one}/seen`))
    expect(hostFiles()).toEqual([])
    expect(await studio.deploy(system, { kind: 'nothing' })).toMatchObject({ outcome: 'succeeded' })
  })
})
