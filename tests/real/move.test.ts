/** docs/guides/move-a-machine.md, followed to the letter: units that a real systemd runs come to run under another manager, as PID 1. */
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { SystemDocument } from '#generators/model/document.ts'
import { type Lab, upLab } from '#tests/lab/lab.ts'
import { openStudio, readModel, type Studio } from './studio.ts'

const HOME = path.resolve(import.meta.dirname, '../..')
const GUIDE = readFileSync(path.join(HOME, 'docs/guides/move-a-machine.md'), 'utf8')

interface Block {
  readonly language: string
  readonly file: string
  readonly text: string
}
/** The manager that the guide moves to. */
const [, TARGET = ''] = /--process-manager (\S+) --system/.exec(GUIDE) ?? []
const BLOCKS: readonly Block[] = [...GUIDE.matchAll(/^```(\w+) ?(\S*)\n([\s\S]*?)^```$/gm)].map(
  ([, language = '', file = '', text = '']) => ({ language, file, text }),
)

let lab: Lab
let studio: Studio
let folder: string
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'longrun-move-'))
  lab = upLab('move', { old: 'systemd', new: TARGET })
  studio = openStudio()
}, 120_000)
afterAll(async () => {
  await studio?.end()
  lab?.down()
  rmSync(folder, { recursive: true, force: true })
}, 60_000)

/** A command of the guide, and all that it says. */
function longrun(line: string): string {
  const [npx, name, ...args] = line.split(' ')
  expect([npx, name]).toEqual(['npx', 'longrun'])
  const { status, stdout, stderr } = spawnSync(process.execPath, [path.join(HOME, 'server/cli/longrun.mjs'), ...args], {
    cwd: folder,
    encoding: 'utf8',
    timeout: 60_000,
  })
  expect(status, stderr).toBe(0)
  return `${stderr}${stdout}`.replaceAll(`${folder}/`, '')
}

/** The lines without a sign must be there; those with one are added behind them. */
function edited(text: string, change: string): string {
  const lines = change.trimEnd().split('\n')
  const kept = lines.filter((line) => line.startsWith(' ')).map((line) => line.slice(1))
  const added = lines.filter((line) => line.startsWith('+')).map((line) => line.slice(1))
  const before = `${kept.join('\n')}\n`
  expect(text.split(before)).toHaveLength(2)
  return text.replace(before, `${before}${added.join('\n')}\n`)
}

/** From outside of the host's own processes: what the page of a port answers. */
function answers(host: string, port: number): number {
  const words = ['curl', '-s', '-o', '/dev/null', '-w', '%{http_code}', '--retry', '20', '--retry-connrefused']
  return Number(lab.inside(host, ...words, '--retry-delay', '1', `http://127.0.0.1:${port}/`))
}

test('the units run where they come from', { timeout: 120_000 }, () => {
  for (const { file, text } of BLOCKS.filter(({ language }) => language === 'ini')) {
    mkdirSync(path.join(folder, path.dirname(file)), { recursive: true })
    writeFileSync(path.join(folder, file), text)
    lab.inside(
      'old',
      'sh',
      '-c',
      'mkdir -p /srv; printf %s "$1" > "$2"',
      'sh',
      text,
      `/etc/systemd/system/${path.basename(file)}`,
    )
  }
  lab.inside('old', 'systemctl', 'daemon-reload')
  lab.inside('old', 'systemctl', 'enable', '--now', 'web.service', 'stock.service')
  expect([answers('old', 8123), answers('old', 8124)]).toEqual([200, 200])
})

test('every command of the guide says what stands below it', { timeout: 120_000 }, () => {
  let said = ''
  for (const { language, file, text } of BLOCKS)
    if (language === 'sh') for (const line of text.trim().split('\n')) said = longrun(line)
    else if (language === 'text') expect(said.trim()).toBe(text.trim())
    else if (language === 'diff') {
      const place = path.join(folder, file)
      writeFileSync(place, edited(readFileSync(place, 'utf8'), text))
    }
  const [, shown = ''] = /`(\S+)` is what \w+ runs/.exec(GUIDE) ?? []
  expect(readFileSync(path.join(folder, 'preview/local', shown), 'utf8')).toMatch(/^#!/)
})

test('what was imported runs under the other manager, and as it did', { timeout: 180_000 }, async () => {
  lab.inside('old', 'systemctl', 'disable', '--now', 'web.service', 'stock.service')
  const { address } = lab.hosts.find((one) => one.name === 'new')!
  const [key] = await studio.api.hosts.probe({ host: address, port: 22 })
  const ssh = { kind: 'ssh', host: address, port: 22, user: 'root', identityFile: lab.identityFile } as const
  const view = await studio.api.hosts.enrol({ name: 'new', address: { ...ssh, hostKey: key!.key } })
  expect(view.containers.map(({ type }) => type)).toContain(TARGET)
  lab.inside('new', 'mkdir', '-p', '/srv')
  const model = readModel(readFileSync(path.join(folder, 'shop.yaml'), 'utf8'))
  const document: SystemDocument = {
    ...model,
    system: {
      ...model.system,
      hosts: { new: { ...model.system.hosts.local!, address } },
      processes: Object.fromEntries(
        Object.entries(model.system.processes).map(([name, one]) => [name, { ...one, on: ['new'] }]),
      ),
    },
  }
  await studio.api.systems.create({ name: 'shop', from: 'empty', document })
  const ended = await studio.deploy('shop')
  expect(ended, JSON.stringify(ended.events.slice(-6))).toMatchObject({ outcome: 'succeeded', generation: 1 })
  expect([answers('new', 8123), answers('new', 8124)]).toEqual([200, 200])
  const statuses = await studio.statuses('shop')
  const [web, stock] = ['web', 'stock'].map((name) => String(statuses.get(name)?.pid))
  expect(lab.inside('new', 'ps', '-o', 'user=,args=', '-p', web!).trim()).toMatch(
    /^www-data +\/usr\/bin\/python3 -m http\.server 8123/,
  )
  expect(lab.inside('new', 'ps', '-o', 'ni=', '-p', stock!).trim()).toBe('5')
  const environment = lab.inside('new', 'sh', '-c', 'tr "\\0" "\\n" < "/proc/$1/environ"', 'sh', web!)
  expect(environment).toMatch(/^GREETING=hello$/m)
  expect(environment).toMatch(/^PORT=8123$/m)
})
