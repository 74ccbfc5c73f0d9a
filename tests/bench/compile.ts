/** The compiler: whole systems on every backend, one change in a large one, numbers from pools, and what all of it keeps in memory. */
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { DECLARATIONS, loadBackends } from '#generators/backends/index.ts'
import { compile } from '#generators/compile.ts'
import type { Backends } from '#generators/contract/compiled.ts'
import type { IdRequest } from '#generators/contract/passes.ts'
import { root } from '#generators/contract/path.ts'
import type { ProcessInstance, SystemDocument } from '#generators/model/document.ts'
import { EMPTY_IDS } from '#generators/model/document.ts'
import { parse } from '#generators/model/parse.ts'
import { assignIds } from '#generators/plan/assign-ids.ts'
import { type Figure, heap, processorTime } from './figures.ts'

const EXAMPLE = readFileSync(path.join(import.meta.dirname, '../../examples/webapps.yaml'), 'utf8')
const SECOND = 1000
const FRAME = 16

/** `size` web applications; each tenth is a proxy before the nine that come before it. */
export function systemOf(size: number): SystemDocument {
  const { document } = parse(EXAMPLE)
  if (!document) throw new Error('examples/webapps.yaml does not parse')
  const processes: Record<string, ProcessInstance> = {}
  for (let n = 0; n < size; n += 1)
    processes[`p${n}`] =
      n % 10 === 9
        ? {
            constructor: 'reverseProxyHostBased',
            on: ['local'],
            with: { port: 31_000 + Math.floor(n / 10) },
            connects: { webapps: Array.from({ length: 9 }, (_, k) => `p${n - 9 + k}`) },
          }
        : { constructor: 'webapp', on: ['local'], with: { dnsName: `p${n}.localhost` } }
  const pools = {
    ...document.system.pools,
    uids: { min: 20_000, max: 40_000 },
    gids: { min: 20_000, max: 40_000 },
    webappPorts: { min: 10_000, max: 30_000 },
  }
  return { ...document, system: { ...document.system, pools, processes } }
}
/** The same with one proxy before all of them: its file changes with each. */
function fanIn(size: number): SystemDocument {
  const document = systemOf(size)
  const front: ProcessInstance = {
    constructor: 'reverseProxyHostBased',
    on: ['local'],
    with: { port: 30_999 },
    connects: { webapps: Object.keys(document.system.processes).filter((_, n) => n % 10 !== 9) },
  }
  const processes = { ...document.system.processes, front }
  return { ...document, system: { ...document.system, processes } }
}

/** Everything that a preview of all backends shows: the length of every file's text. */
function everything(document: SystemDocument, backends: Backends): number {
  return DECLARATIONS.reduce((sum, { id }) => sum + shownUnder(id, document, backends), 0)
}
function shownUnder(as: string, document: SystemDocument, backends: Backends): number {
  let sum = 0
  for (const { parts } of compile({ document, backends, facts: {}, as }).files())
    for (const { s } of parts) sum += s.length
  return sum
}
function everyOutput(document: SystemDocument, backends: Backends): number {
  return DECLARATIONS.reduce(
    (sum, { id }) => sum + compile({ document, backends, facts: {}, as: id }).files().length,
    0,
  )
}
function changed(document: SystemDocument, name: string, greeting: string): SystemDocument {
  const process = document.system.processes[name]!
  return {
    ...document,
    system: {
      ...document.system,
      processes: { ...document.system.processes, [name]: { ...process, with: { ...process.with, greeting } } },
    },
  }
}

export async function compileFigures(): Promise<Figure[]> {
  const backends = await loadBackends()
  return [...sizes(backends), ...changes(backends), ...memory(backends), numbers()]
}

/** A new document each time: nothing is remembered from the run before. */
function sizes(backends: Backends): Figure[] {
  const count = DECLARATIONS.length
  return [10, 100, 1000].map((size) => ({
    what: `${size} instances on ${count} backends, every file`,
    milliseconds: processorTime(() => everything(structuredClone(systemOf(size)), backends), { runs: 5 }),
    ...(size === 1000 ? { against: { what: 'limit', milliseconds: SECOND } } : {}),
  }))
}

function changes(backends: Backends): Figure[] {
  const count = DECLARATIONS.length
  const one = (full: SystemDocument, shown: (document: SystemDocument) => unknown) => {
    shown(full)
    return processorTime((run) => shown(changed(full, 'p500', `run ${run}`)), { runs: 31, warm: 20 })
  }
  const limit = { what: 'limit', milliseconds: FRAME }
  const [full, front] = [systemOf(1000), fanIn(1000)]
  return [
    {
      what: `one changed instance of 1000 on ${count} backends`,
      milliseconds: one(full, (document) => everyOutput(document, backends)),
      against: limit,
    },
    {
      what: 'the same on the one that is looked at',
      milliseconds: one(full, (document) => shownUnder(DECLARATIONS[0]!.id, document, backends)),
      against: limit,
    },
    {
      what: `one of 900 behind one proxy, whose file has them all, on ${count}`,
      milliseconds: one(front, (document) => everyOutput(document, backends)),
    },
    {
      what: 'the same on the one that is looked at',
      milliseconds: one(front, (document) => shownUnder(DECLARATIONS[0]!.id, document, backends)),
    },
  ]
}

function memory(backends: Backends): Figure[] {
  const count = DECLARATIONS.length
  const figures: Figure[] = []
  for (const size of [1000, 10_000]) {
    const before = heap()
    const document = systemOf(size)
    const one = processorTime(() => shownUnder(DECLARATIONS[0]!.id, document, backends), { runs: 1, warm: 0 })
    const ofOne = heap() - before
    const all = processorTime(() => everyOutput(document, backends), { runs: 1, warm: 0 })
    const ofAll = heap() - before
    const again = processorTime((run) => everyOutput(changed(document, 'p500', `run ${run}`), backends), { runs: 5 })
    if (size > 1000)
      figures.push(
        { what: `${size} instances on one backend, every file`, milliseconds: one },
        { what: `the other ${count - 1} after it`, milliseconds: all },
        { what: `one changed instance of ${size} on ${count} backends`, milliseconds: again },
      )
    figures.push(
      { what: `kept for ${size} instances on one backend`, unit: 'MB', value: ofOne },
      { what: `kept for ${size} instances on ${count} backends`, unit: 'MB', value: ofAll },
    )
  }
  return figures
}

function numbers(): Figure {
  const document: SystemDocument = {
    ...systemOf(0),
    system: { ...systemOf(0).system, pools: { many: { min: 1, max: 200_000, scope: 'machine' } } },
  }
  const requests = Array.from(
    { length: 100_000 },
    (_, n): IdRequest => ({ pool: 'many', owner: `p${n}.port`, hosts: [`host${n % 7}`, 'all'], at: root }),
  )
  return {
    what: 'numbers for 100,000 requests of one pool, each free on two hosts',
    milliseconds: processorTime(() => assignIds({ document, requests, previous: EMPTY_IDS }, () => undefined), {
      runs: 3,
      warm: 1,
    }),
    against: { what: 'limit', milliseconds: SECOND },
  }
}
