/** For tests: a real sshd on the loopback address, with a host key and a client key of its own, for the user that runs the tests. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir, userInfo } from 'node:os'
import path from 'node:path'
import { execa } from 'execa'
import type { SshAddress } from './ssh.ts'

export interface Loopback {
  readonly address: SshAddress
  /** Ends the server and every connection of it. */
  stop(): Promise<void>
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  server.close()
  await once(server, 'close')
  return port
}

/** Rejects where there is no sshd. `environment`: of everything that is run over it. */
export async function startLoopback(environment: Readonly<Record<string, string>> = {}): Promise<Loopback> {
  const sshd = ['/usr/sbin/sshd', '/usr/local/sbin/sshd', '/usr/bin/sshd'].find(existsSync)
  if (!sshd) throw new Error('there is no sshd on this machine')
  const folder = mkdtempSync(path.join(tmpdir(), 'lr-sshd-'))
  const file = (name: string) => path.join(folder, name)
  for (const name of ['host', 'client'])
    await execa('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', name, '-f', file(name)])
  writeFileSync(file('authorized'), readFileSync(file('client.pub')))
  chmodSync(file('authorized'), 0o600)
  const port = await freePort()
  const settings = [
    `Port ${port}`,
    'ListenAddress 127.0.0.1',
    `HostKey ${file('host')}`,
    `AuthorizedKeysFile ${file('authorized')}`,
    `PidFile ${file('pid')}`,
    'StrictModes no',
    'UsePAM no',
    'PasswordAuthentication no',
    'PermitRootLogin prohibit-password',
    'LogLevel ERROR',
    ...Object.entries(environment).map(([name, value]) => `SetEnv ${name}=${value}`),
  ]
  writeFileSync(file('config'), `${settings.join('\n')}\n`)
  // sshd wants this directory where it runs as root.
  if (process.getuid?.() === 0) await execa('mkdir', ['-p', '/run/sshd'])
  // Logging to standard error keeps it in the foreground's session, so that the group can be ended as one.
  const server = spawn(sshd, ['-D', '-e', '-f', file('config')], { detached: true, stdio: 'ignore' })
  const hostKey = readFileSync(file('host.pub'), 'utf8').split(' ').slice(0, 2).join(' ')
  await answering(port)
  return {
    address: { kind: 'ssh', host: '127.0.0.1', port, user: userInfo().username, hostKey, identityFile: file('client') },
    async stop() {
      const gone = once(server, 'exit')
      if (server.exitCode === null) process.kill(-server.pid!, 'SIGKILL')
      await gone
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** Until something answers there, each try an event of the network's. */
async function answering(port: number): Promise<void> {
  const { connect } = await import('node:net')
  for (let tries = 0; tries < 100; tries++) {
    const socket = connect(port, '127.0.0.1')
    const [greeted] = await Promise.race([
      once(socket, 'data').then(() => [true]),
      once(socket, 'error').then(
        () => [false],
        () => [false],
      ),
      once(socket, 'close').then(() => [false]),
    ]).catch(() => [false])
    socket.destroy()
    if (greeted) return
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  throw new Error(`sshd does not answer at port ${port}`)
}
