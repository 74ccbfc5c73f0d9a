/** The walls of the house (DESIGN.md, section 2) as data: who may not import whom, with the sentence that says why. */
import type { Source } from './sources.ts'
import { isTest } from './sources.ts'

export interface Wall {
  readonly name: string
  /** Files that stand inside it. */
  readonly inside: (file: string) => boolean
  /** Whether this import would go through it. */
  readonly breaks: (to: string, file: string, typeOnly: boolean) => boolean
}

const PURE = /^(zod|yaml|@noble\/hashes)(\/|$)/
const PASSES =
  /^generators\/(model|diagnostics|contract|platforms|packages|language|constructors|validate|plan|lower|launcher|syntax|interchange|images)\//
const DOORS = /^app\/api\/.*\/route\.ts$|^app\/_trpc\/server\.tsx?$|^instrumentation\.ts$/
const product = (file: string) => !isTest(file)
const backendOf = (file: string) => /^generators\/backends\/([^/]+)\//.exec(file)?.[1]

export const WALLS: readonly Wall[] = [
  {
    name: 'the compiler is pure: zod, yaml, @noble/hashes and itself',
    inside: (file) => file.startsWith('generators/') && product(file),
    breaks: (to) => !PURE.test(to) && !to.startsWith('generators/'),
  },
  {
    name: 'passes see backends only through the contract',
    inside: (file) => PASSES.test(file) && product(file),
    breaks: (to) => to.startsWith('generators/backends/'),
  },
  {
    name: 'backends never import each other',
    inside: (file) => backendOf(file) !== undefined && product(file),
    breaks: (to, file) => to.startsWith('generators/backends/') && backendOf(to) !== backendOf(file),
  },
  {
    name: 'pages take only types from the server, except at the doors',
    inside: (file) => file.startsWith('app/') && product(file) && !DOORS.test(file),
    breaks: (to, _file, typeOnly) => to.startsWith('server/') && !typeOnly,
  },
  {
    name: 'only the store speaks Prisma',
    inside: (file) => product(file) && !file.startsWith('server/store/') && !file.startsWith('prisma/'),
    breaks: (to) => /^(@prisma\/|prisma\/|better-sqlite3|pg$)/.test(to),
  },
  {
    name: 'only transports spawn processes',
    inside: (file) =>
      product(file) &&
      !/^server\/(transports|start)\//.test(file) &&
      !/^(vitest|playwright)\.config/.test(file) &&
      !file.startsWith('prisma/'),
    breaks: (to) => /^(node:)?child_process$|^execa$|^ssh2$/.test(to),
  },
  {
    name: 'transports carry: they know neither store nor deployments',
    inside: (file) => file.startsWith('server/transports/') && product(file),
    breaks: (to) => /^server\/(store|deploy|api|jobs|cli|auth)\//.test(to),
  },
  {
    name: 'a deployment knows neither the API, the jobs, the store nor a page',
    inside: (file) => file.startsWith('server/deploy/') && product(file),
    breaks: (to) => /^(server\/(api|jobs|store|cli|auth)|app)\//.test(to),
  },
  {
    name: 'the product does not import its tests',
    inside: product,
    breaks: (to) => isTest(to),
  },
]

/** `file: import` for each import of `sources` that goes through the wall. */
export function breaches(wall: Wall, sources: readonly Source[]): string[] {
  return sources
    .filter((source) => wall.inside(source.file))
    .flatMap((source) =>
      source.imports
        .filter((one) => wall.breaks(one.to, source.file, one.typeOnly))
        .map((one) => `${source.file}: ${one.to}`),
    )
}
