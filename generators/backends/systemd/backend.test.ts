/** What systemd's folder says, checked without a systemd: units, overrides, answers read. The real one is in tests/real. */
import { describe, expect, test } from 'vitest'
import { container, lowered } from '#tests/conformance/lowered.ts'
import type { HostFacts, Lowered, Result, Running } from '../../contract/backend.ts'
import { at, root } from '../../contract/path.ts'
import { type Artefact, fillHoles, hole, text } from '../../contract/text.ts'
import type { Diagnostic } from '../../diagnostics/diagnostic.ts'
import { backend } from './backend.ts'
import { systemd } from './index.ts'

const SYSTEM = container('systemd')
const USER = container('systemd', {
  properties: { scope: 'user', runtime: '/run/user/1000' },
  privileged: false,
  userChange: false,
})

function unit(of: Lowered, overrides: unknown = undefined): string {
  const native = { ...backend.translate(of), ...backend.schema.overrides(overrides, root, () => undefined) }
  const [file] = backend.render(native, of).artefacts
  return fillHoles(file!.content, (one) => (one.kind === 'artefact' ? `/store/${one.of.name}` : '/held'))
}
function script(name: string): Artefact {
  return { name, mode: 0o755, content: text('#!/bin/sh\n'), kind: 'launcher', secret: false }
}

describe('a unit', () => {
  test('of a plain process says what it needs and no more', () => {
    expect(unit(lowered(SYSTEM))).toBe(`[Service]
Type=exec
SyslogIdentifier=web
ExecStart="/bin/true"
TimeoutStartSec=90
KillMode=mixed
KillSignal=SIGTERM
TimeoutStopSec=10

[Install]
WantedBy=multi-user.target
`)
  })

  test('of everything at once', () => {
    const of = lowered(SYSTEM, {
      hook: script('web-hook'),
      gate: script('web-ready'),
      after: [
        { name: 'db', container: 'main', from: root },
        { name: 'far', container: 'other', from: root },
      ],
      exec: {
        path: text('/usr/bin/my web'),
        args: [text('50% "x" $HOME\n'), hole({ kind: 'prefix' })],
        style: 'foreground',
      },
      native: {
        limits: new Map([['core', text('unlimited')]]),
        environment: new Map([['A', text('b "c" %d $e\n')]]),
        umask: text('027'),
        nice: text('-5'),
        user: { name: text('www'), group: text('web'), groups: [text('a'), text('b')], home: text('/') },
        directory: text('/srv/100% x'),
        output: text('/var/log/w%b.log'),
      },
      of: {
        description: text('100% web'),
        ready: { kind: 'path', path: text('/run/x'), seconds: 30 },
        steps: { prepare: [] },
        restart: 'on-failure',
        stop: { signal: 'QUIT', seconds: 60 },
        reload: { signal: 'HUP' },
        boot: false,
      },
    })
    expect(unit(of)).toBe(`[Unit]
Description=100%% web
Wants=db.service
After=db.service

[Service]
Type=exec
LimitCORE=infinity
Environment="A=b \\"c\\" %%d $e\\n"
UMask=027
Nice=-5
User=www
Group=web
SupplementaryGroups=a b
WorkingDirectory=-/srv/100%% x
StandardOutput=append:/var/log/w%%b.log
StandardError=append:/var/log/w%%b.log
SyslogIdentifier=web
ExecStartPre=+"/store/web-hook"
ExecStartPre="/bin/sh" "-c" "cd -- \\"$$1\\"" "sh" "/srv/100%% x"
ExecStart="/usr/bin/my web" "50%% \\"x\\" $$HOME\\n" "/held"
ExecStartPost=+"/store/web-ready"
ExecReload=/bin/kill -s HUP $MAINPID
TimeoutStartSec=120
KillMode=mixed
KillSignal=SIGQUIT
TimeoutStopSec=60
Restart=on-failure
RestartSec=1
`)
  })

  test('of a daemon names its PID file', () => {
    const of = lowered(SYSTEM, { exec: { path: text('/bin/d'), args: [], style: 'daemon' } })
    expect(unit(of)).toContain('Type=forking\nPIDFile=/run/web.pid\n')
  })

  test('of a user needs no privileges and is started with the session', () => {
    const of = lowered(USER, { hook: script('web-hook') })
    expect(unit(of)).toContain('ExecStartPre="/store/web-hook"\n')
    expect(backend.render(backend.translate(of), of).links).toMatchObject([
      { at: 'web.service' },
      { at: 'default.target.wants/web.service', to: { link: '../web.service' } },
    ])
  })
})

describe('overrides', () => {
  test.each([
    ['replaces a directive in its place', { Service: { KillMode: 'process' } }, 'KillMode=process\nKillSignal=SIGTERM'],
    ['adds one at the end', { Service: { PrivateTmp: true } }, 'TimeoutStopSec=10\nPrivateTmp=true\n\n[Install]'],
    [
      'writes a list line by line',
      { Unit: { After: ['a.target', 'b.target'] } },
      '[Unit]\nAfter=a.target\nAfter=b.target\n',
    ],
    ['is the user’s own syntax', { Service: { ExecStartPost: '-/bin/x %n' } }, 'ExecStartPost=-/bin/x %n\n'],
  ])('%s', (_, overrides, expected) => {
    expect(unit(lowered(SYSTEM), overrides)).toContain(expected)
  })

  test('null removes', () => {
    const text = unit(lowered(SYSTEM), { Service: { KillMode: null }, Install: { WantedBy: null } })
    expect(text).not.toContain('KillMode')
    expect(text).not.toContain('[Install]')
  })

  test('no account where nobody may become another user', () => {
    expect(unit(lowered(USER), { Service: { User: 'root', PrivateTmp: true } })).toMatch(
      /^(?![\s\S]*User=)[\s\S]*PrivateTmp/,
    )
  })

  test.each([
    ['override-value', 'nonsense', []],
    ['override-value', { Service: { PrivateTmp: 'perhaps' } }, ['Service', 'PrivateTmp']],
    ['override-value', { Service: { Type: 'quick' } }, ['Service', 'Type']],
    ['override-value', { Unit: { StartLimitBurst: 'many' } }, ['Unit', 'StartLimitBurst']],
    ['override-value', { Service: { Environment: { A: 'b' } } }, ['Service', 'Environment']],
    ['override-unknown-section', { Servcie: { PrivateTmp: true } }, ['Servcie']],
    ['override-unknown-key', { Service: { PrivateTemp: true } }, ['Service', 'PrivateTemp']],
    ['override-unwritable', { Service: { ExecStartPre: '/bin/a\n[Service]' } }, ['Service', 'ExecStartPre']],
    ['override-unwritable', { Service: { ExecStartPre: '/bin/a \\' } }, ['Service', 'ExecStartPre']],
    ['override-unwritable', { Service: { 'A=b\nC': 'd' } }, ['Service', 'A=b\nC']],
  ])('%s is said of %j', (code, overrides, keys) => {
    const said: Diagnostic[] = []
    backend.schema.overrides(overrides, root, (diagnostic) => said.push(diagnostic))
    expect(said.map((one) => [one.code, one.at])).toEqual([[code, at(root, ...keys)]])
  })
})

function process(name: string, changes: Partial<Running> = {}): Running {
  return {
    placement: `${name}@here/main`,
    name,
    container: SYSTEM,
    directory: '/etc/systemd/system',
    scripts: {},
    installed: [],
    pidFile: '',
    log: null,
    reload: null,
    stopSeconds: 10,
    boot: true,
    ...changes,
  }
}
const result = (stdout: string, status = 0): Result => ({ status, stdout, stderr: '' })

describe('answers', () => {
  // As a real 252 printed them: properties come in an order of its own.
  const SHOWN = `ExecMainStatus=0
Result=success
MainPID=63
Id=up.service
LoadState=loaded
ActiveState=active
SubState=running
ActiveEnterTimestampMonotonic=5000000

ExecMainStatus=3
Result=exit-code
MainPID=0
Id=crash.service
LoadState=loaded
ActiveState=activating
SubState=auto-restart
ActiveEnterTimestampMonotonic=0

MainPID=0
Id=gone.service
LoadState=not-found
ActiveState=inactive
SubState=dead

ExecMainStatus=1
Result=exit-code
MainPID=0
Id=dead.service
LoadState=loaded
ActiveState=failed
SubState=failed

MainPID=7
Id=slow.service
LoadState=loaded
ActiveState=activating
SubState=start-post
`
  test('are read whatever their order', () => {
    const names = ['dead', 'up', 'gone', 'crash', 'slow', 'unasked']
    const statuses = backend.observe.parse(
      names.map((name) => process(name)),
      [result(SHOWN), result('65.50 100.00\n')],
    )
    expect(statuses.map(({ placement, ...rest }) => [placement.split('@')[0], rest])).toEqual([
      ['dead', { state: 'failed', detail: 'exit-code, status 1' }],
      ['up', { state: 'up', pid: 63, upSeconds: 60 }],
      ['gone', { state: 'down' }],
      ['crash', { state: 'failed', detail: 'ended (exit-code, status 3), will be restarted' }],
      ['slow', { state: 'starting', pid: 7 }],
      ['unasked', { state: 'unknown', detail: 'the manager did not answer' }],
    ])
  })

  test('nothing is asked of nobody', () => {
    expect(backend.observe.status([])).toEqual([])
  })

  test('a user’s manager is asked at its own socket', () => {
    const mine = process('web', { container: USER })
    expect(backend.activities.start(mine)).toMatchObject([
      {
        argv: ['systemctl', '--user', 'reset-failed', 'web.service'],
        environment: { XDG_RUNTIME_DIR: '/run/user/1000' },
      },
      { argv: ['systemctl', '--user', 'start', 'web.service'] },
    ])
    expect(backend.observe.logs(mine, { lines: 9, follow: true }).argv).toContain('--user-unit=web.service')
  })
})

describe('detection', () => {
  const root: HostFacts = {
    platform: 'linux',
    system: 'Debian 12',
    privileged: true,
    user: 'root',
    home: '/root',
    prefix: '/var/lib/longrun',
    shell: '/bin/sh',
    programs: {},
    tools: [],
  }
  const ann: HostFacts = { ...root, privileged: false, user: 'ann', home: '/home/ann' }
  const VERSION = result('systemd 252 (252.39-1~deb12u2)\n+PAM')
  const NONE = result('', 127)

  test('root finds the system’s manager, if it runs', () => {
    const found = backend.detect.parse(root, [VERSION, result('degraded\n', 1), NONE, NONE, result('0\n'), NONE])
    expect(found).toEqual([
      { title: 'systemd', version: '252', properties: { scope: 'system' }, privileged: true, userChange: true },
    ])
    expect(backend.detect.parse(root, [VERSION, result('offline\n', 1), NONE, NONE, result('0\n'), NONE])).toEqual([])
    expect(backend.detect.parse(root, [NONE, NONE, NONE, NONE, NONE, NONE])).toEqual([])
  })

  test('everybody else finds their own, and whether it outlives the session', () => {
    const answers = [
      VERSION,
      result('running\n'),
      result('running\n'),
      result('', 1),
      result('1000\n'),
      result('yes\n'),
    ]
    const [found] = backend.detect.parse(ann, answers)
    expect(found).toMatchObject({
      properties: { scope: 'user', linger: 'yes', runtime: '/run/user/1000' },
      privileged: false,
      userChange: false,
    })
    const mine = container('systemd', { properties: found!.properties, privileged: false, userChange: false })
    expect(systemd.directory(mine, ann)).toBe('/home/ann/.config/systemd/user')
    expect(systemd.promises(mine)).toEqual({ survivesLogout: true, restartsOnCrash: true, startsAtBoot: true })
    expect(systemd.capabilities(mine).steps.user).toEqual({ lost: 'user-change-off' })
  })
})
