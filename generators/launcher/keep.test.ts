/** The launcher as the first process of a container, under every shell: it outlives a oneshot, and the writer of its output. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { end, isAlive, type LaunchChanges, type Script, SHELLS, Stand, until } from '#tests/launcher/stand.ts'
import { text } from '../contract/text.ts'

const KEPT: LaunchChanges = { work: { is: 'oneshot', seconds: 20 }, style: 'become', keeps: true }

describe.concurrent.each(SHELLS)('as %s', (shell) => {
  let stand: Stand
  beforeAll(() => {
    stand = new Stand(shell)
  })
  afterAll(() => stand.close())

  function oneshot(name: string, script: string, on = stand): { script: Script; runs: () => number } {
    const file = on.write(`${name}.sh`, `echo ran >>"$0.ran"; ${script}\n`)
    return {
      script: on.launcher([on.shell, file], on.process(), KEPT),
      runs: () => (on.has(`${name}.sh.ran`) ? on.read(`${name}.sh.ran`).split('\n').length - 1 : 0),
    }
  }
  const outcome = async (script: Script) => (await script.run('outcome')).stdout.trim()
  const becomes = async (script: Script, wanted: RegExp) => {
    while (!wanted.test(await outcome(script))) await new Promise((resolve) => setTimeout(resolve, 50))
  }

  test('a oneshot runs once in a boot, however often its container is started, and rests until it is asked to end', async () => {
    const { script, runs } = oneshot('once', 'exit 0')
    for (const _ of [1, 2]) {
      const running = script.spawn()
      await becomes(script, /^ended 0 \d+ same$/)
      expect(isAlive(running.pid)).toBe(true)
      end(running.pid, 'SIGTERM')
      expect((await running.ended).status).toBe(0)
    }
    expect(runs()).toBe(1)
    await script.run('forget')
    const running = script.spawn()
    await until('it ran again', () => runs() === 2)
    end(running.pid, 'SIGTERM')
    await running.ended
  })

  test.each([
    ['its own status', 'exit 3', 3],
    ['a preparation that fails', '', 7],
  ])('%s is its end, and it is not tried again', async (what, code, status) => {
    const prepares = status === 7
    const name = what.replaceAll(' ', '-')
    const file = stand.write(`${name}.sh`, `echo ran >>"$0.ran"; ${code}\n`)
    const failing = stand.write(`${name}.prepare`, 'echo tried >>"$0.ran"; exit 7\n')
    const script = stand.launcher([stand.shell, file], stand.process(), {
      ...KEPT,
      steps: prepares ? { prepare: [{ do: 'run', argv: [text(stand.shell), text(failing)], ok: [0] }] } : {},
    })
    const ran = prepares ? `${name}.prepare.ran` : `${name}.sh.ran`
    for (const _ of [1, 2]) {
      const running = script.spawn()
      await becomes(script, prepares ? /^ended [1-9]/ : /^ended 3 /)
      expect(isAlive(running.pid)).toBe(true)
      end(running.pid, 'SIGTERM')
      await running.ended
    }
    expect(stand.read(ran).split('\n')).toHaveLength(2)
    await script.run('renew')
    expect(await outcome(script)).toBe('none')
  })

  test('killed in the middle, it is not run again by whoever starts its container again', async () => {
    const alone = new Stand(shell)
    const { script, runs } = oneshot('killed', 'sleep 60', alone)
    const running = script.spawn()
    await until('it runs', () => runs() === 1)
    expect(await outcome(script)).toMatch(/^(runs \d+|begins)$/)
    await script.run('renew')
    for (const pid of [running.pid, ...alone.processes()]) if (isAlive(pid)) end(pid, 'SIGKILL')
    await running.ended
    const again = script.spawn()
    await becomes(script, /^ended 137 /)
    expect(again.stderr()).toContain('ended by force')
    expect(runs()).toBe(1)
    end(again.pid, 'SIGTERM')
    await again.ended
    alone.close()
  })

  test('asked to end in the middle, it has not run', async () => {
    const { script, runs } = oneshot('asked', '[ -e "$0.go" ] || exec sleep 60')
    const running = script.spawn()
    await until('it runs', () => runs() === 1)
    end(running.pid, 'SIGTERM')
    await running.ended
    expect(await outcome(script)).toBe('none')
    stand.write('asked.sh.go', '')
    const again = script.spawn()
    await becomes(script, /^ended 0 /)
    end(again.pid, 'SIGTERM')
    await again.ended
  })

  test('its last words are written when it has ended, its status is its own, and it is told by its own signal', async () => {
    const out = stand.at('logs', 'out.log')
    stand.write('logs/.keep', '')
    const rotation = { file: text(out), bytes: 1_000_000, keep: 2, early: false }
    const process = stand.process({ log: text(out), rotation, stop: { signal: 'USR2', seconds: 5 } })
    const talks =
      '$| = 1; $SIG{HUP} = sub { print "again\\n" }; $SIG{USR2} = sub { print "bye\\n" x 20000; exit 3 }; print "up\\n"; sleep 1 while 1'
    const script = stand.launcher(['/usr/bin/perl', '-e', talks], process, {
      style: 'become',
      keeps: true,
      steps: { output: text(out) },
    })
    const running = script.spawn()
    await until('it runs', () => stand.has('logs/out.log') && stand.read('logs/out.log') === 'up\n')
    end(running.pid, 'SIGHUP')
    await until('it heard', () => stand.read('logs/out.log') === 'up\nagain\n')
    end(running.pid, 'SIGTERM')
    expect((await running.ended).status).toBe(3)
    expect(stand.read('logs/out.log')).toBe(`up\nagain\n${'bye\n'.repeat(20000)}`)
  })
})
