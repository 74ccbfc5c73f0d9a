/** Outputs put together by host, with the top-level files of each container. */
import type { Container, Placement, Rendered } from '../contract/backend.ts'
import type { Backends, Output } from '../contract/compiled.ts'
import type { Artefact } from '../contract/text.ts'
import type { Diagnostic, Report } from '../diagnostics/diagnostic.ts'
import { closureOf, fileCycle, isPlain, secretsIn } from './link.ts'
import { artefactsOf, type HostOutputs } from './manifest.ts'
import type { Scene } from './scene.ts'

/** Diagnostics: `file-cycle`, `secret-unfilled`. */
export function hostOutputsOf(
  scene: Scene,
  outputs: readonly Output[],
  backends: Backends,
  report: Report,
): HostOutputs[] {
  for (const output of outputs) checkFiles(output, report)
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
  if (isPlain(artefact)) return []
  const file = artefact.name
  const problem = { severity: 'error', at: artefact.from ?? placement.overridesAt } as const
  if (fileCycle(artefact)) return [{ ...problem, code: 'file-cycle', data: { file, process: placement.instance } }]
  const secrets = closureOf([artefact]).flatMap(secretsIn)
  return secrets.map((secret) => ({ ...problem, code: 'secret-unfilled', data: { file, secret } }))
}
