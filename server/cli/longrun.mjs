#!/usr/bin/env node
/** The `longrun` command. Runs on any Node from 20 on: an older one than the product's hands over to the one that the lockfile brings. */
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { keepCode } from '../start/code-cache.mjs'
import { isNewEnough, OLDEST, productNode } from '../start/runtime.mjs'

const here = path.dirname(fileURLToPath(import.meta.url))
const home = path.resolve(here, '../..')

if (!existsSync(path.join(home, 'node_modules'))) {
  console.error('longrun: nothing is installed yet. Run npm start, or npm ci --omit=dev, first.')
  process.exit(2)
}
if (isNewEnough(process.versions.node)) {
  process.removeAllListeners('warning')
  keepCode()
  const { main } = await import('./main.ts')
  await main(process.argv.slice(2))
} else {
  const node = productNode(home)
  if (!node) {
    console.error(`longrun: Node ${process.versions.node} is too old; ${OLDEST.join('.')} or newer is needed.`)
    process.exit(2)
  }
  const child = spawn(node, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], { stdio: 'inherit' })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  child.on('error', (error) => {
    console.error(`longrun: ${error.message}`)
    process.exit(2)
  })
  child.on('close', (status, signal) => (signal ? process.kill(process.pid, signal) : process.exit(status ?? 1)))
}
