'use client'
/** The value of a secret parameter is a name: one of those that there are, or a new one. */
import { KeyRound, Plus } from 'lucide-react'
import { useState } from 'react'
import { Button } from '#app/_ui/button.tsx'
import { Input } from '#app/_ui/field.tsx'
import { useDraft, useResult } from '../editor/use-bench.tsx'
import { useWorkspace } from '../editor/workspace-context.tsx'
import { SetSecret } from './set-secret.tsx'

export interface SecretPickerProps {
  readonly control: { readonly id?: string }
  readonly label: string
  readonly value: string
  readonly placeholder: string
  readonly changed: boolean
  readonly lit: boolean
  readonly fixed: boolean
  readonly onChange: (name: string | undefined) => void
}

export function SecretPicker({ control, label, value, placeholder, changed, lit, fixed, onChange }: SecretPickerProps) {
  const { view, role } = useWorkspace()
  const [setting, setSetting] = useState(false)
  const named = useNamed()
  const has = Object.hasOwn(view.secrets, value)
  const names = [...new Set([...Object.keys(view.secrets), ...named])].sort()
  const list = `${control.id ?? label}-names`
  const may = role !== 'viewer'
  return (
    <div className="grid min-w-0 flex-1 gap-1">
      <div className="flex min-w-0 items-center gap-1">
        <KeyRound size={14} aria-hidden className="flex-none text-ink-2" />
        <Input
          {...control}
          list={list}
          changed={changed}
          lit={lit}
          disabled={fixed}
          placeholder={placeholder}
          value={value}
          onChange={(event) => onChange(event.target.value || undefined)}
        />
        <datalist id={list}>
          {names.map((name) => (
            <option key={name} value={name} />
          ))}
        </datalist>
      </div>
      <div className="flex flex-wrap items-center gap-x-2 text-data text-ink-3">
        {value !== '' && (has ? 'has a value' : <span className="text-fail">has no value yet</span>)}
        {may && value !== '' && (
          <Button
            look="quiet"
            size="small"
            aria-label={`${has ? 'Replace' : 'Add'} the value of ${value}`}
            onClick={() => setSetting(true)}
          >
            {!has && <Plus size={14} aria-hidden />} {has ? 'Replace' : 'Add'}
          </Button>
        )}
      </div>
      {may && <SetSecret system={view.name} name={value} has={has} open={setting} onOpenChange={setSetting} />}
    </div>
  )
}

/** Names that the draft uses already. */
function useNamed(): readonly string[] {
  const result = useResult()
  useDraft()
  return (result?.compiled.diagnostics ?? [])
    .filter(({ code }) => code === 'secret-missing')
    .map(({ data }) => String(data.secret))
}
