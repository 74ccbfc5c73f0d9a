/** What is taken over from one compilation to the next changes nothing: checked over random edits, managers and steps back. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { BACKENDS, documentOf } from '#tests/fixtures/compiling.ts'
import { edits, type Ground } from '#tests/fixtures/edits.ts'
import { TWO_HOSTS } from '#tests/fixtures/systems.ts'
import { compile } from './compile.ts'
import type { Compiled } from './contract/compiled.ts'
import { formatPath, type Path } from './contract/path.ts'

/** A third host and a second container, for processes that move. */
const SYSTEM = TWO_HOSTS.replace(
  'containers: { main: { type: sysvinit } }',
  'containers: { main: { type: sysvinit }, other: { type: supervisord } }',
).replace('pools:', '  three: { platform: linux, address: 10.0.0.3, containers: { main: { type: systemd } } }\npools:')

const place = (path: Path | undefined) => path && formatPath(path)
/** All that a compilation says, as text. */
function said(compiled: Compiled): string {
  const { diagnostics, ids, outputs, manifest } = compiled
  const fields = outputs.map((output) => [
    output.placement.id,
    output.lowered.name,
    output.fields.map(({ field, at, outcome }) => [field, place(at), outcome]),
  ])
  const files = compiled.files().map((file) => ({ ...file, parts: file.parts.map(({ s, from }) => [s, place(from)]) }))
  const says = diagnostics.map((one) => ({ ...one, at: place(one.at), related: one.related?.map(place), fix: null }))
  return JSON.stringify([says, ids, fields, files, manifest], null, 1)
}
function compiled({ document, facts }: Ground, as: string | undefined): Compiled {
  return compile({ document, backends: BACKENDS, facts, ...(as === undefined ? {} : { as }) })
}

const steps = fc.array(
  fc.record({
    edit: fc.option(edits, { freq: 8 }),
    as: fc.option(fc.constantFrom(...BACKENDS.keys()), { nil: undefined }),
  }),
  { minLength: 1, maxLength: 8 },
)

test('after any edits, under any managers, a system is what it is to a compiler that remembers nothing', () => {
  fc.assert(
    fc.property(steps, (all) => {
      const grounds: Ground[] = [{ document: documentOf(SYSTEM), facts: {} }]
      let { ids } = compiled(grounds[0]!, undefined)
      for (const { edit, as } of all) {
        // Without an edit: one step back, as undo goes.
        if (edit) grounds.push(edit.make(grounds.at(-1)!, ids))
        else if (grounds.length > 1) grounds.pop()
        const ground = grounds.at(-1)!
        const again = compiled(ground, as)
        expect(said(again)).toBe(said(compiled(structuredClone(ground), as)))
        ids = again.ids
      }
    }),
    { numRuns: 60 },
  )
})

test('compiling is deterministic: neither what was compiled before nor the managers’ order makes a difference', () => {
  fc.assert(
    fc.property(
      fc.array(edits, { maxLength: 4 }),
      fc.shuffledSubarray([...BACKENDS.keys()], { minLength: 2 }),
      (all, managers) => {
        const start: Ground = { document: documentOf(SYSTEM), facts: {} }
        const ground = all.reduce((before, edit) => edit.make(before, before.document.ids), start)
        const shown = (of: Ground, order: readonly string[]) => new Map(order.map((as) => [as, said(compiled(of, as))]))
        const [one, other] = [shown(ground, managers), shown(structuredClone(ground), managers.toReversed())]
        for (const as of managers) expect(one.get(as)).toBe(other.get(as))
      },
    ),
    { numRuns: 15 },
  )
})
