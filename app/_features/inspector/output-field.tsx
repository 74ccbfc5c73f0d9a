'use client'
/** Where a program's output goes: the process manager's own log, one file that grows, or one that is put aside in time. */
import { Field, Input, Select } from '#app/_ui/field.tsx'
import type { ManagedProcess } from '#generators/model/document.ts'
import { sizeOf } from '../export/download.ts'
import { showValue } from './values.ts'

type Output = NonNullable<ManagedProcess['output']>
type Rotation = NonNullable<Exclude<Output, string>['rotate']>

export interface OutputFieldProps {
  /** Absent: wherever the process manager keeps it. */
  readonly value: Output | undefined
  /** A file that could be meant, for a program that has none yet. */
  readonly usual: string
  readonly fixed: boolean
  readonly onChange: (value: Output | undefined) => void
}

/** As the compiler has them: what is said where nothing else is, and the least that it takes. */
const USUAL: Rotation = { bytes: 10 * 2 ** 20 }
const KEEP = 4
const LEAST_BYTES = 4096

export function OutputField({ value, usual, fixed, onChange }: OutputFieldProps) {
  const own = typeof value === 'object' ? value : null
  const is = own === null ? 'manager' : own.rotate ? 'rotated' : 'file'
  const choose = (next: string) => {
    const file = own?.file ?? usual
    onChange(next === 'manager' ? undefined : next === 'file' ? { file } : { file, rotate: USUAL })
  }
  return (
    <>
      <Field label="Output">
        {(control) => (
          <Select {...control} value={is} disabled={fixed} onChange={(event) => choose(event.target.value)}>
            <option value="manager">as its manager keeps it</option>
            <option value="file">to a file that grows</option>
            <option value="rotated">to a file that rotates</option>
          </Select>
        )}
      </Field>
      {own && (
        <Field label="File">
          {(control) => (
            <Input
              {...control}
              className="font-mono"
              value={showValue(own.file)}
              placeholder={usual}
              disabled={fixed}
              onChange={(event) => onChange({ ...own, file: event.target.value })}
            />
          )}
        </Field>
      )}
      {own?.rotate && (
        <RotationFields rotation={own.rotate} fixed={fixed} onChange={(rotate) => onChange({ ...own, rotate })} />
      )}
    </>
  )
}

function RotationFields({
  rotation,
  fixed,
  onChange,
}: {
  readonly rotation: Rotation
  readonly fixed: boolean
  readonly onChange: (rotation: Rotation) => void
}) {
  const { bytes, keep } = rotation
  return (
    <>
      <Field
        label="Rotates at"
        error={bytes < LEAST_BYTES ? `A file is put aside at ${LEAST_BYTES} bytes at the earliest.` : undefined}
        help={`Bytes; so ${sizeOf(bytes * (1 + (keep ?? KEEP)))} at most.`}
      >
        {(control) => (
          <Input
            {...control}
            type="number"
            min={LEAST_BYTES}
            value={bytes}
            disabled={fixed}
            onChange={(event) => onChange({ ...rotation, bytes: Math.round(event.target.valueAsNumber) || 0 })}
          />
        )}
      </Field>
      <Field label="Keeps">
        {(control) => (
          <Input
            {...control}
            type="number"
            min={1}
            max={999}
            value={keep ?? ''}
            placeholder={String(KEEP)}
            disabled={fixed}
            onChange={(event) => {
              const kept = Math.round(event.target.valueAsNumber)
              onChange(Number.isNaN(kept) ? { bytes } : { bytes, keep: kept })
            }}
          />
        )}
      </Field>
    </>
  )
}
