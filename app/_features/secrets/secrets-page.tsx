'use client'
/** Which secrets does this system have, who uses them, and which have no value yet? Values are written here and never shown. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { KeyRound } from 'lucide-react'
import { useState } from 'react'
import { useTRPC } from '#app/_trpc/client.tsx'
import { count, listed, phrase } from '#app/_ui/answer.ts'
import { AnswerLine } from '#app/_ui/answer-line.tsx'
import { Button, ButtonLink } from '#app/_ui/button.tsx'
import { Chip } from '#app/_ui/chip.tsx'
import { Dialog } from '#app/_ui/dialog.tsx'
import { EmptyState } from '#app/_ui/empty-state.tsx'
import { BarTitle, Page } from '#app/_ui/page.tsx'
import { Section } from '#app/_ui/section.tsx'
import { Cell, Head, HeadCell, Row, Table } from '#app/_ui/table.tsx'
import { Time } from '#app/_ui/time.tsx'
import { TrackLine } from '#app/_ui/track-line.tsx'
import type { SecretView } from '#server/api/views.ts'
import { Failure } from '../shell/failure.tsx'
import { Loaded } from '../shell/loaded.tsx'
import { useMay } from '../shell/use-may.ts'
import { SetSecret } from './set-secret.tsx'

/** `asked`: the secret whose value is asked for at once. */
export function SecretsPage({ system, asked }: { system: string; asked: string | null }) {
  const trpc = useTRPC()
  const may = useMay()('operator')
  const secrets = useQuery(trpc.secrets.list.queryOptions({ systemId: system }))
  const systems = useQuery(trpc.systems.list.queryOptions())
  const summary = systems.data?.find((each) => each.name === system)
  const [setting, setSetting] = useState<string | null>(asked)
  const [removing, setRemoving] = useState<SecretView | null>(null)
  const base = `/systems/${encodeURIComponent(system)}`
  return (
    <Page
      bar={
        <>
          <BarTitle>{system}</BarTitle>
          {summary && (
            <TrackLine
              life={{ system, generation: summary.generation, changes: summary.draft ? null : 0, at: 'secrets' }}
            />
          )}
        </>
      }
      end={summary?.draft ? <ButtonLink href={`${base}/plan`}>Review plan</ButtonLink> : undefined}
    >
      <Loaded query={secrets} rows={5}>
        {(all) => (
          <>
            <Answer secrets={all} />
            <Section
              title="Secrets"
              className="mt-6"
              count={all.length}
              end={
                may && (
                  <Button size="small" onClick={() => setSetting('')}>
                    Add secret
                  </Button>
                )
              }
            >
              {all.length === 0 ? (
                <div className="py-4">
                  <EmptyState
                    title="This draft asks for none."
                    says="A constructor asks with a parameter of type secret; the model then holds its name, and never its value."
                    ways={[{ text: 'Open the draft', href: base }]}
                  />
                </div>
              ) : (
                <Table label="Secrets">
                  <Head>
                    <HeadCell className="pt-2">Name</HeadCell>
                    <HeadCell>Used by</HeadCell>
                    <HeadCell>Value</HeadCell>
                    <HeadCell className="max-sm:hidden">Generations</HeadCell>
                    <HeadCell>
                      <span className="sr-only">Actions</span>
                    </HeadCell>
                  </Head>
                  <tbody>
                    {all.map((one) => (
                      <SecretRow
                        key={one.name}
                        secret={one}
                        may={may}
                        onSet={() => setSetting(one.name)}
                        onRemove={() => setRemoving(one)}
                      />
                    ))}
                  </tbody>
                </Table>
              )}
            </Section>
            {may && (
              <SetSecret
                system={system}
                name={setting ?? ''}
                has={all.some((one) => one.name === setting && one.version !== null)}
                open={setting !== null}
                onOpenChange={(open) => setSetting(open ? setting : null)}
              />
            )}
            <Remove system={system} secret={removing} onClose={() => setRemoving(null)} />
          </>
        )}
      </Loaded>
    </Page>
  )
}

function Answer({ secrets }: { secrets: readonly SecretView[] }) {
  const missing = secrets.filter((one) => one.version === null).map((one) => one.name)
  return (
    <AnswerLine
      size="answer"
      phrases={
        secrets.length === 0
          ? [phrase('This system has no secrets.')]
          : missing.length > 0
            ? [{ text: `${listed(missing)} ${missing.length === 1 ? 'has' : 'have'} no value yet.`, tone: 'failed' }]
            : [phrase(`${count(secrets.length, 'secret')}, each with a value.`)]
      }
    />
  )
}

interface SecretRowProps {
  readonly secret: SecretView
  readonly may: boolean
  readonly onSet: () => void
  readonly onRemove: () => void
}
function SecretRow({ secret, may, onSet, onRemove }: SecretRowProps) {
  const { name, version, versions, usedBy, running } = secret
  const newest = versions.find((one) => one.version === version)
  const generations = [...new Set(versions.flatMap((one) => one.generations))].sort((a, b) => a - b)
  return (
    <Row height="staged">
      <Cell className="max-w-60 max-sm:max-w-32">
        <Chip icon={<KeyRound aria-hidden />} title={name}>
          {name}
        </Chip>
      </Cell>
      <Cell className="max-w-60 truncate max-sm:max-w-20">
        {usedBy.length > 0 ? usedBy.join(', ') : <span className="text-ink-3">{running ? 'what runs' : 'nobody'}</span>}
      </Cell>
      <Cell className="whitespace-nowrap">
        {newest ? (
          <>
            <span className="font-mono text-code max-sm:hidden">{newest.version}</span>{' '}
            <span className="text-ink-3">
              <Time at={newest.setAt} />
              <span className="max-sm:hidden"> by {newest.setBy}</span>
            </span>
          </>
        ) : (
          <Chip look="fail">no value</Chip>
        )}
      </Cell>
      <Cell className="whitespace-nowrap text-ink-2 max-sm:hidden">
        {generations.length > 0 ? generations.join(', ') : <span className="text-ink-3">none</span>}
      </Cell>
      <Cell number>
        {may && (
          <span className="inline-flex gap-1">
            <Button
              size="small"
              look={newest ? 'outline' : 'ink'}
              aria-label={`${newest ? 'Replace' : 'Set'} ${name}`}
              onClick={onSet}
            >
              {newest ? 'Replace' : 'Set'}
            </Button>
            {newest && usedBy.length === 0 && !running && (
              <Button size="small" look="quiet" aria-label={`Remove ${name}`} onClick={onRemove}>
                Remove
              </Button>
            )}
          </span>
        )}
      </Cell>
    </Row>
  )
}

function Remove({ system, secret, onClose }: { system: string; secret: SecretView | null; onClose: () => void }) {
  const trpc = useTRPC()
  const queries = useQueryClient()
  const remove = useMutation(
    trpc.secrets.remove.mutationOptions({
      onSuccess: async () => {
        await queries.invalidateQueries({ queryKey: trpc.secrets.list.queryKey({ systemId: system }) })
        onClose()
      },
    }),
  )
  const generations = [...new Set(secret?.versions.flatMap((one) => one.generations) ?? [])].sort((a, b) => a - b)
  return (
    <Dialog
      open={secret !== null}
      onOpenChange={(open) => {
        remove.reset()
        if (!open) onClose()
      }}
      title={`Remove ${secret?.name ?? ''}`}
      says={
        generations.length > 0
          ? `Its values are forgotten. Going back to generation ${listed(generations.map(String))} then works only where the hosts still have them.`
          : 'Its value is forgotten. Nothing uses it.'
      }
      foot={
        <>
          <Button onClick={onClose}>Leave it</Button>
          <Button
            look="ink"
            disabled={remove.isPending}
            onClick={() => secret && remove.mutate({ systemId: system, name: secret.name })}
          >
            Remove
          </Button>
        </>
      }
    >
      {remove.error && <Failure inline error={remove.error} />}
    </Dialog>
  )
}
