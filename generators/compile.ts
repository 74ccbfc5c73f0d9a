/** From a system and what is known of its hosts to everything that can be shown, planned and deployed. Pure, and cheap again. */
import { DECLARATIONS, declarationOf } from './backends/index.ts'
import type { Compiled, CompileInput } from './contract/compiled.ts'
import type { Manifest } from './contract/manifest.ts'
import { collectDiagnostics } from './diagnostics/collect.ts'
import type { SystemDocument } from './model/document.ts'
import { groundworkOf, type Registry } from './plan/groundwork.ts'
import { missingSecrets } from './plan/host-outputs.ts'
import { makeManifest } from './plan/manifest.ts'
import { place } from './plan/place.ts'
import { resultsOf } from './plan/results.ts'
import { makeScene } from './plan/scene.ts'
import { previewFiles } from './preview.ts'
import { portsOf } from './validate/ports.ts'

const REGISTRY: Registry = { declaration: declarationOf, declarations: DECLARATIONS }

/** The process managers that a document names: `loadBackends` them before compiling. */
export function managersOf(document: SystemDocument): string[] {
  const types = Object.values(document.system.hosts).flatMap((host) =>
    Object.values(host.containers).map(({ type }) => type),
  )
  return [...new Set(types)].filter((type) => declarationOf(type) !== null).sort()
}

/**
 * In: a document, the backends of its managers (`managersOf`), facts of the hosts that were captured. Out: diagnostics of every
 * pass, IDs, one output a placement, and on demand the manifest and the files. Nothing of the user's model makes it throw.
 */
export function compile(input: CompileInput): Compiled {
  const { document } = input
  const { report, diagnostics, failed } = collectDiagnostics()
  const scene = makeScene(input, groundworkOf(document, REGISTRY, report), REGISTRY)
  const placements = place(scene, report)
  const { outputs, hosts } = resultsOf({ scene, placements, backends: input.backends, as: input.as }, report)
  for (const output of outputs) for (const missing of missingSecrets(output, input.secrets)) report(missing)
  let manifest: Manifest | null | undefined
  return {
    diagnostics: diagnostics(),
    ids: scene.ids,
    outputs,
    // Only what is deployed needs every hash, so it is worked out when asked for.
    get manifest() {
      if (manifest === undefined)
        manifest =
          failed() || input.as
            ? null
            : makeManifest({
                system: document.system.system,
                backends: input.backends,
                hosts,
                ports: (placement) => portsOf(scene, placement, scene.ids),
              })
      return manifest
    },
    files: (host) =>
      hosts
        .filter((one) => host === undefined || one.host === host)
        .flatMap((one) => previewFiles(one, input.backends)),
  }
}
