/** What every transport promises, tried on each of them; and what SSH alone has to refuse. */
import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { execa } from 'execa'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Connection, TransportAddress } from './contract.ts'
import { makeLines } from './spawn.ts'
import { type Loopback, startLoopback } from './ssh/loopback.ts'
import { fingerprint, probeKeys } from './ssh/probe.ts'
import { remoteCommand } from './ssh/remote-words.ts'
import { connectTo } from './transports.ts'

let server: Loopback
let runtimeDirectory: string
beforeAll(async () => {
  server = await startLoopback()
  runtimeDirectory = mkdtempSync(path.join(tmpdir(), 'lr-run-'))
})
afterAll(async () => {
  await server.stop()
  rmSync(runtimeDirectory, { recursive: true, force: true })
})
const ADDRESSES: Readonly<Record<string, () => TransportAddress>> = {
  local: () => ({ kind: 'local' }),
  ssh: () => server.address,
}

describe.each(Object.keys(ADDRESSES))('over %s', (kind) => {
  let connection: Connection
  beforeAll(async () => {
    connection = await connectTo(ADDRESSES[kind]!(), { runtimeDirectory })
  })
  afterAll(() => connection.close())
  const sh = (script: string) => ['sh', '-c', script]

  test('status, output and errors come back as they are', async () => {
    const result = await connection.exec({ argv: sh('echo out; echo err >&2; exit 7'), seconds: 20 })
    expect(result).toEqual({ status: 7, stdout: 'out\n', stderr: 'err\n' })
  })
  test('standard input reaches the other side byte for byte, and ends', async () => {
    const bytes = Uint8Array.from({ length: 300_000 }, (_, index) => (index * 7) % 256)
    const hash = await connection.exec({ argv: ['sha256sum'], stdin: bytes, seconds: 20 })
    expect(hash.stdout.split(' ')[0]).toBe(createHash('sha256').update(bytes).digest('hex'))
  })
  test('lines come while it runs, before it ends', async () => {
    const stop = new AbortController()
    const lines: string[] = []
    const running = connection.exec({
      argv: sh('echo first; echo second; cat >/dev/null'),
      holdStdin: true,
      seconds: 30,
      signal: stop.signal,
      onLine(line) {
        lines.push(line)
        if (lines.length === 2) stop.abort()
      },
    })
    await expect(running).rejects.toMatchObject({ code: 'aborted' })
    expect(lines).toEqual(['first', 'second'])
  })
  test('what takes too long is given up', async () => {
    await expect(connection.exec({ argv: sh('sleep 30'), seconds: 1 })).rejects.toMatchObject({ code: 'timeout' })
  })
  test('a fresh connection shares nothing and works as well', async () => {
    const fresh = await connection.fresh()
    expect((await fresh.exec({ argv: ['true'], seconds: 20 })).status).toBe(0)
    await fresh.close()
    expect((await connection.exec({ argv: ['true'], seconds: 20 })).status).toBe(0)
  })
  test('nothing of our own environment is passed on', async () => {
    process.env.LONGRUN_TEST_SECRET = 'canary'
    const { stdout } = await connection.exec({ argv: ['env'], seconds: 20 })
    expect(stdout).not.toContain('canary')
    delete process.env.LONGRUN_TEST_SECRET
  })
})

describe('ssh', () => {
  async function code(change: Partial<Extract<TransportAddress, { kind: 'ssh' }>>): Promise<string> {
    const connection = await connectTo({ ...server.address, ...change }, { runtimeDirectory })
    try {
      await connection.exec({ argv: ['true'], seconds: 20 })
      return 'no error'
    } catch (error) {
      return (error as { code: string }).code
    } finally {
      await connection.close()
    }
  }
  test('another host key is refused, never accepted', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'lr-key-'))
    await execa('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', path.join(folder, 'k')])
    const { stdout } = await execa('cat', [path.join(folder, 'k.pub')])
    rmSync(folder, { recursive: true })
    expect(await code({ hostKey: stdout.split(' ').slice(0, 2).join(' ') })).toBe('changed-host-key')
  })
  test('a host whose key nobody accepted is not connected to', async () => {
    await expect(connectTo({ ...server.address, hostKey: '' }, { runtimeDirectory })).rejects.toMatchObject({
      code: 'unknown-host-key',
    })
  })
  test('a key that the host does not know', async () => {
    expect(await code({ identityFile: '/nonexistent' })).toBe('auth')
  })
  test('nobody listens there', async () => {
    expect(await code({ port: 1 })).toBe('unreachable')
  })
  test('the keys that a host shows, with the fingerprint that ssh-keygen prints', async () => {
    const [key] = await probeKeys('127.0.0.1', server.address.port)
    expect(key?.key).toBe(server.address.hostKey)
    const { stdout } = await execa('ssh-keygen', ['-lf', '-'], { input: `${server.address.hostKey}\n` })
    expect(key?.fingerprint).toBe(stdout.split(' ')[1])
    expect(fingerprint(server.address.hostKey)).toBe(key?.fingerprint)
  })
  test('no key where no server is', async () => {
    await expect(probeKeys('127.0.0.1', 1)).rejects.toMatchObject({ code: 'unreachable' })
    await expect(probeKeys('-oProxyCommand=x', 22)).rejects.toMatchObject({ code: 'protocol' })
  })
  test('a remote command is words that every login shell reads alike, or an error', () => {
    expect(remoteCommand(['sh', '/p/kit/a/kit'])).toBe('exec sh /p/kit/a/kit')
    expect(remoteCommand(['sh', '-c', 'echo "$HOME"'])).toBe(`exec sh -c 'echo "$HOME"'`)
    for (const bad of ["it's", 'a\\b', 'a!b', 'a\nb'])
      expect(() => remoteCommand(['sh', bad])).toThrow('not a constant')
  })
})

test('an agent is not pretended', async () => {
  await expect(connectTo({ kind: 'agent', id: 'x' }, { runtimeDirectory })).rejects.toMatchObject({
    code: 'unreachable',
  })
})

test('lines are cut at newlines, characters never', () => {
  const lines: string[] = []
  const reader = makeLines((line) => lines.push(line))
  const bytes = new TextEncoder().encode('ä\nö€\nrest')
  for (const byte of bytes) reader.push(Uint8Array.of(byte))
  reader.end()
  expect(lines).toEqual(['ä', 'ö€', 'rest'])
})
