'use client'
/** The draft to take along: its text, expressions for Nix, or the files of a process manager; what is not in them is said before. */
import { useQuery } from '@tanstack/react-query'
import { Download as Icon } from 'lucide-react'
import { useState } from 'react'
import { count } from '#app/_ui/answer.ts'
import { Button } from '#app/_ui/button.tsx'
import { DiagnosticRow } from '#app/_ui/diagnostic-row.tsx'
import { Dialog } from '#app/_ui/dialog.tsx'
import { Field, Select } from '#app/_ui/field.tsx'
import { Section } from '#app/_ui/section.tsx'
import { Segmented } from '#app/_ui/segmented.tsx'
import type { Diagnostic } from '#generators/diagnostics/diagnostic.ts'
import { type ExportAs, exportFiles, nameOfExport } from '#generators/export.ts'
import { sorted } from '../editor/diagnostics.ts'
import { useDraft } from '../editor/use-bench.tsx'
import { useWorkspace } from '../editor/workspace-context.tsx'
import { managerTabs } from '../preview/preview-tab.tsx'
import { Failure } from '../shell/failure.tsx'
import { type Download, downloadOf, save, sizeOf } from './download.ts'

type Kind = ExportAs['kind']
const SAYS: Readonly<Record<Kind, string>> = {
  model: 'The model as one text: the editor and the command line read it back as it is.',
  nix: 'What nix-processmgmt reads: processes.nix with its constructors, idresources.nix and ids.nix.',
  manager: 'What each host would have, at the places where it would be there.',
}
const LOSSES: Readonly<Record<Kind, string>> = {
  model: 'Not in it',
  nix: 'Not in it',
  manager: 'Lost, or different there',
}

export function ExportSystem() {
  const [open, setOpen] = useState(false)
  return (
    <>
      <Button onClick={() => setOpen(true)}>
        <Icon size={16} aria-hidden /> Export
      </Button>
      {open && <ExportDialog onClose={() => setOpen(false)} />}
    </>
  )
}

function ExportDialog({ onClose }: { onClose: () => void }) {
  const { view } = useWorkspace()
  const { document } = useDraft()
  const hosts = Object.keys(document.system.hosts)
  const managers = managerTabs(document)
  const [kind, setKind] = useState<Kind>('model')
  const [host, setHost] = useState(hosts[0] ?? '')
  const [manager, setManager] = useState(managers[0]?.id ?? '')
  const as: ExportAs = kind === 'model' ? { kind } : kind === 'nix' ? { kind, host } : { kind, manager }
  const made = useQuery({
    queryKey: ['export', document, as] as const,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    retry: false,
    queryFn: async () => {
      const { files, diagnostics } = await exportFiles({ document, facts: view.facts, as })
      return { files, diagnostics, download: files.length > 0 ? downloadOf(nameOfExport(document, as), files) : null }
    },
  })
  const { files = [], diagnostics = [], download = null } = made.data ?? {}
  return (
    <Dialog
      open
      wide
      onOpenChange={(next) => !next && onClose()}
      title={`Export ${view.name}`}
      says={SAYS[kind]}
      foot={
        <>
          <span className="mr-auto min-w-0 self-center truncate text-data text-ink-3" aria-live="polite">
            {summary(download, files.length, made.isFetching)}
          </span>
          <Button look="ink" disabled={!download} onClick={() => download && save(download)}>
            Download
          </Button>
        </>
      }
    >
      <div className="overflow-x-auto py-1">
        <Segmented
          label="Export as"
          value={kind}
          onChange={setKind}
          options={[
            { value: 'model', text: 'Longrun YAML' },
            { value: 'nix', text: 'Nix' },
            { value: 'manager', text: 'Process manager' },
          ]}
        />
      </div>
      {kind === 'nix' && hosts.length > 1 && (
        <Field label="Host" help="A processes model of Nix is of one machine.">
          {(control) => (
            <Select {...control} value={host} onChange={(event) => setHost(event.target.value)}>
              {hosts.map((name) => (
                <option key={name}>{name}</option>
              ))}
            </Select>
          )}
        </Field>
      )}
      {kind === 'manager' && (
        <Field label="Process manager">
          {(control) => (
            <Select {...control} value={manager} onChange={(event) => setManager(event.target.value)}>
              {managers.map(({ id, title, hosts: used }) => (
                <option key={id} value={id}>
                  {used.length > 0 ? `${title}, used on ${used.join(', ')}` : title}
                </option>
              ))}
            </Select>
          )}
        </Field>
      )}
      {download && diagnostics.length === 0 && (
        <p className="mt-2 text-ink-2">Everything that the model says is in it.</p>
      )}
      {made.error && <Failure error={made.error} />}
      {diagnostics.length > 0 && (
        <Loss diagnostics={diagnostics} title={download === null ? 'What stands in the way' : LOSSES[kind]} />
      )}
      {files.length > 1 && (
        <Section title="Files" count={files.length} className="mt-4">
          <ul aria-label="Files of the export" tabIndex={0} className="max-h-56 overflow-auto py-1.5 -outline-offset-2">
            {files.map((file) => (
              <li key={file.path} className="w-max font-mono text-code text-ink-2">
                {file.path}
                {'link' in file && <span className="text-ink-3"> → {file.link}</span>}
              </li>
            ))}
          </ul>
        </Section>
      )}
      <p className="mt-4 text-data text-ink-3">
        A model holds no secret, only names of secrets: none is in what you download.
      </p>
    </Dialog>
  )
}

function summary(download: Download | null, files: number, working: boolean): string {
  if (download) return `${download.name}, ${files > 1 ? `${count(files, 'file')}, ` : ''}${sizeOf(download.blob.size)}`
  return working ? 'Making the files' : ''
}

/** What stands in the way, or what is not in the files. */
function Loss({ diagnostics, title }: { diagnostics: readonly Diagnostic[]; title: string }) {
  return (
    <Section title={title} count={diagnostics.length} className="mt-3">
      <div className="divide-y divide-line-1">
        {sorted(diagnostics).map(({ diagnostic, message, wayOut, at }, index) => (
          <DiagnosticRow
            key={`${index}${diagnostic.code}`}
            code={diagnostic.code}
            severity={diagnostic.severity}
            message={message}
            wayOut={wayOut}
            at={diagnostic.target ? `${at} · ${diagnostic.target.placement}` : at}
            inset={false}
          />
        ))}
      </div>
    </Section>
  )
}
