/** The kit's verbs in every shell that is here: what they answer, what they refuse, and what is on the disk afterwards. */
import { createHash } from 'node:crypto'
import {
  appendFileSync,
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readlinkSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Action, BackStep, HostPlan, HostStep } from '#generators/contract/manifest.ts'
import { tar } from '#generators/syntax/tar.ts'
import { installKit, type Kit, openKit, type Reply } from './client.ts'
import { planText, questionText } from './plan-text.ts'
import { type TemporaryHost, temporaryHost } from './temporary-host.ts'
import { decodeHex, decodeWord, encodeWord } from './words.ts'

const SHELLS = ['/usr/bin/dash', '/usr/bin/bash', '/usr/bin/busybox', '/usr/bin/mksh'].filter(existsSync)
/** What breaks quoting somewhere: all of it has to reach exec as it is. */
const HOSTILE = [
  "it's",
  '"',
  '$x `id` $(id)',
  'a\nb\n',
  '\\',
  '',
  '-n',
  '%s%n',
  '*',
  ' lead',
  'ü€\u{1F600}',
  '#',
  '~',
  '\t',
  '\u0001',
  "'".repeat(40),
]

let host: TemporaryHost
let kit: Kit
afterEach(() => host.remove())

const sha = (content: string) => createHash('sha256').update(content).digest('hex')
const run = (...argv: string[]): Action => ({ do: 'run', command: { argv, changes: true, seconds: 20 } })

function plan(...pairs: { do: Action[]; back?: Action[]; phase?: HostStep['phase']; wave?: number }[]): HostPlan {
  const steps = pairs.map(
    (pair, index): HostStep => ({
      id: index + 1,
      wave: pair.wave ?? 0,
      phase: pair.phase ?? 'start',
      placement: null,
      says: `step ${index + 1}`,
      do: pair.do,
    }),
  )
  const back = pairs.map((pair, index): BackStep => ({ of: index + 1, says: 'undo', do: pair.back ?? [] })).reverse()
  return { host: 'h', steps, back, needs: [] }
}
const FILE = { content: 'from the store\n', path: 'abc123/it.conf' }
const needs = `${sha(FILE.content)} 644 - - ${FILE.path}\n`

async function lock(coordinator = 'c1', extra = {}): Promise<Reply> {
  const headers = {
    profile: 'p',
    owner: 'ada',
    reason: 'why not',
    coordinator,
    base: [0, await head()],
    window: 60,
    at: 'now',
    ...extra,
  }
  return kit.call({ verb: 'lock', headers, payload: needs })
}
async function head(): Promise<string> {
  const reply = await kit.call({ verb: 'status', headers: { profile: 'p' } })
  return decodeWord(reply.first('head')?.words[1] ?? '-')
}
async function state(): Promise<string | undefined> {
  return (await kit.call({ verb: 'status', headers: { profile: 'p' } })).first('state')?.words[0]
}
function stage(token: string, of: HostPlan, change: { needs?: string; content?: string } = {}): Promise<Reply> {
  const { forward, back } = planText(of)
  const file = (name: string, content: string) => ({ name, mode: 0o644, content })
  return kit.call({
    verb: 'stage',
    headers: { profile: 'p', token, target: [1, 'digest1'], by: 'ada', reason: 'why not', at: 'now' },
    payload: tar([
      file('gen/needs', change.needs ?? needs),
      file('gen/manifest', '{"a":"ü\\n"}'),
      file('gen/document', 'null'),
      file('gen/forward', forward),
      file('gen/back', back),
      file(`store/${FILE.path}`, change.content ?? FILE.content),
    ]),
  })
}
/** Locked, staged, armed. */
async function ready(of: HostPlan): Promise<Record<string, string>> {
  const headers = { profile: 'p', token: (await lock()).first('token')?.words[0] ?? '' }
  expect((await stage(headers.token, of)).refused).toBeNull()
  expect((await kit.call({ verb: 'arm', headers })).first('guard')?.words).toEqual(['none'])
  return headers
}
async function advance(headers: Record<string, string>, wave = 0): Promise<Reply> {
  const reply = await kit.call({ verb: 'advance', headers: { ...headers, wave } })
  expect(reply.refused).toBeNull()
  return kit.call({ verb: 'follow', headers: { ...headers, from: 0 }, seconds: 20 })
}
async function revert(headers: Record<string, string>, extra = {}): Promise<Reply> {
  const reply = await kit.call({ verb: 'revert', headers: { ...headers, why: 'a test', ...extra } })
  expect(reply.refused).toBeNull()
  return kit.call({ verb: 'follow', headers: { ...headers, from: 0 }, seconds: 20 })
}
const kinds = (reply: Reply) => reply.all('record').map(({ words }) => `${words[2]}${words[3] ?? ''}`)
const place = (name: string) => path.join(host.prefix, 'etc', name)

describe.each(SHELLS)('under %s', (shell) => {
  beforeEach(async () => {
    host = await temporaryHost(shell)
    kit = await host.open()
    mkdirSync(path.join(host.prefix, 'etc'))
  })

  test('questions reach exec byte for byte and come back so', async () => {
    const argv = ['printf', '<%s>', ...HOSTILE]
    const environment = { 'odd.name': 'a b', PLAIN: "it's" }
    const payload = questionText([
      { argv, changes: false, seconds: 5 },
      {
        argv: ['sh', '-c', 'cat; echo "$PLAIN" >&2; exit 3'],
        stdin: HOSTILE.join('|'),
        environment,
        changes: false,
        seconds: 5,
      },
      { argv: ['sleep', '20'], changes: false, seconds: 1 },
      { argv: ['no-such-program'], changes: false, seconds: 1 },
    ])
    const results = (await kit.call({ verb: 'hello', headers: { profile: 'p' }, payload }))
      .all('result')
      .map(({ words }) => words)
    expect(decodeHex(results[0]![2]!)).toBe(HOSTILE.map((one) => `<${one}>`).join(''))
    expect([results[1]![1], decodeHex(results[1]![2]!), decodeHex(results[1]![3]!)]).toEqual([
      '3',
      HOSTILE.join('|'),
      "it's\n",
    ])
    expect(results.map((words) => words[1])).toEqual(['0', '3', '124', '127'])
  })

  test('a plan runs wave by wave, with every word as it is, and becomes a generation', async () => {
    const out = place('out')
    const headers = await ready(
      plan(
        {
          phase: 'switch',
          do: [{ do: 'install', at: place('it.conf'), from: FILE.path, mode: 0o640, bytes: sha(FILE.content) }],
        },
        { wave: 1, do: [run('sh', '-c', 'for w; do printf "<%s>" "$w"; done >"$0"', out, ...HOSTILE)] },
      ),
    )
    expect(await state()).toBe('armed')
    expect(kinds(await advance(headers, 0))).toEqual(['Wguard-none', 'I1', 'K1', 'D1', 'B0'])
    expect(await state()).toBe('changing')
    expect(existsSync(out)).toBe(false)
    expect(readFileSync(place('it.conf'), 'utf8')).toBe(FILE.content)
    expect(statSync(place('it.conf')).mode & 0o777).toBe(0o640)
    expect(kinds(await advance(headers, 1)).slice(5)).toEqual(['I2', 'D2', 'S1', 'B1'])
    expect(readFileSync(out, 'utf8')).toBe(HOSTILE.map((one) => `<${one}>`).join(''))
    expect(await state()).toBe('active')
    expect((await kit.call({ verb: 'hold', headers })).first('held')?.words).toEqual(['active'])
    expect((await kit.call({ verb: 'commit', headers })).refused).toBeNull()
    expect((await kit.call({ verb: 'commit', headers })).refused).toBeNull()
    expect(await state()).toBe('committed')
    expect((await kit.call({ verb: 'revert', headers })).refused?.words).toEqual(['committed'])
    expect((await kit.call({ verb: 'seal', headers })).refused).toBeNull()
    expect((await kit.call({ verb: 'seal', headers })).refused).toBeNull()
    expect([await state(), await head()]).toEqual(['idle', 'digest1'])
    const generation = await kit.call({ verb: 'generation', headers: { profile: 'p', number: 1 } })
    expect(generation.first('manifest')?.rest).toBe('{"a":"ü\\n"}')
    const [listed] = (await kit.call({ verb: 'generations', headers: { profile: 'p' } })).all('generation')
    expect(listed?.words.map(decodeWord)).toEqual(['1', 'digest1', 'now', 'ada', 'why not', 'current'])
    expect(readFileSync(path.join(host.prefix, 'profiles/p/history'), 'utf8')).toBe('1 1 digest1 commit\n')
  })

  test('a step that fails stops the plan; going back puts everything where it was', async () => {
    writeFileSync(place('file'), 'mine\n')
    chmodSync(place('file'), 0o604)
    symlinkSync('/some where/else', place('link'))
    writeFileSync(place('gone'), 'still mine\n')
    const restore = (name: string): Action => ({ do: 'restore', at: place(name) })
    const install = (name: string): Action => ({
      do: 'install',
      at: place(name),
      from: FILE.path,
      mode: 0o644,
      bytes: sha(FILE.content),
    })
    const headers = await ready(
      plan(
        { do: [install('file'), install('new')], back: [restore('file'), restore('new')] },
        { do: [{ do: 'link', at: place('link'), to: '/new target' }], back: [restore('link')] },
        { do: [{ do: 'remove', at: place('gone') }], back: [restore('gone')] },
        { do: [run('sh', '-c', "echo 'what it said' >&2; exit 9")], back: [run('touch', place('undone'))] },
        { do: [run('touch', place('never'))], back: [run('touch', place('never'))] },
      ),
    )
    const reply = await advance(headers)
    expect(kinds(reply).slice(-3)).toEqual(['I4', 'F4', 'Hfailed'])
    expect(decodeWord(reply.first('said')?.words[1] ?? '')).toBe('what it said\nsh ended with 9')
    expect(readlinkSync(place('link'))).toBe('/new target')
    expect(existsSync(place('gone'))).toBe(false)
    expect(kinds(await revert(headers)).slice(-9)).toEqual(['V1', 'U1', 'V2', 'U2', 'V3', 'U3', 'V4', 'U4', 'Rdone'])
    expect(await state()).toBe('reverted')
    expect(readFileSync(place('file'), 'utf8')).toBe('mine\n')
    expect(statSync(place('file')).mode & 0o777).toBe(0o604)
    expect(readlinkSync(place('link'))).toBe('/some where/else')
    expect(readFileSync(place('gone'), 'utf8')).toBe('still mine\n')
    expect(existsSync(place('new'))).toBe(false)
    expect([existsSync(place('undone')), existsSync(place('never'))]).toEqual([true, false])
    expect((await kit.call({ verb: 'commit', headers })).refused?.words).toEqual(['reverted'])
    expect((await kit.call({ verb: 'seal', headers })).refused).toBeNull()
    expect(await head()).toBe('')
    expect((await kit.call({ verb: 'generations', headers: { profile: 'p' } })).lines).toEqual([])
  })

  test('going back from what was switched, and from what was committed, moves the head back too', async () => {
    const headers = await ready(plan({ do: [run('touch', place('x'))], back: [run('rm', place('x'))] }))
    await advance(headers)
    expect(await head()).toBe('digest1')
    await kit.call({ verb: 'commit', headers })
    await revert(headers, { committed: 'yes' })
    expect([await head(), existsSync(place('x'))]).toEqual(['', false])
  })

  test('an undo that fails is stuck, keeps the lock, and can be tried again', async () => {
    const headers = await ready(plan({ do: [run('true')], back: [run('test', '-e', place('repaired'))] }))
    await advance(headers)
    await revert(headers)
    expect(await state()).toBe('stuck')
    expect((await kit.call({ verb: 'seal', headers })).refused?.words).toEqual(['stuck'])
    writeFileSync(place('repaired'), '')
    await revert(headers)
    expect(await state()).toBe('reverted')
  })

  test('awaiting ends with the first success, or with the time and what was said last', async () => {
    const patient = (argv: string[], seconds: number): Action => ({
      do: 'await',
      seconds,
      says: 'it answers',
      command: { argv, changes: false, seconds: 5 },
    })
    const headers = await ready(
      plan(
        {
          do: [
            run('sh', '-c', '(sleep 0.4; touch "$0") >/dev/null 2>&1 &', place('soon')),
            patient(['test', '-e', place('soon')], 10),
          ],
        },
        { do: [patient(['sh', '-c', 'echo "not yet"; exit 1'], 1)] },
      ),
    )
    const reply = await advance(headers)
    expect(kinds(reply)).toContain('D1')
    expect(decodeWord(reply.first('said')?.words[1] ?? '')).toBe('not after 1 s: it answers\nnot yet')
  })

  test('what a killed runner left of a record does not exist, and spoils no other', async () => {
    const headers = await ready(plan({ do: [run('touch', place('x'))] }))
    appendFileSync(path.join(host.prefix, 'profiles/p/txn/journal'), '2 1.0 D 1')
    expect(await state()).toBe('armed')
    expect(kinds(await advance(headers))).toEqual(['Wguard-none', 'I1', 'D1', 'S1', 'B0'])
    expect(existsSync(place('x'))).toBe(true)
  })

  test('a lock has an owner; its own coordinator comes back, another is refused until it was silent', async () => {
    const first = await lock('c1')
    expect(first.all('lacks').map(({ words }) => words[0])).toEqual([FILE.path])
    const other = await lock('c2')
    expect(other.refused?.code).toBe('locked')
    expect(other.first('lock')?.words.slice(1, 5).map(decodeWord)).toEqual(['ada', 'why not', 'c1', 'now'])
    const again = await lock('c1')
    expect(Number(again.first('token')?.words[0])).toBe(Number(first.first('token')?.words[0]) + 1)
    const old = await kit.call({ verb: 'stage', headers: { profile: 'p', token: first.first('token')!.words[0]! } })
    expect(old.refused?.code).toBe('other-token')
    writeFileSync(path.join(host.prefix, 'profiles/p/lock/seen'), '-100\n')
    expect((await lock('c2')).refused).toBeNull()
  })

  test('what was given up half-way is undone at the next contact', async () => {
    const headers = await ready(
      plan({ do: [run('touch', place('x'))], back: [run('rm', place('x'))] }, { wave: 1, do: [run('false')] }),
    )
    await advance(headers, 0)
    expect((await lock('c2')).refused?.code).toBe('locked')
    writeFileSync(path.join(host.prefix, 'profiles/p/lock/seen'), '-100\n')
    expect((await lock('c2')).refused?.code).toBe('reverting')
    await kit.call({ verb: 'follow', headers: { profile: 'p', from: 0 }, seconds: 20 })
    expect(existsSync(place('x'))).toBe(false)
    writeFileSync(path.join(host.prefix, 'profiles/p/lock/seen'), '-100\n')
    expect((await lock('c2')).refused).toBeNull()
  })

  test('another head than the coordinator knows is refused before anything is locked', async () => {
    expect((await lock('c1', { base: [3, 'other'] })).refused).toMatchObject({ code: 'base', words: ['0', ''] })
    expect(await state()).toBe('idle')
  })

  test('files are believed by their digest alone', async () => {
    const token = (await lock()).first('token')!.words[0]!
    expect((await stage(token, plan(), { content: 'tampered\n' })).refused).toEqual({
      code: 'unsound',
      words: [FILE.path],
    })
    expect(await state()).toBe('locked')
    expect((await stage(token, plan())).refused).toBeNull()
    const kept = path.join(host.prefix, 'store', FILE.path)
    chmodSync(kept, 0o644)
    writeFileSync(kept, 'changed on the disk\n')
    const headers = { profile: 'p', token }
    await kit.call({ verb: 'release', headers })
    expect((await lock()).all('lacks')).toHaveLength(1)
  })

  test('nothing is done on half a request', async () => {
    const cut = await host.connection.exec({
      argv: ['sh', '-c', `exec sh ${host.prefix}/kit/*/kit`],
      stdin: 'longrun 1 abc\nverb lock\nprofile p\n',
      seconds: 10,
    })
    expect(cut.stdout).toBe('lr abc 1 refused cut\nlr abc 2 end 1 1\n')
    const eaten = await host.connection.exec({
      argv: ['sh', '-c', `exec sh ${host.prefix}/kit/*/kit`],
      stdin: '',
      seconds: 10,
    })
    expect([eaten.status, eaten.stdout]).toEqual([64, ''])
    const bad = await kit.call({ verb: 'status', headers: { profile: '../p' } })
    expect(bad.refused?.code).toBe('bad-profile')
    expect((await kit.call({ verb: 'lock' })).refused?.code).toBe('no-profile')
  })

  test('directories, ports and accounts: what is there already is looked at first', async () => {
    const { createServer } = await import('node:net')
    const server = createServer()
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()))
    const { port } = server.address() as { port: number }
    const directory = path.join(place('a b'), "it's")
    const headers = await ready(
      plan(
        { phase: 'accounts', do: [{ do: 'account', account: { kind: 'group', name: 'root', id: 0 } }] },
        { do: [{ do: 'directory', path: directory, mode: 0o750 }] },
        { phase: 'accounts', do: [{ do: 'account', account: { kind: 'user', name: 'root', id: 5 } }] },
      ),
    )
    const reply = await advance(headers)
    expect(lstatSync(directory).mode & 0o777).toBe(0o750)
    expect(decodeWord(reply.first('said')?.words[1] ?? '')).toBe('the user root exists with the number 0, not 5')
    await revert(headers)
    await kit.call({ verb: 'seal', headers })
    const taken = await ready(plan({ do: [{ do: 'free', port }] }))
    expect(decodeWord((await advance(taken)).first('said')?.words[1] ?? '')).toBe(`port ${port} is in use`)
    expect(
      (await kit.call({ verb: 'hello', headers: { ports: `1,${port}` } })).all('listens').map(({ words }) => words[0]),
    ).toEqual([String(port)])
    server.close()
  })

  test('a runner that hangs is killed with what it started, and undone', async () => {
    const headers = await ready(
      plan({ do: [run('sh', '-c', 'echo $$ >"$0"; sleep 600', place('pid'))], back: [run('touch', place('undone'))] }),
    )
    await kit.call({ verb: 'advance', headers: { ...headers, wave: 0 } })
    await kit.call({
      verb: 'ask',
      payload: questionText([
        { argv: ['sh', '-c', `until [ -s '${place('pid')}' ]; do sleep 0.05; done`], changes: false, seconds: 10 },
      ]),
    })
    await revert(headers)
    expect(existsSync(place('undone'))).toBe(true)
    const pid = Number(readFileSync(place('pid'), 'utf8'))
    expect((await kit.call({ verb: 'ask', payload: `birth ${pid}\n` })).all('birth')).toEqual([])
  })

  test('going back is under way from the moment that it is asked for, also while a step is given its time', async () => {
    const patient = 'echo >"$0.begun"; until [ -e "$0" ]; do sleep 0.05; done'
    const headers = await ready(
      plan({ do: [run('sh', '-c', patient, place('go'))], back: [run('touch', place('undone'))] }),
    )
    await kit.call({ verb: 'advance', headers: { ...headers, wave: 0 } })
    await kit.call({
      verb: 'ask',
      payload: questionText([
        {
          argv: ['sh', '-c', 'until [ -e "$0" ]; do sleep 0.05; done', place('go.begun')],
          changes: false,
          seconds: 10,
        },
      ]),
    })
    const asked = await kit.call({ verb: 'revert', headers: { ...headers, why: 'a test', grace: 30 } })
    expect(asked.refused).toBeNull()
    writeFileSync(place('go'), '')
    const followed = await kit.call({ verb: 'follow', headers: { ...headers, from: 0 }, seconds: 30 })
    expect(followed.first('state')?.words[0]).toBe('reverted')
    expect(kinds(followed)).toEqual(expect.arrayContaining(['D1', 'U0', 'Rdone']))
    expect(followed.all('record').map(({ words }) => Number(words[0]))).toEqual(
      followed.all('record').map((_, index) => index + 1),
    )
  })

  test('a tool is one that can do what is asked of it', async () => {
    const folder = path.join(path.dirname(host.prefix), 'setpriv')
    writeFileSync(folder, '#!/bin/sh\ncase $1 in --help) echo "  --reuid and no more" ;; *) exit 1 ;; esac\n')
    chmodSync(folder, 0o755)
    const reply = await kit.call({ verb: 'facts', payload: "tool 'setpriv'\ntool 'cat'\n" })
    expect(reply.all('tool').map(({ words }) => words[0])).toEqual(['cat'])
  })

  test('a stream ends with its listener', async () => {
    const file = place('log')
    writeFileSync(file, 'one\ntwo\n')
    const stop = new AbortController()
    const lines: string[] = []
    await kit.stream(questionText([{ argv: ['tail', '-n', '5', '-f', file], changes: false, seconds: 60 }]), {
      signal: stop.signal,
      onLine(line) {
        lines.push(line)
        if (line === 'two') appendFileSync(file, 'three\n')
        if (line === 'three') stop.abort()
      },
    })
    expect(lines).toEqual(['one', 'two', 'three'])
    const ended = new AbortController()
    await kit.stream(questionText([{ argv: ['cat', file], changes: false, seconds: 60 }]), {
      signal: ended.signal,
      onLine: () => undefined,
    })
  })
})

describe('the client', () => {
  beforeEach(async () => {
    host = await temporaryHost('/bin/sh')
    kit = await host.open()
  })
  test('installs the kit where it is missing, and says what a prefix cannot be', async () => {
    await host.connection.exec({ argv: ['rm', '-rf', `${host.prefix}/kit`], seconds: 10 })
    expect(
      (await (await openKit(host.connection, { prefix: host.prefix })).call({ verb: 'hello' })).first('prefix')?.words,
    ).toEqual([host.prefix])
    for (const prefix of ['relative', '/with blank', `/${'x'.repeat(80)}`, "/it's"])
      await expect(installKit(host.connection, { prefix })).rejects.toMatchObject({ code: 'protocol' })
  })
  test('refuses a prefix that was copied from elsewhere', async () => {
    const copy = `${host.prefix}2`
    await host.connection.exec({ argv: ['cp', '-R', host.prefix, copy], seconds: 10 })
    const other = await openKit(host.connection, { prefix: copy })
    expect((await other.call({ verb: 'hello' })).refused).toMatchObject({ code: 'moved-prefix', words: [host.prefix] })
  })
  test('an answer that is not whole is unknown, whatever stands around it is noise', async () => {
    const answering = (lines: (nonce: string) => string[]) =>
      openKit(
        {
          ...host.connection,
          async exec({ stdin, onLine }) {
            const nonce = /^longrun 1 (\w+)/.exec(Buffer.from(stdin ?? '').toString())?.[1] ?? ''
            for (const line of lines(nonce)) onLine?.(line)
            return { status: 0, stdout: '', stderr: '' }
          },
        },
        { prefix: host.prefix },
      ).then((one) => one.call({ verb: 'hello' }))
    const whole = await answering((n) => ['Welcome!', `lr ${n} 1 host x`, 'lr other 1 host y', `lr ${n} 2 end 0 1`])
    expect(whole.lines.map((line) => line.rest)).toEqual(['x'])
    for (const broken of [
      (n: string) => [`lr ${n} 1 host x`],
      (n: string) => [`lr ${n} 1 host x`, `lr ${n} 3 end 0 2`],
      (n: string) => [`lr ${n} 1 host x`, `lr ${n} 2 end 0 5`],
    ])
      await expect(answering(broken)).rejects.toMatchObject({ code: 'protocol' })
  })
  test('words of the wire come back as they were', () => {
    for (const word of [...HOSTILE, '-', '%', '100%', '%2D']) expect(decodeWord(encodeWord(word))).toBe(word)
  })
})
