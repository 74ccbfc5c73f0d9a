/** Outputs put together by host, with the top-level files of each container. */
import { sameMembers } from '../contract/alike.ts'
import type { Container, Placement, Rendered } from '../contract/backend.ts'
import type { Backends, CompileInput, Output } from '../contract/compiled.ts'
import { kept } from '../contract/kept.ts'
import type { Path } from '../contract/path.ts'
import type { Artefact } from '../contract/text.ts'
import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import { closureOf, fileCycle, isPlain, secretsIn } from './link.ts'
import { artefactsOf, type HostOutputs } from './manifest.ts'
import type { Scene } from './scene.ts'

/** In: outputs in their order. Out: each host with its own, and what its containers have as a whole. */
export function hostOutputsOf(scene: Scene, outputs: readonly Output[], backends: Backends): HostOutputs[] {
  const byHost = Map.groupBy(outputs, ({ placement }) => placement.host)
  return [...byHost].map(([host, here]): HostOutputs => {
    const containers = new Set(here.map(({ placement }) => placement.container))
    return withContainers(
      { host, facts: scene.facts(host), linker: scene.linker(host), outputs: here },
      [...containers],
      backends,
    )
  })
}
/** The same hosts after some outputs changed: new output by old one. */
export function hostOutputsAfter(
  before: readonly HostOutputs[],
  replaced: ReadonlyMap<Output, Output>,
  backends: Backends,
): HostOutputs[] {
  const hosts = new Set([...replaced.keys()].map(({ placement }) => placement.host))
  return before.map((one) => {
    if (!hosts.has(one.host)) return one
    const outputs = [...one.outputs]
    for (const [old, now] of replaced) {
      const index = outputs.indexOf(old)
      if (index >= 0) outputs[index] = now
    }
    return withContainers(
      { ...one, outputs },
      one.containers.map(({ container }) => container),
      backends,
    )
  })
}
function withContainers(
  of: Omit<HostOutputs, 'containers'>,
  containers: readonly Container[],
  backends: Backends,
): HostOutputs {
  return {
    ...of,
    containers: containers.map((container) => ({
      container,
      rendered: renderedContainer(container, of.outputs, backends),
    })),
  }
}

const rendered = new WeakMap<Container, { readonly from: readonly unknown[]; readonly rendered: Rendered | null }>()
function renderedContainer(container: Container, all: readonly Output[], backends: Backends): Rendered | null {
  const backend = backends.get(container.type)!.backend
  if (!backend.renderContainer) return null
  const lowered = all.filter(({ placement }) => placement.container === container).map((output) => output.lowered)
  const known = rendered.get(container)
  if (known && sameMembers(known.from, lowered)) return known.rendered
  const made = backend.renderContainer(lowered, container)
  rendered.set(container, { from: lowered, rendered: made })
  return made
}

const checked = kept<Output, readonly Diagnostic[]>()
/** Gives `file-cycle`, `secret-in-native-file`. */
export function fileProblems(output: Output): readonly Diagnostic[] {
  const known = checked.get(output)
  if (known) return known
  let found = NO_PROBLEMS
  for (const artefact of artefactsOf(output))
    if (!isPlain(artefact)) found = [...found, ...problemsOf(artefact, output.placement)]
  checked.set(output, found)
  return found
}
const NO_PROBLEMS: readonly Diagnostic[] = []
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

const used = kept<Output, ReadonlyMap<string, Path | undefined>>()
/** The secrets without which a placement cannot run, and where in the model each is named. */
export function secretsOf(output: Output): ReadonlyMap<string, Path | undefined> {
  const known = used.get(output)
  if (known) return known
  const artefacts = artefactsOf(output)
  const found = new Map<string, Path | undefined>()
  if (artefacts.every(isPlain)) {
    used.set(output, found)
    return found
  }
  const files = artefacts.some((one) => fileCycle(one)) ? [] : closureOf(artefacts).filter(({ secret }) => secret)
  for (const part of files.flatMap(({ content }) => content))
    if ('hole' in part && part.hole.kind === 'secret') found.set(part.hole.name, found.get(part.hole.name) ?? part.from)
  used.set(output, found)
  return found
}
/** Gives `secret-missing` for each secret that has no value; `secrets`: versions of those that have one, absent where nobody knows. */
export function missingSecrets(output: Output, secrets: CompileInput['secrets']): readonly Diagnostic[] {
  if (!secrets) return []
  const { placement } = output
  return [...secretsOf(output)].flatMap(([secret, at]): Diagnostic[] =>
    Object.hasOwn(secrets, secret)
      ? []
      : [
          {
            code: 'secret-missing',
            severity: 'error',
            at: at ?? placement.set.get('program') ?? placement.overridesAt,
            data: { secret, process: placement.instance },
          },
        ],
  )
}
