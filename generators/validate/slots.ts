/** What an instance is connected to exists and provides what its slots want, in the number that they want. */
import { at, type Path } from '../contract/path.ts'
import type { Report } from '../diagnostics/diagnostic.ts'
import { nearest } from '../model/nearest.ts'
import { type Instance, interfacesOf, type Model, targetOf } from './model.ts'

/** Gives `slot-unknown`, `slot-empty`, `slot-takes-one`, `slot-mismatch`, `slot-self`, `instance-unknown`, `provision-unknown`. */
export function checkSlots(model: Model, one: Instance, report: Report): void {
  for (const [index, name] of (one.instance.after ?? []).entries())
    known(model, name, at(one.at, 'after', index), report)
  if (!one.document) return
  const slots = one.document.connects ?? {}
  for (const [name, written] of Object.entries(one.instance.connects ?? {})) {
    const path = at(one.at, 'connects', name)
    const slot = Object.hasOwn(slots, name) ? slots[name]! : null
    if (!slot) {
      const meant = nearest(name, Object.keys(slots))
      const hint = meant ? `Did you mean ${meant}?` : `It has: ${Object.keys(slots).join(', ') || 'none'}.`
      const set = [
        { at: path, value: undefined },
        ...(meant ? [{ at: at(one.at, 'connects', meant), value: written }] : []),
      ]
      report({
        code: 'slot-unknown',
        severity: 'error',
        at: path,
        data: { slot: name, process: one.name, hint },
        fix: { title: meant ? `Rename to ${meant}` : `Remove ${name}`, set },
      })
      continue
    }
    if (written === '*') continue
    if (!slot.many && written.length > 1)
      report({
        code: 'slot-takes-one',
        severity: 'error',
        at: path,
        data: { slot: name, process: one.name, count: written.length },
        fix: { title: `Keep ${written[0]}`, set: [{ at: path, value: [written[0]] }] },
      })
    for (const [index, target] of written.entries())
      checkTarget(
        model,
        one,
        { name, interfaces: interfacesOf(slot), self: slot.self === true },
        target,
        at(path, index),
        report,
      )
  }
  for (const [name, slot] of Object.entries(slots)) {
    const written = one.instance.connects?.[name]
    const empty = written === undefined || (written !== '*' && written.length === 0)
    if (empty && !slot.optional && !slot.many)
      report({
        code: 'slot-empty',
        severity: 'error',
        at: at(one.at, 'connects', name),
        data: { slot: name, process: one.name, interface: interfacesOf(slot).join(' or ') },
      })
  }
}

function known(model: Model, name: string, path: Path, report: Report): Instance | null {
  const found = model.instances.get(name)
  if (found) return found
  const meant = nearest(name, model.instances.keys())
  const fix = meant ? { title: `Write ${meant}`, set: [{ at: path, value: meant }] } : undefined
  report({
    code: 'instance-unknown',
    severity: 'error',
    at: path,
    data: { name, hint: meant ? `Did you mean ${meant}?` : 'Add it, or remove it here.' },
    fix,
  })
  return null
}

interface Wanted {
  readonly name: string
  readonly interfaces: readonly string[]
  readonly self: boolean
}
function checkTarget(model: Model, one: Instance, slot: Wanted, written: string, path: Path, report: Report): void {
  const { instance, provision } = targetOf(written)
  const other = known(model, instance, path, report)
  if (!other?.document) return
  if (instance === one.name && !slot.self) {
    report({ code: 'slot-self', severity: 'error', at: path, data: { slot: slot.name, process: one.name } })
    return
  }
  const provided = other.document.provides ?? {}
  if (provision !== null && !Object.hasOwn(provided, provision)) {
    report({
      code: 'provision-unknown',
      severity: 'error',
      at: path,
      data: { name: instance, provision, provides: Object.keys(provided).join(', ') || 'nothing' },
    })
    return
  }
  const offered = (provision === null ? Object.keys(provided) : [provision]).map(
    (name) => provided[name]!.interface ?? name,
  )
  if (offered.some((name) => slot.interfaces.includes(name))) return
  const data = {
    slot: slot.name,
    process: one.name,
    name: instance,
    wants: slot.interfaces.join(' or '),
    provides: offered.join(', ') || 'nothing',
  }
  report({ code: 'slot-mismatch', severity: 'error', at: path, related: [other.at], data })
}
