/** The systems of which every backend keeps golden files, compiled as they are for a host of that manager. */
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { declarationOf, loadBackends } from '#generators/backends/index.ts'
import { compile } from '#generators/compile.ts'
import type { HostFacts } from '#generators/contract/backend.ts'
import type { Backends, Compiled } from '#generators/contract/compiled.ts'
import { parse } from '#generators/model/parse.ts'
import { PLATFORMS } from '#generators/platforms/index.ts'
import { loadProofs } from './proof.ts'

export const FIXTURES = [
  'webapps',
  'everything',
  'daemon',
  'hostile',
  'order',
  'kinds',
  'secrets',
  'unprivileged',
  'output',
  'boot',
] as const
export type Fixture = (typeof FIXTURES)[number]

const ROOT: HostFacts = {
  platform: 'linux',
  system: 'Debian 12',
  privileged: true,
  user: 'root',
  home: '/root',
  prefix: '/var/lib/longrun',
  shell: '/bin/sh',
  programs: { 'node.node': '/usr/bin/node' },
  tools: ['setpriv', 'chroot', 'curl', 'nc', 'env'],
}
const NOBODY: HostFacts = {
  ...ROOT,
  privileged: false,
  user: 'ann',
  home: '/home/ann',
  prefix: '/home/ann/.local/state/longrun',
}
/** Where a manager is at home: Linux, if it runs there. */
export function platformOf(manager: string): string {
  const platforms = declarationOf(manager)?.platforms ?? []
  return platforms.includes('linux') ? 'linux' : (platforms[0] ?? 'linux')
}
/** The same host as a captured one of `platform` would be: with the tools of that system, and root only where there is one. */
export function hostOf(platform: string, facts: HostFacts): HostFacts {
  const known = PLATFORMS.get(platform)
  if (!known || platform === facts.platform) return facts
  const { title: system, defaults } = known
  const privileged = facts.privileged && defaults.privileged
  return { ...facts, platform, system, privileged, tools: defaults.tools }
}

const proofs = await loadProofs()

function textOf(fixture: Fixture, container: object): string {
  if (fixture === 'webapps') {
    const example = readFileSync(path.join(import.meta.dirname, '../../examples/webapps.yaml'), 'utf8')
    return example.replace(/main:\n {8}type: \S+/, `main: ${JSON.stringify(container)}`)
  }
  const file = path.join(import.meta.dirname, 'fixtures', `${fixture}.yaml`)
  return readFileSync(file, 'utf8').replaceAll('CONTAINER', () => JSON.stringify(container))
}

/** In: a fixture and a manager. Out: it compiled, with everything that was said of it. Throws if it is not a model. */
export async function compileFixture(
  fixture: Fixture,
  manager: string,
): Promise<{ compiled: Compiled; backends: Backends }> {
  const own = fixture === 'unprivileged'
  const properties = own ? proofs.get(manager)?.own : undefined
  const container = { type: manager, ...(properties ? { properties } : {}) }
  const platform = platformOf(manager)
  const text = textOf(fixture, container).replaceAll('platform: linux', `platform: ${platform}`)
  const { document, diagnostics } = parse(text)
  if (!document) throw new Error(`${fixture}: ${JSON.stringify(diagnostics)}`)
  const facts = hostOf(platform, own ? NOBODY : ROOT)
  const backends = await loadBackends([manager])
  const compiled = compile({
    document,
    backends,
    facts: Object.fromEntries(Object.keys(document.system.hosts).map((host) => [host, facts])),
  })
  return { compiled, backends }
}
