'use client'
/** What differs between two generations, three ways: the model, the files on hosts, the numbers. */
import { useMemo, useState } from 'react'
import { classes } from '#app/_ui/classes.ts'
import { difference } from '#app/_ui/difference.ts'
import { Counts, DifferenceView } from '#app/_ui/difference-view.tsx'
import { Select } from '#app/_ui/field.tsx'
import { Cell, Head, HeadCell, Row, Table } from '#app/_ui/table.tsx'
import { Tabs } from '#app/_ui/tabs.tsx'
import type { FileChange, Manifest } from '#generators/contract/manifest.ts'
import { print } from '#generators/model/print.ts'
import { fileChangesOf } from '#generators/plan/file-changes.ts'
import type { GenerationView } from '#server/api/views.ts'
import { inReadingOrder } from '../plan/reading-order.ts'
import { idRows, idWords } from './id-changes.ts'

export interface PanesProps {
  /** `null`: one generation is looked at alone. */
  readonly before: GenerationView | null
  readonly after: GenerationView
}
type PaneName = 'model' | 'files' | 'ids'

export function Panes(props: PanesProps) {
  const [shown, setShown] = useState<PaneName>('model')
  const panes = {
    model: <ModelPane {...props} />,
    files: <FilesPane {...props} />,
    ids: <IdsPane {...props} />,
  }
  return (
    <>
      <div className="grid min-h-0 flex-1 grid-cols-[minmax(0,5fr)_minmax(0,6fr)_minmax(320px,4fr)] border-t border-line-2 bg-panel max-xl:hidden">
        {panes.model}
        {panes.files}
        {panes.ids}
      </div>
      <Tabs
        label="What differs"
        value={shown}
        onChange={(value) => setShown(value as PaneName)}
        items={[
          { value: 'model', text: 'Model' },
          { value: 'files', text: 'Files' },
          { value: 'ids', text: 'IDs' },
        ]}
        className="min-h-[360px] flex-1 border-t border-line-2 bg-panel pt-1 xl:hidden"
      >
        {panes[shown]}
      </Tabs>
    </>
  )
}

function Pane({
  title,
  note,
  end,
  children,
}: {
  title: string
  note: React.ReactNode
  end?: React.ReactNode
  children: React.ReactNode
}) {
  return (
    <section
      aria-label={title}
      className="flex h-full min-h-0 min-w-0 flex-col border-l border-line-1 first:border-l-0"
    >
      <header className="flex h-9 flex-none items-center gap-2 border-b border-line-1 px-4">
        <h2 className="font-semibold max-xl:sr-only">{title}</h2>
        <span className="truncate text-ink-3">{note}</span>
        {end && <span className="ml-auto flex min-w-0 items-center gap-2">{end}</span>}
      </header>
      {children}
    </section>
  )
}

function ModelPane({ before, after }: PanesProps) {
  const [old, now] = useMemo(() => [before && print(before.document), print(after.document)], [before, after])
  const { added, removed } = useMemo(() => difference(old ?? now, now), [old, now])
  return (
    <Pane
      title="Model"
      note={before ? (added + removed > 0 ? `${after.number}, against ${before.number}` : 'alike') : after.number}
      end={before && <Counts added={added} removed={removed} look="history" />}
    >
      <DifferenceView label="Text of the model" before={old ?? now} after={now} look="history" className="flex-1" />
    </Pane>
  )
}

/** Files that differ; or, of one generation, all. */
function filesOf(
  before: Manifest | null,
  after: Manifest,
  alone: boolean,
): readonly (FileChange & { readonly host: string })[] {
  const hosts = [...new Set([...Object.keys(before?.hosts ?? {}), ...Object.keys(after.hosts)])].sort()
  return hosts.flatMap((host) =>
    inReadingOrder(fileChangesOf(before?.hosts[host] ?? null, after.hosts[host] ?? null)).map((file) => ({
      ...file,
      host,
      before: alone ? file.after : file.before,
    })),
  )
}

function FilesPane({ before, after }: PanesProps) {
  const files = useMemo(() => filesOf(before?.manifest ?? null, after.manifest, before === null), [before, after])
  const all = useMemo(() => filesOf(null, after.manifest, true).length, [after])
  const [chosen, setChosen] = useState('')
  const keyOf = (file: (typeof files)[number]) => `${file.host} ${file.path}`
  const file = files.find((each) => keyOf(each) === chosen) ?? files[0]
  return (
    <Pane
      title="Files"
      note={before ? `${files.length} of ${all} differ` : all}
      end={
        file && (
          <Select
            aria-label="File"
            className="h-7! max-w-[280px] truncate border-transparent!"
            value={keyOf(file)}
            onChange={(event) => setChosen(event.target.value)}
          >
            {files.map((each) => (
              <option key={keyOf(each)} value={keyOf(each)}>
                {nameOf(each.path)}, {each.host}
              </option>
            ))}
          </Select>
        )
      }
    >
      {file ? (
        <>
          <p
            className="flex-none truncate border-b border-line-1 px-4 py-1 font-mono text-code text-ink-3"
            title={file.path}
          >
            {file.path}
          </p>
          <DifferenceView
            key={keyOf(file)}
            label={`${file.path} on ${file.host}`}
            before={file.before}
            after={file.after}
            look="history"
            className="flex-1"
          />
        </>
      ) : (
        <p className="p-4 text-ink-3">No file differs.</p>
      )}
    </Pane>
  )
}

function nameOf(path: string): string {
  return path.split('/').filter(Boolean).slice(-2).join('/')
}

function IdsPane({ before, after }: PanesProps) {
  const rows = useMemo(() => idRows(before?.document.ids ?? null, after.document.ids), [before, after])
  return (
    <Pane title="IDs" note={before ? idWords(rows) : rows.length}>
      <div tabIndex={0} className="min-h-0 flex-1 overflow-auto px-4 pt-2 pb-4 -outline-offset-2">
        {rows.length === 0 && <p className="text-ink-3">No number was assigned.</p>}
        {rows.length > 0 && (
          <Table label="IDs">
            <Head>
              <HeadCell>For</HeadCell>
              <HeadCell>Pool</HeadCell>
              {before && <HeadCell number>{before.number}</HeadCell>}
              <HeadCell number>{after.number}</HeadCell>
            </Head>
            <tbody>
              {rows.map((row) => (
                <Row key={`${row.pool}/${row.owner}`}>
                  <Cell className="max-w-[140px] truncate">{row.owner}</Cell>
                  <Cell className="max-w-[120px] truncate text-ink-2">{row.pool}</Cell>
                  {before && (
                    <Cell number className="font-mono text-ink-2">
                      {row.before ?? '–'}
                    </Cell>
                  )}
                  <Cell number className={classes('font-mono', before && row.before !== row.after && 'font-bold')}>
                    {row.after ?? '–'}
                  </Cell>
                </Row>
              ))}
            </tbody>
          </Table>
        )}
      </div>
    </Pane>
  )
}
