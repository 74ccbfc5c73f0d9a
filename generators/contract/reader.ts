/** The contract of a reader: from files of others (a process manager's own, or a format of many processes) to processes. */
import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import type { RestartPolicy, Rotation } from './backend.ts'
import type { Limit } from './chain.ts'
import { at, type Path, root } from './path.ts'

export interface SourceFile {
  readonly path: string
  readonly text: string
}
/** Where something stands in a file that was read; 1-based. */
export interface Place {
  readonly line: number
  readonly column: number
  readonly file?: string
}

/** A program with its arguments, as it stands: nothing in it is a template or read by a shell. */
export interface ReadProgram {
  readonly program: string
  readonly arguments: readonly string[]
}
export interface ReadAccount {
  readonly name: string
  readonly group?: string
  readonly groups?: readonly string[]
}
/** What a reader understood of one process. Every string is literal: `assemble` makes the model's templates of them. */
export interface ReadProcess {
  readonly name: string
  readonly place: Place
  /** Absent: a longrun. */
  readonly kind?:
    | { readonly oneshot: { readonly onChange: 'run' | 'boot'; readonly seconds?: number } }
    | { readonly timer: string; readonly missed?: 'run' | 'skip'; readonly jitterSeconds?: number }
  readonly description?: string
  /** One of both is there, or both. */
  readonly foreground?: ReadProgram
  readonly daemon?: ReadProgram
  readonly pidFile?: string
  readonly environment?: ReadonlyMap<string, string>
  /** Directories whose `bin` is searched for programs. */
  readonly path?: readonly string[]
  readonly umask?: string
  readonly nice?: number
  readonly user?: ReadAccount
  readonly directory?: string
  readonly output?: string
  /** How that file is rotated. */
  readonly rotate?: Rotation
  readonly limits?: ReadonlyMap<Limit, number | string>
  readonly prepare?: readonly ReadStep[]
  readonly restart?: RestartPolicy
  readonly boot?: boolean
  readonly ready?: Readonly<Record<string, string | number>>
  readonly stop?: { readonly signal?: string; readonly seconds?: number }
  readonly reload?: { readonly signal: string } | { readonly run: readonly string[] }
  /** Names of others in the same reading. */
  readonly after?: readonly string[]
  /** By process manager, in its own words. */
  readonly overrides?: Readonly<Record<string, unknown>>
  /** Where they stand, by process manager. */
  readonly overridePlaces?: Readonly<Record<string, Place>>
  /** Accounts and groups to be made, by name. */
  readonly groups?: ReadonlyMap<string, { readonly gid?: number }>
  readonly users?: ReadonlyMap<string, ReadUser>
}
export type ReadStep =
  | { readonly do: 'run'; readonly argv: readonly string[]; readonly asUser: boolean }
  | { readonly do: 'script'; readonly text: string }
export interface ReadUser {
  readonly uid?: number
  readonly group?: string
  readonly groups?: readonly string[]
  readonly home?: string
  readonly createHome?: boolean
  readonly shell?: string
  readonly description?: string
}

export interface Reading {
  readonly processes: readonly ReadProcess[]
  readonly diagnostics: readonly Diagnostic[]
}
export interface Reader {
  readonly id: string
  readonly title: string
  /** Whether a file of a folder is one of these, by its path below that folder. */
  takes(path: string): boolean
  /** Whether a text looks like one of these, whatever its file is called. */
  recognises(file: SourceFile): boolean
  /** What a text without a file is called, so that it is taken. */
  readonly pasted: string
  /** Files of folders within a folder belong to it; otherwise only those that stand in it. */
  readonly deep: boolean
  /** Whether a file of this name is an expression, to be evaluated before anything of it can be read. */
  evaluates?(path: string): boolean
  /** Its overrides are written in the words of that framework's generators, not in those of the process managers. */
  readonly foreignOverrides?: true
  /** All files of one machine or project together: they refer to each other. */
  read(files: readonly SourceFile[]): Reading
}

/** Collects what a reader has to say, each with its place. */
export interface Remarks {
  readonly said: readonly Diagnostic[]
  /** `what` of a process does not reach the model; `why` ends the sentence. */
  lost(process: string, what: string, why: string, place: Place): void
  /** The manager's own setting: kept for that manager only. */
  kept(process: string, what: string, backend: string, place: Place): void
  /** The process runs only where this is. */
  needs(process: string, path: string, place: Place): void
  /** Nothing can be made of this file or process. */
  unreadable(what: string, says: string, place: Place): void
}

export function pathOfProcess(name: string): Path {
  return at(root, 'system', 'processes', name)
}

export function makeRemarks(): Remarks {
  const said: Diagnostic[] = []
  return {
    said,
    lost: (process, what, why, position) =>
      said.push({
        code: 'import-lost',
        severity: 'warning',
        at: pathOfProcess(process),
        data: { process, what, why },
        position,
      }),
    kept: (process, what, backend, position) =>
      said.push({
        code: 'import-kept',
        severity: 'info',
        at: pathOfProcess(process),
        data: { process, what, backend },
        position,
      }),
    needs: (process, path, position) =>
      said.push({
        code: 'import-needs',
        severity: 'info',
        at: pathOfProcess(process),
        data: { process, path },
        position,
      }),
    unreadable: (what, says, position) =>
      said.push({ code: 'import-unreadable', severity: 'error', at: root, data: { what, says }, position }),
  }
}
