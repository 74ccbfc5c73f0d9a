/** What a new system begins with: nothing but the hosts that are known, or the example that comes with the product. */
import { readFileSync } from 'node:fs'
import path from 'node:path'
import type { Host, SystemDocument } from '#generators/model/document.ts'
import { EMPTY_IDS } from '#generators/model/document.ts'
import { parse } from '#generators/model/parse.ts'
import { withFoundContainers } from '#server/found-containers.ts'
import { homeDirectory } from '#server/home.ts'
import type { StoredHost } from '#server/store/hosts.ts'
import type { Store } from '#server/store/store.ts'

/** Pools that the built-in constructors draw from. */
const POOLS = {
  webappPorts: { min: 5000, max: 5999, scope: 'machine' },
  uids: { min: 20_000, max: 20_999 },
  gids: { min: 20_000, max: 20_999 },
} as const

export function exampleDocument(): SystemDocument {
  const { document } = parse(readFileSync(path.join(homeDirectory(), 'examples', 'webapps.yaml'), 'utf8'))
  if (!document) throw new Error('examples/webapps.yaml is not a system')
  return document
}

/** The example as it runs here: on the process managers that were found. */
export async function fittedExample(store: Store): Promise<SystemDocument> {
  let document = exampleDocument()
  for (const host of await store.hosts.list()) document = withFoundContainers(document, host.name, host.containers)
  return document
}

/** A system without processes on every host that is known. */
export async function emptyDocument(store: Store): Promise<SystemDocument> {
  const known = (await store.hosts.list()).filter((host) => host.facts !== null)
  const hosts = Object.fromEntries(known.map((host) => [host.name, hostOf(host)]))
  return {
    format: 1,
    interfaces: [],
    constructors: [],
    system: { system: 'new', hosts, pools: POOLS, processes: {} },
    ids: EMPTY_IDS,
  }
}

/** An enrolled host as a model names it, with the first process manager that was found there. */
function hostOf(host: StoredHost): Host {
  const [found] = host.containers
  return {
    platform: host.facts?.platform ?? 'linux',
    address: host.address.kind === 'ssh' ? host.address.host : '127.0.0.1',
    containers: found ? { main: { type: found.type, properties: found.properties } } : {},
  }
}

/** The document under another name. */
export function named(document: SystemDocument, name: string): SystemDocument {
  return { ...document, system: { ...document.system, system: name } }
}
