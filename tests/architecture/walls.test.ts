/** Holds the walls; each is also tried on a planted file, so that a wall that could never fail is itself a failure. */
import { describe, expect, test } from 'vitest'
import { readSource, sources } from './sources.ts'
import { breaches, WALLS } from './walls.ts'

const PLANTED: Readonly<Record<string, readonly [file: string, text: string]>> = {
  'the compiler is pure: zod, yaml, @noble/hashes and itself': [
    'generators/plan/planted.ts',
    "import { readFileSync } from 'node:fs'",
  ],
  'passes see backends only through the contract': [
    'generators/lower/planted.ts',
    "import { x } from '../backends/some/index.ts'",
  ],
  'backends never import each other': ['generators/backends/one/planted.ts', "import { x } from '../other/index.ts'"],
  'pages take only types from the server, except at the doors': [
    'app/planted.tsx',
    "import { db } from '#server/store/client.ts'",
  ],
  'only the store speaks Prisma': [
    'server/deploy/planted.ts',
    "import { PrismaClient } from '#prisma/generated/client.ts'",
  ],
  'only transports spawn processes': ['server/deploy/planted.ts', "import { execa } from 'execa'"],
  'transports carry: they know neither store nor deployments': [
    'server/transports/local/planted.ts',
    "import { x } from '#server/store/hosts.ts'",
  ],
  'a deployment knows neither the API, the jobs, the store nor a page': [
    'server/deploy/planted.ts',
    "import { x } from '#server/api/root.ts'",
  ],
  'the product does not import its tests': [
    'server/deploy/planted.ts',
    "const x = await import('#tests/fixtures/x.ts')",
  ],
}

describe.each(WALLS.map((wall) => [wall.name, wall] as const))('%s', (name, wall) => {
  test('holds', () => {
    expect(sources().filter((source) => wall.inside(source.file)).length).toBeGreaterThan(0)
    expect(breaches(wall, sources())).toEqual([])
  })
  test('fails when it is broken', () => {
    const planted = PLANTED[name]
    expect(planted, 'each wall needs a planted breach').toBeDefined()
    expect(breaches(wall, [readSource(...planted!)])).toHaveLength(1)
  })
})

test('a type-only import of the server is let through to pages, a mixed one is not', () => {
  const wall = WALLS.find((one) => one.name.startsWith('pages take only types'))!
  const types = "import type { Me } from '#server/api/views.ts'\nimport { type Role } from '#server/api/views.ts'"
  expect(breaches(wall, [readSource('app/planted.tsx', types)])).toEqual([])
  expect(
    breaches(wall, [readSource('app/planted.tsx', "import { type Role, x } from '#server/api/views.ts'")]),
  ).toHaveLength(1)
})
