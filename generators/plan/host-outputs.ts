/** Outputs put together by host, with the top-level files of each container. */
import type { Container, Placement, Rendered } from '../contract/backend.ts'
import type { Backends, Output } from '../contract/compiled.ts'
import type { Path } from '../contract/path.ts'
import type { Artefact } from '../contract/text.ts'
import type { Diagnostic, Report } from '../diagnostics/diagnostic.ts'
import { closureOf, fileCycle, secretsIn } from './link.ts'
import { artefactsOf, type HostOutputs } from './manifest.ts'
import type { Scene } from './scene.ts'

/** Diagnostics: `file-cycle`, `secret-missing`, `secret-in-native-file`. */
export function hostOutputsOf(
  scene: Scene,
  outputs: readonly Output[],
  backends: Backends,
  report: Report,
): HostOutputs[] {
  for (const output of outputs) {
    checkFiles(output, report)
    checkSecrets(output, scene.secrets, report)
  }
  const byHost = Map.groupBy(outputs, ({ placement }) => placement.host)
  return [...byHost].map(([host, here]): HostOutputs => {
    const containers = [...Map.groupBy(here, ({ placement }) => placement.container)]
    return {
      host,
      facts: scene.facts(host),
      linker: scene.linker(host),
      outputs: here,
      containers: containers.map(([container, inside]) => ({
        container,
        rendered: renderedContainer(container, inside, backends),
      })),
    }
  })
}

const rendered = new WeakMap<Container, { readonly from: readonly unknown[]; readonly rendered: Rendered | null }>()
function renderedContainer(container: Container, inside: readonly Output[], backends: Backends): Rendered | null {
  const backend = backends.get(container.type)!.backend
  if (!backend.renderContainer) return null
  const lowered = inside.map((output) => output.lowered)
  const known = rendered.get(container)
  if (known && known.from.length === lowered.length && known.from.every((one, index) => one === lowered[index]))
    return known.rendered
  const made = backend.renderContainer(lowered, container)
  rendered.set(container, { from: lowered, rendered: made })
  return made
}

const checked = new WeakMap<Output, readonly Diagnostic[]>()
function checkFiles(output: Output, report: Report): void {
  const found = checked.get(output) ?? artefactsOf(output).flatMap((artefact) => problemsOf(artefact, output.placement))
  checked.set(output, found)
  for (const diagnostic of found) report(diagnostic)
}
function problemsOf(artefact: Artefact, placement: Placement): Diagnostic[] {
  const file = artefact.name
  const problem = { severity: 'error', at: artefact.from ?? placement.overridesAt } as const
  if (fileCycle(artefact)) return [{ ...problem, code: 'file-cycle', data: { file, process: placement.instance } }]
  // What a backend writes by itself is copied to where everybody may read it: its writers refuse secrets long before.
  return artefact.secret ? [] : secretsIn(artefact).map((secret) => exposed(problem, file, secret))
}
function exposed(problem: Pick<Diagnostic, 'severity' | 'at'>, file: string, secret: string): Diagnostic {
  return { ...problem, code: 'secret-in-native-file', data: { file, secret } }
}

const used = new WeakMap<Output, ReadonlyMap<string, Path | undefined>>()
/** The secrets without which a placement cannot run, and where in the model each is named. */
export function secretsOf(output: Output): ReadonlyMap<string, Path | undefined> {
  const known = used.get(output)
  if (known) return known
  const artefacts = artefactsOf(output)
  const found = new Map<string, Path | undefined>()
  const files = artefacts.some((one) => fileCycle(one)) ? [] : closureOf(artefacts).filter(({ secret }) => secret)
  for (const part of files.flatMap(({ content }) => content))
    if ('hole' in part && part.hole.kind === 'secret') found.set(part.hole.name, found.get(part.hole.name) ?? part.from)
  used.set(output, found)
  return found
}
function checkSecrets(output: Output, secrets: Scene['secrets'], report: Report): void {
  if (!secrets) return
  const { placement } = output
  for (const [secret, at] of secretsOf(output))
    if (!Object.hasOwn(secrets, secret))
      report({
        code: 'secret-missing',
        severity: 'error',
        at: at ?? placement.set.get('program') ?? placement.overridesAt,
        data: { secret, process: placement.instance },
      })
}
