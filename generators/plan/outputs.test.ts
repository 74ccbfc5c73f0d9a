/** What is done to a placement is done once, and what a backend forgets is found out. */
import { describe, expect, test } from 'vitest'
import { BACKENDS, compileText, documentOf } from '#tests/fixtures/compiling.ts'
import { byHand, oneHost, webapps } from '#tests/fixtures/systems.ts'
import { compile } from '../compile.ts'
import type { Backend, Rendered } from '../contract/backend.ts'
import type { LoadedBackend, Output } from '../contract/compiled.ts'
import { type Artefact, concat, hole } from '../contract/text.ts'
import { fileProblems } from './host-outputs.ts'
import { outputOf } from './outputs.ts'

const FACTS = {
  platform: 'linux',
  system: 'Linux',
  privileged: true,
  user: 'root',
  home: '/root',
  prefix: '/p',
  shell: '/bin/sh',
  programs: {},
  tools: ['setpriv'],
}

describe('an unchanged placement is not made again', () => {
  const document = documentOf(`${webapps()}${byHand('own', 'umask: 027')}`)
  const before = compile({ document, backends: BACKENDS, facts: {} }).outputs
  test('the same document', () => {
    const again = compile({ document, backends: BACKENDS, facts: {} }).outputs
    expect(again.map((output, index) => output === before[index])).toEqual(before.map(() => true))
  })
  test('another instance changed: only it and what reads its values', () => {
    const { processes } = document.system
    const changed = {
      ...document,
      system: {
        ...document.system,
        processes: { ...processes, webapp2: { ...processes.webapp2!, with: { greeting: 'Hi' } } },
      },
    }
    const again = compile({ document: changed, backends: BACKENDS, facts: {} }).outputs
    const made = again.filter((output) => !before.includes(output)).map(({ placement }) => placement.instance)
    expect(made).toEqual(['webapp2', 'proxy'])
  })
})

describe('a backend that forgets a field', () => {
  const { placement } = compileText(oneHost(byHand('p', 'environment: { A: same, B: same }, umask: 027, nice: 5')))
    .outputs[0]!
  const [real] = [...BACKENDS.values()].filter(({ declaration }) => declaration.id === placement.container.type)
  const lost = (render: (of: Parameters<Backend<unknown>['render']>[1]) => Rendered): string[] => {
    const target: LoadedBackend = {
      declaration: real!.declaration,
      backend: { ...real!.backend, render: (_, lowered) => render(lowered) },
    }
    const context = {
      target,
      names: new Map([[placement.id, 'p']]),
      placements: new Map([[placement.id, placement]]),
      backends: BACKENDS,
      facts: FACTS,
      profile: 'demo',
    }
    const { output, diagnostics: said } = outputOf({ ...placement }, context)
    const named = output.fields.filter(({ outcome }) => outcome === 'lost').map(({ field }) => field)
    expect(said.filter(({ code }) => code === 'field-lost').map(({ data }) => data.field)).toEqual(named)
    return named
  }
  const unit = (content: Artefact['content']): Rendered => ({
    artefacts: [{ name: 'p', mode: 0o644, kind: 'native', secret: false, content }],
    links: [],
  })

  test('everything, where nothing is written', () => {
    expect(lost(() => unit([])).sort()).toEqual(['environment.A', 'environment.B', 'nice', 'program', 'umask'])
  })
  test('one of two fields that hold the same value', () => {
    expect(
      lost(({ of, native }) =>
        unit(concat(native.environment!.get('A')!, native.umask!, native.nice!, of.foreground!.path)),
      ),
    ).toEqual(['environment.B'])
  })
  test('nothing, where something is expressed by leaving it out', () => {
    expect(lost(({ of }) => ({ ...unit([]), by: [...of.set.values()] }))).toEqual([])
  })
})

test('files that name each other are refused, whoever made them', () => {
  const [output] = compileText(oneHost(byHand('p'))).outputs
  const [a, b] = ['a', 'b'].map((name): Artefact => ({ name, mode: 0o644, kind: 'user', secret: false, content: [] }))
  Object.assign(a!, { content: hole({ kind: 'artefact', of: b!, via: 'store' }) })
  Object.assign(b!, { content: hole({ kind: 'artefact', of: a!, via: 'store' }) })
  const broken: Output = { ...output!, placement: { ...output!.placement, files: [a!] } }
  const said = fileProblems(broken).map(({ code }) => code)
  expect(said).toContain('file-cycle')
})

test('a backend that writes a secret where everybody can read it is found out', () => {
  const [output] = compileText(oneHost(byHand('p'))).outputs
  const content = hole({ kind: 'secret', name: 'db', format: 'raw', state: '' })
  const unit: Artefact = { name: 'p.unit', mode: 0o644, kind: 'native', secret: false, content }
  const broken: Output = { ...output!, rendered: { artefacts: [unit], links: [] } }
  const said = fileProblems(broken).map(({ code }) => code)
  expect(said).toContain('secret-in-native-file')
})
