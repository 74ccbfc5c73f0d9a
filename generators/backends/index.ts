/** The registry: one line a process manager. Nothing else in the product knows which there are. */
import type { Declaration } from '../contract/backend.ts'
import type { Backends, LoadedBackend } from '../contract/compiled.ts'
import { bsdrc } from './bsdrc/index.ts'
import { cygrunsrv } from './cygrunsrv/index.ts'
import { disnix } from './disnix/index.ts'
import { docker } from './docker/index.ts'
import { launchd } from './launchd/index.ts'
import { openrc } from './openrc/index.ts'
import { runit } from './runit/index.ts'
import { s6rc } from './s6-rc/index.ts'
import { supervisord } from './supervisord/index.ts'
import { systemd } from './systemd/index.ts'
import { sysvinit } from './sysvinit/index.ts'

export const DECLARATIONS: readonly Declaration[] = [
  //
  bsdrc,
  cygrunsrv,
  disnix,
  docker,
  launchd,
  openrc,
  runit,
  s6rc,
  supervisord,
  systemd,
  sysvinit,
]
const byId: ReadonlyMap<string, Declaration> = new Map(DECLARATIONS.map((declaration) => [declaration.id, declaration]))

export function declarationOf(id: string): Declaration | null {
  return byId.get(id) ?? null
}

const loaded = new Map<string, Promise<LoadedBackend>>()

/** The verbs of the named process managers, or of all; ids that nobody registered are left out. Each is loaded once. */
export async function loadBackends(ids: Iterable<string> = byId.keys()): Promise<Backends> {
  const wanted = [...new Set(ids)].flatMap((id) => byId.get(id) ?? [])
  const backends = await Promise.all(wanted.map(load))
  return new Map(backends.map((one) => [one.declaration.id, one]))
}
function load(declaration: Declaration): Promise<LoadedBackend> {
  const known = loaded.get(declaration.id)
  if (known) return known
  const loading = declaration.load().then((backend) => ({ declaration, backend }))
  loaded.set(declaration.id, loading)
  return loading
}
