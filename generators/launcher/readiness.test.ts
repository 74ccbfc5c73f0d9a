/** Gates against real ports, pages, paths, programs and logs: 0 as soon as it is ready, never before, and not for ever. */
import { execFileSync } from 'node:child_process'
import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import { type AddressInfo, createServer as listener } from 'node:net'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { bootIdentity, end, SHELLS, Stand, texts } from '#tests/launcher/stand.ts'
import type { Probe } from '../contract/chain.ts'
import { text } from '../contract/text.ts'

describe.concurrent.each(SHELLS)('as %s', (shell) => {
  let stand: Stand
  let server: Server
  let port = 0
  let closed = 0
  let status = 200
  beforeAll(async () => {
    stand = new Stand(shell)
    server = createServer((request, response) => {
      response.writeHead(request.url === '/moved' ? 301 : status, request.url === '/moved' ? { location: '/404' } : {})
      response.end('page')
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    port = (server.address() as AddressInfo).port
    const other = listener()
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve))
    closed = (other.address() as AddressInfo).port
    await new Promise((resolve) => other.close(resolve))
  })
  afterAll(() => {
    server.close()
    stand.close()
  })
  const gate = (ready: Probe, more = {}) => stand.gate(stand.process({ ready, ...more }))

  test('a port of this host, by looking, and of an address, by connecting', async () => {
    for (const address of ['127.0.0.1', '0.0.0.0', 'localhost', ''])
      expect(
        await gate({ kind: 'tcp', address: text(address), port: text(String(port)), seconds: 5 }).run(),
      ).toMatchObject({ status: 0, stderr: '' })
    const never = gate({ kind: 'tcp', address: text('127.0.0.1'), port: text(String(closed)), seconds: 1 })
    expect((await never.run('once')).status).not.toBe(0)
    const done = await never.run()
    expect(done).toMatchObject({
      status: 111,
      stderr: expect.stringContaining(`port ${closed} of 127.0.0.1 was not there after 1 s`),
    })
    expect(done.seconds).toBeLessThan(6)
    // A name that is this host's own, but is no loopback address by its looks: it is connected to.
    const named = execFileSync('hostname', { encoding: 'utf8', timeout: 5_000 }).trim()
    expect(
      (await gate({ kind: 'tcp', address: text(named), port: text(String(closed)), seconds: 5 }).run('once')).status,
    ).not.toBe(0)
  })

  test('a page, by its status', async () => {
    const url = text(`http://127.0.0.1:${port}/`)
    status = 200
    expect((await gate({ kind: 'http', url, seconds: 5 }).run()).status).toBe(0)
    expect(
      (await gate({ kind: 'http', url: text(`http://127.0.0.1:${port}/moved`), seconds: 5 }).run('once')).status,
    ).toBe(0)
    expect((await gate({ kind: 'http', url, status: 204, seconds: 5 }).run('once')).status).not.toBe(0)
    status = 503
    expect((await gate({ kind: 'http', url, seconds: 5 }).run('once')).status).not.toBe(0)
    expect((await gate({ kind: 'http', url, status: 503, seconds: 5 }).run('once')).status).toBe(0)
    status = 200
    expect(
      (await gate({ kind: 'http', url: text(`http://127.0.0.1:${closed}/`), seconds: 5 }).run('once')).status,
    ).not.toBe(0)
  })

  // Each tool by itself: the others are hidden behind a path of its own.
  test.each([
    ['answers', 'curl'],
    ['answers', 'python3'],
    ['answers', 'wget'],
    ['tcp_there', 'nc'],
    ['tcp_there', 'perl'],
    ['tcp_there', 'python3'],
    ['tcp_there', 'bash'],
  ])('%s by %s', async (probe, tool) => {
    const bin = stand.at(`only-${probe}-${tool}`)
    mkdirSync(bin)
    const found = (name: string) =>
      execFileSync('sh', ['-c', 'PATH=/usr/bin:/bin command -v "$1"', 'sh', name], {
        encoding: 'utf8',
        timeout: 5_000,
      }).trim()
    for (const name of [tool, 'timeout', 'sleep', 'id'])
      writeFileSync(path.join(bin, name), `#!/bin/sh\nexec '${found(name)}' "$@"\n`, { mode: 0o755 })
    const script = stand.write(
      `${probe}-${tool}.sh`,
      `lr_name=x lr_run=/nowhere\n. '${stand.at('launcher.sh')}'\nPATH='${bin}' lr_path='${bin}'\n${probe} "$@"\n`,
    )
    const run = (...words: string[]) => {
      try {
        execFileSync(stand.shell, [script, ...words], { timeout: 20_000, stdio: 'pipe' })
        return 0
      } catch {
        return 1
      }
    }
    const good = probe === 'answers' ? [`http://127.0.0.1:${closed}/`, '200'] : ['127.0.0.1', String(closed)]
    expect(run(...good)).toBe(1)
    // The server lives in this process, so the question is asked from another one.
    const answering = stand.write(
      `${probe}-${tool}.pl`,
      `
      use Socket; socket(S, PF_INET, SOCK_STREAM, 0); setsockopt(S, SOL_SOCKET, SO_REUSEADDR, 1); bind(S, sockaddr_in(0, INADDR_LOOPBACK)); listen(S, 9);
      my ($port) = sockaddr_in(getsockname S); $| = 1; print "$port\\n"; alarm 60;
      while (accept(C, S)) { if (fork) { close C; next } sysread C, my $x, 9999; print C "HTTP/1.0 200 OK\\r\\nContent-Length: 1\\r\\n\\r\\nx"; close C; exit }`,
    )
    const child = execFileSync(
      'sh',
      [
        '-c',
        'perl "$1" >"$1.port" 2>/dev/null & n=0; until [ -s "$1.port" ] || [ $((n += 1)) -gt 100 ]; do sleep 0.05; done; echo "$! $(cat "$1.port")"',
        'sh',
        answering,
      ],
      { encoding: 'utf8', timeout: 10_000 },
    )
    const [pid = '', there = ''] = child.trim().split(' ')
    try {
      expect(run(...(probe === 'answers' ? [`http://127.0.0.1:${there}/`] : ['127.0.0.1', there]))).toBe(0)
    } finally {
      end(Number(pid), 'SIGKILL')
    }
  })

  test('a path, as soon as it is there', async () => {
    const there = stand.at("it's there")
    const waiting = gate({ kind: 'path', path: text(there), seconds: 10 }).spawn()
    await new Promise((resolve) => setTimeout(resolve, 300))
    expect(waiting.child.exitCode).toBeNull()
    writeFileSync(there, '')
    expect((await waiting.ended).status).toBe(0)
  })

  test('a program, with the process’s own variables and not its output', async () => {
    const argv = (code: string) => [text('sh'), text('-c'), text(code)]
    const environment = texts({ GREETING: "it's", 'A.B': '1' })
    const yes = gate({ kind: 'exec', argv: argv('echo noise; [ "$GREETING" = "it\'s" ]'), seconds: 5 }, { environment })
    expect(await yes.run()).toMatchObject({ status: 0, stdout: '', stderr: '' })
    expect((await gate({ kind: 'exec', argv: argv('exit 1'), seconds: 5 }).run('once')).status).not.toBe(0)
  })

  test('words in the log, since this start only, and after a rotation', async () => {
    const process = stand.process({
      ready: { kind: 'log', text: text("it's up [$x]"), seconds: 2 },
      stop: { signal: 'TERM', seconds: 3 },
    })
    const log = stand.at(`${process.name}.log`)
    writeFileSync(log, "an earlier one: it's up [$x]\n")
    const late = [
      '/usr/bin/perl',
      '-e',
      '$| = 1; select undef, undef, undef, 0.5; print "now it\'s up [\\$x]\\n"; sleep 1 while 1',
    ]
    const script = stand.launcher(late, process)
    const done = await script.run('start')
    expect(done.status).toBe(0)
    expect(done.seconds).toBeGreaterThan(0.5)
    const asked = stand.gate(process)
    expect((await asked.run('once')).status).toBe(0)
    writeFileSync(log, '')
    expect((await asked.run('once')).status).not.toBe(0)
    appendFileSync(log, "it's up [$x]\n")
    expect((await asked.run('once')).status).toBe(0)
    await script.run('stop')
    const silent = stand.launcher(['/usr/bin/perl', '-e', 'sleep 1 while 1'], process)
    expect((await silent.run('start')).status).toBe(1)
  })

  test('words in the log that were said before the boot do not count, nor before it was started at all', async () => {
    const process = stand.process({ ready: { kind: 'log', text: text('up'), seconds: 1 } })
    const asked = stand.gate(process)
    writeFileSync(stand.at(`${process.name}.log`), 'up\n')
    expect((await asked.run('once')).status).not.toBe(0)
    stand.write(`run/${process.name}/offset`, '0 another-boot\n')
    expect((await asked.run('once')).status).not.toBe(0)
    stand.write(`run/${process.name}/offset`, `0 ${bootIdentity()}\n`)
    expect((await asked.run('once')).status).toBe(0)
  })

  test('another’s word, asked with nothing of one’s own: without it some do not start, and some go on', async () => {
    const mark = stand.at('the other is up')
    const wait = (strict: boolean): Probe => ({
      kind: 'command',
      argv: ['/bin/sh', '-c', '[ -z "$MINE" ] && [ -e "$1" ]', 'sh', mark].map((one) => text(one)),
      says: text('the "other"'),
      seconds: 1,
      strict,
    })
    const run = (strict: boolean) => {
      const process = stand.process({ environment: new Map([['MINE', text('x')]]) })
      const steps = { wait: [wait(strict)], environment: process.environment }
      return stand.launcher(['/bin/echo', 'ran'], process, { style: 'become', steps }).run()
    }
    const refused = await run(true)
    expect([refused.status, refused.stdout]).toEqual([111, ''])
    expect(refused.stderr).toContain('the "other" was not there after 1 s\n')
    const went = await run(false)
    expect([went.status, went.stdout]).toEqual([0, 'ran\n'])
    expect(went.stderr).toContain('the "other" was not there after 1 s, goes on without it')
    writeFileSync(mark, '')
    for (const strict of [true, false]) expect(await run(strict)).toMatchObject({ status: 0, stderr: '' })
  })

  test('a hook prepares and ends', async () => {
    const made = stand.at('made by a hook')
    const hook = stand.hook(stand.process(), {
      prepare: [{ do: 'run', argv: [text('touch'), text(made)], ok: [0] }],
      wait: [{ kind: 'path', path: text('/'), seconds: 1 }],
    })
    expect(await hook.run()).toMatchObject({ status: 0, stdout: '', stderr: '' })
    expect(stand.has('made by a hook')).toBe(true)
    expect((await hook.run('dance')).status).toBe(2)
  })
})
