/** Deployments: this machine from Deploy to all green, and a deployment that changes nothing over SSH beside `ssh HOST true`. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { SystemDocument } from '#generators/model/document.ts'
import { upLab } from '#tests/lab/lab.ts'
import { openStudio, readModel, type Studio } from '#tests/real/studio.ts'
import { type Figure, median, time } from './figures.ts'

const EXAMPLE = readFileSync(path.join(import.meta.dirname, '../../examples/webapps.yaml'), 'utf8')

export async function deployFigures(): Promise<Figure[]> {
  return [...(await here()), ...(await overSsh())]
}

/** In a prefix of its own, so that what this machine really runs is not touched. */
async function here(): Promise<Figure[]> {
  const prefix = mkdtempSync(path.join(tmpdir(), 'longrun-bench-'))
  process.env.LONGRUN_PREFIX = prefix
  const studio = openStudio()
  try {
    const host = await studio.api.hosts.enrol({ name: 'local', address: { kind: 'local' } })
    await studio.api.systems.create({ name: 'bench', from: 'empty', document: besideOthers(readModel(EXAMPLE)) })
    const taken: number[] = []
    for (let run = 0; run < 3; run += 1) {
      const since = performance.now()
      await mustSucceed(studio, { kind: 'draft' })
      taken.push(performance.now() - since)
      await mustSucceed(studio, { kind: 'nothing' })
    }
    await studio.api.hosts.remove({ id: host.id })
    return [{ what: 'from Deploy to all green: 3 web applications and a proxy, here', milliseconds: median(taken) }]
  } finally {
    await studio.end()
    rmSync(prefix, { recursive: true, force: true })
    delete process.env.LONGRUN_PREFIX
  }
}
/** On ports of its own, so that whatever runs here goes on. */
function besideOthers(example: SystemDocument): SystemDocument {
  const { pools, processes } = example.system
  return {
    ...example,
    system: {
      ...example.system,
      settings: { forceDisableUserChange: true },
      pools: { ...pools, webappPorts: { min: 25_000, max: 25_099, scope: 'machine' } },
      processes: { ...processes, gateway: { ...processes.gateway!, with: { port: 25_100, listen: 'loopback' } } },
    },
  }
}
async function mustSucceed(studio: Studio, target: { kind: 'draft' } | { kind: 'nothing' }): Promise<void> {
  const { outcome, events } = await studio.deploy('bench', target)
  if (outcome !== 'succeeded') throw new Error(`${outcome}: ${JSON.stringify(events.slice(-4))}`)
}

async function overSsh(): Promise<Figure[]> {
  const lab = upLab('bench', { far: 'systemd' })
  const studio = openStudio()
  try {
    const { address } = lab.hosts[0]!
    const [key] = await studio.api.hosts.probe({ host: address, port: 22 })
    await studio.api.hosts.enrol({
      name: 'far',
      address: {
        kind: 'ssh',
        host: address,
        port: 22,
        user: 'root',
        identityFile: lab.identityFile,
        hostKey: key!.key,
      },
    })
    const example = readModel(EXAMPLE)
    const processes = Object.fromEntries(
      Object.entries(example.system.processes).map(([name, one]) => [name, { ...one, on: ['far'] }]),
    )
    const hosts = { far: { platform: 'linux', address, containers: { main: { type: 'systemd' } } } }
    const document: SystemDocument = { ...example, system: { ...example.system, hosts, processes } }
    await studio.api.systems.create({ name: 'bench', from: 'empty', document })
    await mustSucceed(studio, { kind: 'draft' })
    const config = `/run/lab-hosts/${lab.name}/ssh_config`
    const cold = await time(() => execFileSync('ssh', ['-F', config, 'far', 'true']), { runs: 7 })
    const nothing = await time(() => mustSucceed(studio, { kind: 'draft' }), { runs: 7 })
    return [
      {
        what: 'a deployment that changes nothing, over SSH',
        milliseconds: nothing,
        against: { what: 'ssh HOST true, a new connection', milliseconds: cold },
      },
    ]
  } finally {
    await studio.end()
    lab.down()
  }
}
