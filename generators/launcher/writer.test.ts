/** Output that rotates: every byte in its order whatever is killed, nobody held up, nobody's child, in every shell. */
import { createHash } from 'node:crypto'
import { chmodSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import {
  AS_NOBODY,
  end,
  isAlive,
  isRoot,
  type ProcessChanges,
  SHELLS,
  Stand,
  until,
  wordsOf,
} from '#tests/launcher/stand.ts'
import { text } from '../contract/text.ts'

let stand: Stand
afterEach(() => stand.close())

/** Says `megabytes` in chunks of odd sizes, and what they add up to (SHA-256) in a file; waits for `go` half-way. */
const TALKS = `
use Digest::SHA;
my ($megabytes, $sum, $go) = @ARGV;
my $digest = Digest::SHA->new(256);
my ($left, $n, $half) = ($megabytes << 20, 0, $megabytes << 19);
$SIG{PIPE} = sub { open my $f, ">", "$sum.pipe" };
while ($left > 0) {
	my $size = (1, 4095, 4096, 4097, 65537, 17, 80, 131071)[$n++ % 8];
	$size = $left if $size > $left;
	my $chunk = substr(pack("N", $n) x 40000, 0, $size);
	$digest->add($chunk);
	my $at = 0;
	while ($at < $size) { my $wrote = syswrite STDOUT, $chunk, $size - $at, $at; die "$!" unless defined $wrote; $at += $wrote }
	$left -= $size;
	if ($half && $left < $half) { $half = 0; open my $f, ">", "$sum.half"; close $f; select undef, undef, undef, 0.02 until -e $go }
}
open my $f, ">", $sum; print $f $digest->hexdigest;
`

describe.each(SHELLS)('%s', (shell) => {
  beforeEach(() => {
    stand = new Stand(shell)
  })

  function talking(
    argv: readonly string[],
    rotation: { bytes: number; keep: number },
    more: { process?: ProcessChanges; style?: 'become' | 'daemonise' } = {},
  ) {
    const file = stand.at('logs', 'out.log')
    stand.write('logs/.keep', '')
    const process = stand.process({
      name: 'talker',
      log: text(file),
      rotation: { file: text(file), ...rotation, early: false },
      ...more.process,
    })
    return stand.launcher(argv, process, { style: more.style ?? 'become', steps: { output: text(file) } })
  }
  /** FILE.n ... FILE.1, FILE. */
  function kept(): string[] {
    const number = (name: string) => Number(/\.(\d+)$/.exec(name)?.[1] ?? 0)
    return readdirSync(stand.at('logs'))
      .filter((name) => name.startsWith('out.log'))
      .sort((a, b) => number(b) - number(a))
      .map((name) => stand.at('logs', name))
  }
  const said = () => Buffer.concat(kept().map((file) => readFileSync(file)))
  /** While files are being renamed. */
  const written = () => kept().reduce((sum, file) => sum + (statSync(file, { throwIfNoEntry: false })?.size ?? 0), 0)
  const sumOf = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex')
  /** The shells that write: the outer one, that replaces the inner, first. */
  const writers = () =>
    stand
      .processes()
      .filter((pid) => /talker\.launch\0writer/.test(wordsOf(pid)))
      .sort((a, b) => a - b)
  const gone = () => until('the writer is gone', () => writers().length === 0)

  test('50 MB in odd chunks, rotated: the kept files are what was said, and none is too long', async () => {
    const script = talking(['/usr/bin/perl', '-e', TALKS, '50', stand.at('sum'), '/'], { bytes: 1_000_003, keep: 99 })
    expect(await script.run()).toMatchObject({ status: 0 })
    await gone()
    expect(sumOf(said())).toBe(stand.read('sum'))
    expect(kept().length).toBe(Math.ceil((50 << 20) / 1_000_003))
    for (const file of kept()) expect(statSync(file).size).toBeLessThanOrEqual(1_000_003)
  }, 60_000)

  test.each(['the one that writes', 'the one that replaces it', 'both, one after the other'])(
    'KILL of %s harms nobody, and loses nothing',
    async (which) => {
      const script = talking(['/usr/bin/perl', '-e', TALKS, '4', stand.at('sum'), stand.at('go')], {
        bytes: 300_000,
        keep: 99,
      })
      const running = script.spawn()
      await until('half of it is said, and written', () => stand.has('sum.half') && written() >= 2 << 20)
      const [outer, inner] = writers()
      if (which !== 'the one that replaces it') {
        end(inner!, 'SIGKILL')
        // Its dd, which waits for more, ends with the next bytes: only then another one begins.
        stand.write('go', '')
      }
      if (which !== 'the one that writes') {
        if (which.startsWith('both')) await until('another writes', () => !isAlive(inner!))
        end(outer!, 'SIGKILL')
        stand.write('go', '')
      }
      if (which.startsWith('both')) {
        // Nobody is left who would read: it waits at its pipe, and lives.
        await new Promise((resolve) => setTimeout(resolve, 500))
        expect(isAlive(running.pid)).toBe(true)
        expect(stand.has('sum.pipe')).toBe(false)
        return
      }
      expect(await running.ended).toMatchObject({ status: 0 })
      await gone()
      expect(stand.has('sum.pipe')).toBe(false)
      expect(sumOf(said())).toBe(stand.read('sum'))
    },
    30_000,
  )

  test('both streams; the writer is no child of the program, in no session of its own, and ends with it', async () => {
    const script = talking(
      ['/usr/bin/perl', '-e', '$| = 1; print "out\\n"; print STDERR "err\\n"; wait; print "no child\\n"; sleep 60'],
      { bytes: 4096, keep: 1 },
    )
    const running = script.spawn()
    await until('it has said all', () => written() > 0 && said().includes('no child'))
    expect(said().toString()).toBe('out\nerr\nno child\n')
    const sessions = [running.pid, ...writers()].map((pid) => sessionOf(pid))
    expect(sessions[1]).toBe(sessions[2])
    expect(sessions[0]).not.toBe(sessions[1])
    const both = writers().slice(0, 2)
    for (const pid of both) for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) end(pid, signal)
    expect(both.map(isAlive)).toEqual([true, true])
    end(running.pid, 'SIGTERM')
    await running.ended
    await gone()
    expect(kept()).toHaveLength(1)
  })

  test('under an init script: stopping waits for nobody, and what it said last is there', async () => {
    const file = stand.at('logs', 'out.log')
    const script = talking(
      ['/usr/bin/perl', '-e', '$SIG{TERM} = sub { print "bye\\n"; exit }; $| = 1; print "here\\n"; sleep 60 while 1'],
      { bytes: 4096, keep: 1 },
      { style: 'daemonise', process: { rotation: { file: text(file), bytes: 4096, keep: 1, early: true } } },
    )
    expect(await script.run('start')).toMatchObject({ status: 0 })
    await until('it is there', () => said().includes('here'))
    const stopped = await script.run('stop')
    expect(stopped.status).toBe(0)
    expect(stopped.seconds).toBeLessThan(2)
    await gone()
    expect(said().toString()).toBe('here\nbye\n')
    expect(readdirSync(stand.at('logs')).sort()).toEqual(['.keep', 'out.log'])
  })

  test('a daemon that is followed: what it says is written, and its end waits for nobody', async () => {
    const file = stand.at('logs', 'out.log')
    stand.write('logs/.keep', '')
    const code =
      '$| = 1; exit 0 if fork; setsid; $SIG{TERM} = sub { print "bye\\n"; exit }; open P, ">", $ARGV[0]; print P "$$\\n"; close P; print "here\\n"; sleep 1 while 1'
    const process = stand.process({
      name: 'talker',
      rotation: { file: text(file), bytes: 4096, keep: 1, early: false },
    })
    const script = stand.launcher(['/usr/bin/perl', '-MPOSIX=setsid', '-e', code, stand.at('pid')], process, {
      style: 'become',
      steps: { output: text(file) },
      follow: { pidFile: text(stand.at('pid')) },
    })
    const running = script.spawn()
    await until('it is adopted', () => stand.has('run', 'talker', 'daemon/record'))
    await until('it is there', () => said().includes('here'))
    end(running.pid, 'SIGTERM')
    expect(await running.ended).toMatchObject({ status: 0 })
    await gone()
    expect(said().toString()).toBe('here\nbye\n')
  })

  test('files beyond those that are kept go, and files end where lines end', async () => {
    for (const [name, content] of [
      ['out.log', 'x'.repeat(5000)],
      ['out.log.1', 'one'],
      ['out.log.2', 'two'],
      ['out.log.3', 'three'],
    ] as const)
      stand.write(`logs/${name}`, content)
    // Each line waits until the one before is written, so that the writer is never behind.
    const size = () => `(-s "${stand.at('logs', 'out.log')}" // 0)`
    const line = `my $was = ${size()}; print "${'y'.repeat(99)}\\n"; select undef, undef, undef, 0.002 until ${size()} != $was;`
    const script = talking(['/usr/bin/perl', '-e', `$| = 1; for (1 .. 90) { ${line} }`], { bytes: 4096, keep: 2 })
    expect(await script.run()).toMatchObject({ status: 0 })
    await gone()
    expect(readdirSync(stand.at('logs')).sort()).toEqual(['.keep', 'out.log', 'out.log.1', 'out.log.2'])
    for (const file of kept()) expect(readFileSync(file, 'utf8')).toMatch(/^(y{99}\n)+$/)
  })

  test.runIf(isRoot)('a directory in which the user may not rename is said, and the program does not run', async () => {
    const file = stand.write('closed/out.log', '')
    chmodSync(file, 0o666)
    const process = stand.process({ rotation: { file: text(file), bytes: 4096, keep: 1, early: false } })
    const steps = { output: text(file) }
    const script = stand.launcher(['/bin/true'], process, { style: 'become', steps }, AS_NOBODY)
    const { status, stderr } = await script.run()
    expect([status, stderr]).toEqual([111, expect.stringContaining('its directory is not to be written to')])
  })
})

function sessionOf(pid: number): string {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  return stat.slice(stat.lastIndexOf(') ') + 2).split(' ')[3] ?? ''
}
