/** Start, stop, status and the rest of an init script's verbs, under every shell: records, strangers, crowds and stubbornness. */
import { existsSync, readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  AS_NOBODY,
  birthOf,
  bootIdentity,
  end,
  isAlive,
  isRoot,
  pidOf,
  SHELLS,
  Stand,
  until,
} from '#tests/launcher/stand.ts'
import { text } from '../contract/text.ts'

const SLEEPER = ['/usr/bin/perl', '-e', 'sleep 1 while 1']

describe.concurrent.each(SHELLS)('as %s', (shell) => {
  let stand: Stand
  beforeAll(() => {
    stand = new Stand(shell)
  })
  afterAll(() => stand.close())

  test('start, status, stop', async () => {
    const script = stand.launcher(SLEEPER)
    expect(await script.run('status')).toMatchObject({ status: 3, stdout: expect.stringContaining('not running') })
    expect(await script.run('start')).toMatchObject({ status: 0, stderr: '' })
    const status = await script.run('status')
    expect(status).toMatchObject({ status: 0, stdout: expect.stringMatching(/: running \(pid \d+, up \d+ s\)\n$/) })
    const pid = pidOf(status)
    expect(readFileSync(`/proc/${pid}/cmdline`, 'utf8')).toBe(`${SLEEPER.join('\0')}\0`)
    expect(await script.run('stop')).toMatchObject({ status: 0, stderr: '' })
    expect(isAlive(pid)).toBe(false)
    expect((await script.run('status')).status).toBe(3)
    expect((await script.run('stop')).status).toBe(0)
  })

  test('starting what runs leaves it alone; restart gives another one', async () => {
    const script = stand.launcher(SLEEPER)
    await script.run('start')
    const first = pidOf(await script.run('status'))
    expect(await script.run('start')).toMatchObject({ status: 0, stderr: expect.stringContaining('runs already') })
    expect(pidOf(await script.run('status'))).toBe(first)
    expect((await script.run('restart')).status).toBe(0)
    const second = pidOf(await script.run('status'))
    expect(second).not.toBe(first)
    expect(isAlive(first)).toBe(false)
    expect((await script.run('try-restart')).status).toBe(0)
    expect(pidOf(await script.run('status'))).not.toBe(second)
    await script.run('stop')
    expect((await script.run('try-restart')).status).toBe(0)
    expect((await script.run('status')).status).toBe(3)
    expect((await script.run('dance')).status).toBe(2)
  })

  test('six starts at once make one process, six stops end it, all with 0', async () => {
    const ran = stand.at('ran')
    const script = stand.launcher([
      '/usr/bin/perl',
      '-e',
      `open F, '>>', '${ran}'; print F "x"; close F; sleep 1 while 1`,
    ])
    const done = await Promise.all(Array.from({ length: 6 }, () => script.run('start')))
    expect(done.map((one) => one.status)).toEqual([0, 0, 0, 0, 0, 0])
    expect(readFileSync(ran, 'utf8')).toBe('x')
    const pid = pidOf(await script.run('status'))
    const stopped = await Promise.all(Array.from({ length: 6 }, () => script.run('stop')))
    expect(stopped.map((one) => one.status)).toEqual([0, 0, 0, 0, 0, 0])
    expect(isAlive(pid)).toBe(false)
  })

  test('a program that ends at once is a failed start, with its status and the end of its log', async () => {
    const script = stand.launcher(['/usr/bin/perl', '-e', 'print STDERR "no port\\n"; exit 7'])
    const done = await script.run('start')
    expect(done.status).toBe(1)
    expect(done.stderr).toContain('ended at once with 7')
    expect(done.stderr).toContain('no port')
    expect((await script.run('status')).status).toBe(3)
  })

  test('a program that is not there is 127 and a failed start', async () => {
    const done = await stand.launcher(['/nowhere/at/all']).run('start')
    expect(done).toMatchObject({ status: 1, stderr: expect.stringContaining('ended at once with 127') })
  })

  test('what died by itself is dead and recorded, and can be started again', async () => {
    const script = stand.launcher(SLEEPER)
    await script.run('start')
    const pid = pidOf(await script.run('status'))
    end(pid, 'SIGKILL')
    await until('it is dead', () => !isAlive(pid))
    expect(await script.run('status')).toMatchObject({ status: 1, stdout: expect.stringContaining('dead') })
    expect((await script.run('start')).status).toBe(0)
    expect((await script.run('stop')).status).toBe(0)
  })

  test('a number that was given to a stranger is no process of ours', async () => {
    const process = stand.process()
    const script = stand.launcher(SLEEPER, process)
    const stranger = stand.stranger()
    stand.write(`run/${process.name}/record`, `${stranger} ${Number(birthOf(stranger)) - 1} ${bootIdentity()}\n`)
    expect((await script.run('status')).status).toBe(1)
    expect((await script.run('stop')).status).toBe(0)
    expect(isAlive(stranger)).toBe(true)
    stand.write(`run/${process.name}/record`, `${stranger} ${Number(birthOf(stranger)) - 1} ${bootIdentity()}\n`)
    expect((await script.run('start')).status).toBe(0)
    expect(pidOf(await script.run('status'))).not.toBe(stranger)
    await script.run('stop')
    expect(isAlive(stranger)).toBe(true)
  })

  test('a record of an earlier boot names nobody', async () => {
    const process = stand.process()
    const script = stand.launcher(SLEEPER, process)
    const stranger = stand.stranger()
    stand.write(
      `run/${process.name}/record`,
      `${stranger} ${birthOf(stranger)} 00000000-0000-0000-0000-000000000000.1\n`,
    )
    expect((await script.run('status')).status).toBe(3)
    expect((await script.run('stop')).status).toBe(0)
    expect(isAlive(stranger)).toBe(true)
    expect((await script.run('start')).status).toBe(0)
    await script.run('stop')
    expect(isAlive(stranger)).toBe(true)
  })

  test.each([
    '',
    '\n',
    'abc',
    '1 2 3\n',
    '-1 2 3\n',
    '0 0 0\n',
    '$(touch broken)\n',
    '* * *\n',
    '99999999 1 x\n',
    '\0\0\0',
  ])('a record of %j harms nobody', async (content) => {
    const process = stand.process()
    const script = stand.launcher(SLEEPER, process)
    stand.write(`run/${process.name}/record`, content)
    expect([1, 3]).toContain((await script.run('status')).status)
    expect((await script.run('stop')).status).toBe(0)
    stand.write(`run/${process.name}/record`, content)
    expect((await script.run('start')).status).toBe(0)
    expect((await script.run('stop')).status).toBe(0)
    expect(stand.has('broken')).toBe(false)
  })

  test('who does not end is killed after its time', async () => {
    const process = stand.process({ stop: { signal: 'TERM', seconds: 1 } })
    const script = stand.launcher(['/usr/bin/perl', '-e', '$SIG{TERM} = "IGNORE"; sleep 1 while 1'], process)
    await script.run('start')
    const pid = pidOf(await script.run('status'))
    const done = await script.run('stop')
    expect(done).toMatchObject({ status: 0, stderr: expect.stringContaining('killed') })
    expect(done.seconds).toBeGreaterThan(0.9)
    expect(done.seconds).toBeLessThan(6)
    expect(isAlive(pid)).toBe(false)
  })

  test('INT and QUIT reach a program that a shell put in the background', async () => {
    for (const signal of ['INT', 'QUIT']) {
      const process = stand.process({ stop: { signal, seconds: 10 } })
      const script = stand.launcher(SLEEPER, process)
      await script.run('start')
      const done = await script.run('stop')
      expect(done).toMatchObject({ status: 0, stderr: '' })
      expect(done.seconds).toBeLessThan(5)
    }
  })

  test('workers that a master left behind go with it', async () => {
    const process = stand.process()
    const workers = stand.at(`${process.name}.workers`)
    const code = `for (1..3) { unless (fork) { open F, '>>', '${workers}'; print F "$$\\n"; close F; sleep 1 while 1 } } sleep 1 while 1`
    const script = stand.launcher(['/usr/bin/perl', '-e', code], process)
    for (const verb of ['stop', 'start']) {
      await script.run('start')
      const master = pidOf(await script.run('status'))
      await until('three workers', () => existsSync(workers) && readFileSync(workers, 'utf8').split('\n').length === 4)
      const pids = readFileSync(workers, 'utf8').trim().split('\n').map(Number)
      stand.write(`${process.name}.workers`, '')
      end(master, 'SIGKILL')
      await until('the master is dead', () => !isAlive(master))
      expect(pids.every(isAlive)).toBe(true)
      await script.run(verb)
      expect(pids.some(isAlive)).toBe(false)
    }
    await script.run('stop')
  })

  test('a name that looks like the fields of /proc does not confuse it', async () => {
    const script = stand.launcher([
      '/usr/bin/perl',
      '-e',
      '$0 = "x"; open F, ">", "/proc/self/comm"; print F "a) S 1 1\\n) R"; close F; sleep 1 while 1',
    ])
    expect((await script.run('start')).status).toBe(0)
    const status = await script.run('status')
    expect(status.status).toBe(0)
    expect(readFileSync(`/proc/${pidOf(status)}/comm`, 'utf8')).toContain(') S 1 1')
    expect((await script.run('stop')).status).toBe(0)
  })

  test('start waits until it is ready; what never is leaves nothing behind', async () => {
    const process = stand.process({ name: stand.name() })
    const there = stand.at(`${process.name}.there`)
    const ready = { kind: 'path', path: text(there), seconds: 5 } as const
    const code = `select undef, undef, undef, 0.7; open F, '>', '${there}'; close F; sleep 1 while 1`
    const script = stand.launcher(['/usr/bin/perl', '-e', code], { ...process, ready })
    const done = await script.run('start')
    expect(done.status).toBe(0)
    expect(done.seconds).toBeGreaterThan(0.7)
    await script.run('stop')

    const never = stand.process({ ready: { kind: 'path', path: text('/nowhere'), seconds: 1 } })
    const failing = stand.launcher(SLEEPER, never)
    expect(await failing.run('start')).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('not ready after 1 s'),
    })
    expect((await failing.run('status')).status).toBe(3)
  })

  test('reload tells the process, or says that it cannot', async () => {
    const process = stand.process({ reload: { signal: 'HUP' } })
    const told = stand.at(`${process.name}.told`)
    const code = `$SIG{HUP} = sub { open F, '>>', '${told}'; print F 'h'; close F }; sleep 1 while 1`
    const script = stand.launcher(['/usr/bin/perl', '-e', code], process)
    expect((await script.run('reload')).status).toBe(7)
    await script.run('start')
    const pid = pidOf(await script.run('status'))
    expect((await script.run('reload')).status).toBe(0)
    await until('it was told', () => existsSync(told))
    expect((await script.run('force-reload')).status).toBe(0)
    await until('it was told twice', () => readFileSync(told, 'utf8') === 'hh')
    expect(pidOf(await script.run('status'))).toBe(pid)
    await script.run('stop')

    const plain = stand.launcher(SLEEPER)
    await plain.run('start')
    expect((await plain.run('reload')).status).toBe(3)
    await plain.run('stop')

    const words = stand.process({ reload: { argv: [text('/usr/bin/touch'), text(stand.at("it's told"))] } })
    const byCommand = stand.launcher(SLEEPER, words)
    await byCommand.run('start')
    expect((await byCommand.run('reload')).status).toBe(0)
    expect(stand.has("it's told")).toBe(true)
    await byCommand.run('stop')
  })

  test('a start that was killed holds nobody up', async () => {
    const process = stand.process({ ready: { kind: 'path', path: text('/nowhere'), seconds: 20 } })
    const script = stand.launcher(SLEEPER, process)
    const starting = script.spawn('start')
    await until('it holds the lock', () => stand.has(`run/${process.name}/record`))
    end(starting.pid, 'SIGKILL')
    await starting.ended
    const done = await script.run('stop')
    expect(done.status).toBe(0)
    expect(done.seconds).toBeLessThan(5)
    expect((await script.run('status')).status).toBe(3)
  })

  test('while it prepares it is starting; what is not prepared in time fails', async () => {
    const process = stand.process()
    const there = stand.at(`${process.name}.gate`)
    const wait = [{ kind: 'path', path: text(there), seconds: 20 }] as const
    const script = stand.launcher(SLEEPER, process, { steps: { wait } })
    const starting = script.spawn('start')
    await until('it is recorded', () => stand.has(`run/${process.name}/record`))
    expect(await script.run('status')).toMatchObject({ status: 3, stdout: expect.stringContaining('starting') })
    stand.write(`${process.name}.gate`, '')
    expect((await starting.ended).status).toBe(0)
    expect((await script.run('status')).status).toBe(0)
    await script.run('stop')

    const never = stand.launcher(SLEEPER, stand.process(), {
      steps: { wait: [{ kind: 'path', path: text('/nowhere'), seconds: 1 }] },
    })
    const done = await never.run('start')
    expect(done).toMatchObject({ status: 1, stderr: expect.stringContaining('ended at once with 111') })
    expect(done.stderr).toContain('/nowhere was not there after 1 s')
  })

  test('a directory that cannot be written is 4', async () => {
    if (isRoot) return
    const done = await stand.launcher(SLEEPER, stand.process({ run: text('/proc/nobody') })).run('start')
    expect(done.status).toBe(4)
  })

  test.skipIf(!isRoot)('without root it does the same, and what belongs to another user is 4', async () => {
    const process = stand.process()
    const mine = stand.launcher(SLEEPER, process)
    await mine.run('start')
    const pid = pidOf(await mine.run('status'))
    const theirs = stand.launcher(SLEEPER, process, {}, AS_NOBODY)
    expect((await theirs.run('status')).status).toBe(0)
    expect((await theirs.run('stop')).status).toBe(4)
    expect((await theirs.run('start')).status).toBe(4)
    expect(isAlive(pid)).toBe(true)
    await mine.run('stop')

    const own = stand.process({ run: text(stand.at('nobody/run')), log: text(stand.at('nobody/log')) })
    const script = stand.launcher(SLEEPER, own, {}, AS_NOBODY)
    expect((await script.run('start')).status).toBe(0)
    expect((await script.run('status')).status).toBe(0)
    expect((await script.run('stop')).status).toBe(0)
  })
})
