'use client'
/** Where files come from: dropped, chosen, or pasted; and those that are there, each of which can be left out. */
import { ClipboardPaste, FilePlus, FolderOpen, X } from 'lucide-react'
import { useId, useRef, useState } from 'react'
import { count, listed } from '#app/_ui/answer.ts'
import { Button } from '#app/_ui/button.tsx'
import { classes } from '#app/_ui/classes.ts'
import { Field, Input, TextArea } from '#app/_ui/field.tsx'
import { Glyph } from '#app/_ui/glyph.tsx'
import { useFormats } from './formats.ts'
import { fromDrop, fromInput, type Sent } from './sent-files.ts'

export interface SourceProps {
  readonly sent: Sent
  readonly onGive: (sent: Sent) => void
  readonly onRemove: (path: string) => void
  readonly onClear: () => void
}

export function Source({ sent, onGive, onRemove, onClear }: SourceProps) {
  const formats = useFormats()
  const [over, setOver] = useState(false)
  const [pasting, setPasting] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)
  const files = useRef<HTMLInputElement>(null)
  const folder = useRef<HTMLInputElement>(null)
  async function take(reading: Promise<Sent>) {
    setProblem(null)
    try {
      const given = await reading
      if (given.files.length === 0) setProblem('There is no file in it that can be read.')
      else onGive(given)
    } catch (error) {
      setProblem(`The browser could not read it: ${error instanceof Error ? error.message : String(error)}`)
    }
  }
  function chosen(event: React.ChangeEvent<HTMLInputElement>) {
    if (event.target.files && event.target.files.length > 0) void take(fromInput(event.target.files))
    event.target.value = ''
  }
  return (
    <section
      aria-label="Files"
      onDragOver={(event) => {
        event.preventDefault()
        setOver(true)
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault()
        setOver(false)
        void take(fromDrop(event.dataTransfer))
      }}
      className={classes(
        'rounded-node border border-dashed p-4',
        over ? 'border-ink-1 bg-hover' : 'border-line-3 bg-panel',
      )}
    >
      {sent.files.length === 0 && !pasting && (
        <p className="mb-3 text-read text-ink-2">
          Drop files or a folder here. What is read:{' '}
          {listed(
            formats.all.toReversed().map(({ title }) => title),
            20,
          )}
          .
        </p>
      )}
      <div className="flex flex-wrap items-center gap-2">
        <Button onClick={() => files.current?.click()}>
          <FilePlus size={16} aria-hidden className="max-sm:hidden" /> Choose files
        </Button>
        <Button onClick={() => folder.current?.click()}>
          <FolderOpen size={16} aria-hidden className="max-sm:hidden" /> Choose a folder
        </Button>
        <Button look="quiet" aria-expanded={pasting} onClick={() => setPasting(!pasting)}>
          <ClipboardPaste size={16} aria-hidden className="max-sm:hidden" /> Paste
        </Button>
        <input ref={files} type="file" multiple hidden aria-label="Files to import" onChange={chosen} />
        <input
          ref={folder}
          type="file"
          hidden
          aria-label="Folder to import"
          onChange={chosen}
          {...{ webkitdirectory: '' }}
        />
      </div>
      {pasting && (
        <Pasted
          onGive={(given) => {
            setPasting(false)
            onGive(given)
          }}
        />
      )}
      {problem && (
        <p role="alert" className="mt-3 flex items-start gap-1.5 text-fail">
          <Glyph name="failed" className="mt-[3px]" />
          {problem}
        </p>
      )}
      {sent.left.map((says) => (
        <p key={says} className="mt-2 text-data text-warn">
          {says}
        </p>
      ))}
      {sent.files.length > 0 && <Files sent={sent} onRemove={onRemove} onClear={onClear} />}
    </section>
  )
}

function Files({ sent: { files, title }, onRemove, onClear }: Omit<SourceProps, 'onGive'>) {
  return (
    <div className="mt-3 border-t border-line-1 pt-2">
      <p className="flex items-center gap-2 text-data text-ink-3">
        <span className="min-w-0 truncate">
          {count(files.length, 'file')}
          {title && files.length > 1 && ` of ${title}`}
        </span>
        <Button look="quiet" size="small" className="ml-auto" onClick={onClear}>
          Clear
        </Button>
      </p>
      <ul aria-label="Files that are read" className="max-h-44 overflow-auto">
        {files.map(({ path }) => (
          <li key={path} className="flex min-h-7 items-center gap-2 border-t border-line-1 first:border-t-0">
            <span className="min-w-0 truncate font-mono text-code" title={path}>
              {path}
            </span>
            <Button
              look="quiet"
              size="small"
              square
              className="ml-auto"
              aria-label={`Leave out ${path}`}
              onClick={() => onRemove(path)}
            >
              <X size={14} aria-hidden />
            </Button>
          </li>
        ))}
      </ul>
    </div>
  )
}

/** A text needs the name of its file: some formats take a process's name from it. */
function Pasted({ onGive }: { onGive: (sent: Sent) => void }) {
  const [text, setText] = useState('')
  const [name, setName] = useState('')
  const group = useId()
  const path = name.trim() || 'pasted'
  return (
    <fieldset aria-labelledby={group} className="mt-3 border-t border-line-1 pt-2">
      <p id={group} className="sr-only">
        A text of one file
      </p>
      <Field layout="column" label="Text">
        {(control) => (
          <TextArea {...control} autoFocus rows={10} value={text} onChange={(event) => setText(event.target.value)} />
        )}
      </Field>
      <Field
        layout="column"
        label="Its file is called"
        help="A unit and some others name a process by their file, as in web.service."
      >
        {(control) => (
          <Input
            {...control}
            placeholder="web.service"
            maxLength={200}
            value={name}
            onChange={(event) => setName(event.target.value)}
          />
        )}
      </Field>
      <Button
        className="mt-2"
        disabled={text.trim() === ''}
        onClick={() => onGive({ files: [{ path, text }], title: path.replace(/\.[^.]*$/, ''), left: [] })}
      >
        Read it
      </Button>
    </fieldset>
  )
}
