/** Outputs put together by host, with the top-level files of each container. */
import type { Container, Rendered } from '../contract/backend.ts'
import type { Backends, Output } from '../contract/compiled.ts'
import type { Artefact } from '../contract/text.ts'
import type { Report } from '../diagnostics/diagnostic.ts'
import { closureOf, fileCycle, secretsIn } from './link.ts'
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

const checked = new WeakMap<Artefact, { readonly cycle: boolean; readonly secrets: readonly string[] }>()
function checkFiles(output: Output, report: Report): void {
  for (const artefact of artefactsOf(output)) {
    let known = checked.get(artefact)
    if (!known) {
      const cycle = fileCycle(artefact) !== null
      known = { cycle, secrets: cycle ? [] : closureOf([artefact]).flatMap(({ content }) => secretsIn(content)) }
      checked.set(artefact, known)
    }
    const { placement } = output
    const at = artefact.from ?? placement.overridesAt
    if (known.cycle)
      report({ code: 'file-cycle', severity: 'error', at, data: { file: artefact.name, process: placement.instance } })
    for (const secret of known.secrets)
      report({ code: 'secret-unfilled', severity: 'error', at, data: { file: artefact.name, secret } })
  }
}
