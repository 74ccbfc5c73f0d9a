/** From placements made by hand to the files of a host: the passes from `lower` to `link`, without a model before them. */
import path from 'node:path'
import type { HostFacts, Lowered, Placement, Rendered, Running } from '#generators/contract/backend.ts'
import type { LoadedBackend } from '#generators/contract/compiled.ts'
import type { Artefact } from '#generators/contract/text.ts'
import type { Diagnostic } from '#generators/diagnostics/diagnostic.ts'
import { runningKind } from '#generators/lower/kinds.ts'
import { lower } from '#generators/lower/lower.ts'
import { directoriesOf } from '#generators/plan/directories.ts'
import { closureOf, makeLinker } from '#generators/plan/link.ts'

export const FACTS: HostFacts = {
  platform: 'linux',
  system: 'Debian 12',
  privileged: true,
  user: 'root',
  home: '/root',
  prefix: '/var/lib/longrun',
  shell: '/bin/sh',
  programs: {},
  tools: ['setpriv', 'chroot'],
}

export interface HostFile {
  readonly content: string | Buffer
  readonly mode: number
}
export interface Rendition {
  readonly lowered: readonly Lowered[]
  readonly rendered: readonly Rendered[]
  readonly running: readonly Running[]
  /** By absolute path; symbolic links are apart. */
  readonly files: ReadonlyMap<string, HostFile>
  readonly links: ReadonlyMap<string, string>
  readonly diagnostics: readonly Diagnostic[]
}

/** Everything that a host is given for `placements`, all of them in one container. */
export function render(target: LoadedBackend, placements: readonly Placement[], facts: HostFacts = FACTS): Rendition {
  const diagnostics: Diagnostic[] = []
  const report = (diagnostic: Diagnostic) => diagnostics.push(diagnostic)
  const names = new Map(placements.map((one) => [one.id, one.name]))
  const byId = new Map(placements.map((one) => [one.id, one]))
  const backends = new Map([[target.declaration.id, target]])
  const context = { target, backends, names, placements: byId, facts, profile: 'test' }
  const linker = makeLinker({ profile: 'test', facts, directories: directoriesOf(undefined, facts) })
  const files = new Map<string, HostFile>()
  const links = new Map<string, string>()
  const all: { lowered: Lowered; rendered: Rendered; running: Running }[] = []
  for (const placement of placements) {
    const { container } = placement
    const directory = target.declaration.directory(container, facts)
    const inside = target.declaration.inside?.(container, facts) ?? facts
    const lowered = lower(placement, { ...context, facts: inside }, report)
    const overrides = target.backend.schema.overrides(
      placement.overrides[target.declaration.id],
      placement.overridesAt,
      report,
    )
    const native = Object.assign({}, target.backend.translate(lowered), overrides)
    const rendered = target.backend.render(native, lowered)
    const store = (artefact: Artefact) => linker.path(artefact, lowered.name)
    const put = (at: string, artefact: Artefact) => {
      const file = linker.file(artefact, lowered.name)
      files.set(at, { content: file.text, mode: file.mode })
    }
    const scripts = [lowered.launcher, lowered.hook, lowered.gate, lowered.common].filter((one) => one !== undefined)
    for (const artefact of closureOf([...rendered.artefacts, ...scripts])) put(store(artefact), artefact)
    const installed: string[] = []
    for (const { at, to } of rendered.links) {
      const absolute = path.posix.join(directory, at)
      if ('copy' in to) {
        put(absolute, to.copy)
        installed.push(absolute)
      } else links.set(absolute, to.link)
    }
    const fill = (text: Placement['pidFile']) => linker.fill(text, lowered.name)
    const { reload } = placement
    all.push({
      lowered,
      rendered,
      running: {
        placement: placement.id,
        name: lowered.name,
        container,
        directory,
        scripts: {
          ...(lowered.launcher ? { launcher: store(lowered.launcher) } : {}),
          ...(lowered.hook ? { hook: store(lowered.hook) } : {}),
          ...(lowered.gate ? { gate: store(lowered.gate) } : {}),
          ...(rendered.script ? { own: store(rendered.script) } : {}),
        },
        installed,
        pidFile: fill(placement.pidFile),
        log: lowered.log ? fill(lowered.log) : null,
        reload: reload === null ? null : 'signal' in reload ? reload : { argv: reload.argv.map(fill) },
        stopSeconds: placement.stop.seconds,
        boot: placement.boot,
        ...runningKind(lowered),
      },
    })
  }
  return {
    lowered: all.map((one) => one.lowered),
    rendered: all.map((one) => one.rendered),
    running: all.map((one) => one.running),
    files,
    links,
    diagnostics,
  }
}
