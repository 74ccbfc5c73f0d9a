/** A chain of ten thousand dependencies is ten thousand deep: nobody may walk it by calling himself. */
import { expect, test } from 'vitest'
import { BACKENDS, documentOf, transitionOf } from '#tests/fixtures/compiling.ts'
import { compile } from '../compile.ts'
import type { HostFacts } from '../contract/backend.ts'
import type { ProcessInstance } from '../model/document.ts'

const LENGTH = 10_000
const FACTS: HostFacts = {
  platform: 'linux',
  system: 'Linux',
  privileged: false,
  user: 'ann',
  home: '/home/ann',
  prefix: '/p',
  shell: '/bin/sh',
  programs: {},
  tools: [],
}
/** Each waits for the one that comes after it in the model, so that the first is at the bottom of all. */
function chainUnder(type: string) {
  const document = documentOf(
    `system: demo\nhosts:\n  here: { platform: linux, address: localhost, containers: { main: { type: ${type} } } }\nprocesses: {}\n`,
  )
  const processes: Record<string, ProcessInstance> = {}
  for (let n = 0; n < LENGTH; n += 1)
    processes[`p${n}`] = {
      on: ['here'],
      extends: { process: { program: '/bin/true' } },
      ...(n + 1 < LENGTH ? { after: [`p${n + 1}`] } : {}),
    }
  return { ...document, system: { ...document.system, processes } }
}
const ON_LINUX = [...BACKENDS].flatMap(([id, { declaration }]) => (declaration.platforms.includes('linux') ? [id] : []))

test.each([...BACKENDS.keys()])('files and their order under %s', { timeout: 120_000 }, (as) => {
  const compiled = compile({ document: chainUnder(ON_LINUX[0]!), backends: BACKENDS, facts: { here: FACTS }, as })
  expect(compiled.outputs).toHaveLength(LENGTH)
  expect(compiled.files().length).toBeGreaterThanOrEqual(LENGTH)
})

test('what is deployed, and in which order', { timeout: 120_000 }, () => {
  const { manifest } = compile({ document: chainUnder(ON_LINUX[0]!), backends: BACKENDS, facts: { here: FACTS } })
  const { steps } = transitionOf(null, manifest).hosts[0]!
  const started = steps.filter(({ phase }) => phase === 'start')
  expect(started).toHaveLength(LENGTH)
  expect(started[0]!.placement).toMatch(/^p9999@/)
})
