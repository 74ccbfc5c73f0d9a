/** Every route as every role: what is not allowed is refused, before its input is even looked at. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { AppError } from '#server/app-error.ts'
import { ROLES } from '#server/auth/rules.ts'
import { reach } from '#server/jobs/reach-hosts.ts'
import { type TemporaryStore, temporaryStore } from '#server/store/temporary.ts'
import { TransportError } from '#server/transports/contract.ts'
import type { Context } from './context.ts'
import { asAppError, ON_THE_WIRE } from './errors.ts'
import type { Rule } from './procedures.ts'
import { appRouter, createCaller } from './root.ts'
import type { Role } from './views.ts'

let temporary: TemporaryStore
beforeEach(() => {
  temporary = temporaryStore()
})
afterEach(() => temporary.remove())

function contextFor(role: Role | null, sameOrigin = true): Context {
  const { store } = temporary
  return {
    store,
    reach: reach(store),
    me: role && { id: role, name: role, role },
    token: null,
    address: '192.0.2.1',
    secure: false,
    sameOrigin,
    answer: new Headers(),
  }
}

/** The table of README.md as it was agreed; a route that is not in it fails. */
const RULES: Readonly<Record<string, Rule>> = {
  'session.me': 'anyone',
  'session.needsFirstAccount': 'anyone',
  'session.signIn': 'anyone',
  'session.signOut': 'anyone',
  'session.createFirst': 'anyone',
  'people.list': 'admin',
  'people.create': 'admin',
  'people.setRole': 'admin',
  'people.remove': 'admin',
  'systems.list': 'viewer',
  'systems.get': 'viewer',
  'systems.revisions': 'viewer',
  'systems.revision': 'viewer',
  'systems.create': 'operator',
  'systems.save': 'operator',
  'systems.saveLayout': 'operator',
  'systems.remove': 'operator',
  'hosts.list': 'viewer',
  'hosts.get': 'viewer',
  'hosts.probe': 'admin',
  'hosts.enrol': 'admin',
  'hosts.capture': 'admin',
  'hosts.remove': 'admin',
  'deployments.list': 'viewer',
  'deployments.get': 'viewer',
  'deployments.find': 'viewer',
  'deployments.events': 'viewer',
  'deployments.plan': 'operator',
  'deployments.start': 'operator',
  'deployments.cancel': 'operator',
  'generations.list': 'viewer',
  'generations.get': 'viewer',
  'statuses.system': 'viewer',
  'statuses.watch': 'viewer',
  'logs.tail': 'viewer',
  'logs.follow': 'viewer',
  'constructors.list': 'viewer',
  'constructors.get': 'viewer',
  'secrets.list': 'viewer',
  'secrets.set': 'operator',
  'secrets.remove': 'operator',
  'audit.list': 'viewer',
  'interchange.evaluateProcesses': 'operator',
  'interchange.evaluateValue': 'operator',
}

interface Procedure {
  readonly _def: { readonly meta?: { readonly rule: Rule }; readonly type: 'query' | 'mutation' | 'subscription' }
}
const procedures = Object.entries(appRouter._def.procedures as unknown as Record<string, Procedure>)

/** How the call of `route` ends, with an input that no procedure takes. */
async function call(route: string, context: Context): Promise<string> {
  let at: unknown = createCaller(context)
  for (const key of route.split('.')) at = (at as Record<string, unknown>)[key]
  try {
    await (at as (input: unknown) => Promise<unknown>)({ nonsense: true })
    return 'answered'
  } catch (error) {
    return (error as { code: string }).code
  }
}

test('the router has exactly the routes and rules of the table', () => {
  expect(Object.fromEntries(procedures.map(([route, procedure]) => [route, procedure._def.meta?.rule]))).toEqual(RULES)
})

describe.each(procedures)('%s', (route, procedure) => {
  const rule = procedure._def.meta?.rule
  test.each([null, ...ROLES])('called by %s', async (role) => {
    const ended = await call(route, contextFor(role))
    const allowed = rule === 'anyone' || (role !== null && ROLES.indexOf(role) >= ROLES.indexOf(rule as Role))
    if (allowed) expect(['UNAUTHORIZED', 'FORBIDDEN']).not.toContain(ended)
    else expect(ended).toBe(role === null ? 'UNAUTHORIZED' : 'FORBIDDEN')
  })
  if (procedure._def.type === 'mutation')
    test('is refused from another site', async () => {
      expect(await call(route, contextFor('admin', false))).toBe('FORBIDDEN')
    })
})

test('every code of ours has a place on the wire, and a host that cannot be reached is no failure of ours', () => {
  expect(Object.values(ON_THE_WIRE)).not.toContain('INTERNAL_SERVER_ERROR')
  expect(asAppError(new TransportError('timeout', 'no answer'))).toMatchObject({ code: 'unreachable' })
  expect(asAppError(new Error('ours'))).toBeNull()
  expect(asAppError(new AppError('conflict', 'x'))).toMatchObject({ code: 'conflict' })
})

describe('systems', () => {
  test('the example is created, saved with a base, and refused on a stale one', async () => {
    const api = createCaller(contextFor('operator'))
    await api.systems.create({ name: 'shop', from: 'example' })
    const view = await api.systems.get({ id: 'shop' })
    expect(view).toMatchObject({ id: 'shop', revision: 1, draft: true, generation: null, running: null })
    const document = { ...view.document, system: { ...view.document.system, title: 'Shop' } }
    const change = { id: 'shop', baseRevision: 1, document, layout: view.layout }
    expect(await api.systems.save(change)).toEqual({ revision: 2 })
    await expect(api.systems.save({ ...change, document: view.document })).rejects.toMatchObject({ code: 'CONFLICT' })
    await expect(api.systems.create({ name: 'shop', from: 'empty' })).rejects.toMatchObject({ code: 'CONFLICT' })
    await expect(api.systems.get({ id: 'nothing' })).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })

  test('a document of the wrong shape is refused whole', async () => {
    const api = createCaller(contextFor('operator'))
    await api.systems.create({ name: 'shop', from: 'example' })
    const view = await api.systems.get({ id: 'shop' })
    const document = {
      ...view.document,
      system: { ...view.document.system, processes: { web: { on: 'local' } } },
    } as never
    const change = { id: 'shop', baseRevision: 1, document, layout: view.layout }
    await expect(api.systems.save(change)).rejects.toMatchObject({ code: 'BAD_REQUEST' })
    expect(await api.systems.revisions({ id: 'shop' })).toHaveLength(1)
  })
})
