'use client'
/** Where a host is, and as whom it is entered. */
import { Button } from '#app/_ui/button.tsx'
import { Field, Input } from '#app/_ui/field.tsx'

export interface Whereabouts {
  readonly name: string
  readonly host: string
  readonly port: number
  readonly user: string
  /** Path of a private key on the machine where Longrun runs; empty: what its ssh would use. */
  readonly identityFile: string
  readonly jump: string
}

/** Names stand in URLs, in files on hosts and in names of services there. */
const NAME = '[a-z][a-z0-9]*(-[a-z0-9]+)*'

export function WhereForm({
  value,
  locked,
  asking,
  asked,
  onChange,
  onSubmit,
}: {
  value: Whereabouts
  locked: boolean
  asking: boolean
  asked: boolean
  onChange: (value: Whereabouts) => void
  onSubmit: () => void
}) {
  const set = (change: Partial<Whereabouts>) => onChange({ ...value, ...change })
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        onSubmit()
      }}
    >
      <fieldset disabled={locked} className="min-w-0">
        <Field label="Name" help="How it is called in drawings: lower-case letters, digits and hyphens.">
          {(control) => (
            <Input
              {...control}
              required
              maxLength={40}
              pattern={NAME}
              autoFocus
              value={value.name}
              onChange={(event) => set({ name: event.target.value })}
            />
          )}
        </Field>
        <Field label="Address">
          {(control) => (
            <Input
              {...control}
              required
              placeholder="host name or IP address"
              value={value.host}
              onChange={(event) => set({ host: event.target.value.trim() })}
            />
          )}
        </Field>
        <Field label="Port">
          {(control) => (
            <Input
              {...control}
              required
              type="number"
              min={1}
              max={65535}
              value={value.port}
              onChange={(event) => set({ port: event.target.valueAsNumber || 22 })}
            />
          )}
        </Field>
        <Field label="User" help="Root is not needed. Without it processes run as this user.">
          {(control) => (
            <Input
              {...control}
              required
              value={value.user}
              onChange={(event) => set({ user: event.target.value.trim() })}
            />
          )}
        </Field>
        <details className="my-1">
          <summary className="w-fit text-ink-2">Key file, jump host</summary>
          <Field label="Key file" help="A path on the machine where Longrun runs. Empty: what its ssh would use.">
            {(control) => (
              <Input
                {...control}
                className="font-mono"
                placeholder="/home/ann/.ssh/id_ed25519"
                value={value.identityFile}
                onChange={(event) => set({ identityFile: event.target.value.trim() })}
              />
            )}
          </Field>
          <Field label="Jump host">
            {(control) => (
              <Input {...control} value={value.jump} onChange={(event) => set({ jump: event.target.value.trim() })} />
            )}
          </Field>
        </details>
        <Button type="submit" look={asked ? 'outline' : 'ink'} className="mt-2 mb-3">
          {asking ? 'Asking…' : asked ? 'Ask again' : 'Ask for its key'}
        </Button>
      </fieldset>
    </form>
  )
}
