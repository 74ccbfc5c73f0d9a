/** The passes together: deterministic, cheap again without being another, and honest about what was typed. */
import { describe, expect, test } from 'vitest'
import { BACKENDS, codesOf, compileText, documentOf, manifestOf } from '#tests/fixtures/compiling.ts'
import { byHand, HOSTILE, oneHost, TWO_HOSTS, webapps } from '#tests/fixtures/systems.ts'
import { compile, managersOf } from './compile.ts'
import type { HostFacts } from './contract/backend.ts'
import { at, isWithin, root } from './contract/path.ts'
import type { SystemDocument } from './model/document.ts'

const plain = (document: SystemDocument) => structuredClone(document)
const compiled = (document: SystemDocument) => compile({ document, backends: BACKENDS, facts: {} })

test('the same document gives the same bytes, whoever compiles it and however often', () => {
  const document = documentOf(TWO_HOSTS)
  expect(compiled(plain(document)).manifest).toEqual(compiled(document).manifest)
  expect(compiled(document).manifest!.digest).toBe(manifestOf(TWO_HOSTS).digest)
})
test('after a change, what is kept from before makes nothing different', () => {
  let document = documentOf(webapps())
  compiled(document)
  const edits: ((document: SystemDocument) => SystemDocument)[] = [
    (one) => ({
      ...one,
      system: {
        ...one.system,
        processes: {
          ...one.system.processes,
          webapp2: { ...one.system.processes.webapp2!, with: { greeting: 'Hi', port: 5500 } },
        },
      },
    }),
    (one) => ({ ...one, system: { ...one.system, settings: { directories: { state: '/srv' } } } }),
    (one) => ({
      ...one,
      system: {
        ...one.system,
        processes: Object.fromEntries(Object.entries(one.system.processes).filter(([name]) => name !== 'webapp1')),
      },
    }),
    (one) => ({ ...one, system: { ...one.system, settings: { forceDisableUserChange: true } } }),
  ]
  for (const edit of edits) {
    document = edit(document)
    const [again, fresh] = [compiled(document), compiled(plain(document))]
    expect(again.diagnostics).toEqual(fresh.diagnostics)
    expect(again.manifest).toEqual(fresh.manifest)
    expect(again.files()).toEqual(fresh.files())
  }
})
test('shown under every manager in turn, an edited document is what it is to a compiler that remembers nothing', () => {
  const shown = (document: SystemDocument, as: string) => compile({ document, backends: BACKENDS, facts: {}, as })
  const before = documentOf(webapps())
  for (const as of BACKENDS.keys()) shown(before, as)
  const { processes } = before.system
  const webapp1 = { ...processes.webapp1!, with: { ...processes.webapp1!.with, greeting: 'Hi' } }
  const document = { ...before, system: { ...before.system, processes: { ...processes, webapp1 } } }
  for (const as of BACKENDS.keys()) {
    const [again, fresh] = [shown(document, as), shown(plain(document), as)]
    expect(again.diagnostics, as).toEqual(fresh.diagnostics)
    expect(again.ids, as).toEqual(fresh.ids)
    expect(again.files(), as).toEqual(fresh.files())
    const kept = again.outputs.filter((output) => shown(before, as).outputs.includes(output))
    expect(kept.length, as).toBeGreaterThan(0)
  }
})
test('IDs once assigned and saved are a fixed point', () => {
  const document = documentOf(webapps())
  const { ids } = compiled(document)
  expect(compiled({ ...document, ids }).ids).toEqual(ids)
  expect(compiled({ ...document, ids }).manifest).toEqual(compiled(document).manifest)
})

describe.each([...BACKENDS.keys()])('under %s', (type) => {
  test('the example compiles; all that may be said is that nobody can become another user there', () => {
    const said = new Set(compileText(webapps(type)).diagnostics.map(({ code }) => code))
    said.delete('user-change-off')
    expect([...said]).toEqual([])
  })
  test('a property that its containers do not have is said, and shown all the same', () => {
    const document = documentOf(webapps(type))
    const { hosts } = document.system
    const containers = { main: { type, properties: { 'no-such': 'property' } } }
    const changed = { ...document, system: { ...document.system, hosts: { here: { ...hosts.here!, containers } } } }
    expect(codesOf(compiled(changed))).toContain('container-property')
    expect(compiled(changed).files().length).toBeGreaterThan(0)
  })
  test('every field that is set is accounted for', () => {
    for (const { fields, placement } of compileText(webapps(type)).outputs) {
      expect(fields.length).toBeGreaterThan(5)
      expect(
        // Where nobody can become another user: said above.
        fields.filter(({ outcome, field }) => outcome === 'lost' && field !== 'user'),
        placement.id,
      ).toEqual([])
    }
  })
  test.each(Object.entries(HOSTILE))(
    'a hostile string (%s) is in a file or in a diagnostic, with its origin',
    (_, value) => {
      const document = documentOf(webapps(type))
      const { processes } = document.system
      const changed = {
        ...document,
        system: {
          ...document.system,
          processes: { ...processes, webapp1: { ...processes.webapp1!, with: { greeting: value } } },
        },
      }
      const origin = at(root, 'system', 'processes', 'webapp1', 'with', 'greeting')
      const result = compiled(changed)
      const parts = result.files().flatMap((file) => file.parts.filter(({ from }) => from && isWithin(from, origin)))
      if (value !== '' && !result.diagnostics.some(({ severity }) => severity === 'error'))
        expect(parts.length).toBeGreaterThan(0)
      expect(codesOf(result).filter((code) => code === 'field-lost')).toEqual([])
    },
  )
})

test('a preview under another manager keeps the document as it is and cannot be deployed', () => {
  const document = documentOf(TWO_HOSTS)
  const shown = compile({ document, backends: BACKENDS, facts: {}, as: 'supervisord' })
  expect(new Set(shown.outputs.map(({ placement }) => placement.container.type))).toEqual(new Set(['supervisord']))
  expect(shown.manifest).toBeNull()
  expect(managersOf(document)).toEqual(['systemd', 'sysvinit'])
})
test('files are shown where they would be, with the origin of every value', () => {
  const files = compileText(webapps()).files('here')
  const unit = files.find(({ path }) => path === '/etc/systemd/system/demo-webapp1.service')!
  expect(unit).toMatchObject({ host: 'here', placement: 'webapp1@here/main', kind: 'native', format: 'ini' })
  expect(unit.parts.filter(({ from }) => from).length).toBeGreaterThan(3)
  const config = files.find(({ path }) => path.endsWith('/links/demo-proxy/reverse-proxy.json'))!
  expect(config).toMatchObject({ kind: 'user', format: 'json' })
  expect(() => JSON.parse(config.parts.map(({ s }) => s).join(''))).not.toThrow()
  expect(new Set(files.map(({ path }) => path)).size).toBe(files.length)
})

describe('a host without root', () => {
  const facts: HostFacts = {
    platform: 'linux',
    system: 'Debian',
    privileged: false,
    user: 'me',
    home: '/home/me',
    prefix: '/home/me/.local/state/longrun',
    shell: '/usr/bin/dash',
    programs: { 'node.node': '/opt/node' },
    tools: ['setsid'],
  }
  const result = compileText(webapps('sysvinit'), { here: facts })
  const manifest = result.manifest!
  test('nobody becomes anybody, and it is said', () => {
    expect(new Set(result.diagnostics.map(({ severity, code }) => `${severity} ${code}`))).toEqual(
      new Set(['info user-change-off']),
    )
    expect(manifest.hosts.here!.entries.flatMap(({ accounts }) => accounts)).toEqual([])
    expect(manifest.hosts.here!.entries.flatMap(({ directories }) => directories.filter(({ owner }) => owner))).toEqual(
      [],
    )
  })
  test('everything is below its prefix, run by its own shell and programs', () => {
    const [entry] = manifest.hosts.here!.entries
    expect(entry!.gate!.argv[0]).toBe('/usr/bin/dash')
    expect(entry!.running.directory.startsWith(facts.prefix)).toBe(true)
    expect(entry!.running.pidFile.startsWith(facts.prefix)).toBe(true)
    expect(manifest.hosts.here!.files.some(({ text }) => text.includes('/opt/node'))).toBe(true)
  })
})
test('a container that is one user’s own has no root either', () => {
  const { outputs } = compileText(oneHost(byHand('a'), { properties: '{ scope: user }' }))
  expect(outputs[0]!.placement.container).toMatchObject({ privileged: false, userChange: false })
})
