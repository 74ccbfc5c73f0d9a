/** Compiles after each edit, and takes the assigned numbers over into the draft. */
import { useEffect } from 'react'
import type { SystemView } from '#server/api/views.ts'
import type { Bench } from './bench.ts'
import { useDraft, useResult } from './use-bench.tsx'

export function useCompiling(bench: Bench, view: SystemView): void {
  const { document } = useDraft()
  const result = useResult()
  useEffect(() => {
    bench.compiler.start()
    return () => bench.compiler.stop()
  }, [bench])
  const { facts, secrets } = view
  useEffect(() => bench.compiler.compile(document, facts, secrets), [bench, document, facts, secrets])
  useEffect(() => {
    if (result && result.document === bench.document) bench.assign(result.compiled.ids)
  }, [bench, result])
}
