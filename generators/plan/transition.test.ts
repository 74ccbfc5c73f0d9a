/** What a change of the model does to running processes: exactly what follows from it, in order, and with a way back. */
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { BACKENDS, documentOf, manifestOf, transitionOf } from '#tests/fixtures/compiling.ts'
import { byHand, oneHost, TWO_HOSTS, webapps } from '#tests/fixtures/systems.ts'
import type { Manifest, Transition } from '../contract/manifest.ts'

const changesOf = ({ changes }: Transition) =>
  Object.fromEntries(changes.map(({ placement, change }) => [placement.split('@')[0], change]))
const causesOf = ({ changes }: Transition, instance: string) =>
  changes.find((one) => one.instance === instance)!.causes.map(({ kind, of }) => `${kind} ${of}`)
const stepsOf = (transition: Transition, host: string) =>
  transition.hosts
    .find((one) => one.host === host)!
    .steps.map(({ wave, phase, placement, says }) => `${wave} ${phase} ${placement?.split('@')[0] ?? '-'} ${says}`)
const running = (type: string) => manifestOf(webapps(type))

const ON_LINUX = [...BACKENDS].flatMap(([id, { declaration }]) => (declaration.platforms.includes('linux') ? [id] : []))
describe.each(ON_LINUX)('under %s', (type) => {
  const before = running(type)
  test('nothing changed: nothing is done', () => {
    const plan = transitionOf(before, manifestOf(webapps(type)))
    expect(plan).toMatchObject({ empty: true, waves: 0, files: [] })
    expect(new Set(plan.changes.map(({ change }) => change))).toEqual(new Set(['keep']))
    expect(plan.hosts.flatMap(({ steps, back, needs }) => [...steps, ...back, ...needs])).toEqual([])
  })
  test('the first deployment starts dependencies first, and proves each', () => {
    const plan = transitionOf(null, before)
    const starts = plan.hosts[0]!.steps.filter(({ phase }) => phase === 'start')
    expect(starts.map(({ placement }) => placement!.split('@')[0])).toEqual(['webapp1', 'webapp2', 'webapp3', 'proxy'])
    for (const { do: actions } of starts)
      expect(actions.filter((action) => action.do === 'await').map(({ says }) => says)).toEqual([
        'is up',
        expect.stringMatching(/^answers on port \d+$/),
      ])
    expect(new Set(plan.hosts[0]!.needs)).toEqual(
      new Set(before.hosts.here!.files.map(({ hash, name }) => `${hash}/${name}`)),
    )
  })
  test('undeploying stops dependents first and leaves no file installed', () => {
    const plan = transitionOf(before, null)
    const { steps } = plan.hosts[0]!
    expect(steps.filter(({ phase }) => phase === 'stop').map(({ placement }) => placement!.split('@')[0])).toEqual([
      'proxy',
      'webapp3',
      'webapp2',
      'webapp1',
    ])
    const removed = steps.flatMap(({ do: actions }) =>
      actions.flatMap((action) => (action.do === 'remove' ? [action.at] : [])),
    )
    const { entries, containers } = before.hosts.here!
    const installed = [...entries, ...containers].flatMap((one) => one.installed.map(({ at }) => at))
    expect(new Set(removed)).toEqual(new Set([...installed, ...entries.flatMap(({ links }) => Object.keys(links))]))
  })
  test('one environment value restarts one process; the proxy that only waits for it reloads', () => {
    const plan = transitionOf(
      before,
      manifestOf(
        webapps(type).replace(
          'webapp2: { constructor: webapp,',
          'webapp2: { constructor: webapp, with: { greeting: Hi },',
        ),
      ),
    )
    expect(changesOf(plan)).toEqual({ webapp1: 'keep', webapp2: 'restart', webapp3: 'keep', proxy: 'reload' })
    expect(causesOf(plan, 'webapp2')).toEqual(['launch environment.GREETING'])
    expect(causesOf(plan, 'proxy')).toEqual(['dependency webapp2@here/main'])
  })
  test('a new web application reloads its proxy through the stable path and touches no other', () => {
    const next = webapps(type)
      .replace('  proxy', '  webapp4: { constructor: webapp, on: [here] }\n  proxy')
      .replace('webapp3] }', 'webapp3, webapp4] }')
    const plan = transitionOf(before, manifestOf(next))
    expect(changesOf(plan)).toEqual({
      webapp1: 'keep',
      webapp2: 'keep',
      webapp3: 'keep',
      webapp4: 'start',
      proxy: 'reload',
    })
    expect(causesOf(plan, 'proxy')).toContain('file reverse-proxy.json')
    const reload = plan.hosts[0]!.steps.find(({ says }) => says === 'reload')!
    expect(reload.do[0]).toMatchObject({
      do: 'link',
      at: expect.stringMatching(/\/profiles\/demo\/links\/.*\/reverse-proxy\.json$/),
    })
    const links = reload.do.flatMap((action) => (action.do === 'link' ? [action.at] : []))
    expect(plan.files.map(({ path }) => path)).toEqual(expect.arrayContaining(links))
  })
  test('a description is registered anew and no process is touched', () => {
    const text = oneHost(byHand('a', 'description: One'), { type })
    const plan = transitionOf(manifestOf(text), manifestOf(text.replace('One', 'Two')))
    expect(changesOf(plan)).toEqual({ a: 'register' })
    expect(causesOf(plan, 'a')).toEqual(['registration description'])
    expect(plan.hosts[0]!.steps.map(({ phase }) => phase)).not.toContain('start')
  })
  test('what should run and is down is started; what follows it is not', () => {
    const plan = transitionOf(before, before, [{ placement: 'webapp1@here/main', state: 'down' }])
    expect(changesOf(plan)).toEqual({ webapp1: 'start', webapp2: 'keep', webapp3: 'keep', proxy: 'keep' })
    expect(causesOf(plan, 'webapp1')).toEqual(['down webapp1@here/main'])
  })
  test('scripts of another version of Longrun are put in place without touching a process', () => {
    const other: Manifest = structuredClone(before)
    const entry = other.hosts.here!.entries[0]!
    const plan = transitionOf(
      {
        ...other,
        hosts: {
          here: {
            ...other.hosts.here!,
            entries: [
              { ...entry, running: { ...entry.running, scripts: { launcher: '/old' } } },
              ...other.hosts.here!.entries.slice(1),
            ],
          },
        },
      },
      before,
    )
    expect(changesOf(plan)).toMatchObject({ webapp1: 'register', webapp2: 'keep' })
    expect(causesOf(plan, 'webapp1')).toEqual(['registration Longrun'])
  })
})

describe('another manager', () => {
  const [before, after] = [running('systemd'), running('supervisord')]
  const plan = transitionOf(before, after)
  test('the old one stops everything before the new one starts it', () => {
    const phases = plan.hosts[0]!.steps.map(({ phase }) => phase)
    expect(phases.lastIndexOf('stop')).toBeLessThan(phases.indexOf('switch'))
    expect(phases.indexOf('switch')).toBeLessThan(phases.indexOf('start'))
    expect(new Set(plan.changes.map(({ change }) => change))).toEqual(new Set(['restart']))
  })
  test('and the way back starts it under the old one after its files are back', () => {
    const { back } = plan.hosts[0]!
    const says = back.map(({ says }) => says)
    expect(says.lastIndexOf('stop')).toBeLessThan(says.indexOf('put files back'))
    expect(says.indexOf('put files back')).toBeLessThan(says.indexOf('start as before'))
    expect(says.filter((one) => one === 'start as before')).toHaveLength(4)
  })
})

describe('across hosts', () => {
  test('starts are cut where something waits for another host; stops too, the other way', () => {
    const manifest = manifestOf(TWO_HOSTS)
    expect(stepsOf(transitionOf(null, manifest), 'two').filter((step) => step.includes('start'))).toEqual([
      '0 start webapp2 start',
      '1 start proxy start',
    ])
    const down = transitionOf(manifest, null)
    expect(stepsOf(down, 'two').filter((step) => step.includes('stop'))).toEqual([
      '0 stop proxy stop',
      '0 stop webapp2 stop',
    ])
    expect(stepsOf(down, 'one').filter((step) => step.includes('stop'))).toEqual([
      '1 stop webapp2 stop',
      '1 stop webapp1 stop',
    ])
    expect(down.waves).toBe(2)
  })
  test('a host that does nothing has no steps', () => {
    const next = TWO_HOSTS.replace('port: 8080', 'port: 8081')
    const plan = transitionOf(manifestOf(TWO_HOSTS), manifestOf(next))
    expect(stepsOf(plan, 'one')).toEqual([])
    expect(plan.waves).toBe(1)
  })
})

test('what was down before stays down when a deployment is undone, whether it was to be restarted or to go', () => {
  const before = manifestOf(oneHost(byHand('a') + byHand('b')))
  const next = manifestOf(oneHost(byHand('a', 'environment: { X: "1" }')))
  const down = ['a', 'b'].map((name) => ({ placement: `${name}@here/main`, state: 'down' as const }))
  const saysBack = (statuses: typeof down) =>
    transitionOf(before, next, statuses)
      .hosts[0]!.back.map(({ says }) => says)
      .filter((says) => says === 'start as before').length
  expect(saysBack([])).toBe(2)
  expect(saysBack(down)).toBe(0)
})

test('going back, a restarted dependent comes after the dependency that was stopped', () => {
  const before = manifestOf(oneHost(byHand('old') + byHand('web', '', ['old'])))
  const next = manifestOf(oneHost(byHand('web', 'environment: { X: "1" }')))
  const { steps, back } = transitionOf(before, next).hosts[0]!
  const of = new Map(steps.map(({ id, placement }) => [id, placement]))
  const returned = back.filter(({ says }) => says === 'start as before').map((step) => of.get(step.of))
  expect(returned).toEqual(['old@here/main', 'web@here/main'])
})

test('undoing a step names a step that exists, and a restart is stopped before and started after files are back', () => {
  const before = running('systemd')
  const plan = transitionOf(
    before,
    manifestOf(
      webapps('systemd').replace(
        'webapp1: { constructor: webapp,',
        'webapp1: { constructor: webapp, with: { greeting: Hi },',
      ),
    ),
  )
  const { steps, back } = plan.hosts[0]!
  const ids = new Set(steps.map(({ id }) => id))
  for (const { of } of back) expect(ids).toContain(of)
  const restart = steps.find(({ says }) => says === 'restart')!
  expect(back.filter(({ of }) => of === restart.id).map(({ says }) => says)).toEqual(['stop', 'start as before'])
  const phases = back.map(({ says }) => says)
  expect(phases.indexOf('stop')).toBeLessThan(phases.indexOf('put files back'))
})

/** Systems of up to six processes, each waiting for some of those before it. */
const system = fc
  .array(fc.record({ on: fc.boolean(), umask: fc.constantFrom('022', '027'), after: fc.subarray([0, 1, 2, 3, 4]) }), {
    maxLength: 6,
  })
  .map((parts) => {
    const there = (index: number) => parts[index]?.on === true
    const lines = parts.flatMap(({ on, umask, after }, index) =>
      on
        ? [
            byHand(
              `p${index}`,
              `umask: ${umask}`,
              after.filter((other) => other < index && there(other)).map((other) => `p${other}`),
            ),
          ]
        : [],
    )
    return lines.length > 0 ? manifestOf(oneHost(lines.join(''))) : null
  })
test('properties: order is topological, stops come before starts, nothing kept is touched, and there and back is nothing', () => {
  fc.assert(
    fc.property(system, system, (previous, next) => {
      const plan = transitionOf(previous, next)
      const steps = plan.hosts.flatMap((host) => host.steps)
      const at = (phase: string) =>
        new Map(steps.flatMap((step, index) => (step.phase === phase ? [[step.placement!, index] as const] : [])))
      const [stops, starts] = [at('stop'), at('start')]
      for (const { placement, after } of next?.hosts.here?.entries ?? [])
        for (const edge of after)
          if (starts.has(placement) && starts.has(edge.placement))
            expect(starts.get(edge.placement)!).toBeLessThan(starts.get(placement)!)
      for (const { placement, after } of previous?.hosts.here?.entries ?? [])
        for (const edge of after)
          if (stops.has(placement) && stops.has(edge.placement))
            expect(stops.get(placement)!).toBeLessThan(stops.get(edge.placement)!)
      expect(Math.max(-1, ...stops.values())).toBeLessThan(Math.min(steps.length, ...starts.values()))
      for (const { placement, change } of plan.changes)
        if (change === 'keep' || change === 'register')
          expect([...stops.keys(), ...starts.keys()]).not.toContain(placement)
      expect(transitionOf(next, next).empty).toBe(true)
      for (const host of plan.hosts)
        expect(host.steps.map(({ wave }) => wave)).toEqual(host.steps.map(({ wave }) => wave).sort((a, b) => a - b))
    }),
    { numRuns: 60 },
  )
})

test('a document of another order compiles to the same digest of every placement', () => {
  const text = webapps()
  const moved = documentOf(text)
  const reversed = {
    ...moved,
    system: { ...moved.system, processes: Object.fromEntries(Object.entries(moved.system.processes).reverse()) },
  }
  expect(transitionOf(manifestOf(text), manifestOf(reversed)).empty).toBe(true)
})
