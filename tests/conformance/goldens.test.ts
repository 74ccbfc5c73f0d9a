/**
 * Fixture by backend: the tree of files that a host is given, the commands of a first deployment and of the end, and what was said.
 * Compared with `generators/backends/<id>/goldens`; `UPDATE_GOLDENS=1` writes them anew: read the difference as if it were prose.
 */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { DECLARATIONS } from '#generators/backends/index.ts'
import type { Backends, Compiled } from '#generators/contract/compiled.ts'
import type { Action, HostManifest, Transition } from '#generators/contract/manifest.ts'
import { formatPath } from '#generators/contract/path.ts'
import { LAUNCHER } from '#generators/launcher/launcher.ts'
import { transition } from '#generators/plan/transition.ts'
import { compileFixture, FIXTURES } from './fixtures.ts'

const BACKENDS = path.join(import.meta.dirname, '../../generators/backends')

/** Addresses change with every word of the launcher, which has tests of its own: here a file's name is enough. */
function withoutHashes(text: string): string {
  return text.replace(/\/(store|secrets\/[a-z0-9-]+)\/[0-9a-f]{16,}\//g, '/$1/HASH/')
}

/** A script of several lines is shown by its first: it is a constant of the backend. */
function words(argv: readonly string[]): string {
  return argv
    .map((word) => (/^[A-Za-z0-9/._:=,@%+-]+$/.test(word) ? word : JSON.stringify(word.replace(/\n[\s\S]*$/, ' ...'))))
    .join(' ')
}
function said(action: Action): string | null {
  switch (action.do) {
    case 'run':
      return `run ${words(action.command.argv)}${action.command.ok ? `   # ok: ${action.command.ok.join(' ')}` : ''}`
    case 'await':
      return `await ${words(action.command.argv)}   # ${action.seconds} s`
    case 'install':
      return `install ${action.at}`
    case 'link':
      return `link ${action.at} -> ${action.to}`
    case 'remove':
    case 'restore':
      return `${action.do} ${action.at}`
    case 'directory':
      return `directory ${action.path} ${action.owner ?? '-'}:${action.group ?? '-'} ${action.mode?.toString(8) ?? '-'}`
    case 'account':
      return `account ${action.account.kind} ${action.account.name} ${action.account.id ?? '-'}`
    case 'free':
      return `free ${action.port}`
  }
}
function commands(plan: Transition): string {
  return plan.hosts
    .flatMap(({ host, steps }) =>
      steps.flatMap(({ wave, phase, placement, do: actions }) => [
        `${host} ${wave} ${phase}${placement ? ` ${placement}` : ''}`,
        ...actions.flatMap((action) => said(action) ?? []).map((line) => `  ${line}`),
      ]),
    )
    .map((line) => `${withoutHashes(line)}\n`)
    .join('')
}

/** What a host has: content by path below its root (`store/NAME` for the store), and `tree.txt`: every file and link, mode, owner. */
function treeOf(host: HostManifest): Map<string, string> {
  const files = new Map<string, string>()
  const lines: string[] = []
  const stored = new Map(host.files.map((file) => [`${file.hash}/${file.name}`, file]))
  for (const file of host.files) {
    const at = withoutHashes(`${host.prefix}/store/${file.hash}/${file.name}`)
    lines.push(`${file.mode.toString(8).padStart(4, '0')} ${file.owner ?? '-'}:${file.group ?? '-'} ${at}`)
    if (file.name === LAUNCHER.name) continue
    const content = withoutHashes(file.text)
    // Two files of one name differ in their hash, which is left out here.
    let name = `store/${file.name}`
    for (let count = 2; files.has(name) && files.get(name) !== content; count++) name = `store/${file.name}.${count}`
    files.set(name, content)
  }
  for (const one of [...host.containers, ...host.entries].flatMap((entry) => entry.installed)) {
    if ('link' in one) lines.push(`link ${one.at} -> ${one.link}`)
    else {
      const file = stored.get(one.copy)!
      lines.push(`${one.mode.toString(8).padStart(4, '0')} copy ${one.at}`)
      files.delete(`store/${file.name}`)
      files.set(one.at, withoutHashes(file.text))
    }
  }
  for (const [at, to] of host.entries.flatMap((entry) => Object.entries(entry.links)))
    lines.push(`link ${at} -> ${withoutHashes(`/store/${to}`).slice('/store/'.length)}`)
  files.set('tree.txt', `${[...new Set(lines)].sort().join('\n')}\n`)
  return files
}

function goldensOf(compiled: Compiled, backends: Backends): Map<string, string> {
  const { manifest } = compiled
  const files = new Map<string, string>()
  const lines = compiled.diagnostics.map(
    (one) => `${one.severity} ${one.code} ${formatPath(one.at)} ${JSON.stringify(one.data)}`,
  )
  files.set('said.txt', lines.map((line) => `${line}\n`).join(''))
  const fields = compiled.outputs.flatMap((output) =>
    output.fields.map((one) => `${output.placement.instance} ${one.field}: ${one.outcome}\n`),
  )
  files.set('fields.txt', fields.join(''))
  if (!manifest) return files
  for (const [name, host] of Object.entries(manifest.hosts))
    for (const [at, content] of treeOf(host)) files.set(path.posix.join(name, at), content)
  files.set('deploy.txt', commands(transition({ previous: null, next: manifest, backends })))
  files.set('undeploy.txt', commands(transition({ previous: manifest, next: null, backends })))
  return files
}

function read(folder: string): Map<string, string> {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  return new Map(
    entries.map((entry) => {
      const file = path.join(entry.parentPath, entry.name)
      return [path.relative(folder, file), readFileSync(file, 'utf8')]
    }),
  )
}

describe.each(DECLARATIONS.map((one) => one.id))('%s', (id) => {
  test.each(FIXTURES)('%s', async (fixture) => {
    const { compiled, backends } = await compileFixture(fixture, id)
    const made = goldensOf(compiled, backends)
    const folder = path.join(BACKENDS, id, 'goldens', fixture)
    if (process.env.UPDATE_GOLDENS) {
      rmSync(folder, { recursive: true, force: true })
      for (const [name, content] of made) {
        mkdirSync(path.dirname(path.join(folder, name)), { recursive: true })
        writeFileSync(path.join(folder, name), content)
      }
    }
    expect(compiled.manifest, JSON.stringify(compiled.diagnostics)).not.toBeNull()
    const kept = read(folder)
    expect([...made.keys()].sort()).toEqual([...kept.keys()].sort())
    for (const [name, content] of made) expect(content, name).toBe(kept.get(name))
  })

  test('no golden without a fixture', () => {
    expect(readdirSync(path.join(BACKENDS, id, 'goldens')).sort()).toEqual([...FIXTURES].sort())
  })
})
