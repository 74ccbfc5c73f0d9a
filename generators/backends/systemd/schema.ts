/** A unit as data, and the check of what a model writes in systemd's own words. */
import { z } from 'zod'
import type { Backend } from '../../contract/backend.ts'
import { type Override, readOverrides } from '../../contract/overrides.ts'
import { at as below, type Path } from '../../contract/path.ts'
import type { Report } from '../../diagnostics/diagnostic.ts'
import { outlineOf } from '../../syntax/outline.ts'
import type { Directive } from '../../syntax/systemd.ts'
import { BOOLEAN, CHOICES, COUNT, KNOWN, SECTIONS, type SectionName } from './settings.ts'

export interface SectionOverride extends Override {
  readonly section: SectionName
}
/** What `translate` makes and `render` writes. */
export interface Native {
  readonly sections: Readonly<Record<SectionName, readonly Directive[]>>
  /** The unit beside it that starts it at its times. */
  readonly timer?: readonly { readonly name: string; readonly directives: readonly Directive[] }[]
  readonly overrides?: readonly SectionOverride[]
}

const scalar = z.union([z.string(), z.number(), z.boolean()])
const section = z.record(z.string(), z.union([scalar, z.array(scalar), z.null()]))
const known = z.strictObject({ Unit: section.optional(), Service: section.optional(), Install: section.optional() })

const isSection = (name: string): name is SectionName => SECTIONS.some((one) => one === name)

/** systemd.syntax(7), "Boolean arguments". */
const TRUTH = /^(1|0|yes|no|true|false|on|off)$/i

/** What a setting takes where it does not take `outline`; `null` where it does. */
function wanted(section: SectionName, key: string, outline: string): string | null {
  if (BOOLEAN[section].has(key)) return TRUTH.test(outline) ? null : 'true or false'
  if (COUNT[section].has(key)) return /^\d+$/.test(outline) ? null : 'a whole number from 0 on'
  const choices = section === 'Service' ? CHOICES[key] : undefined
  return choices && !choices.includes(outline) ? `one of ${choices.join(', ')}` : null
}

/** Why a value cannot stand in a line of its own; systemd's own syntax is the writer's business otherwise. */
function unwritable(key: string, outline: string | null): string | null {
  if (!/^[A-Za-z][A-Za-z0-9-]*$/.test(key)) return 'a key is made of letters, digits and hyphens'
  if (outline === null) return 'a secret would stand in a file that everybody may read'
  if (/[\n\r]/.test(outline)) return 'it holds a newline'
  return outline.endsWith('\\') ? 'it ends with a backslash, which joins the next line' : null
}

/**
 * In: `{Unit | Service | Install: {Key: value | list | null}}` as it stands in the model; a list gives one line a value, `null`
 * removes the key. Diagnostics: `override-unknown-section`, `override-unknown-key` (a warning: passed on), `override-value`,
 * `override-unwritable`.
 */
function overrides(value: unknown, at: Path, report: Report): Partial<Native> {
  const backend = 'systemd'
  if (value === undefined || value === null) return { overrides: [] }
  if (typeof value !== 'object' || Array.isArray(value)) {
    const data = { backend, key: backend, wanted: `sections: ${SECTIONS.join(', ')}` }
    report({ code: 'override-value', severity: 'error', at, data })
    return { overrides: [] }
  }
  const taken: SectionOverride[] = []
  for (const [section, keys] of Object.entries(value)) {
    const where = below(at, section)
    if (!isSection(section)) {
      const data = { backend, key: section, known: SECTIONS.join(', ') }
      report({ code: 'override-unknown-section', severity: 'error', at: where, data })
      continue
    }
    for (const one of readOverrides(keys, where, backend, report))
      if (accepts(section, one)) taken.push({ ...one, section })
  }
  return { overrides: taken }

  function accepts(section: SectionName, { key, at, values }: Override): boolean {
    for (const outline of (values ?? []).map(outlineOf)) {
      const why = unwritable(key, outline)
      if (why !== null) {
        report({ code: 'override-unwritable', severity: 'error', at, data: { backend, key, why } })
        return false
      }
      const instead = wanted(section, key, outline ?? '')
      if (instead !== null) {
        report({ code: 'override-value', severity: 'error', at, data: { backend, key, wanted: instead } })
        return false
      }
    }
    if (!KNOWN[section].has(key))
      report({ code: 'override-unknown-key', severity: 'warning', at, data: { backend, key } })
    return true
  }
}

export const schema: Backend<Native>['schema'] = { known, overrides }
