/** One field of a process under one process manager, followed to what a host is given and to what was said of it. */
import { DECLARATIONS } from '#generators/backends/index.ts'
import { compile } from '#generators/compile.ts'
import type { HostFacts } from '#generators/contract/backend.ts'
import type { Backends } from '#generators/contract/compiled.ts'
import { keysOf } from '#generators/contract/path.ts'
import { parse } from '#generators/model/parse.ts'
import { transition } from '#generators/plan/transition.ts'
import type { Field } from './fields.ts'
import { hostOf, platformOf } from './fixtures.ts'
import { loadProofs } from './proof.ts'

const FACTS: HostFacts = {
  platform: 'linux',
  system: 'Debian 12',
  privileged: true,
  user: 'root',
  home: '/root',
  prefix: '/var/lib/longrun',
  shell: '/bin/sh',
  programs: {},
  tools: ['setpriv', 'chroot', 'setsid', 'env'],
}
const proofs = await loadProofs()

export interface Variant {
  readonly id: string
  readonly kind: 'as root' | 'without root'
  readonly facts: HostFacts
  readonly container: { readonly type: string; readonly properties?: Readonly<Record<string, string>> }
}
/** Containers that differ in what they can do. */
export const VARIANTS: readonly Variant[] = DECLARATIONS.flatMap(({ id }): Variant[] => [
  { id, kind: 'as root', facts: hostOf(platformOf(id), FACTS), container: { type: id } },
  {
    id,
    kind: 'without root',
    facts: hostOf(platformOf(id), {
      ...FACTS,
      privileged: false,
      user: 'ann',
      home: '/home/ann',
      prefix: '/home/ann/longrun',
    }),
    container: { type: id, properties: proofs.get(id)!.own ?? {} },
  },
])

/** In: a field and where it is tried. Out: its outcome, everything a host would be given, and what was said of it, but errors. */
export function follow(
  field: Field,
  { container, facts, backends }: Pick<Variant, 'container' | 'facts'> & { readonly backends: Backends },
) {
  const { document, diagnostics } = parse(`system: demo
hosts:
  here: { platform: ${facts.platform}, address: 127.0.0.1, containers: { main: ${JSON.stringify(container)} } }
processes:
  marked:
    on: [here]
    extends:
      ${field.beside ?? 'parameters: {}'}
      process:
        program: /opt/marked/program
${field.process ? `        ${field.process}\n` : ''}`)
  if (!document) throw new Error(JSON.stringify(diagnostics))
  const compiled = compile({ document, backends, facts: { here: facts } })
  const { manifest } = compiled
  if (!manifest) throw new Error(JSON.stringify(compiled.diagnostics))
  const given = JSON.stringify([manifest, transition({ previous: null, next: manifest, backends })])
  const reports = compiled.outputs[0]!.fields.filter((one) => one.field === (field.name ?? field.key))
  const at = reports[0]?.at
  const losses = compiled.diagnostics.filter(
    (one) => at && one.severity !== 'error' && keysOf(one.at).join('.').startsWith(keysOf(at).join('.')),
  )
  return { reports, losses, given: given.replaceAll('\\n', '\n').replaceAll('\\"', '"') }
}
