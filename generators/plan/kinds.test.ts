/** What kinds mean to a plan: what is run again, what waits for the next boot, what a failed timer changes, what is refused. */
import { describe, expect, test } from 'vitest'
import { container } from '#tests/conformance/lowered.ts'
import { codesOf, compileText, lineOf, manifestOf, transitionOf } from '#tests/fixtures/compiling.ts'
import { DECLARATIONS } from '../backends/index.ts'
import type { Status } from '../contract/backend.ts'

const system = (process: string, type = 'sysvinit') => `system: demo
hosts: { here: { platform: linux, address: 127.0.0.1, containers: { main: { type: ${type} } } } }
processes:
  job: { on: [here], extends: { process: { program: /bin/job, ${process} } } }
  web:
    on: [here]
    after: [job]
    extends: { process: { program: /bin/web } }
`
const changesOf = (before: string, after: string, statuses: readonly Status[] = []) =>
  Object.fromEntries(
    transitionOf(manifestOf(system(before)), manifestOf(system(after)), statuses).changes.map(
      ({ instance, change, causes }) => [instance, [change, ...causes.map(({ kind }) => kind)].join(' ')],
    ),
  )
const MANAGERS = DECLARATIONS.filter(
  ({ id, platforms, capabilities }) =>
    platforms.includes('linux') && typeof capabilities(container(id)).oneshot === 'string',
).map(({ id }) => id)

describe('a changed oneshot', () => {
  test('is run again, and nobody else is touched', () => {
    const kind = 'kind: oneshot'
    expect(changesOf(`${kind}, arguments: [a]`, `${kind}, arguments: [b]`)).toEqual({
      job: 'restart launch',
      web: 'keep',
    })
  })
  test('is registered for the next boot, and the plan says so', () => {
    const kind = 'kind: { oneshot: { onChange: boot } }'
    expect(changesOf(`${kind}, arguments: [a]`, `${kind}, arguments: [b]`)).toEqual({
      job: 'register launch at-boot',
      web: 'keep',
    })
  })
  test('other limits of it are registered anew only', () => {
    expect(changesOf('kind: { oneshot: { seconds: 5 } }', 'kind: { oneshot: { seconds: 6 } }').job).toMatch(/^register/)
  })
  test('becoming another kind is a restart', () => {
    expect(changesOf('umask: "022"', 'kind: oneshot, umask: "022"').job).toMatch(/^restart/)
    expect(changesOf('kind: { timer: "@daily" }', 'kind: { timer: "@weekly" }').job).toMatch(/^restart/)
  })
})

describe('what hosts say', () => {
  const placement = 'job@here/main'
  test('a oneshot that failed is run again; one that is done stays', () => {
    expect(changesOf('kind: oneshot', 'kind: oneshot', [{ placement, state: 'failed' }]).job).toBe('start down')
    expect(changesOf('kind: oneshot', 'kind: oneshot', [{ placement, state: 'up', rests: 'done' }]).job).toBe('keep')
  })
  test('a timer whose last run failed still waits; one that does not wait is started', () => {
    const timer = 'kind: { timer: "@daily" }'
    expect(changesOf(timer, timer, [{ placement, state: 'failed', rests: 'waits' }]).job).toBe('keep')
    expect(changesOf(timer, timer, [{ placement, state: 'failed' }]).job).toBe('start down')
  })
})

describe('a deployment waits for the end of a oneshot, for as long as the model says', () => {
  test.each(MANAGERS)('%s', (type) => {
    const { hosts } = transitionOf(null, manifestOf(system('kind: { oneshot: { seconds: 7000 } }', type)))
    const steps = hosts[0]!.steps.filter(({ placement, phase }) => placement === 'job@here/main' && phase === 'start')
    const longest = Math.max(
      ...steps.flatMap(({ do: actions }) =>
        actions.map((action) => ('command' in action ? action.command.seconds : 0)),
      ),
    )
    expect(longest).toBeGreaterThan(7000)
  })
})

describe('what is refused', () => {
  test.each(['restart: always', 'ready: { tcp: "80" }', 'reload: { signal: HUP }', 'daemon: {}', 'pidFile: /run/x'])(
    'a oneshot with %s',
    (field) => expect(codesOf(compileText(system(`kind: oneshot, ${field}`)))).toContain('kind-without-field'),
  )
  test('a constructor’s restart is taken out with null', () => {
    const text = `constructor: c
process: { program: /bin/c, restart: always }
---
system: demo
hosts: { here: { platform: linux, address: 127.0.0.1, containers: { main: { type: systemd } } } }
processes: { job: { constructor: c, on: [here], extends: { process: { kind: oneshot, restart: null } } } }
`
    expect(compileText(text).diagnostics.map(lineOf)).toEqual([])
  })
  test.each(['kind: { timer: "61 * * * *" }', 'kind: { timer: "@reboot" }', 'kind: { timer: "0 0 30 2 *" }'])(
    '%s',
    (kind) => {
      expect(codesOf(compileText(system(kind)))).toEqual(['bad-schedule'])
    },
  )
  test.each([
    'kind: { oneshot: { onChange: run }, timer: "@daily" }',
    'kind: { missed: run }',
    'kind: { oneshot: { onChange: run }, missed: run }',
    'kind: {}',
  ])('%s', (kind) => expect(codesOf(compileText(system(kind))).length).toBeGreaterThan(0))
  test('a schedule may be a parameter', () => {
    const text = `constructor: c
parameters: { at: { type: schedule, default: "@daily" } }
process: { program: /bin/c, kind: { timer: "\${at}" } }
---
system: demo
hosts: { here: { platform: linux, address: 127.0.0.1, containers: { main: { type: systemd } } } }
processes: { job: { constructor: c, on: [here], with: { at: "0 4 * * sun" } } }
`
    const compiled = compileText(text)
    expect(compiled.diagnostics.map(lineOf)).toEqual([])
    expect(JSON.stringify(compiled.manifest)).toContain('Sun *-*-* 04:00:00')
  })
})
