/** Reads what was given, on the page; what only Nix can read is evaluated once by the server. */
import { useMutation, useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { useTRPC } from '#app/_trpc/client.tsx'
import type { SourceFile } from '#generators/contract/reader.ts'
import { type Evaluator, type Imported, importFiles, needsEvaluation, recognise } from '#generators/import.ts'
import type { Host, SystemDocument } from '#generators/model/document.ts'
import { parse } from '#generators/model/parse.ts'

/** The product's own format, beside those of others. */
export const OWN = 'longrun'
export interface Target {
  readonly manager: string
  readonly host: { readonly name: string; readonly model: Host }
}
export interface Given {
  readonly files: readonly SourceFile[]
  /** Counts up with every change of the files. */
  readonly revision: number
  readonly format: string | null
  readonly target: Target
}
export interface Understood extends Imported {
  /** Whether Nix on the server had a part in it. */
  readonly evaluated: boolean
}

/** The format that the files are of; `null`: of none. */
export function useRecognised(files: readonly SourceFile[], revision: number) {
  return useQuery({
    queryKey: ['import format', revision] as const,
    enabled: files.length > 0,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    retry: false,
    queryFn: async () => (await recognise(files)) ?? (looksLikeOurs(files) ? OWN : null),
  })
}

export function useImported({ files, revision, format, target }: Given) {
  const evaluator = useEvaluator(files)
  return useQuery({
    queryKey: ['import', revision, format, target] as const,
    enabled: files.length > 0 && format !== null,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    retry: false,
    // What is there stays while the same files are read for another process manager.
    placeholderData: (before, query) =>
      query?.queryKey[1] === revision && query.queryKey[2] === format ? before : undefined,
    queryFn: async (): Promise<Understood> => {
      if (format === null) throw new Error('no format is known')
      if (format === OWN) return { ...ours(files), evaluated: false }
      const evaluated = await needsEvaluation(format, files)
      const imported = await importFiles({
        format,
        files,
        folder: files.length > 1 ? '' : null,
        system: 'imported',
        manager: target.manager,
        host: target.host,
        what: files.length === 1 ? files[0]!.path : 'these files',
        ...(evaluated ? { evaluator } : {}),
      })
      return { ...imported, evaluated }
    },
  })
}

const NOTHING: Imported = { document: null, text: '', processes: [], diagnostics: [] }

/** Each question goes to the server once, however often the rest is read again. */
function useEvaluator(files: readonly SourceFile[]): Evaluator {
  const trpc = useTRPC()
  const { mutateAsync: processes } = useMutation(trpc.interchange.evaluateProcesses.mutationOptions())
  const { mutateAsync: value } = useMutation(trpc.interchange.evaluateValue.mutationOptions())
  return useMemo(() => {
    const sent = files.filter(({ path }) => /\.(nix|json)$/.test(path))
    const asked = new Map<string, Promise<unknown>>()
    function once<Answer>(key: string, ask: () => Promise<Answer>): Promise<Answer> {
      const known = asked.get(key) as Promise<Answer> | undefined
      if (known) return known
      const answer = ask()
      asked.set(key, answer)
      return answer
    }
    return {
      processes: (file) => once(`processes ${file}`, () => processes({ files: sent, file })),
      value: (file) => once(`value ${file}`, () => value({ files: sent, file })),
    }
  }, [files, processes, value])
}

function looksLikeOurs(files: readonly SourceFile[]): boolean {
  return files.length === 1 && /^\s*("?system"?:|system:)|\n("?system"?:|system:)/.test(files[0]!.text)
}

function ours(files: readonly SourceFile[]): Imported {
  const [file] = files
  if (!file || files.length > 1) return { ...NOTHING, diagnostics: [] }
  const { document, diagnostics } = parse(file.text, { file: file.path })
  return {
    document,
    text: file.text,
    processes: processesOf(document, file.path),
    diagnostics,
  }
}
function processesOf(document: SystemDocument | null, file: string): Imported['processes'] {
  return Object.entries(document?.system.processes ?? {}).map(([name, one]) => ({
    name,
    program: Object.hasOwn(one, 'constructor') ? String(one.constructor) : String(one.extends?.process?.program ?? ''),
    place: { line: 1, column: 1, file },
  }))
}
