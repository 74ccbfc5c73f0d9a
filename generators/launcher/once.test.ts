/** Programs that run once, under every shell: exactly once in a boot, what failed and how, signals, time limits, who waits for them. */
import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { LaunchChanges, Script } from '#tests/launcher/stand.ts'
import { bootIdentity, isAlive, isRoot, SHELLS, Stand, until } from '#tests/launcher/stand.ts'
import { text } from '../contract/text.ts'

const ONCE: LaunchChanges = { work: { is: 'oneshot', seconds: 20 } }
const SUPERVISED: LaunchChanges = { ...ONCE, style: 'become' }

describe.concurrent.each(SHELLS)('as %s', (shell) => {
  let stand: Stand
  beforeAll(() => {
    stand = new Stand(shell)
  })
  afterAll(() => stand.close())

  /** Leaves a line for each time that it ran, says something and ends with `status`. */
  function program(name: string, status: number | string): readonly string[] {
    const file = stand.write(`${name}.sh`, `echo ran >>"$0.ran"; echo said; echo wrong >&2; exit ${status}\n`)
    return [stand.shell, file]
  }
  const runs = (name: string) => (stand.has(`${name}.sh.ran`) ? stand.read(`${name}.sh.ran`).split('\n').length - 1 : 0)
  const outcome = async (script: Script) => (await script.run('outcome')).stdout.trim()

  test('as an init script it runs once, until it is stopped; its output is in its log', async () => {
    const process = stand.process()
    const script = stand.launcher(program('ok', 0), process, ONCE)
    expect(await script.run('status')).toMatchObject({ status: 3, stdout: expect.stringContaining('did not run') })
    expect(await outcome(script)).toBe('none')
    for (const _ of [1, 2, 3]) expect(await script.run('start')).toMatchObject({ status: 0, stderr: '' })
    expect(runs('ok')).toBe(1)
    expect(stand.read(`${process.name}.log`)).toBe('said\nwrong\n')
    expect(await script.run('status')).toMatchObject({ status: 0, stdout: expect.stringContaining('ended with 0') })
    expect(await outcome(script)).toMatch(/^ended 0 \d{10} same$/)
    expect((await script.run('restart')).status).toBe(0)
    expect(runs('ok')).toBe(2)
    expect((await script.run('stop')).status).toBe(0)
    expect((await script.run('try-restart')).status).toBe(0)
    expect(runs('ok')).toBe(2)
    expect((await script.run('start')).status).toBe(0)
    expect(runs('ok')).toBe(3)
  })

  test('under a supervisor, too: the second time it ends at once with 0', async () => {
    const script = stand.launcher(program('again', 0), stand.process(), SUPERVISED)
    for (const _ of [1, 2]) expect(await script.run()).toMatchObject({ status: 0 })
    expect(runs('again')).toBe(1)
    expect((await script.run('done')).status).toBe(0)
    expect((await script.run('renew')).status).toBe(0)
    expect((await script.run()).status).toBe(0)
    expect(runs('again')).toBe(1)
    await script.run('forget')
    expect((await script.run('done')).status).toBe(1)
    expect((await script.run()).status).toBe(0)
    expect(runs('again')).toBe(2)
  })

  test('what failed says how, with the end of its log, and may be run again', async () => {
    const process = stand.process()
    const script = stand.launcher(program('bad', 3), process, ONCE)
    const done = await script.run('start')
    expect(done.status).toBe(1)
    expect(done.stderr).toContain('ended with 3')
    expect(done.stderr).toContain('wrong')
    expect(await script.run('status')).toMatchObject({ status: 1, stdout: expect.stringContaining('ended with 3') })
    expect(await outcome(script)).toMatch(/^ended 3 /)
    expect((await script.run('start')).status).toBe(1)
    expect(runs('bad')).toBe(2)
  })

  test('who waits for a supervised one hears of its end, good or bad', async () => {
    for (const status of [0, 9]) {
      const process = stand.process()
      const script = stand.launcher(program(`heard${status}`, status), process, SUPERVISED)
      const waits = script.spawn('await')
      expect((await script.run()).status).toBe(status)
      expect(await waits.ended).toMatchObject({ status: status === 0 ? 0 : 1 })
      expect(waits.stderr()).toContain(status === 0 ? '' : 'ended with 9')
    }
  })

  test('a preparation that fails is how it ended', async () => {
    const steps = { prepare: [{ do: 'run' as const, argv: [text('/bin/false')], ok: [0] }] }
    for (const changes of [ONCE, SUPERVISED]) {
      const script = stand.launcher(program('never', 0), stand.process(), { ...changes, steps })
      expect((await script.run(...(changes === ONCE ? ['start'] : []))).status).not.toBe(0)
      expect(await outcome(script)).toMatch(/^ended 111 /)
    }
    expect(runs('never')).toBe(0)
  })

  test('another boot has not run it', async () => {
    const process = stand.process()
    const script = stand.launcher(program('boots', 0), process, SUPERVISED)
    await script.run()
    const record = stand.at('run', process.name, 'daemon', 'ended')
    const before = readFileSync(record, 'utf8')
    expect(before).toContain(bootIdentity())
    stand.write(`run/${process.name}/daemon/ended`, before.replace(bootIdentity(), 'another-boot.1'))
    expect(await outcome(script)).toBe('none')
    expect((await script.run()).status).toBe(0)
    expect(runs('boots')).toBe(2)
  })

  test('one that takes too long is ended, by force where it does not listen, and has failed', async () => {
    const file = stand.write('slow.sh', `trap '' TERM; echo $$ >"$0.pid"; while :; do sleep 0.1; done\n`)
    const process = stand.process({ stop: { signal: 'TERM', seconds: 1 } })
    const script = stand.launcher([stand.shell, file], process, { ...SUPERVISED, work: { is: 'oneshot', seconds: 1 } })
    const done = await script.run()
    expect(done).toMatchObject({ status: 124, stderr: expect.stringContaining('did not end within 1 s') })
    expect(await outcome(script)).toMatch(/^ended 124 /)
    expect(isAlive(Number(stand.read('slow.sh.pid')))).toBe(false)
  })

  test('stopped while it runs it has not run, and gets its own stop signal', async () => {
    const file = stand.write(
      'long.sh',
      `trap 'echo usr1 >"$0.got"; exit 5' USR1; echo $$ >"$0.pid"; while :; do sleep 0.1; done\n`,
    )
    for (const changes of [ONCE, SUPERVISED]) {
      const process = stand.process({ stop: { signal: 'USR1', seconds: 3 } })
      const script = stand.launcher([stand.shell, file], process, changes)
      const running = script.spawn(...(changes === ONCE ? ['start'] : []))
      await until('it runs', () => stand.has('long.sh.pid') && stand.read('long.sh.pid') !== '')
      const pid = Number(stand.read('long.sh.pid'))
      for (let said = ''; said !== `runs ${pid}`; said = await outcome(script)) expect(isAlive(running.pid)).toBe(true)
      if (changes === ONCE) expect((await script.run('stop')).status).toBe(0)
      else running.child.kill('SIGTERM')
      expect((await running.ended).status).toBe(changes === ONCE ? 1 : 5)
      expect(isAlive(pid)).toBe(false)
      expect(stand.read('long.sh.got')).toBe('usr1\n')
      expect(await outcome(script)).toBe('none')
      stand.write('long.sh.pid', '')
    }
  })

  test('what a killed launcher left behind is ended before it is run again', async () => {
    const file = stand.write('left.sh', `[ -e "$0.pid" ] && exit 0; echo $$ >"$0.pid"; exec sleep 600\n`)
    const script = stand.launcher([stand.shell, file], stand.process(), SUPERVISED)
    const running = script.spawn()
    await until('it runs', () => stand.has('left.sh.pid') && stand.read('left.sh.pid') !== '')
    const pid = Number(stand.read('left.sh.pid'))
    await until('it is recorded', () => stand.processes().length > 0)
    running.child.kill('SIGKILL')
    await running.ended
    expect(isAlive(pid)).toBe(true)
    expect((await script.run()).status).toBe(0)
    expect(isAlive(pid)).toBe(false)
  })

  test('two starts at once make one run, and both end with it', async () => {
    const file = stand.write('both.sh', 'echo ran >>"$0.ran"; sleep 0.5\n')
    const script = stand.launcher([stand.shell, file], stand.process(), ONCE)
    const done = await Promise.all([script.run('start'), script.run('start'), script.run('start')])
    expect(done.map(({ status }) => status)).toEqual([0, 0, 0])
    expect(runs('both')).toBe(1)
  })

  test('who depends on it waits for its good end, and does not wait for one that failed', async () => {
    for (const status of [0, 4]) {
      const before = stand.process()
      const script = stand.launcher(program(`before${status}`, status), before, SUPERVISED)
      const after = stand.process()
      const wait = [{ kind: 'ended' as const, process: text('what comes before'), records: before.run, seconds: 20 }]
      const needs = stand.launcher(program(`after${status}`, 0), after, { style: 'become', steps: { wait } })
      const waiting = needs.spawn()
      await until('it waits', () => isAlive(waiting.pid))
      expect(runs(`after${status}`)).toBe(0)
      await script.run()
      expect((await waiting.ended).status).toBe(status === 0 ? 0 : 111)
      expect(waiting.stderr()).toContain(status === 0 ? '' : 'what comes before ended with 4')
      expect(runs(`after${status}`)).toBe(status === 0 ? 1 : 0)
    }
  })

  test.runIf(isRoot)(
    'as another user its record is that user’s, and root writes none where that user could lay a link',
    async () => {
      const process = stand.process({
        becoming: 'setpriv',
        mayGive: true,
        user: { name: text('nobody'), group: text('nogroup') },
      })
      const script = stand.launcher(['/usr/bin/id', '-un'], process, {
        ...ONCE,
        steps: { user: { name: text('nobody'), group: text('nogroup'), groups: [], home: text('/') } },
      })
      expect(await script.run('start')).toMatchObject({ status: 0, stderr: '' })
      expect(stand.read(`${process.name}.log`)).toContain('nobody')
      expect(await outcome(script)).toMatch(/^ended 0/)
    },
  )
})
