/** Every instance stands on hosts and in containers that exist, each of a manager that exists there. */

import type { Declaration } from '../contract/backend.ts'
import { at, root } from '../contract/path.ts'
import type { Report } from '../diagnostics/diagnostic.ts'
import { containerNameOf, placesOf } from '../model/instance.ts'
import { nearest } from '../model/nearest.ts'
import { PLATFORMS } from '../platforms/index.ts'
import type { Instance, Model } from './model.ts'

function hintFor(
  word: string,
  known: readonly string[],
  none: string,
): { readonly hint: string; readonly meant: string | null } {
  const meant = nearest(word, known)
  if (meant) return { hint: `Did you mean ${meant}?`, meant }
  return { hint: known.length > 0 ? `Known: ${known.join(', ')}.` : none, meant: null }
}

/** Gives `host-unknown`, `container-unknown`, `container-missing`, `placed-twice`, `placed-nowhere`, `values-elsewhere`. */
export function checkPlaces(model: Model, one: Instance, report: Report): void {
  const { hosts } = model.document.system
  const here = at(one.at, 'on')
  const seen = new Set<string>()
  if (one.instance.on.length === 0)
    report({ code: 'placed-nowhere', severity: 'warning', at: here, data: { process: one.name } })
  for (const [index, place] of placesOf(one.instance).entries()) {
    const path = at(here, index)
    const host = Object.hasOwn(hosts, place.host) ? hosts[place.host]! : null
    if (!host) {
      const { hint, meant } = hintFor(place.host, Object.keys(hosts), 'Add a host first.')
      const fix = meant
        ? {
            title: `Write ${meant}`,
            set: [{ at: path, value: place.container === null ? meant : { host: meant, container: place.container } }],
          }
        : undefined
      report({
        code: 'host-unknown',
        severity: 'error',
        at: path,
        data: { host: place.host, process: one.name, hint },
        fix,
      })
      continue
    }
    const container = containerNameOf(model.document.system, place)
    if (container === null) {
      report({
        code: 'container-missing',
        severity: 'error',
        at: path,
        related: [at(root, 'system', 'hosts', place.host)],
        data: { host: place.host, process: one.name },
      })
      continue
    }
    if (!Object.hasOwn(host.containers, container)) {
      const { hint } = hintFor(container, Object.keys(host.containers), 'Add a container to the host first.')
      report({ code: 'container-unknown', severity: 'error', at: path, data: { container, host: place.host, hint } })
      continue
    }
    const key = `${place.host}/${container}`
    if (seen.has(key)) {
      const on = one.instance.on.filter((_, other) => other !== index)
      const fix = { title: 'Remove the second', set: [{ at: here, value: on }] }
      report({
        code: 'placed-twice',
        severity: 'error',
        at: path,
        data: { process: one.name, container, host: place.host },
        fix,
      })
    }
    seen.add(key)
  }
  const standsOn = new Set(placesOf(one.instance).map(({ host }) => host))
  for (const host of Object.keys(one.instance.at ?? {}))
    if (!standsOn.has(host)) {
      const path = at(one.at, 'at', host)
      report({
        code: 'values-elsewhere',
        severity: 'warning',
        at: path,
        data: { process: one.name, host },
        fix: { title: 'Remove these values', set: [{ at: path, value: undefined }] },
      })
    }
}

/** Gives `platform-unknown`, `manager-unknown`, `manager-not-on-platform`, `container-property`. */
export function checkContainers(
  model: Model,
  declaration: (type: string) => Declaration | null,
  known: readonly Declaration[],
  report: Report,
): void {
  for (const [name, host] of Object.entries(model.document.system.hosts)) {
    const here = at(root, 'system', 'hosts', name)
    const platform = PLATFORMS.get(host.platform)
    if (!platform) {
      const { hint, meant } = hintFor(host.platform, [...PLATFORMS.keys()], '')
      const path = at(here, 'platform')
      report({
        code: 'platform-unknown',
        severity: 'error',
        at: path,
        data: { platform: host.platform, hint },
        fix: meant ? { title: `Write ${meant}`, set: [{ at: path, value: meant }] } : undefined,
      })
    }
    for (const [container, { type, properties }] of Object.entries(host.containers)) {
      const path = at(here, 'containers', container)
      const declared = declaration(type)
      if (!declared) {
        const { hint, meant } = hintFor(
          type,
          known.map(({ id }) => id),
          '',
        )
        const typeAt = at(path, 'type')
        report({
          code: 'manager-unknown',
          severity: 'error',
          at: typeAt,
          data: { manager: type, hint },
          fix: meant ? { title: `Write ${meant}`, set: [{ at: typeAt, value: meant }] } : undefined,
        })
        continue
      }
      if (platform && !declared.platforms.includes(platform.id))
        report({
          code: 'manager-not-on-platform',
          severity: 'error',
          at: at(path, 'type'),
          data: {
            manager: declared.title,
            platform: platform.title,
            platforms: declared.platforms.map((id) => PLATFORMS.get(id)?.title ?? id).join(', '),
          },
        })
      for (const says of propertyProblems(declared, properties))
        report({
          code: 'container-property',
          severity: 'error',
          at: at(path, 'properties'),
          data: { container, manager: declared.title, says },
        })
    }
  }
}
function propertyProblems(declared: Declaration, properties: Readonly<Record<string, string>> = {}): string[] {
  try {
    declared.container.parse(properties)
    return []
  } catch (error) {
    const issues =
      typeof error === 'object' && error !== null && 'issues' in error && Array.isArray(error.issues)
        ? (error.issues as { path?: unknown[]; message?: string }[])
        : []
    return issues.length > 0
      ? issues.map(({ path, message }) => [path?.join('.'), message].filter(Boolean).join(': '))
      : [String(error)]
  }
}
