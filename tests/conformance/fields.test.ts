/** Every field of a process under every process manager: it reaches what a host is given, or somebody says that it does not. */
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { DECLARATIONS, loadBackends } from '#generators/backends/index.ts'
import { compile } from '#generators/compile.ts'
import type { HostFacts } from '#generators/contract/backend.ts'
import type { Backends } from '#generators/contract/compiled.ts'
import { keysOf } from '#generators/contract/path.ts'
import { parse } from '#generators/model/parse.ts'
import { transition } from '#generators/plan/transition.ts'
import { hostOf, platformOf } from './fixtures.ts'

interface Field {
  /** As it is called in a placement's `set`. */
  readonly name: string
  /** What a process written by hand is given, beside a program. */
  readonly process: string
  /** Beside the process, in `extends`. */
  readonly beside?: string
  /** Where the field is not lost, this stands in a file or a command: a field that is read and dropped is found out. */
  readonly shows: RegExp
}
const FIELDS: readonly Field[] = [
  { name: 'program', process: '', shows: /\/opt\/marked\/program/ },
  { name: 'arguments', process: 'arguments: [marked-argument]', shows: /marked-argument/ },
  { name: 'description', process: 'description: Marked description', shows: /Marked description/ },
  {
    name: 'environment.MARKED',
    process: 'environment: { MARKED: marked-value }',
    shows: /MARKED(=.?|<\/key>[\s\\t]*<string>)marked-value/,
  },
  { name: 'umask', process: 'umask: 0137', shows: /0?137|<integer>95</ },
  { name: 'nice', process: 'nice: 13', shows: /(Nice=|nice -n |--nicelevel |<integer>)13/ },
  {
    name: 'user',
    process: 'user: u',
    beside: 'users: { u: { name: marked-user, existing: true } }',
    shows: /marked-user/,
  },
  { name: 'directory', process: 'directory: /marked/directory', shows: /\/marked\/directory/ },
  { name: 'output', process: 'output: { file: /marked/output }', shows: /\/marked\/output/ },
  { name: 'limits.nofile', process: 'limits: { nofile: 4321 }', shows: /4321/ },
  { name: 'limits.core', process: 'limits: { core: 4194304 }', shows: /4194304|8192/ },
  { name: 'limits.nproc', process: 'limits: { nproc: 4321 }', shows: /4321/ },
  { name: 'limits.memlock', process: 'limits: { memlock: 4194304 }', shows: /4194304|4096/ },
  { name: 'limits.stack', process: 'limits: { stack: 4194304 }', shows: /4194304|4096/ },
  { name: 'prepare', process: 'prepare: [{ directory: /marked/prepared }]', shows: /\/marked\/prepared/ },
  { name: 'ready', process: 'ready: { path: /marked/ready }', shows: /\/marked\/ready/ },
  {
    name: 'restart',
    process: 'restart: always',
    shows: /Restart=always|autorestart=true|respawn_max=0|runsv starts it again|KeepAlive<\/key>[\s\\t]*<true/,
  },
  { name: 'stop', process: 'stop: { signal: USR2, seconds: 43 }', shows: /USR2[\s\S]*4[38]|4[38][\s\S]*USR2/ },
  {
    name: 'kind',
    process: 'kind: { oneshot: { onChange: run, seconds: 4321 } }',
    shows: /Type=oneshot|lr_kind=oneshot/,
  },
  { name: 'kind', process: 'kind: { oneshot: { onChange: boot } }', shows: /Type=oneshot|lr_kind=oneshot/ },
  {
    name: 'kind',
    process: 'kind: { timer: "7 3 * * *" }',
    shows: /OnCalendar=\*-\*-\* 03:07:00|lr_minutes=' 7 '|<key>Minute<\/key>[\s\\t]*<integer>7</,
  },
  {
    name: 'kind',
    process: 'kind: { timer: "7 3 * * *", missed: run, jitterSeconds: 4321, overlap: wait }',
    shows: /lr_missed=run lr_jitter=4321 lr_overlap=wait/,
  },
  { name: 'reload', process: 'reload: { signal: USR1 }', shows: /USR1/ },
  { name: 'reload', process: 'reload: { run: [/opt/marked/reload] }', shows: /\/opt\/marked\/reload/ },
  {
    name: 'boot',
    process: 'boot: true',
    shows:
      /multi-user|default\.target|autostart=true|Default-Start|_enable:=YES|RunAtLoad<\/key>[\s\\t]*<true|type=.?auto|rc-update.{1,4}add|\/service/,
  },
  { name: 'boot', process: 'boot: false', shows: /^/ },
  { name: 'pidFile', process: 'pidFile: /marked/pid\n        daemon: {}', shows: /\/marked\/pid/ },
  {
    name: 'files.f',
    process: 'arguments: ["${files.f}"]',
    beside: 'files: { f: { format: raw, content: marked-content } }',
    shows: /marked-content/,
  },
]

const FACTS: HostFacts = {
  platform: 'linux',
  system: 'Debian 12',
  privileged: true,
  user: 'root',
  home: '/root',
  prefix: '/var/lib/longrun',
  shell: '/bin/sh',
  programs: {},
  tools: ['setpriv', 'chroot', 'setsid', 'env'],
}
/** Containers that differ in what they can do. */
const VARIANTS = DECLARATIONS.flatMap(({ id }) => [
  { id, kind: 'as root', facts: hostOf(platformOf(id), FACTS), container: { type: id } },
  {
    id,
    kind: 'without root',
    facts: hostOf(platformOf(id), {
      ...FACTS,
      privileged: false,
      user: 'ann',
      home: '/home/ann',
      prefix: '/home/ann/longrun',
    }),
    container: { type: id, ...(id === 'systemd' ? { properties: { scope: 'user' } } : {}) },
  },
])

let backends: Backends
beforeAll(async () => {
  backends = await loadBackends()
})

/** What becomes of a field: its outcome, everything a host would be given, and what was said. */
function follow(field: Field, container: object, facts: HostFacts) {
  const { document, diagnostics } = parse(`system: demo
hosts:
  here: { platform: ${facts.platform}, address: 127.0.0.1, containers: { main: ${JSON.stringify(container)} } }
processes:
  marked:
    on: [here]
    extends:
      ${field.beside ?? 'parameters: {}'}
      process:
        program: /opt/marked/program
${field.process ? `        ${field.process}\n` : ''}`)
  if (!document) throw new Error(JSON.stringify(diagnostics))
  const compiled = compile({ document, backends, facts: { here: facts } })
  const { manifest } = compiled
  expect(manifest, JSON.stringify(compiled.diagnostics)).not.toBeNull()
  const given = JSON.stringify([manifest, transition({ previous: null, next: manifest, backends })])
  const reports = compiled.outputs[0]!.fields.filter((one) => one.field === field.name)
  return { reports, given: given.replaceAll('\\n', '\n').replaceAll('\\"', '"'), said: compiled.diagnostics }
}

describe.each(VARIANTS)('$id $kind', ({ container, facts }) => {
  test.each(FIELDS)('$name: $process', (field) => {
    const { reports, given, said } = follow(field, container, facts)
    expect(reports.map((one) => one.field)).toEqual([field.name])
    const { outcome, at } = reports[0]!
    const losses = said.filter(
      (one) => one.severity !== 'error' && keysOf(one.at).join('.').startsWith(keysOf(at).join('.')),
    )
    if (outcome === 'lost') expect(losses).not.toEqual([])
    else if (losses.length === 0) expect(given).toMatch(field.shows)
  })
})

describe.each(DECLARATIONS)('$id', (declaration) => {
  const readme = readFileSync(
    path.join(import.meta.dirname, '../../generators/backends', declaration.id, 'README.md'),
    'utf8',
  )
  test('says how each field is expressed, and what is not', () => {
    expect(readme).toMatch(/^# \S/)
    expect(readme).toMatch(/^## How each field is expressed$/m)
    expect(readme).toMatch(/^## Gaps$/m)
  })
  test('its own defaults are a container of its kind', () => {
    expect(declaration.container.parse({})).toBeTypeOf('object')
    expect(() => declaration.container.parse({ directory: 'relative; rm -rf' })).toThrow()
  })
  test('its names hold what the product gives them, and nothing that reads as an option', () => {
    for (const name of ['webapps-proxy', 'demo-web2', 'a-b_c']) expect(name).toMatch(declaration.names.pattern)
    for (const name of ['-x', '', 'a b', 'a/b', "a'b", 'a\nb', '$x'])
      expect(name).not.toMatch(declaration.names.pattern)
  })
})
