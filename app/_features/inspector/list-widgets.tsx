'use client'
/** Lists as rows, maps as two columns, lists of records as a table. */
import { Plus, X } from 'lucide-react'
import { Button } from '#app/_ui/button.tsx'
import { Input } from '#app/_ui/field.tsx'
import type { Literal, Type } from '#generators/model/document.ts'
import { labelOf, readTyped, showValue } from './values.ts'

export interface ListWidgetProps {
  readonly label: string
  readonly type: Type
  readonly value: Literal | undefined
  readonly fixed: boolean
  readonly changed: boolean
  readonly onChange: (value: Literal | undefined) => void
}
const TEXT: Type = { type: 'text' }

/** An empty list is no value: the default holds again. */
function orNothing<T extends readonly Literal[]>(list: T): T | undefined {
  return list.length > 0 ? list : undefined
}
function asList(value: Literal | undefined): readonly Literal[] {
  return Array.isArray(value) ? value : value === undefined ? [] : [value]
}
function asMap(value: Literal | undefined): Readonly<Record<string, Literal>> {
  return typeof value === 'object' && !Array.isArray(value) ? (value as Readonly<Record<string, Literal>>) : {}
}

function RemoveRow({ label, onClick }: { label: string; onClick: () => void }) {
  return (
    <Button look="quiet" size="small" square aria-label={label} onClick={onClick}>
      <X size={14} aria-hidden />
    </Button>
  )
}
function AddRow({ label, onClick }: { label: string; onClick: () => void }) {
  return (
    <Button look="quiet" size="small" className="justify-self-start" onClick={onClick}>
      <Plus size={14} aria-hidden /> {label}
    </Button>
  )
}

export function RowsWidget({ label, type, value, fixed, changed, onChange }: ListWidgetProps) {
  const rows = asList(value)
  const of = type.type === 'list' ? type.of : TEXT
  return (
    <fieldset aria-label={label} className="grid min-w-0 flex-1 gap-1">
      {rows.map((row, index) => (
        <div key={`${index}/${rows.length}`} className="flex items-center gap-1">
          <Input
            aria-label={`${label}, ${index + 1}`}
            value={showValue(row)}
            changed={changed}
            disabled={fixed}
            onChange={(event) => onChange(rows.with(index, readTyped(of, event.target.value) ?? ''))}
          />
          {!fixed && (
            <RemoveRow
              label={`Remove ${label}, ${index + 1}`}
              onClick={() => onChange(orNothing(rows.toSpliced(index, 1)))}
            />
          )}
        </div>
      ))}
      {!fixed && <AddRow label="Add" onClick={() => onChange([...rows, ''])} />}
    </fieldset>
  )
}

export function PairsWidget({ label, type, value, fixed, changed, onChange }: ListWidgetProps) {
  const pairs = Object.entries(asMap(value))
  const of = type.type === 'map' ? type.of : TEXT
  const write = (next: readonly (readonly [string, Literal])[]) =>
    onChange(next.length > 0 ? Object.fromEntries(next) : undefined)
  return (
    <fieldset aria-label={label} className="grid min-w-0 flex-1 gap-1">
      {pairs.map(([key, one], index) => (
        <div key={`${index}/${pairs.length}`} className="flex items-center gap-1">
          <Input
            aria-label={`${label}, name ${index + 1}`}
            value={key}
            changed={changed}
            disabled={fixed}
            onChange={(event) => write(pairs.with(index, [event.target.value, one]))}
          />
          <Input
            aria-label={`${label}, value of ${key}`}
            value={showValue(one)}
            changed={changed}
            disabled={fixed}
            onChange={(event) => write(pairs.with(index, [key, readTyped(of, event.target.value) ?? '']))}
          />
          {!fixed && <RemoveRow label={`Remove ${key}`} onClick={() => write(pairs.toSpliced(index, 1))} />}
        </div>
      ))}
      {!fixed && <AddRow label="Add" onClick={() => write([...pairs, [freshKey(pairs), '']])} />}
    </fieldset>
  )
}

function freshKey(pairs: readonly (readonly [string, Literal])[]): string {
  const taken = new Set(pairs.map(([key]) => key))
  let number = 1
  while (taken.has(`name${number}`)) number += 1
  return `name${number}`
}

export function TableWidget({ label, type, value, fixed, onChange }: ListWidgetProps) {
  const rows = asList(value).map(asMap)
  const fields = type.type === 'list' && type.of.type === 'record' ? Object.entries(type.of.fields) : []
  return (
    <div className="min-w-0 flex-1 overflow-x-auto">
      <table className="w-full text-data">
        <caption className="sr-only">{label}</caption>
        <thead>
          <tr>
            {fields.map(([key, field]) => (
              <th key={key} scope="col" className="pr-1 text-left font-medium text-ink-3">
                {labelOf(key, field.title)}
              </th>
            ))}
            <td />
          </tr>
        </thead>
        <tbody>
          {rows.map((row, index) => (
            <tr key={`${index}/${rows.length}`}>
              {fields.map(([key, field]) => (
                <td key={key} className="pr-1 pb-1">
                  <Input
                    aria-label={`${labelOf(key, field.title)}, row ${index + 1}`}
                    className="min-w-16"
                    value={showValue(row[key])}
                    placeholder={showValue(field.default)}
                    disabled={fixed}
                    onChange={(event) => {
                      const { [key]: _before, ...others } = row
                      const typed = readTyped(field, event.target.value)
                      onChange(rows.with(index, typed === undefined ? others : { ...row, [key]: typed }))
                    }}
                  />
                </td>
              ))}
              <td>
                {!fixed && (
                  <RemoveRow
                    label={`Remove row ${index + 1}`}
                    onClick={() => onChange(orNothing(rows.toSpliced(index, 1)))}
                  />
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {!fixed && <AddRow label="Add a row" onClick={() => onChange([...rows, {}])} />}
    </div>
  )
}
