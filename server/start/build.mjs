/** When the pages have to be built, and building them. */
import { createHash } from 'node:crypto'
import { cpSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { run } from './run.mjs'

/** What a build is made from; tests and documents are not. */
const SOURCES = [
  'app',
  'generators',
  'server',
  'prisma/generated',
  'public',
  'instrumentation.ts',
  'next.config.ts',
  'postcss.config.mjs',
  'package.json',
  'package-lock.json',
  'tsconfig.json',
]
const NOT_BUILT = /\.test\.tsx?$|\.md$|(^|\/)goldens(\/|$)/

function* filesBelow(home, place) {
  const entries = readdirSync(path.join(home, place), { withFileTypes: true }).sort((a, b) =>
    a.name < b.name ? -1 : 1,
  )
  for (const entry of entries) {
    const below = `${place}/${entry.name}`
    if (NOT_BUILT.test(below)) continue
    if (entry.isDirectory()) yield* filesBelow(home, below)
    else if (entry.isFile()) yield below
  }
}

/** One digest over everything that a build is made from. */
export function sourcesDigest(home) {
  const digest = createHash('sha256')
  for (const source of SOURCES) {
    const files = path.extname(source) ? [source] : filesBelow(home, source)
    for (const file of files) {
      if (!existsSync(path.join(home, file))) continue
      digest
        .update(`${file}\0`)
        .update(readFileSync(path.join(home, file)))
        .update('\0')
    }
  }
  return digest.digest('hex')
}

function stampOf(home) {
  return path.join(home, '.next', 'longrun-sources')
}

/** Whether what was built was built from what is there now. */
export function isBuilt(home) {
  const stamp = stampOf(home)
  const server = path.join(home, '.next', 'standalone', 'server.js')
  return existsSync(server) && existsSync(stamp) && readFileSync(stamp, 'utf8') === sourcesDigest(home)
}

/** Builds the pages into `.next/standalone`, whole: Next leaves out what it expects a web server in front to give. */
export async function build(home, node) {
  const digest = sourcesDigest(home)
  rmSync(stampOf(home), { force: true })
  const env = { ...process.env, NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1' }
  await run(node, [path.join(home, 'node_modules/next/dist/bin/next'), 'build'], { cwd: home, env })
  const standalone = path.join(home, '.next', 'standalone')
  for (const [from, to] of [
    ['.next/static', '.next/static'],
    ['public', 'public'],
  ]) {
    rmSync(path.join(standalone, to), { recursive: true, force: true })
    if (existsSync(path.join(home, from))) cpSync(path.join(home, from), path.join(standalone, to), { recursive: true })
  }
  writeFileSync(stampOf(home), digest)
}
