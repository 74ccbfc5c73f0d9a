/** The compiler: whole systems on every backend, and one change in a large one. */
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { DECLARATIONS, loadBackends } from '#generators/backends/index.ts'
import { compile } from '#generators/compile.ts'
import type { Backends } from '#generators/contract/compiled.ts'
import type { ProcessInstance, SystemDocument } from '#generators/model/document.ts'
import { parse } from '#generators/model/parse.ts'
import { type Figure, time } from './figures.ts'

const EXAMPLE = readFileSync(path.join(import.meta.dirname, '../../examples/webapps.yaml'), 'utf8')

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
            with: { port: 8000 + n },
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

/** Everything that a preview of all backends needs: outputs and the text of every file. */
function everything(document: SystemDocument, backends: Backends): number {
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
  const count = DECLARATIONS.length
  const figures: Figure[] = []
  for (const size of [10, 100, 1000]) {
    // A new document each time: nothing is remembered from the run before.
    const milliseconds = await time(() => everything(structuredClone(systemOf(size)), backends), { runs: 5 })
    figures.push({
      what: `${size} instances on ${count} backends`,
      milliseconds,
      ...(size === 1000 ? { against: { what: 'limit', milliseconds: 1000 } } : {}),
    })
  }
  const full = systemOf(1000)
  everything(full, backends)
  const one = await time((run) => everything(changed(full, 'p500', `run ${run}`), backends), { runs: 15 })
  figures.push({
    what: `one changed instance of 1000 on ${count} backends`,
    milliseconds: one,
    against: { what: 'limit', milliseconds: 16 },
  })
  const open = await time(
    (run) =>
      compile({ document: changed(full, 'p500', `open ${run}`), backends, facts: {}, as: DECLARATIONS[0]!.id }).outputs
        .length,
    { runs: 15 },
  )
  figures.push({
    what: 'the same on the one that is looked at',
    milliseconds: open,
    against: { what: 'limit', milliseconds: 16 },
  })
  return figures
}
