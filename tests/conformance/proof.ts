/**
 * What a process manager's folder tells the tests that are the same for all managers: `generators/backends/<id>/proof.ts` exports a
 * `proof`, which is data alone. Where nothing special is to be said, `{}` with a reason for `noLab`, or with a `ground` in tests/lab, will do.
 */
import { existsSync } from 'node:fs'
import path from 'node:path'
import { DECLARATIONS } from '#generators/backends/index.ts'
import type { ManagedProcess } from '#generators/model/document.ts'
import type { FieldKey } from './fields.ts'

/** What a hostile string is given as. */
export type Kind = 'arguments' | 'variables' | 'directories' | 'programs' | 'descriptions'

export interface Proof {
  /**
   * How a field stands in its files or commands, where the patterns of `fields.ts` do not know its words. One that is not lost and is
   * shown by neither fails its test.
   */
  readonly shows?: Readonly<Partial<Record<FieldKey, RegExp>>>
  /** Properties of a container of somebody who is not root (`/home/ann`), where the defaults would not do. */
  readonly own?: Readonly<Record<string, string>>
  /** The hostile strings (`tests/quoting/strings.ts`) that its grammar cannot write and leaves to the launcher; default: none. */
  readonly notHeld?: Readonly<Partial<Record<Kind, readonly string[]>>>
  /**
   * A command that reads a golden file as the manager does, where a deployment has no `check` of its own; `null` for a file that is
   * nothing to its reader. A manager with neither says in `unread` why.
   */
  readonly reads?: (file: string) => readonly [program: string, ...args: string[]] | null
  readonly unread?: string
  /** Where its own files are read (`reader`): fields of a process that do not stand in them, because the launcher or the deployment does them. */
  readonly notRead?: readonly (keyof ManagedProcess)[]
  /** Why no throw-away host runs it: instead of `tests/lab/<id>/`. */
  readonly noLab?: string
}

const BACKENDS = path.join(import.meta.dirname, '../../generators/backends')

export const proofFile = (id: string): string => path.join(BACKENDS, id, 'proof.ts')

async function load(id: string): Promise<Proof> {
  if (!existsSync(proofFile(id)))
    throw new Error(`generators/backends/${id}/proof.ts is missing: see tests/conformance/proof.ts`)
  const found: { readonly proof: Proof } = await import(proofFile(id))
  return found.proof
}
/** By id, one for each manager of the registry. */
export async function loadProofs(): Promise<ReadonlyMap<string, Proof>> {
  return new Map(await Promise.all(DECLARATIONS.map(async ({ id }) => [id, await load(id)] as const)))
}
