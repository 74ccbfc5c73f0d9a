'use client'
/** What the compiler made of a process: as whom it runs, what it runs, when it counts as ready, where its page is. */
import { ExternalLink, User, Users } from 'lucide-react'
import { Chip } from '#app/_ui/chip.tsx'
import { Facts } from '#app/_ui/facts.tsx'
import { Section } from '#app/_ui/section.tsx'
import type { Account, Placement, Probe } from '#generators/contract/backend.ts'
import { fillHoles, type Hole, type Text } from '#generators/contract/text.ts'
import { useBench, useRec, useResult } from '../editor/use-bench.tsx'

export function RunsAs({ id }: { id: string }) {
  const bench = useBench()
  const result = useResult()
  const rec = useRec(id)
  const placement = result?.compiled.outputs.find((output) => output.placement.id === id)?.placement
  if (!placement) return null
  const address = rec?.host ? bench.document.system.hosts[rec.host]?.address : undefined
  const probe = placement.ready
  const page = rec?.port && address && probe?.kind === 'http' ? `http://${address}:${rec.port}` : null
  const program = placement.foreground ?? placement.daemon
  const facts: (readonly [string, React.ReactNode])[] = [
    [
      'Account',
      placement.accounts.length > 0 ? (
        <Accounts key="accounts" placement={placement} />
      ) : (
        'whoever runs the process manager'
      ),
    ],
    ['Ready when', probe ? probeWords(probe) : 'the process manager says that it is up'],
  ]
  if (program)
    facts.unshift([
      'Program',
      <span key="program" className="font-mono text-code break-all">
        {[program.path, ...program.args].map(shown).join(' ')}
      </span>,
    ])
  if (page)
    facts.push([
      'Page',
      <a key="page" href={page} target="_blank" rel="noreferrer" className="inline-flex items-center gap-1 underline">
        {page} <ExternalLink size={12} aria-hidden />
      </a>,
    ])
  return (
    <Section where="panel" title="What it becomes">
      <div className="text-data">
        <Facts facts={facts} />
      </div>
    </Section>
  )
}

function Accounts({ placement }: { placement: Placement }) {
  return (
    <span className="flex flex-wrap gap-1">
      {placement.accounts.map((account) => (
        <Chip
          key={`${account.kind}:${shown(account.name)}`}
          look="assigned"
          icon={account.kind === 'user' ? <User aria-hidden /> : <Users aria-hidden />}
          detail={numberOf(account)}
          title={
            placement.container.userChange
              ? account.kind
              : `${account.kind}, not used: processes of this container cannot change users`
          }
        >
          {shown(account.name)}
        </Chip>
      ))}
    </span>
  )
}

function numberOf(account: Account): string | undefined {
  const number = account.kind === 'user' ? account.uid : account.gid
  return number ? shown(number) : undefined
}

export function probeWords(probe: Probe): string {
  const within = ` within ${probe.seconds} s`
  switch (probe.kind) {
    case 'tcp':
      return `TCP ${shown(probe.port)} answers${within}`
    case 'http':
      return `${shown(probe.url)} answers${probe.status ? ` ${probe.status}` : ''}${within}`
    case 'path':
      return `${shown(probe.path)} exists${within}`
    case 'exec':
      return `${probe.argv.map(shown).join(' ')} ends with 0${within}`
    case 'log':
      return `its log says “${shown(probe.text)}”${within}`
    case 'ended':
      return `${shown(probe.process)} ended with 0${within}`
    case 'notify':
      return `it says so itself${within}`
    case 'command':
      return `${shown(probe.says)} is there${within}`
  }
}

/** Text with its holes named, as it stands before a host fills them. */
export function shown(text: Text): string {
  return fillHoles(text, nameHole)
}

function nameHole(hole: Hole): string {
  switch (hole.kind) {
    case 'artefact':
      return `‹${hole.of.name}›`
    case 'directory':
      return `‹${hole.of}›`
    case 'secret':
      return `‹secret ${hole.name}›`
    case 'links':
      return `‹links of ${hole.name}›`
    default:
      return `‹${hole.kind}›`
  }
}
