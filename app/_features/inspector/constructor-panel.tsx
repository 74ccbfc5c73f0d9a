'use client'
/** A constructor as the document that it is: read, forked into this system, edited as YAML with diagnostics. */
import { useMemo, useState } from 'react'
import { Button } from '#app/_ui/button.tsx'
import { Chip } from '#app/_ui/chip.tsx'
import { Glyph } from '#app/_ui/glyph.tsx'
import { useUndo } from '#app/_ui/toast.tsx'
import { BUILTIN_CONSTRUCTORS } from '#generators/constructors/index.ts'
import { at, root } from '#generators/contract/path.ts'
import { locate, parseConstructor } from '#generators/model/parse.ts'
import { printConstructor } from '#generators/model/print.ts'
import { dropConstructor, forkConstructor, replaceConstructor } from '../editor/commands/fork-constructor.ts'
import { constructorOf } from '../editor/commands/processes.ts'
import { explained } from '../editor/diagnostics.ts'
import { useBench, useDraft } from '../editor/use-bench.tsx'
import { useWorkspace } from '../editor/workspace-context.tsx'
import { CodeEditor, type Problem } from '../text/code-editor.tsx'

export function ConstructorPanel({ name }: { name: string }) {
  const bench = useBench()
  const { document } = useDraft()
  const { fixed } = useWorkspace()
  const offerUndo = useUndo()
  const index = document.constructors.findIndex((one) => one.constructor === name)
  const own = document.constructors[index]
  const builtin = BUILTIN_CONSTRUCTORS.find((one) => one.constructor === name)
  const shown = own ?? builtin
  const printed = useMemo(() => (shown ? printConstructor(shown) : ''), [shown])
  const [typed, setTyped] = useState<string | null>(null)
  const path = at(root, 'constructors', Math.max(0, index))
  const text = typed ?? printed
  const parsed = useMemo(() => parseConstructor(text, path), [text, path])
  const checked = bench.catalogueOf(document).diagnostics
  const problems = useMemo<Problem[]>(
    () =>
      [
        ...parsed.diagnostics,
        ...(parsed.constructor
          ? checked.map((one) => locate(one, parsed.positions)).filter((one) => one.position)
          : []),
      ].map((diagnostic) => {
        const { message, wayOut } = explained(diagnostic)
        return {
          line: diagnostic.position?.line ?? 1,
          column: diagnostic.position?.column ?? 1,
          severity: diagnostic.severity,
          message: `${message} ${wayOut}`,
        }
      }),
    [parsed, checked],
  )
  const users = Object.entries(document.system.processes).filter(([, process]) => constructorOf(process) === name)

  function edit(next: string) {
    setTyped(next)
    const read = parseConstructor(next, path).constructor
    if (read && read.constructor === name)
      bench.edit(`Edited ${name}`, (all) => replaceConstructor(all, name, read), `constructor.${name}`)
  }
  return (
    <div className="flex h-full min-h-0 flex-col">
      <header className="flex-none border-b border-line-1 px-4 pt-3.5 pb-3">
        <div className="flex items-center gap-2">
          <h2 className="truncate text-title">{shown?.title ?? name}</h2>
          <Chip>{own ? 'own' : 'built in'}</Chip>
          <Button look="quiet" size="small" className="ml-auto" onClick={() => bench.ui.set({ constructorOpen: null })}>
            Back
          </Button>
        </div>
        <p className="text-ink-2">
          {shown?.help ?? `The document that makes a process from parameters.`} Used by{' '}
          {users.length === 0 ? 'nothing here' : users.map(([user]) => user).join(', ')}.
        </p>
        {!fixed && (
          <div className="mt-2 flex gap-2">
            {own ? (
              builtin && (
                <Button
                  size="small"
                  onClick={() => {
                    bench.edit(`Gave up the own ${name}`, (all) => dropConstructor(all, name))
                    setTyped(null)
                    offerUndo(`${name} is the built-in one again.`, () => bench.draft.undo())
                  }}
                >
                  Use the built-in one again
                </Button>
              )
            ) : (
              <Button
                size="small"
                onClick={() => builtin && bench.edit(`Forked ${name}`, (all) => forkConstructor(all, builtin))}
              >
                Fork into this system
              </Button>
            )}
          </div>
        )}
      </header>
      <CodeEditor
        label={`Constructor ${name} as YAML`}
        language="yaml"
        value={text}
        readOnly={fixed || !own}
        problems={problems}
        onChange={edit}
        className="min-h-0 flex-1"
      />
      {problems.length > 0 && (
        <ul className="max-h-32 flex-none overflow-auto border-t border-line-1 px-4 py-2 text-data">
          {problems.map((problem) => (
            <li key={`${problem.line}:${problem.message}`} className="flex gap-2">
              <Glyph
                name={problem.severity === 'error' ? 'failed' : 'warning'}
                className="mt-px"
                label={problem.severity}
              />
              <span>
                Line {problem.line}: {problem.message}
              </span>
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}
