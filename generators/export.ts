/** A model as files to take along: its own text, expressions for Nix, or what the hosts of one process manager would have. */
import { declarationOf, loadBackends } from './backends/index.ts'
import { compile } from './compile.ts'
import type { HostFacts } from './contract/backend.ts'
import type { Compiled } from './contract/compiled.ts'
import type { Diagnostic } from './diagnostics/diagnostic.ts'
import { hostTree, secretsLeftOut, type TreeFile, under } from './interchange/host-tree.ts'
import { exportNix } from './interchange/nix.ts'
import type { SystemDocument } from './model/document.ts'
import { print } from './model/print.ts'

export type ExportAs =
  | { readonly kind: 'model' }
  /** Of one host: a processes model of Nix is of one machine. */
  | { readonly kind: 'nix'; readonly host: string }
  | { readonly kind: 'manager'; readonly manager: string }
export interface Exporting {
  readonly document: SystemDocument
  /** What is known of the hosts. */
  readonly facts: Readonly<Record<string, HostFacts>>
  readonly as: ExportAs
}
export interface Exported {
  /** Empty where an error stands in the way. */
  readonly files: readonly TreeFile[]
  /** Errors, or what of the model is not in the files. */
  readonly diagnostics: readonly Diagnostic[]
}

/**
 * In: a document, and as what it is wanted. Out: files, and a report. A secret is in none of them: a model holds only its name.
 * Diagnostics: those of compiling, `export-secret` and `export-lost`.
 */
export async function exportFiles({ document, facts, as }: Exporting): Promise<Exported> {
  if (as.kind === 'model')
    return { files: [{ path: `${document.system.system}.yaml`, text: print(document), mode: 0o644 }], diagnostics: [] }
  const wanted = as.kind === 'manager' ? under(document, declared(as.manager)) : document
  const compiled = compile({ document: wanted, backends: await loadBackends(), facts: fitting(wanted, facts) })
  const errors = compiled.diagnostics.filter(({ severity }) => severity === 'error')
  if (!compiled.manifest || errors.length > 0) return { files: [], diagnostics: errors }
  return as.kind === 'manager' ? ofManager(compiled) : ofNix(compiled, document, as.host)
}

function declared(manager: string) {
  return declarationOf(manager) ?? { id: manager, platforms: [] }
}

/** A host that is taken to be of another platform is not the one that was looked at. */
function fitting(document: SystemDocument, facts: Exporting['facts']): Exporting['facts'] {
  return Object.fromEntries(
    Object.entries(facts).filter(([host, { platform }]) => document.system.hosts[host]?.platform === platform),
  )
}

function ofManager({ manifest, diagnostics }: Compiled): Exported {
  const files = Object.values(manifest?.hosts ?? {}).flatMap((host) => {
    const store = `${host.host}${host.prefix}/`
    // What the manager looks at comes first, then what that refers to.
    return hostTree(host, host.host).toSorted(
      (a, b) => Number(a.path.startsWith(store)) - Number(b.path.startsWith(store)),
    )
  })
  return {
    files,
    diagnostics: [
      ...diagnostics.filter(({ target }) => target !== undefined),
      ...Object.values(manifest?.hosts ?? {}).flatMap(secretsLeftOut),
    ],
  }
}

function ofNix({ outputs, ids }: Compiled, { system }: SystemDocument, host: string): Exported {
  const { files, diagnostics } = exportNix({
    placements: outputs.map(({ placement }) => placement).filter((one) => one.host === host),
    pools: system.pools ?? {},
    ids,
  })
  return { files: Array.from(files, ([path, text]) => ({ path, text, mode: 0o644 })), diagnostics }
}

/** What the files are called together: `web-systemd`, `web-nix`, `web`. */
export function nameOfExport({ system }: SystemDocument, as: ExportAs): string {
  switch (as.kind) {
    case 'model':
      return system.system
    case 'nix':
      return `${system.system}-nix`
    case 'manager':
      return `${system.system}-${declarationOf(as.manager)?.id ?? as.manager}`
  }
}
