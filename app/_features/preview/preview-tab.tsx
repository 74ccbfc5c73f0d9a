'use client'
/** What every process manager would get: one tab each, those in use first; a tree of files; the file, lit where it comes from the selection. */
import { FileText, Server } from 'lucide-react'
import { useEffect, useMemo } from 'react'
import { Chip } from '#app/_ui/chip.tsx'
import { classes } from '#app/_ui/classes.ts'
import { difference } from '#app/_ui/difference.ts'
import { Counts } from '#app/_ui/difference-view.tsx'
import { Tabs } from '#app/_ui/tabs.tsx'
import { DECLARATIONS } from '#generators/backends/index.ts'
import type { PreviewFile } from '#generators/contract/compiled.ts'
import { at, type Path, root } from '#generators/contract/path.ts'
import type { SystemDocument } from '#generators/model/document.ts'
import { instanceOf } from '../editor/bench.ts'
import type { Result } from '../editor/compiler.ts'
import { useBench, useDraft, useResult, useResultFor, useUi } from '../editor/use-bench.tsx'
import { useWorkspace } from '../editor/workspace-context.tsx'
import { bestFile } from './best-file.ts'
import { CodeView } from './code-view.tsx'
import { textOf } from './lines.ts'
import { runningTexts } from './running-texts.ts'

export function PreviewTab() {
  const bench = useBench()
  const { document } = useDraft()
  const { manager: wanted } = useUi()
  const tabs = useMemo(() => managerTabs(document), [document])
  const manager = tabs.some((tab) => tab.id === wanted) ? wanted! : (tabs[0]?.id ?? null)
  const draft = useResult()
  const used = tabs.find((tab) => tab.id === manager)?.hosts ?? []
  const all = useResultFor(manager)
  /** A manager in use shows what its hosts really get; another one shows the whole system as if it were everywhere. */
  const result = used.length > 0 ? draft : all
  // biome-ignore lint/correctness/useExhaustiveDependencies: each new draft is looked at again under this manager
  useEffect(() => {
    if (manager !== null && used.length === 0) bench.compiler.lookAt(manager)
  }, [bench, manager, used.length, draft])
  return (
    <Tabs
      level="sub"
      label="Process managers"
      value={manager ?? ''}
      onChange={(value) => bench.ui.set({ manager: value, file: null })}
      className="h-full"
      items={tabs.map((tab) => ({
        value: tab.id,
        text: <ManagerTab id={tab.id} title={tab.title} hosts={tab.hosts} current={tab.id === manager} />,
      }))}
    >
      {result ? <Files result={result} hosts={used} /> : <p className="p-4 text-ink-3">Compiling.</p>}
    </Tabs>
  )
}

interface ManagerTabInfo {
  readonly id: string
  readonly title: string
  readonly hosts: readonly string[]
}

/** Those in use first, with their hosts; the others in the order of the registry. */
export function managerTabs(document: SystemDocument): readonly ManagerTabInfo[] {
  const tabs = DECLARATIONS.map(({ id, title }) => ({
    id,
    title,
    hosts: Object.entries(document.system.hosts)
      .filter(([, host]) => Object.values(host.containers).some((container) => container.type === id))
      .map(([name]) => name),
  }))
  return tabs.toSorted((a, b) => Number(b.hosts.length > 0) - Number(a.hosts.length > 0))
}

function ManagerTab({ id, title, hosts, current }: ManagerTabInfo & { readonly current: boolean }) {
  const result = useResultFor(id)
  const lost =
    result?.compiled.outputs.reduce(
      (sum, output) => sum + output.fields.filter((field) => field.outcome === 'lost').length,
      0,
    ) ?? 0
  return (
    <>
      {title}
      {hosts.length > 0 && (
        <span className="font-normal text-ink-3">{hosts.length > 2 ? `${hosts.length} hosts` : hosts.join(', ')}</span>
      )}
      {lost > 0 && (
        <Chip look="warn" title={`${lost} settings have no counterpart there; the list of diagnostics names them`}>
          {/* Eleven of them stand in a row: only the one that is looked at says the word. */}
          {current ? (
            `${lost} lost`
          ) : (
            <>
              {lost} <span className="sr-only">lost</span>
            </>
          )}
        </Chip>
      )}
    </>
  )
}

function Files({ result, hosts }: { result: Result; hosts: readonly string[] }) {
  const bench = useBench()
  const { view } = useWorkspace()
  const { file: wanted, selected, lit } = useUi()
  const files = useMemo(
    () => (hosts.length > 0 ? hosts.flatMap((host) => result.compiled.files(host)) : result.compiled.files()),
    [result, hosts],
  )
  const instance = instanceOf(selected)
  const field = useMemo(() => (lit ? at(root, ...lit) : null), [lit])
  const lights = useMemo<readonly Path[]>(
    () => (field ? [field] : instance ? [at(root, 'system', 'processes', instance)] : []),
    [field, instance],
  )
  const before = useMemo(
    () => (hosts.length > 0 ? runningTexts(view.running) : new Map<string, string>()),
    [view.running, hosts.length],
  )
  const current =
    files.find((file) => keyOf(file) === wanted) ?? bestFile(files, { placement: selected[0], instance, field })
  const grouped = [...Map.groupBy(files, (file) => file.host)]
  if (files.length === 0) return <p className="p-4 text-ink-3">Nothing to generate yet: no service stands on a host.</p>
  return (
    <div className="grid h-full min-h-0 grid-cols-[minmax(120px,208px)_minmax(0,1fr)]">
      <nav aria-label="Files" className="min-h-0 overflow-auto border-r border-line-1 py-2 text-data">
        {grouped.map(([host, own]) => (
          <section key={host} aria-label={host}>
            <h2 className="flex h-6 items-center gap-1.5 px-3 font-semibold">
              <Server size={14} strokeWidth={1.75} className="text-ink-3" aria-hidden /> {host}
            </h2>
            <ul>
              {named(own).map(({ file, folder, name }) => (
                <FileRow
                  folder={folder}
                  name={name}
                  key={keyOf(file)}
                  file={file}
                  before={before.get(keyOf(file))}
                  compared={before.size > 0}
                  current={file === current}
                  onSelect={() => bench.ui.set({ file: keyOf(file) })}
                />
              ))}
            </ul>
          </section>
        ))}
      </nav>
      {current && (
        <CodeView file={current} before={before.get(keyOf(current)) ?? (before.size > 0 ? '' : null)} lights={lights} />
      )}
    </div>
  )
}

export function keyOf(file: Pick<PreviewFile, 'host' | 'path'>): string {
  return `${file.host}:${file.path}`
}

/** Files by their own names; where several have one (`run`, `type`), with the folder that tells them apart. */
function named(files: readonly PreviewFile[]) {
  const parts = files.map((file) => ({ file, folder: file.path.split('/').at(-2) ?? '', name: nameOf(file) }))
  const often = new Set(
    parts.filter(({ name }, index) => parts.findIndex((one) => one.name === name) !== index).map(({ name }) => name),
  )
  return parts.map((part) => (often.has(part.name) ? part : { ...part, folder: '' }))
}
function nameOf({ path }: PreviewFile): string {
  return path.split('/').at(-1) ?? path
}

interface FileRowProps {
  readonly folder: string
  readonly name: string
  readonly file: PreviewFile
  readonly before: string | undefined
  readonly compared: boolean
  readonly current: boolean
  readonly onSelect: () => void
}

function FileRow({ folder, name, file, before, compared, current, onSelect }: FileRowProps) {
  const after = textOf(file)
  const changes = useMemo(
    () => (compared && after !== before ? difference(before ?? null, after) : null),
    [compared, before, after],
  )
  return (
    <li>
      <button
        type="button"
        title={file.path}
        aria-current={current || undefined}
        onClick={onSelect}
        className={classes(
          'flex h-6 w-full items-center gap-1.5 pr-3 pl-7 text-left whitespace-nowrap text-ink-2 -outline-offset-2 hover:bg-hover aria-[current]:bg-hover aria-[current]:font-semibold aria-[current]:text-ink-1 coarse:h-11',
          file.kind === 'launcher' && 'text-ink-3',
        )}
      >
        <FileText size={13} strokeWidth={1.75} className="flex-none text-ink-3" aria-hidden />
        <span className="flex min-w-0">
          {folder && <span className="truncate">{folder}</span>}
          <span className={folder ? 'flex-none' : 'truncate'}>
            {folder && '/'}
            {name}
          </span>
        </span>
        {changes && (
          <span className="ml-auto pl-2">
            <Counts added={changes.added} removed={changes.removed} />
          </span>
        )}
      </button>
    </li>
  )
}
