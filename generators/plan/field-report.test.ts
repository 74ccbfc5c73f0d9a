/** The short way to the report of fields, by the origins in the output itself, says what compiling a second time with traced origins says. */
import { describe, expect, test } from 'vitest'
import { BACKENDS, compileText } from '#tests/fixtures/compiling.ts'
import { byHand, HOSTILE, oneHost, webapps } from '#tests/fixtures/systems.ts'
import type { Output } from '../contract/compiled.ts'
import { at } from '../contract/path.ts'
import { lower } from '../lower/lower.ts'
import { reportTraced, type Through } from './field-report.ts'
import { traced } from './trace.ts'

/** One value in many fields, values that come from elsewhere in the model, and fields that hold each other’s. */
const TANGLED = [
  'arguments: [same, "${name}", "${pidFile}"]',
  'environment: { A: same, B: same, C: "${name}", D: "${dirs.state}/${name}" }',
  'pidFile: "${dirs.runtime}/${name}.pid"',
  'directory: "${dirs.state}"',
  'description: same',
  'umask: 027',
  'nice: 5',
  'limits: { nofile: 1024 }',
  'prepare: [{ directory: "${dirs.state}/${name}" }]',
  'ready: { path: "${pidFile}" }',
  'stop: { signal: INT, seconds: 5 }',
  'restart: always',
].join(', ')

function tracedFields(all: readonly Output[], { placement }: Output): unknown {
  const target = BACKENDS.get(placement.container.type)!
  const context = {
    target,
    backends: BACKENDS,
    names: new Map(all.map((one) => [one.placement.id, one.lowered.name])),
    placements: new Map(all.map((one) => [one.placement.id, one.placement])),
    facts: FACTS,
    profile: 'demo',
  }
  const trace = traced(placement)
  const lowered = lower(trace, context, () => undefined)
  const { id } = target.declaration
  const overrides = target.backend.schema.overrides(trace.overrides[id], at(trace.overridesAt, id), () => undefined)
  const native = { ...(target.backend.translate(lowered) as object), ...overrides }
  const through: Through = { lowered, rendered: target.backend.render(native, lowered) }
  return reportTraced(placement, through, target)
}
const FACTS = {
  platform: 'linux',
  system: 'Debian 12',
  privileged: true,
  user: 'root',
  home: '/root',
  prefix: '/var/lib/longrun',
  shell: '/bin/sh',
  programs: {},
  tools: ['setpriv', 'setsid', 'curl', 'nc'],
}

describe.each([...BACKENDS.keys()])('under %s', (type) => {
  test.each(['', '{ scope: user }'])('for the example and for tangled values (%s)', (properties) => {
    const own = type === 'systemd' ? properties : ''
    for (const text of [
      webapps(type),
      oneHost(byHand('p', TANGLED) + byHand('q', '', ['p']), { type, properties: own }),
    ]) {
      const { outputs } = compileText(text, { here: FACTS })
      for (const output of outputs) expect(output.fields).toEqual(tracedFields(outputs, output))
    }
  })
  test.each(Object.keys(HOSTILE))('where a value is hostile (%s)', (name) => {
    const value = JSON.stringify(HOSTILE[name]!.replaceAll('${', '$${'))
    const { outputs } = compileText(
      oneHost(byHand('p', `arguments: [${value}], environment: { A: ${value} }, description: ${value}`), { type }),
      { here: FACTS },
    )
    for (const output of outputs) expect(output.fields).toEqual(tracedFields(outputs, output))
  })
})
