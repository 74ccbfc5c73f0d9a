'use client'
/** One process: what it is, its parameters as a form made from the constructor's document, what it depends on, where it stands. */
import { Copy, FileCode, MoreHorizontal, Pencil, Trash2, Undo2 } from 'lucide-react'
import { useState } from 'react'
import { Button } from '#app/_ui/button.tsx'
import { Chip } from '#app/_ui/chip.tsx'
import { Field, Input } from '#app/_ui/field.tsx'
import { Glyph } from '#app/_ui/glyph.tsx'
import { Menu } from '#app/_ui/menu.tsx'
import { Section } from '#app/_ui/section.tsx'
import { Sign } from '#app/_ui/sign.tsx'
import { WithTimes } from '#app/_ui/time.tsx'
import { useUndo } from '#app/_ui/toast.tsx'
import type { ProcessInstance } from '#generators/model/document.ts'
import { constructorOf, processOf } from '../editor/commands/processes.ts'
import { nameProblem } from '../editor/commands/rename-process.ts'
import { diagnosticsAt, sorted } from '../editor/diagnostics.ts'
import { useBench, useDraft, useRec, useResult } from '../editor/use-bench.tsx'
import { useStaged } from '../editor/use-present.ts'
import { useWorkspace } from '../editor/workspace-context.tsx'
import { DependsOn } from './depends-on.tsx'
import { ExtendsEditor } from './extends-editor.tsx'
import { HandWritten } from './hand-written.tsx'
import { ParameterField } from './parameter-field.tsx'
import { Places } from './places.tsx'
import { RunsAs } from './runs-as.tsx'

export interface ProcessPanelProps {
  readonly name: string
  readonly process: ProcessInstance
  /** The placement that is selected. */
  readonly id: string
}

export function ProcessPanel({ name, process, id }: ProcessPanelProps) {
  const bench = useBench()
  const { document } = useDraft()
  const { view, fixed } = useWorkspace()
  const shape = bench.catalogueOf(document).shapeOf(process)
  const parameters = Object.entries(shape.parameters)
  const before = view.runningDocument ? processOf(view.runningDocument, name) : null
  const staged = useStaged(document, view).get(name)
  const usual = parameters.filter(([, parameter]) => !parameter.advanced)
  const advanced = parameters.filter(([, parameter]) => parameter.advanced)
  const byHand = constructorOf(process) === null
  return (
    <>
      <Head name={name} process={process} id={id} kind={shape.title} />
      <Problems name={name} />
      <Section
        where="panel"
        title="Parameters"
        end={
          staged?.kind === 'changed' && before && !fixed ? (
            <Button look="quiet" size="small" onClick={() => bench.editProcess(name, `Reverted ${name}`, () => before)}>
              Revert {staged.fields.length === 1 ? 'it' : staged.fields.length === 2 ? 'both' : 'all'}
            </Button>
          ) : undefined
        }
      >
        <NameField name={name} />
        {usual.map(([parameter, declared]) => (
          <ParameterField
            key={parameter}
            name={name}
            process={process}
            before={before}
            parameter={parameter}
            declared={declared}
            id={id}
          />
        ))}
        {advanced.length > 0 && (
          <details className="mt-1">
            <summary className="cursor-pointer py-1 text-ink-2">{advanced.length} more</summary>
            {advanced.map(([parameter, declared]) => (
              <ParameterField
                key={parameter}
                name={name}
                process={process}
                before={before}
                parameter={parameter}
                declared={declared}
                id={id}
              />
            ))}
          </details>
        )}
      </Section>
      {byHand && <HandWritten name={name} process={process} />}
      <DependsOn name={name} process={process} />
      <Places name={name} process={process} />
      <RunsAs id={id} />
      <ExtendsEditor name={name} process={process} />
    </>
  )
}

function Head({ name, process, id, kind }: ProcessPanelProps & { kind: string | null }) {
  const bench = useBench()
  const rec = useRec(id)
  const offerUndo = useUndo()
  const { fixed, view } = useWorkspace()
  const constructorName = constructorOf(process)
  const manager =
    rec?.host && rec.container ? bench.document.system.hosts[rec.host]?.containers[rec.container]?.type : null
  const ran = view.runningDocument ? processOf(view.runningDocument, name) : null
  return (
    <header className="border-b border-line-1 px-4 pt-3.5 pb-3">
      <div className="flex h-7 items-center gap-2">
        {rec && <Glyph name={rec.state} label={rec.words} />}
        <h2 className="truncate text-title" title={name}>
          {name}
        </h2>
        {rec?.mark && (
          <Chip look="draft" icon={<Sign name={rec.mark.sign} />}>
            {rec.mark.text}
          </Chip>
        )}
        {!fixed && (
          <div className="ml-auto max-lg:mr-8">
            <Menu
              trigger={
                <Button look="quiet" size="small" square aria-label={`Actions on ${name}`}>
                  <MoreHorizontal size={16} aria-hidden />
                </Button>
              }
              items={[
                [
                  { text: 'Duplicate', icon: <Copy aria-hidden />, keys: 'Ctrl D', onSelect: () => bench.duplicate() },
                  {
                    text: 'Revert to what runs',
                    icon: <Undo2 aria-hidden />,
                    disabled: !ran || ran === process,
                    onSelect: () => ran && bench.editProcess(name, `Reverted ${name}`, () => ran),
                  },
                ],
                constructorName
                  ? [
                      {
                        text: 'Open its constructor',
                        icon: <FileCode aria-hidden />,
                        onSelect: () => bench.ui.set({ constructorOpen: constructorName }),
                      },
                    ]
                  : [],
                [
                  {
                    text: 'Remove',
                    icon: <Trash2 aria-hidden />,
                    keys: 'Del',
                    onSelect: () => {
                      const removed = bench.remove()
                      if (removed.length > 0) offerUndo(`Removed ${removed.join(', ')}.`, () => bench.draft.undo())
                    },
                  },
                ],
              ].filter((group) => group.length > 0)}
            />
          </div>
        )}
      </div>
      <p className="mt-0.5 text-ink-2">
        {kind ?? constructorName ?? 'A process written by hand'}
        {rec?.host ? (
          <>
            , on <b className="font-medium text-ink-1">{rec.host}</b>
            {manager && rec.container ? ` in ${rec.container}` : ''}.
          </>
        ) : process.on.length > 0 ? (
          `, on ${process.on.map((place) => (typeof place === 'string' ? place : place.host)).join(', ')}.`
        ) : (
          ', on no host yet.'
        )}
        {rec?.pid ? ` PID ${rec.pid}, ${rec.note}.` : ''}
        {rec?.detail && (
          <>
            {' '}
            <WithTimes text={`${rec.detail.charAt(0).toUpperCase()}${rec.detail.slice(1)}.`} />
          </>
        )}
      </p>
      {constructorName && (
        <button
          type="button"
          className="mt-1 flex items-center gap-1 text-data text-ink-3 underline hover:text-ink-1"
          onClick={() => bench.ui.set({ constructorOpen: constructorName })}
        >
          <Pencil size={12} aria-hidden /> {constructorName}
        </button>
      )}
    </header>
  )
}

const NAME_SAYS = {
  empty: 'A process needs a name.',
  taken: 'Another process has this name.',
  characters: 'Use letters, digits, - and _, beginning with a letter.',
} as const

function NameField({ name }: { name: string }) {
  const bench = useBench()
  const { fixed } = useWorkspace()
  const [typed, setTyped] = useState<string | null>(null)
  const problem = typed === null ? null : nameProblem(bench.document, name, typed)
  function done() {
    if (typed !== null && !problem) bench.rename(name, typed)
    setTyped(null)
  }
  return (
    <Field label="Name" error={problem ? NAME_SAYS[problem] : undefined}>
      {(control) => (
        <Input
          {...control}
          value={typed ?? name}
          disabled={fixed}
          onChange={(event) => setTyped(event.target.value)}
          onBlur={done}
          onKeyDown={(event) => {
            if (event.key === 'Enter') done()
            if (event.key === 'Escape') setTyped(null)
          }}
        />
      )}
    </Field>
  )
}

/** What is wrong with the process as a whole; what is wrong with a field stands at the field. */
function Problems({ name }: { name: string }) {
  const result = useResult()
  const keys = ['system', 'processes', name]
  const all = sorted(diagnosticsAt(result?.compiled.diagnostics ?? [], keys)).filter(
    ({ diagnostic, at }) => diagnostic.severity !== 'info' && !at.startsWith(`system.processes.${name}.with.`),
  )
  if (all.length === 0) return null
  return (
    <ul aria-label={`What is wrong with ${name}`} className="grid gap-1.5 border-b border-line-1 px-4 py-3">
      {all.slice(0, 4).map(({ diagnostic, message, wayOut }) => (
        <li key={`${diagnostic.code}${message}`} className="flex gap-2">
          <Glyph
            name={diagnostic.severity === 'error' ? 'failed' : 'warning'}
            className="mt-[3px]"
            label={diagnostic.severity}
          />
          <span className="min-w-0 break-words">
            <b className="font-semibold">{message}</b> <span className="text-ink-2">{wayOut}</span>
          </span>
        </li>
      ))}
    </ul>
  )
}
