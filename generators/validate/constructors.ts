/** Every instance is made by a constructor that exists, of the version that the system expects, with parameters that it has. */

import type { Declaration } from '../contract/backend.ts'
import { at, root } from '../contract/path.ts'
import type { Report } from '../diagnostics/diagnostic.ts'
import { constructorOf } from '../model/instance.ts'
import { nearest } from '../model/nearest.ts'
import type { Instance, Model } from './model.ts'

/** Gives `constructor-unknown`, `process-empty`, `parameter-unknown`, `override-of-unknown`. */
export function checkConstructorsUsed(
  model: Model,
  one: Instance,
  known: readonly Declaration[],
  report: Report,
): void {
  const managers = known.map(({ id }) => id)
  const name = constructorOf(one.instance)
  if (name !== null && !model.constructors.has(name)) {
    const path = at(one.at, 'constructor')
    const meant = nearest(name, model.constructors.keys())
    const hint = meant ? `Did you mean ${meant}?` : 'Choose one from the palette, or write it.'
    const fix = meant ? { title: `Use ${meant}`, set: [{ at: path, value: meant }] } : undefined
    report({ code: 'constructor-unknown', severity: 'error', at: path, data: { name, process: one.name, hint }, fix })
  }
  if (name === null && !one.instance.extends?.process)
    report({ code: 'process-empty', severity: 'error', at: one.at, data: { process: one.name } })
  if (!one.document) return
  const parameters = one.document.parameters ?? {}
  const given = [
    [at(one.at, 'with'), one.instance.with ?? {}] as const,
    ...Object.entries(one.instance.at ?? {}).map(([host, values]) => [at(one.at, 'at', host), values] as const),
  ]
  for (const [place, values] of given)
    for (const [key, value] of Object.entries(values)) {
      if (Object.hasOwn(parameters, key)) continue
      const meant = nearest(
        key,
        Object.keys(parameters).filter((parameter) => !Object.hasOwn(values, parameter)),
      )
      const hint = meant ? `Did you mean ${meant}?` : `It has: ${Object.keys(parameters).join(', ') || 'none'}.`
      const set = [{ at: at(place, key), value: undefined }, ...(meant ? [{ at: at(place, meant), value }] : [])]
      report({
        code: 'parameter-unknown',
        severity: 'error',
        at: at(place, key),
        data: { parameter: key, constructor: name ?? one.name, hint },
        fix: { title: meant ? `Rename to ${meant}` : `Remove ${key}`, set },
      })
    }
  for (const manager of Object.keys(one.instance.extends?.process?.overrides ?? {}))
    if (!managers.includes(manager)) {
      const meant = nearest(manager, managers)
      report({
        code: 'override-of-unknown',
        severity: 'warning',
        at: at(one.at, 'extends', 'process', 'overrides', manager),
        data: { manager, hint: meant ? `Did you mean ${meant}?` : `Known: ${managers.join(', ')}.` },
      })
    }
}

/** Gives `pin-differs`: the constructor is not the one that the system was made with. */
export function checkPins(model: Model, report: Report): void {
  for (const [name, digest] of Object.entries(model.document.system.pins ?? {})) {
    const checked = model.constructors.get(name)
    if (!checked || checked.digest === digest) continue
    const path = at(root, 'system', 'pins', name)
    report({
      code: 'pin-differs',
      severity: 'warning',
      at: path,
      data: { name },
      fix: { title: 'Accept the new one', set: [{ at: path, value: checked.digest }] },
    })
  }
}
