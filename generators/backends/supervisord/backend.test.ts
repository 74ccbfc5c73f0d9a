/** What supervisord's folder says, checked without one: sections, overrides, answers read. The real one is in tests/real. */
import { describe, expect, test } from 'vitest'
import { container, lowered } from '#tests/conformance/lowered.ts'
import type { HostFacts, Lowered, Result, Running } from '../../contract/backend.ts'
import { at, root } from '../../contract/path.ts'
import { fillHoles, hole, text } from '../../contract/text.ts'
import type { Diagnostic } from '../../diagnostics/diagnostic.ts'
import { backend } from './backend.ts'
import { supervisord } from './index.ts'
import { reader } from './parse.ts'

const MAIN = container('supervisord')

function section(of: Lowered, overrides: unknown = undefined): string {
  const native = { ...backend.translate(of), ...backend.schema.overrides(overrides, root, () => undefined) }
  const [file] = backend.render(native, of).artefacts
  return fillHoles(file!.content, () => '/held')
}

describe('a section', () => {
  test('of everything at once', () => {
    const of = lowered(MAIN, {
      exec: {
        path: text('/usr/bin/my web'),
        args: [text("50% 'x' ;$HOME"), hole({ kind: 'prefix' })],
        style: 'foreground',
      },
      native: {
        environment: new Map([
          ['A', text('b %d')],
          ['B', text('say "hi" twice')],
        ]),
        umask: text('027'),
        user: { name: text('www'), group: text('www'), groups: [], home: text('/') },
        directory: text('/srv/100% x'),
        output: text('/var/log/w%b.log'),
      },
      of: {
        description: text('100% web'),
        restart: 'on-failure',
        stop: { signal: 'SIGQUIT', seconds: 60 },
        boot: false,
      },
    })
    expect(section(of)).toBe(`; 100% web
[program:web]
command='/usr/bin/my web' '50%%'' '"'"'x'"'"' '';$HOME' '/held'
directory=/srv/100%% x
environment=A="b %%d",B='say "hi" twice'
umask=027
user=www
autostart=false
autorestart=unexpected
exitcodes=0
stopsignal=QUIT
stopwaitsecs=60
killasgroup=true
redirect_stderr=true
stdout_logfile=/var/log/w%%%%b.log
stdout_logfile_maxbytes=0
`)
  })

  test('gives the launcher time to end what it follows', () => {
    const launcher = { name: 'web', mode: 0o755, content: text(''), kind: 'launcher', secret: false } as const
    expect(section(lowered(MAIN, { launcher }))).toContain('stopwaitsecs=15\n')
  })

  test('leaves a user with another group, or with more, to the launcher', () => {
    const values = (...names: string[]) => names.map((one) => text(one))
    expect(backend.holds?.('user', values('www', 'www', '/home'))).toBe(true)
    expect(backend.holds?.('user', values('www', 'web', '/home'))).toBe(false)
    expect(backend.holds?.('user', values('www', 'www', '/home', 'audio'))).toBe(false)
  })
})

describe('overrides', () => {
  test.each([
    ['replaces a setting in its place', { stopsignal: 'INT' }, 'stopsignal=INT\nstopwaitsecs'],
    ['adds one at the end', { startsecs: 3 }, 'redirect_stderr=true\nstartsecs=3\n'],
    ['is the user’s own syntax', { environment: 'A="%(host_node_name)s"' }, 'environment=A="%(host_node_name)s"\n'],
  ])('%s', (_, overrides, expected) => {
    expect(section(lowered(MAIN), overrides)).toContain(expected)
  })

  test('null removes, and no user where nobody may become another', () => {
    expect(section(lowered(MAIN), { killasgroup: null })).not.toContain('killasgroup')
    const mine = container('supervisord', { privileged: false, userChange: false })
    expect(section(lowered(mine), { user: 'root' })).not.toContain('user=')
  })

  test.each([
    ['override-value', 'nonsense', []],
    ['override-value', { autostart: 'perhaps' }, ['autostart']],
    ['override-value', { startsecs: 'soon' }, ['startsecs']],
    ['override-value', { autorestart: 'often' }, ['autorestart']],
    ['override-unknown-key', { nice: 5 }, ['nice']],
    ['override-unwritable', { numprocs: 2 }, ['numprocs']],
    ['override-unwritable', { command: '/bin/a\n[program:b]' }, ['command']],
    ['override-unwritable', { 'a=b': 'c' }, ['a=b']],
    ['override-unwritable', { exitcodes: [0, 2] }, ['exitcodes']],
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
    container: MAIN,
    directory: '/etc/supervisor/conf.d',
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
  test('are read by name', () => {
    const printed = `up                               RUNNING   pid 9315, uptime 1 day, 0:01:05
new                              STARTING
loop                             BACKOFF   Exited too quickly (process log may have details)
stopped                          STOPPED   Nov 21 09:47 AM
ended                            EXITED    Nov 21 09:47 AM
nope: ERROR (no such process)
`
    const names = ['nope', 'up', 'new', 'loop', 'stopped', 'ended', 'silent']
    const statuses = backend.observe.parse(
      names.map((name) => process(name)),
      [result(printed, 4)],
    )
    expect(statuses.map(({ placement, ...rest }) => [placement.split('@')[0], rest])).toEqual([
      ['nope', { state: 'down', detail: 'it is not registered' }],
      ['up', { state: 'up', pid: 9315, upSeconds: 86_465 }],
      ['new', { state: 'starting' }],
      ['loop', { state: 'failed', detail: 'Exited too quickly (process log may have details)' }],
      ['stopped', { state: 'down', detail: 'Nov 21 09:47 AM' }],
      ['ended', { state: 'failed', detail: 'Nov 21 09:47 AM' }],
      ['silent', { state: 'unknown', detail: 'the manager did not answer' }],
    ])
  })
})

describe('verbs', () => {
  const words = (commands: readonly { argv: readonly string[] }[]) => commands.map((one) => one.argv.slice(3).join(' '))
  test('name one process and never everybody', () => {
    expect(words(backend.activities.restart!(process('web')))).toEqual([
      'stop web',
      'remove web',
      'add web',
      'start web',
    ])
    expect(words(backend.activities.stop(process('web')))).toEqual(['stop web', 'remove web'])
    expect(words(backend.activities.reload!(process('web', { reload: { signal: 'SIGHUP' } })))).toEqual([
      'signal HUP web',
    ])
  })
  test('ask the supervisord of the container', () => {
    const container = { ...MAIN, properties: { configuration: '/home/ann/sv/supervisord.conf' } }
    const [first] = backend.activities.start(process('web', { container }))
    expect(first!.argv.slice(0, 3)).toEqual(['supervisorctl', '-c', '/home/ann/sv/supervisord.conf'])
    expect(supervisord.directory(container, {} as HostFacts)).toBe('/home/ann/sv/conf.d')
  })
})

describe('detection', () => {
  const ann: HostFacts = {
    platform: 'linux',
    system: 'Debian 12',
    privileged: false,
    user: 'ann',
    home: '/home/ann',
    prefix: '/home/ann/.local/state/longrun',
    shell: '/bin/sh',
    programs: {},
    tools: [],
  }
  test.each([
    ['conf.d/*.conf', '/home/ann/.config/supervisor/conf.d'],
    ['%(here)s/on/*.conf', '/home/ann/.config/supervisor/on'],
    ['/srv/sv/*.conf /other/*.ini', '/srv/sv'],
    ['one.conf', null],
  ])('reads which directory is included: %s', (files, directory) => {
    const file = `[supervisord]\nnodaemon=true\n\n[include]\n; ours\nfiles = ${files}\n`
    const none = [result('', 1), result('', 2)]
    const found = backend.detect.parse(ann, [result(file), result('4.2.5\n'), ...none, ...none, ...none, ...none])
    expect(found.map((one) => one.properties)).toEqual(
      directory === null ? [] : [{ configuration: '/home/ann/.config/supervisor/supervisord.conf', directory }],
    )
  })
})

test('how it rotates is read with its units and its defaults', () => {
  const rotate = (settings: string) => {
    const text = `[program:x]\ncommand=/bin/x\nstdout_logfile=/l/x\n${settings}\n`
    const { processes, diagnostics } = reader.read([{ path: 'x.conf', text }])
    expect(diagnostics).toEqual([])
    return [processes[0]?.output, processes[0]?.rotate]
  }
  expect(rotate('stdout_logfile_maxbytes=2MB\nstdout_logfile_backups=3')).toEqual([
    '/l/x',
    { bytes: 2_097_152, keep: 3 },
  ])
  expect(rotate('')).toEqual(['/l/x', { bytes: 52_428_800, keep: 10 }])
  expect(rotate('stdout_logfile_maxbytes=0')).toEqual(['/l/x', undefined])
  expect(rotate('stdout_logfile_maxbytes=100\nstdout_logfile_backups=0')).toEqual(['/l/x', { bytes: 4096, keep: 1 }])
})
