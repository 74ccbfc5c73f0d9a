/** A daemon under a supervisor that wants a foreground process: adopted, signalled, handed over, ended, and never confused with a stranger. */
import { existsSync, readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  AS_NOBODY,
  end,
  isAlive,
  isRoot,
  type ProcessChanges,
  pidOf,
  type Running,
  type Script,
  SHELLS,
  Stand,
  until,
  wordsOf,
} from '#tests/launcher/stand.ts'
import { text } from '../contract/text.ts'
import type { Process } from './script.ts'

/** Puts itself in the background, names itself in a file, notes the signals it gets; WORK runs in the daemon. */
function daemon(file: string, notes: string, work = 'sleep 1 while 1'): string[] {
  const code = `
    exit 0 if fork; setsid; exit 0 if fork;
    sub note { open N, '>>', '${notes}'; print N "$_[0]\\n"; close N }
    for my $s (qw(HUP USR1 USR2 WINCH)) { $SIG{$s} = sub { note($s) } }
    for my $s (qw(TERM QUIT INT)) { $SIG{$s} = sub { note($s); exit 3 } }
    sub name { open P, '>', '${file}'; print P "$$\\n"; close P } name();
    ${work}`
  return ['/usr/bin/perl', '-MPOSIX=setsid', '-e', code]
}

describe.concurrent.each(SHELLS)('as %s', (shell) => {
  let stand: Stand
  beforeAll(() => {
    stand = new Stand(shell)
  })
  afterAll(() => stand.close())

  interface Followed {
    readonly process: Process
    readonly script: Script
    readonly file: string
    readonly notes: string
    noted(): string[]
    daemonPid(): number
    up(): Promise<Running>
  }
  function followed(
    options: { work?: string; argv?: readonly string[]; changes?: ProcessChanges; prefix?: readonly string[] } = {},
  ): Followed {
    const process = stand.process(options.changes)
    const file = stand.at(`${process.name}.pid`)
    const notes = stand.at(`${process.name}.notes`)
    const argv = options.argv ?? daemon(file, notes, options.work)
    const script = stand.launcher(argv, process, { style: 'become', follow: { pidFile: text(file) } }, options.prefix)
    const daemonPid = () => (existsSync(file) ? Number(readFileSync(file, 'utf8')) : 0)
    return {
      process,
      script,
      file,
      notes,
      daemonPid,
      noted: () => (existsSync(notes) ? readFileSync(notes, 'utf8').trim().split('\n') : []),
      async up() {
        const running = script.spawn()
        await until('it is adopted', () => stand.has('run', process.name, 'daemon/record'))
        return running
      },
    }
  }
  const watchers = (process: Process) =>
    stand.processes().filter((pid) => wordsOf(pid).includes(`${process.name}.launch`))

  test('TERM becomes its stop signal, and everything ends with 0', async () => {
    const one = followed({ changes: { stop: { signal: 'QUIT', seconds: 5 } } })
    const follower = await one.up()
    const pid = one.daemonPid()
    expect(isAlive(pid)).toBe(true)
    end(follower.pid, 'SIGTERM')
    const done = await follower.ended
    expect(done).toMatchObject({ status: 0, stderr: '' })
    expect(one.noted()).toEqual(['QUIT'])
    expect(isAlive(pid)).toBe(false)
    expect(stand.has('run', one.process.name, 'daemon/record')).toBe(false)
    await until('no watchdog is left', () => watchers(one.process).length === 0)
  })

  test('other signals are passed on, in order', async () => {
    const one = followed()
    const follower = await one.up()
    for (const signal of ['SIGHUP', 'SIGUSR1', 'SIGUSR2', 'SIGWINCH'] as const) {
      end(follower.pid, signal)
      await until(`${signal} arrived`, () => one.noted().includes(signal.slice(3)))
    }
    end(follower.pid, 'SIGINT')
    expect((await follower.ended).status).toBe(0)
    expect(one.noted()).toEqual(['HUP', 'USR1', 'USR2', 'WINCH', 'INT'])
  })

  test('a daemon that dies unasked ends the follower with 1', async () => {
    const one = followed()
    const follower = await one.up()
    end(one.daemonPid(), 'SIGKILL')
    const done = await follower.ended
    expect(done).toMatchObject({ status: 1, stderr: expect.stringContaining('nobody had asked') })
    await until('no watchdog is left', () => watchers(one.process).length === 0)
  })

  test('KILL of the follower ends the daemon', async () => {
    const one = followed()
    const follower = await one.up()
    const pid = one.daemonPid()
    end(follower.pid, 'SIGKILL')
    await until('the daemon is gone', () => !isAlive(pid), 5)
    await until('nothing is left', () => watchers(one.process).length === 0)
    expect(stand.has('run', one.process.name, 'daemon/record')).toBe(false)
  })

  test('KILL of the follower before its daemon named itself ends it too', async () => {
    const one = followed()
    const late = daemon(one.file, one.notes).map((word) =>
      word.replace(' name();', ' select undef, undef, undef, 1; name();'),
    )
    const script = stand.launcher(late, one.process, { style: 'become', follow: { pidFile: text(one.file) } })
    const follower = script.spawn()
    await until('the daemon is there', () =>
      stand.processes().some((pid) => wordsOf(pid).startsWith('/usr/bin/perl') && wordsOf(pid).includes(one.file)),
    )
    end(follower.pid, 'SIGKILL')
    await until('it named itself', () => one.daemonPid() > 0)
    const pid = one.daemonPid()
    await until('the daemon is gone', () => !isAlive(pid), 5)
    await until('nothing is left', () => watchers(one.process).length === 0)
  })

  test('who does not end is killed after its time', async () => {
    const one = followed({
      work: '$SIG{TERM} = "IGNORE"; sleep 1 while 1',
      changes: { stop: { signal: 'TERM', seconds: 1 } },
    })
    const follower = await one.up()
    await until('it ignores TERM', () =>
      /^SigIgn:\s*[0-9a-f]*4[0-9a-f]{3}$/m.test(readFileSync(`/proc/${one.daemonPid()}/status`, 'utf8')),
    )
    const pid = one.daemonPid()
    const began = Date.now()
    end(follower.pid, 'SIGTERM')
    expect(await follower.ended).toMatchObject({ status: 0, stderr: expect.stringContaining('killed') })
    expect(Date.now() - began).toBeGreaterThan(900)
    expect(isAlive(pid)).toBe(false)
  })

  test('a starter that fails gives its status', async () => {
    const one = followed({ argv: ['/usr/bin/perl', '-e', 'exit 7'] })
    expect(await one.script.run()).toMatchObject({
      status: 7,
      stderr: expect.stringContaining('its start failed with 7'),
    })
    await until('no watchdog is left', () => watchers(one.process).length === 0)
  })

  test('a daemon that names nobody is found by its mark and ended', async () => {
    const one = followed({ changes: { ready: { kind: 'path', path: text('/'), seconds: 1 } } })
    const silent = stand.launcher(
      daemon('/dev/null', one.notes, `open W, '>', '${one.notes}.pid'; print W $$; close W; sleep 1 while 1`),
      one.process,
      { style: 'become', follow: { pidFile: text(one.file) } },
    )
    expect(await silent.run()).toMatchObject({ status: 1, stderr: expect.stringContaining('named no process') })
    const pid = Number(readFileSync(`${one.notes}.pid`, 'utf8'))
    await until('it is gone', () => !isAlive(pid))
  })

  test('what a PID file named before is not believed', async () => {
    const one = followed({ work: 'sleep 1 while 1' })
    const stranger = stand.stranger()
    stand.write(`${one.process.name}.pid`, `${stranger}\n`)
    const follower = await one.up()
    expect(one.daemonPid()).not.toBe(stranger)
    end(follower.pid, 'SIGTERM')
    expect((await follower.ended).status).toBe(0)
    expect(isAlive(stranger)).toBe(true)
  })

  test.each(['', '0\n', '-1\n', '1\n', 'x\n', '$(touch broken)\n', '99999999\n'])(
    'a PID file of %j is nobody',
    async (content) => {
      const one = followed({
        argv: ['/usr/bin/true'],
        changes: { ready: { kind: 'path', path: text('/'), seconds: 1 } },
      })
      stand.write(`${one.process.name}.pid`, content)
      expect((await one.script.run()).status).toBe(1)
      expect(stand.has('broken')).toBe(false)
    },
  )

  test('a successor with another number is followed, and the old one may go', async () => {
    // As nginx does: on USR2 a new master is started, which names itself; then the old one is told to go.
    const one = followed({
      work: `my $next = 0; $SIG{USR2} = sub { if (!fork) { name() } }; sleep 1 while 1`,
    })
    const follower = await one.up()
    const first = one.daemonPid()
    end(first, 'SIGUSR2')
    await until('another one is named', () => one.daemonPid() !== first && one.daemonPid() > 0)
    const second = one.daemonPid()
    await until('it is adopted', () => stand.read('run', one.process.name, 'daemon/record').startsWith(`${second} `))
    end(first, 'SIGKILL')
    await new Promise((resolve) => setTimeout(resolve, 1500))
    expect(follower.child.exitCode).toBeNull()
    end(follower.pid, 'SIGTERM')
    expect((await follower.ended).status).toBe(0)
    expect(isAlive(second)).toBe(false)
  })

  test('workers of a master that crashed do not keep its port', async () => {
    const workers = stand.at(`${stand.name()}.workers`)
    const one = followed({
      work: `for (1..2) { unless (fork) { $SIG{TERM} = 'DEFAULT'; open F, '>>', '${workers}'; print F "$$\\n"; close F; sleep 1 while 1 } } sleep 1 while 1`,
    })
    const follower = await one.up()
    await until('two workers', () => existsSync(workers) && readFileSync(workers, 'utf8').split('\n').length === 3)
    const pids = readFileSync(workers, 'utf8').trim().split('\n').map(Number)
    end(one.daemonPid(), 'SIGKILL')
    expect((await follower.ended).status).toBe(1)
    expect(pids.some(isAlive)).toBe(false)
  })

  test('TERM while its starter still works ends the start', async () => {
    const one = followed({ argv: ['/usr/bin/perl', '-e', 'sleep 20', '--', stand.directory] })
    const follower = one.script.spawn()
    await until('the starter runs', () =>
      stand.processes().some((pid) => wordsOf(pid).startsWith('/usr/bin/perl\0-e\0sleep 20')),
    )
    end(follower.pid, 'SIGTERM')
    const done = await follower.ended
    expect(done.status).toBe(0)
    expect(done.seconds).toBeLessThan(10)
  })

  test('an init script follows a daemon that has no other form', async () => {
    const process = stand.process({ stop: { signal: 'QUIT', seconds: 3 } })
    const file = stand.at(`${process.name}.pid`)
    const notes = stand.at(`${process.name}.notes`)
    const script = stand.launcher(daemon(file, notes), process, { follow: { pidFile: text(file) } })
    expect(await script.run('start')).toMatchObject({ status: 0, stderr: '' })
    const pid = Number(readFileSync(file, 'utf8'))
    const status = await script.run('status')
    expect(status.status).toBe(0)
    expect(isAlive(pidOf(status))).toBe(true)
    expect((await script.run('stop')).status).toBe(0)
    expect(isAlive(pid)).toBe(false)
    expect(readFileSync(notes, 'utf8')).toBe('QUIT\n')
  })

  test.skipIf(!isRoot)('works as an unprivileged user', async () => {
    const process = stand.process({ run: text(stand.at('nobody')) })
    const file = stand.at(`${process.name}.pid`)
    const notes = stand.at(`${process.name}.notes`)
    const script = stand.launcher(
      daemon(file, notes),
      process,
      { style: 'become', follow: { pidFile: text(file) } },
      AS_NOBODY,
    )
    const follower = script.spawn()
    await until('it is adopted', () => stand.has('nobody/daemon/record'))
    const pid = Number(readFileSync(file, 'utf8'))
    end(follower.pid, 'SIGKILL')
    await until('the daemon is gone', () => !isAlive(pid), 5)
    const again = script.spawn()
    await until(
      'it is adopted',
      () => stand.has('nobody/daemon/record') && existsSync(file) && Number(readFileSync(file, 'utf8')) !== pid,
    )
    end(again.pid, 'SIGTERM')
    expect((await again.ended).status).toBe(0)
  })
})
