'use client'
/** A process without a constructor: the fields that almost every one has, as a form. The rest is in its YAML below. */
import { Field, Input } from '#app/_ui/field.tsx'
import { Section } from '#app/_ui/section.tsx'
import type { ManagedProcess, ProcessInstance } from '#generators/model/document.ts'
import { setIn } from '../editor/commands/set-at-path.ts'
import { useBench } from '../editor/use-bench.tsx'
import { useWorkspace } from '../editor/workspace-context.tsx'
import { KindField } from './kind-field.tsx'
import { PairsWidget, RowsWidget } from './list-widgets.tsx'
import { OutputField } from './output-field.tsx'

export function HandWritten({ name, process }: { name: string; process: ProcessInstance }) {
  const bench = useBench()
  const { fixed } = useWorkspace()
  const own: Partial<ManagedProcess> = process.extends?.process ?? {}
  const set = (key: keyof ManagedProcess, value: unknown) =>
    bench.edit(
      `Changed ${key} of ${name}`,
      (document) => setIn(document, ['system', 'processes', name, 'extends', 'process', key], value),
      `${name}.${key}`,
    )
  const light = (key: keyof ManagedProcess) =>
    bench.ui.set({ lit: ['system', 'processes', name, 'extends', 'process', key] })
  const line = (key: 'program' | 'directory' | 'user', label: string, placeholder: string) => (
    <div role="presentation" onFocus={() => light(key)}>
      <Field label={label}>
        {(control) => (
          <Input
            {...control}
            value={String(own[key] ?? '')}
            placeholder={placeholder}
            disabled={fixed}
            onChange={(event) => set(key, event.target.value || undefined)}
          />
        )}
      </Field>
    </div>
  )
  return (
    <Section where="panel" title="Command">
      {line('program', 'Program', '/usr/bin/…')}
      <div role="presentation" onFocus={() => light('arguments')}>
        <Field label="Arguments">
          {() => (
            <RowsWidget
              label="Arguments"
              type={{ type: 'list', of: { type: 'text' } }}
              value={own.arguments?.map((one) => (typeof one === 'object' ? JSON.stringify(one) : one))}
              fixed={fixed}
              changed={false}
              onChange={(value) => set('arguments', value)}
            />
          )}
        </Field>
      </div>
      <div role="presentation" onFocus={() => light('environment')}>
        <Field label="Environment">
          {() => (
            <PairsWidget
              label="Environment"
              type={{ type: 'map', of: { type: 'text' } }}
              value={environmentOf(own)}
              fixed={fixed}
              changed={false}
              onChange={(value) => set('environment', value)}
            />
          )}
        </Field>
      </div>
      <div role="presentation" onFocus={() => light('kind')}>
        <KindField value={own.kind} fixed={fixed} onChange={(value) => set('kind', value)} />
      </div>
      {line('directory', 'Directory', 'as its manager has it')}
      <div role="presentation" onFocus={() => light('output')}>
        <OutputField
          value={own.output}
          usual={`\${dirs.log}/${name}.log`}
          fixed={fixed}
          onChange={(value) => set('output', value)}
        />
      </div>
    </Section>
  )
}

function environmentOf({ environment }: Partial<ManagedProcess>): Readonly<Record<string, string>> | undefined {
  if (typeof environment !== 'object' || Array.isArray(environment)) return undefined
  return Object.fromEntries(
    Object.entries(environment).map(([key, value]) => [
      key,
      typeof value === 'object' ? JSON.stringify(value) : String(value),
    ]),
  )
}
