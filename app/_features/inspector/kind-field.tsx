'use client'
/** What becomes of a program that ends: it should not, it runs once, or it runs at its times; and what each of these can say. */
import { Field, Input, Select } from '#app/_ui/field.tsx'
import type { ManagedProcess } from '#generators/model/document.ts'
import { isCron, readCron } from '#generators/syntax/cron.ts'

type Kind = NonNullable<ManagedProcess['kind']>
type TimerKind = Extract<Kind, { readonly timer: string }>
const isTimer = (kind: Kind): kind is TimerKind => typeof kind === 'object' && 'timer' in kind

export interface KindFieldProps {
  /** Absent: a longrun. */
  readonly value: Kind | undefined
  readonly fixed: boolean
  readonly onChange: (value: Kind | undefined) => void
}

export function KindField({ value = 'longrun', fixed, onChange }: KindFieldProps) {
  const is = value === 'longrun' ? 'longrun' : isTimer(value) ? 'timer' : 'oneshot'
  const choose = (next: string) =>
    onChange(next === 'timer' ? { timer: '@daily' } : next === 'oneshot' ? 'oneshot' : undefined)
  return (
    <>
      <Field label="Runs">
        {(control) => (
          <Select {...control} value={is} disabled={fixed} onChange={(event) => choose(event.target.value)}>
            <option value="longrun">all the time</option>
            <option value="oneshot">once in each boot</option>
            <option value="timer">at its times</option>
          </Select>
        )}
      </Field>
      {is === 'oneshot' && <OnceFields kind={value} fixed={fixed} onChange={onChange} />}
      {isTimer(value) && <TimerFields kind={value} fixed={fixed} onChange={onChange} />}
    </>
  )
}

interface PartProps<Of> {
  readonly kind: Of
  readonly fixed: boolean
  readonly onChange: (value: Kind) => void
}

function OnceFields({ kind, fixed, onChange }: PartProps<Kind>) {
  const own = typeof kind === 'object' && 'oneshot' in kind ? kind.oneshot : {}
  return (
    <Field label="When it changes">
      {(control) => (
        <Select
          {...control}
          value={own.onChange ?? 'run'}
          disabled={fixed}
          onChange={(event) =>
            onChange({ oneshot: { ...own, onChange: event.target.value === 'boot' ? 'boot' : 'run' } })
          }
        >
          <option value="run">run it again</option>
          <option value="boot">wait for the next boot</option>
        </Select>
      )}
    </Field>
  )
}

function TimerFields({ kind, fixed, onChange }: PartProps<TimerKind>) {
  // A template is read where the process is made, by the compiler.
  const read = kind.timer.includes('${') ? null : readCron(kind.timer)
  const wrong =
    read && !isCron(read) ? `The ${read.part} cannot be “${read.given}”; wanted is ${read.wanted}.` : undefined
  const choice = <Key extends 'missed' | 'overlap'>(
    key: Key,
    label: string,
    options: readonly (readonly [NonNullable<TimerKind[Key]>, string])[],
  ) => (
    <Field label={label}>
      {(control) => (
        <Select
          {...control}
          value={kind[key] ?? 'skip'}
          disabled={fixed}
          onChange={(event) => onChange({ ...kind, [key]: event.target.value })}
        >
          {options.map(([value, words]) => (
            <option key={value} value={value}>
              {words}
            </option>
          ))}
        </Select>
      )}
    </Field>
  )
  return (
    <>
      <Field
        label="Schedule"
        error={wrong}
        help="Minute, hour, day of the month, month, day of the week; or @daily and its like. Local time of the host."
      >
        {(control) => (
          <Input
            {...control}
            className="font-mono"
            value={kind.timer}
            placeholder="30 2 * * mon-fri"
            disabled={fixed}
            onChange={(event) => onChange({ ...kind, timer: event.target.value })}
          />
        )}
      </Field>
      {choice('missed', 'Missed while off', [
        ['skip', 'is passed over'],
        ['run', 'is made up for once'],
      ])}
      {choice('overlap', 'Still running', [
        ['skip', 'the next is passed over'],
        ['wait', 'the next one waits'],
      ])}
      <Field label="Spread" help="Seconds: each run is later by up to so many, so that hosts do not begin at once.">
        {(control) => (
          <Input
            {...control}
            type="number"
            min={0}
            max={86_400}
            value={kind.jitterSeconds ?? 0}
            disabled={fixed}
            onChange={(event) =>
              onChange({ ...kind, jitterSeconds: Math.max(0, Math.round(event.target.valueAsNumber) || 0) })
            }
          />
        )}
      </Field>
    </>
  )
}
