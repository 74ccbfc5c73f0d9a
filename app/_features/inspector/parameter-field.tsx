'use client'
/** One parameter: its type is its widget. Shows where the value comes from, what it was, what is wrong with it, and lights what it makes. */
import { Hash, Pin, PinOff } from 'lucide-react'
import { useState } from 'react'
import { Button } from '#app/_ui/button.tsx'
import { Chip } from '#app/_ui/chip.tsx'
import { controlClass, Field, Input, Select } from '#app/_ui/field.tsx'
import type { Literal, Parameter, ProcessInstance } from '#generators/model/document.ts'
import { diagnosticsAt, explained } from '../editor/diagnostics.ts'
import { assignedTo } from '../editor/model/present.ts'
import { same } from '../editor/model/staging.ts'
import { useBench, useDraft, useResult, useUi } from '../editor/use-bench.tsx'
import { useWorkspace } from '../editor/workspace-context.tsx'
import { SecretPicker } from '../secrets/secret-picker.tsx'
import { PairsWidget, RowsWidget, TableWidget } from './list-widgets.tsx'
import { TreeWidget } from './tree-widget.tsx'
import { labelOf, readTyped, showValue, widgetFor } from './values.ts'

export interface ParameterFieldProps {
  readonly name: string
  readonly process: ProcessInstance
  /** The process as it runs; `null`: it does not. */
  readonly before: ProcessInstance | null
  readonly parameter: string
  readonly declared: Parameter
  readonly id: string
}

export function ParameterField({ name, process, before, parameter, declared, id }: ParameterFieldProps) {
  const bench = useBench()
  const { view, fixed } = useWorkspace()
  const { lit } = useUi()
  const { document } = useDraft()
  const result = useResult()
  const keys = ['system', 'processes', name, 'with', parameter]
  const value = own(process.with, parameter)
  const was = before ? own(before.with, parameter) : undefined
  const changed = before !== null && !same(value, was)
  const [problem] = diagnosticsAt(result?.compiled.diagnostics ?? [], keys).filter((one) => one.severity !== 'info')
  const node = bench.model.get(id)
  const assigned = node ? assignedTo(document.ids, declared.assign, node, parameter) : undefined
  const isLit = lit !== null && same(lit, keys)
  const set = (next: Literal | undefined) => bench.setParameter(name, parameter, next)
  const light = () => bench.ui.set({ lit: keys })
  const words = problem ? explained(problem) : null
  return (
    <div role="presentation" onFocus={light}>
      <Field
        label={labelOf(parameter, declared.title)}
        help={declared.help}
        error={words && problem?.severity === 'error' ? `${words.message} ${words.wayOut}` : undefined}
        was={
          changed
            ? { value: was === undefined ? null : showValue(was), until: `until generation ${view.generation}` }
            : undefined
        }
      >
        {(control) =>
          declared.assign !== undefined && value === undefined ? (
            <Assigned
              pool={declared.assign}
              number={assigned}
              fixed={fixed}
              lit={isLit}
              label={labelOf(parameter, declared.title)}
              onPin={set}
              onLook={light}
            />
          ) : (
            <div className="flex min-w-0 items-start gap-1">
              <Control
                control={control}
                declared={declared}
                value={value}
                changed={changed}
                lit={isLit}
                fixed={fixed}
                label={labelOf(parameter, declared.title)}
                onChange={set}
              />
              {declared.assign !== undefined && !fixed && (
                <Button
                  look="quiet"
                  size="small"
                  square
                  aria-label={`Let ${declared.assign} assign it`}
                  title={`Let ${declared.assign} assign it`}
                  className="mt-[3px]"
                  onClick={() => set(undefined)}
                >
                  <PinOff size={14} aria-hidden />
                </Button>
              )}
            </div>
          )
        }
      </Field>
      {words && problem?.severity === 'warning' && <p className="pl-[122px] text-data text-warn">{words.message}</p>}
    </div>
  )
}

/** A number that a pool gave: which pool, and the pin that makes it the person's own. */
function Assigned({
  pool,
  number,
  fixed,
  lit,
  label,
  onPin,
  onLook,
}: {
  pool: string
  number: number | undefined
  fixed: boolean
  lit: boolean
  label: string
  onPin: (value: number) => void
  onLook: () => void
}) {
  const bench = useBench()
  const settings = bench.document.system.pools?.[pool]
  const from = settings ? `Next free in ${pool}, ${settings.min} to ${settings.max}` : `There is no pool named ${pool}`
  return (
    <div className={controlClass({ lit }, 'flex items-center gap-1.5')}>
      <button
        type="button"
        title={from}
        aria-label={`${label} is assigned from ${pool}. Show the pool`}
        onClick={() => bench.ui.set({ dock: 'ids', dockOpen: true })}
      >
        <Chip look="assigned" icon={<Hash aria-hidden />}>
          {pool}
        </Chip>
      </button>
      <button
        type="button"
        className="min-w-0 flex-1 text-left font-medium"
        onClick={onLook}
        title="Light what it makes"
      >
        {number ?? <span className="block truncate font-normal text-ink-3">not assigned yet</span>}
      </button>
      {!fixed && number !== undefined && (
        <Button
          look="quiet"
          size="small"
          square
          aria-label={`Pin ${label} at ${number}`}
          title={`Pin it at ${number}`}
          className="-mr-1.5"
          onClick={() => onPin(number)}
        >
          <Pin size={14} aria-hidden />
        </Button>
      )}
    </div>
  )
}

interface ControlProps {
  readonly control: object
  readonly declared: Parameter
  readonly value: Literal | undefined
  readonly changed: boolean
  readonly lit: boolean
  readonly fixed: boolean
  readonly label: string
  readonly onChange: (value: Literal | undefined) => void
}

function Control({ control, declared, value, changed, lit, fixed, label, onChange }: ControlProps) {
  const placeholder =
    declared.default === undefined ? (declared.optional ? 'not set' : 'needed') : showValue(declared.default)
  switch (widgetFor(declared)) {
    case 'switch':
    case 'choice': {
      const options = declared.type === 'choice' ? declared.of : ['true', 'false']
      const words = (one: string) => (declared.type === 'bool' ? (one === 'true' ? 'yes' : 'no') : one)
      return (
        <Select
          {...control}
          changed={changed}
          lit={lit}
          disabled={fixed}
          value={value === undefined ? '' : showValue(value)}
          onChange={(event) => onChange(readTyped(declared, event.target.value))}
        >
          <option value="">
            {declared.default === undefined ? placeholder : `${words(showValue(declared.default))}, as usual`}
          </option>
          {options.map((one) => (
            <option key={one} value={one}>
              {words(one)}
            </option>
          ))}
        </Select>
      )
    }
    case 'secret':
      return (
        <SecretPicker
          control={control}
          label={label}
          value={showValue(value)}
          placeholder={placeholder}
          changed={changed}
          lit={lit}
          fixed={fixed}
          onChange={onChange}
        />
      )
    case 'rows':
      return (
        <RowsWidget label={label} type={declared} value={value} fixed={fixed} changed={changed} onChange={onChange} />
      )
    case 'pairs':
      return (
        <PairsWidget label={label} type={declared} value={value} fixed={fixed} changed={changed} onChange={onChange} />
      )
    case 'table':
      return (
        <TableWidget label={label} type={declared} value={value} fixed={fixed} changed={changed} onChange={onChange} />
      )
    case 'text':
    case 'tree':
      return <TreeWidget label={label} type={declared} value={value} fixed={fixed} onChange={onChange} />
    default:
      return (
        <Line
          control={control}
          declared={declared}
          value={value}
          changed={changed}
          lit={lit}
          fixed={fixed}
          label={label}
          onChange={onChange}
          placeholder={placeholder}
        />
      )
  }
}

function Line({
  control,
  declared,
  value,
  changed,
  lit,
  fixed,
  onChange,
  placeholder,
}: ControlProps & { placeholder: string }) {
  const [typed, setTyped] = useState<string | null>(null)
  return (
    <Input
      {...control}
      changed={changed}
      lit={lit}
      disabled={fixed}
      inputMode={widgetFor(declared) === 'number' ? 'numeric' : undefined}
      placeholder={placeholder}
      value={typed ?? showValue(value)}
      onChange={(event) => {
        setTyped(event.target.value)
        onChange(readTyped(declared, event.target.value))
      }}
      onBlur={() => setTyped(null)}
    />
  )
}

function own(map: Readonly<Record<string, Literal>> | undefined, key: string): Literal | undefined {
  return map && Object.hasOwn(map, key) ? map[key] : undefined
}
