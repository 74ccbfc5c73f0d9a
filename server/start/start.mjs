/**
 * `npm start`: from a fresh clone to a running server, saying what it does and how long each step took.
 * Runs on any Node from 20 on, before anything is installed: it imports nothing but Node and the files beside it.
 */
import { spawn } from 'node:child_process'
import { readdirSync, statSync } from 'node:fs'
import { createServer } from 'node:net'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { build, isBuilt } from './build.mjs'
import { installCommand } from './install.mjs'
import { readOptions, USAGE } from './options.mjs'
import { run } from './run.mjs'
import { OLDEST, productNode } from './runtime.mjs'
import { supervise } from './supervise.mjs'

const HOME = path.resolve(import.meta.dirname ?? path.dirname(new URL(import.meta.url).pathname), '../..')

const QUIET = '--disable-warning=ExperimentalWarning'

function fail(what, wayOut) {
  console.error(`\n${what}\n${wayOut}`)
  process.exit(1)
}

/** Says what is done, does it, and says how long it took, and how much disk where it made something. */
async function step(words, act, made) {
  const since = Date.now()
  if (process.stdout.isTTY) process.stdout.write(`  ${words} ...`)
  const value = await act()
  const seconds = ((Date.now() - since) / 1000).toFixed(1)
  console.log(
    `${process.stdout.isTTY ? '\r' : ''}  ${words.padEnd(46)} ${seconds.padStart(6)} s${made ? `  ${megabytes(path.join(HOME, made))} MB` : ''}`,
  )
  return value
}

function megabytes(folder) {
  let bytes = 0
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true }))
    if (entry.isFile()) bytes += statSync(path.join(entry.parentPath ?? entry.path, entry.name)).size
  return Math.round(bytes / 1e6)
}

/** npm's own progress is shown: a first install takes a minute. */
function npm(args) {
  return new Promise((resolve, reject) => {
    const child = spawn('npm', args, {
      cwd: HOME,
      stdio: ['ignore', 'inherit', 'inherit'],
      shell: process.platform === 'win32',
    })
    child.on('error', reject)
    child.on('close', (status) =>
      status === 0 ? resolve() : reject(new Error(`npm ${args.join(' ')} ended with ${status}.`)),
    )
  })
}

/** Before anything else is done: a port that is taken is told at once, not after a build. */
function isFree(host, port) {
  return new Promise((resolve) => {
    const probe = createServer()
    probe.once('error', () => resolve(false))
    probe.listen({ host, port, exclusive: true }, () => probe.close(() => resolve(true)))
  })
}

async function answers(url, deadline) {
  while (Date.now() < deadline) {
    const reply = await fetch(url, { signal: AbortSignal.timeout(2000) }).catch(() => null)
    if (reply?.ok) return true
    await sleep(50)
  }
  return false
}

function addressOf(host, port) {
  const shown = host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '[::1]' : host.includes(':') ? `[${host}]` : host
  return `http://${shown}:${port}`
}

/** Installs and builds what is missing; gives the Node that runs the product. */
async function make() {
  const install = installCommand(HOME)
  const words = `Installing what it needs (npm ${install?.slice(0, 2).join(' ')})`
  if (install) await step(words, () => npm(install), 'node_modules')
  const node = productNode(HOME)
  if (!node)
    fail(
      `Node ${process.versions.node} is too old, and no newer one comes with Longrun for ${process.platform}-${process.arch}.`,
      `Install Node ${OLDEST.join('.')} or newer, then run npm start again.`,
    )
  if (!isBuilt(HOME)) await step('Building the pages', () => build(HOME, node), '.next/standalone')
  return node
}

/** Web server and worker, kept up until they are told to end. */
function serve(node, env) {
  const parts = [
    ['web server', '.next/standalone/server.js'],
    ['worker', 'server/jobs/worker.ts'],
  ].map(([name, file]) =>
    supervise({
      program: node,
      args: [QUIET, path.join(HOME, file)],
      cwd: HOME,
      env,
      onCrash: (how, wait) => console.error(`  The ${name} ended (${how}); starting it again in ${wait / 1000} s.`),
    }),
  )
  let stopped
  return {
    stop() {
      stopped ??= Promise.all(parts.map((part) => part.stop()))
      return stopped
    },
  }
}

async function main() {
  const options = readOptions(process.argv.slice(2), process.env)
  if (options.help) return console.log(USAGE)
  const { host, port } = options
  console.log('Longrun')
  if (options.buildOnly) {
    await make()
    return
  }
  if (!(await isFree(host, port)))
    fail(
      `Port ${port} on ${host} is taken, perhaps by another Longrun.`,
      `Choose another one: npm start -- --port ${port + 1}`,
    )
  const node = await make()
  const env = {
    ...process.env,
    NODE_ENV: 'production',
    LONGRUN_HOME: HOME,
    LONGRUN_DATA: path.resolve(HOME, options.data),
    HOSTNAME: host,
    PORT: String(port),
    PATH: `${path.dirname(node)}${path.delimiter}${process.env.PATH ?? ''}`,
  }
  const prepared = await step('Preparing the database and this machine', async () =>
    JSON.parse(await run(node, [QUIET, path.join(HOME, 'server/start/prepare.ts')], { cwd: HOME, env })),
  )
  if (prepared.localProblem) console.log(`  This machine could not be looked at: ${prepared.localProblem}`)

  const server = serve(node, env)
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'])
    process.on(signal, () => server.stop().then(() => process.exit(0)))
  const address = addressOf(host, port)
  const up = await step('Starting web server and worker', () => answers(`${address}/api/health`, Date.now() + 60_000))
  if (!up) {
    await server.stop()
    fail('The web server does not answer.', 'Its last words stand above.')
  }
  console.log(`\nLongrun is ready: ${address}`)
  if (prepared.code) console.log(`Make the first account: ${address}/first-account?code=${prepared.code}`)
  console.log('Ctrl C ends the server. What was deployed keeps running.')
}

main().catch((error) => fail(error.message, 'Nothing was started.'))
