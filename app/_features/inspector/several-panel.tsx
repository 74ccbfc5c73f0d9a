'use client'
/** Several processes at once: the parameters that all of them have; where they differ, the field says so. */
import { Button } from '#app/_ui/button.tsx'
import { Field, Input } from '#app/_ui/field.tsx'
import { Section } from '#app/_ui/section.tsx'
import { useUndo } from '#app/_ui/toast.tsx'
import type { Parameter } from '#generators/model/document.ts'
import { processOf } from '../editor/commands/processes.ts'
import { setParameter } from '../editor/commands/set-parameter.ts'
import { same } from '../editor/model/staging.ts'
import { useBench, useDraft } from '../editor/use-bench.tsx'
import { useWorkspace } from '../editor/workspace-context.tsx'
import { labelOf, readTyped, showValue, widgetFor } from './values.ts'

export function SeveralPanel({ ids }: { ids: readonly string[] }) {
  const bench = useBench()
  const { document } = useDraft()
  const { fixed } = useWorkspace()
  const offerUndo = useUndo()
  const names = [...new Set(ids.map((id) => id.split('@')[0] ?? ''))].filter((name) => processOf(document, name))
  const catalogue = bench.catalogueOf(document)
  const shared = sharedParameters(names.map((name) => catalogue.shapeOf(processOf(document, name)!).parameters))
  return (
    <>
      <header className="border-b border-line-1 px-4 py-3.5">
        <h2 className="text-title">{names.length} services</h2>
        <p className="text-ink-2 break-words">{names.join(', ')}</p>
      </header>
      {shared.length > 0 && (
        <Section where="panel" title="Parameters of all of them">
          {shared.map(([parameter, declared]) => {
            const values = names.map((name) => processOf(document, name)?.with?.[parameter])
            const mixed = values.some((value) => !same(value, values[0]))
            return (
              <Field key={parameter} label={labelOf(parameter, declared.title)}>
                {(control) => (
                  <Input
                    {...control}
                    disabled={fixed}
                    value={mixed ? '' : showValue(values[0])}
                    placeholder={mixed ? 'mixed' : showValue(declared.default)}
                    onChange={(event) => {
                      const value = readTyped(declared, event.target.value)
                      bench.edit(
                        `Changed ${parameter} of ${names.length} services`,
                        (all) => names.reduce((changed, name) => setParameter(changed, name, parameter, value), all),
                        `several.${parameter}`,
                      )
                    }}
                  />
                )}
              </Field>
            )
          })}
        </Section>
      )}
      {!fixed && (
        <Section where="panel" title="All of them">
          <Button
            onClick={() => {
              const removed = bench.remove()
              if (removed.length > 0) offerUndo(`Removed ${removed.length} services.`, () => bench.draft.undo())
            }}
          >
            Remove {names.length} services
          </Button>
        </Section>
      )}
    </>
  )
}

function sharedParameters(
  all: readonly Readonly<Record<string, Parameter>>[],
): readonly (readonly [string, Parameter])[] {
  const [first, ...rest] = all
  return Object.entries(first ?? {}).filter(
    ([name, parameter]) =>
      (widgetFor(parameter) === 'line' || widgetFor(parameter) === 'number') &&
      parameter.assign === undefined &&
      rest.every((other) => Object.hasOwn(other, name) && other[name]?.type === parameter.type),
  )
}
