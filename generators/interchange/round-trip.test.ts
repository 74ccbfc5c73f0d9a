/** What our own backends write for a process by hand is read back equal, through the files of their own managers. */
import { expect, test } from 'vitest'
import { loadProofs } from '#tests/conformance/proof.ts'
import { compileText } from '#tests/fixtures/compiling.ts'
import { declarationOf } from '../backends/index.ts'
import { assemble } from './assemble.ts'

const HOSTILE = [
  '',
  ' two  words ',
  'it\'s "so"',
  '$HOME',
  '$${x}',
  '`id`',
  '%n %(x)s 100%',
  '\\',
  'a\\n',
  ' ;',
  '#',
  '-n',
  'é 🐘',
]
const PROCESS = {
  description: 'The web, for 100% of us',
  program: '/usr/bin/web',
  arguments: HOSTILE,
  environment: { GREETING: "it's 100% $HOME", LANG: 'C.UTF-8' },
  umask: '027',
  user: 'web',
  directory: '/srv/100% of us',
  restart: 'on-failure',
  boot: true,
  output: { file: '/var/log/web%.log' },
  stop: { signal: 'QUIT', seconds: 20 },
  nice: 5,
  limits: { nofile: 4096, core: 0 },
  reload: { signal: 'HUP' },
}
const USERS = { web: { name: 'web', group: 'web', existing: true } }
const CASES = [...(await loadProofs())].flatMap(([manager, { notRead = [] }]) => {
  const read = declarationOf(manager)?.reader
  return read ? [{ manager, notRead: new Set<string>(notRead), read }] : []
})

test('there are managers whose files are read', () => expect(CASES.length).toBeGreaterThan(1))
test.each(CASES)('$manager', async ({ manager, notRead, read: load }) => {
  const process = Object.fromEntries(Object.entries(PROCESS).filter(([key]) => !notRead.has(key)))
  const users = notRead.has('user') ? {} : USERS
  const { manifest, diagnostics } = compileText(
    JSON.stringify([
      {
        system: 'demo',
        hosts: { local: { platform: 'linux', address: '127.0.0.1', containers: { main: { type: manager } } } },
        processes: { web: { on: ['local'], extends: { users, process } } },
      },
    ]),
  )
  expect(diagnostics.filter((one) => one.severity === 'error')).toEqual([])
  const reader = await load()
  const files = manifest!.hosts.local!.files.filter((one) => reader.takes(one.name) && one.name.includes('demo-web'))
  expect(files).toHaveLength(1)
  const read = assemble(reader.read(files.map((one) => ({ path: one.name, text: one.text }))), {
    system: 'demo',
    manager,
  })
  expect(read.diagnostics).toEqual([])
  const back = read.document.system.processes['demo-web']?.extends
  const environment = Object.fromEntries(
    Object.entries(back?.process?.environment ?? {}).filter(([name]) => !['HOME', 'USER', 'LOGNAME'].includes(name)),
  )
  expect({ ...back?.process, environment }).toEqual(process)
  expect(back?.users ?? {}).toEqual(users)
})
