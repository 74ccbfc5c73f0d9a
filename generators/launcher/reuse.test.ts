/** A number that the kernel gives to a stranger while a daemon's PID file still names it: the stranger is left alone. */
import { spawnSync } from 'node:child_process'
import { describe, expect, test } from 'vitest'
import { isRoot, SHELLS, Stand } from '#tests/launcher/stand.ts'
import { text } from '../contract/text.ts'

/**
 * Process 1 of a PID namespace: lets SCRIPT follow, kills the daemon that FILE names, and gives its number to a stranger by
 * /proc/sys/kernel/ns_last_pid (proc(5)) before the follower looks again. Prints what became of both.
 */
const DRIVER = `
use POSIX ':sys_wait_h';
my ($record, $file, @script) = @ARGV;
my ($status, $follower) = ('', 0);
sub reap { while ((my $pid = waitpid(-1, WNOHANG)) > 0) { $status = $? >> 8 if $pid == $follower } }
sub naps { select undef, undef, undef, 0.02; reap() }
$follower = fork; unless ($follower) { exec @script or exit 99 }
for (1..500) { last if -s $record; naps() }
open F, '<', $file or die "no file"; my $daemon = 0 + <F>; close F;
kill 'KILL', $daemon; for (1..500) { last unless -d "/proc/$daemon"; naps() }
my $stranger = 0;
for (1..50) {
  open L, '>', '/proc/sys/kernel/ns_last_pid' or die "no ns_last_pid"; syswrite L, $daemon - 1; close L;
  $stranger = fork; unless ($stranger) { exec 'sleep', '60' }
  last if $stranger == $daemon; kill 'KILL', $stranger; naps();
}
for (1..1000) { last if $status ne ''; naps() }
print "same=", ($stranger == $daemon ? 1 : 0), " follower=$status stranger=", (kill(0, $stranger) ? 'alive' : 'dead'), "\\n";
`
const canRenumber =
  isRoot &&
  spawnSync('unshare', ['-pf', '--mount-proc', 'sh', '-c', 'echo 100 >/proc/sys/kernel/ns_last_pid'], {
    timeout: 10_000,
  }).status === 0

describe.each(SHELLS)('as %s', (shell) => {
  test.skipIf(!canRenumber)(
    'a follower does not adopt, nor end, who was given its daemon’s number',
    () => {
      const stand = new Stand(shell)
      try {
        const process = stand.process()
        const file = stand.at('daemon.pid')
        const code = `exit 0 if fork; open P, '>', '${file}'; print P "$$\\n"; close P; sleep 1 while 1`
        const script = stand.launcher(['/usr/bin/perl', '-e', code], process, {
          style: 'become',
          follow: { pidFile: text(file) },
        })
        const done = spawnSync(
          'unshare',
          [
            '-pf',
            '--kill-child',
            '--mount-proc',
            'perl',
            '-e',
            DRIVER,
            '--',
            stand.at('run', process.name, 'daemon/record'),
            file,
            script.path,
          ],
          // One look in five seconds: the number is given away in between.
          { encoding: 'utf8', timeout: 30_000, env: { ...globalThis.process.env, lr_tick: '5' } },
        )
        expect(done.stdout).toBe('same=1 follower=1 stranger=alive\n')
      } finally {
        stand.close()
      }
    },
    40_000,
  )
})
