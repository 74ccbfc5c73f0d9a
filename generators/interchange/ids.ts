/** ID resources and IDs as dydisnix-id-assign keeps them (`idresources.nix`, `ids.nix`), to and from pools and the IDs model. */

import { root } from '../contract/path.ts'
import { pathOfProcess } from '../contract/reader.ts'
import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import type { IdsModel, Pool, ProcessInstance, SystemDocument } from '../model/document.ts'
import { isMap, type Placed } from './places.ts'

/** Pool names under which the framework keeps the numbers of accounts: looked up by the account's name, not by a process's. */
const ACCOUNTS = { uids: 'user', gids: 'group' } as const

interface Resources {
  readonly pools: Readonly<Record<string, Pool>>
  readonly wrong: readonly string[]
}

/** In: `{name: {min, max, step?, scope?}}`, as JSON holds it. Out: pools; entries that are none by name. */
export function poolsOf(value: unknown): Resources {
  const pools: Record<string, Pool> = {}
  const wrong: string[] = []
  for (const [name, found] of Object.entries(isMap(value) ? value : {})) {
    const { min, max, step, scope } = isMap(found) ? found : {}
    const whole = [min, max, step ?? 1].every((one) => Number.isInteger(one))
    if (!whole || (scope !== undefined && scope !== 'global' && scope !== 'machine')) {
      wrong.push(name)
      continue
    }
    pools[name] = {
      min: Number(min),
      max: Number(max),
      ...(step === undefined ? {} : { step: Number(step) }),
      ...(scope === undefined ? {} : { scope }),
    }
  }
  return { pools, wrong }
}

export interface Numbers {
  /** ID resources: pools by name. */
  readonly resources?: Placed
  /** What was assigned: `ids`, `lastAssignments`, `lastAssignmentsPerTarget`. */
  readonly ids?: Placed
}

/**
 * A document whose numbers are those that were assigned before: accounts by their names; every other number is reserved by a
 * parameter of the process that had it, so that nobody else is given it.
 * In: the document, ID resources and IDs. Diagnostics: `import-unreadable`, `import-lost`, each at its place in their files.
 */
export function withIds(
  document: SystemDocument,
  { resources, ids }: Numbers,
): { readonly document: SystemDocument; readonly diagnostics: readonly Diagnostic[] } {
  const { pools, wrong } = poolsOf(resources?.value)
  const said: Diagnostic[] = wrong.map((what) => ({
    code: 'import-unreadable',
    severity: 'error',
    at: root,
    data: {
      what: `the ID resource ${what}`,
      says: 'it needs whole numbers min and max, and a scope global or machine',
    },
    position: resources!.place(what),
  }))
  const [host = ''] = Object.keys(document.system.hosts)
  const source = isMap(ids?.value) ? ids.value : {}
  const assigned: Record<string, number> = {}
  const processes: Record<string, ProcessInstance> = { ...document.system.processes }
  for (const [pool, numbers] of Object.entries(isMap(source.ids) ? source.ids : {}))
    for (const [owner, number] of Object.entries(isMap(numbers) ? numbers : {})) {
      const known = Object.hasOwn(pools, pool)
      const why = !known
        ? 'no ID resource has that name'
        : Number.isInteger(number)
          ? reserve(processes, pool, owner)
          : 'it is no whole number'
      if (typeof why === 'string')
        said.push({
          code: 'import-lost',
          severity: 'warning',
          at: pathOfProcess(owner),
          data: { process: owner, what: `its number from ${pool}`, why },
          position: ids!.place('ids', pool, owner),
        })
      else assigned[`${pool}/${why.owner}`] = Number(number)
    }
  const { system } = document
  return {
    document: {
      ...document,
      system: { ...system, ...(Object.keys(pools).length > 0 ? { pools } : {}), processes },
      ids: { assigned, last: lastOf(pools, source, host) },
    },
    diagnostics: said,
  }
}

/** How far each pool came. A pool of machine scope is kept for each target; there is one here. */
function lastOf(
  pools: Readonly<Record<string, Pool>>,
  { lastAssignments, lastAssignmentsPerTarget }: Readonly<Record<string, unknown>>,
  host: string,
): IdsModel['last'] {
  const global = isMap(lastAssignments) ? lastAssignments : {}
  const perTarget = isMap(lastAssignmentsPerTarget) ? lastAssignmentsPerTarget : {}
  return Object.fromEntries(
    Object.entries(pools).flatMap(([pool, { scope }]) => {
      const targets = isMap(perTarget[pool]) ? Object.values(perTarget[pool]) : []
      const last = scope === 'machine' && targets.length === 1 ? targets[0] : global[pool]
      return Number.isInteger(last) ? [[scope === 'machine' ? `${pool}@${host}` : pool, Number(last)]] : []
    }),
  )
}

/** Who has the number in the model; a sentence's end where nobody can. */
function reserve(
  processes: Record<string, ProcessInstance>,
  pool: string,
  owner: string,
): { readonly owner: string } | string {
  if (pool === 'uids' || pool === 'gids') return reserveAccount(processes, pool, owner)
  const instance = processes[owner]
  if (!instance) return 'no process has that name'
  const parameter = pool.replace(/[^A-Za-z0-9]+(.)?/g, (_, next: string | undefined) => next?.toUpperCase() ?? '')
  if (!/^[A-Za-z]/.test(parameter)) return 'a parameter cannot have that name'
  const { extends: own } = instance
  const parameters = { ...own?.parameters, [parameter]: { type: 'int', assign: pool } as const }
  processes[owner] = { ...instance, extends: { ...own, parameters } }
  return { owner: `${owner}.${parameter}` }
}

function reserveAccount(
  processes: Record<string, ProcessInstance>,
  pool: keyof typeof ACCOUNTS,
  name: string,
): { readonly owner: string } | string {
  let found = false
  for (const [key, instance] of Object.entries(processes)) {
    const own = instance.extends
    const group = Object.entries(own?.groups ?? {}).find(([, one]) => one.name === name && !one.existing)
    const user = Object.entries(own?.users ?? {}).find(([, one]) => one.name === name && !one.existing)
    if (pool === 'gids' && group && group[1].gid === undefined)
      processes[key] = {
        ...instance,
        extends: { ...own, groups: { ...own?.groups, [group[0]]: { ...group[1], gid: { assign: pool } } } },
      }
    else if (pool === 'uids' && user && user[1].uid === undefined)
      processes[key] = {
        ...instance,
        extends: { ...own, users: { ...own?.users, [user[0]]: { ...user[1], uid: { assign: pool } } } },
      }
    else continue
    found = true
  }
  return found ? { owner: `${ACCOUNTS[pool]}:${name}` } : `no process makes the ${ACCOUNTS[pool]} ${name}`
}
