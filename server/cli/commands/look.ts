/** `longrun status`, `logs` and `generations`: what is and what was, asked from this machine. */

import { loadBackends } from '#generators/backends/index.ts'
import { conditionOf } from '#generators/contract/outcomes.ts'
import { followLog, readLog } from '#server/deploy/logs.ts'
import { observe } from '#server/deploy/observe.ts'
import { EXIT } from '../exit-codes.ts'
import { columns, type Output, usageError } from '../output.ts'
import { connectHere, generationsHere, type MachineOptions, mustRun, openHere, systemNamed } from '../this-machine.ts'

/** Ends with 1 unless every process is up. */
export async function status(nameOrFile: string, options: MachineOptions, output: Output): Promise<number> {
  const system = systemNamed(nameOrFile)
  const kit = await openHere(options)
  const { number, manifest } = await mustRun(kit, system)
  const { statuses } = await observe(manifest, await loadBackends(), connectHere)
  const rows = statuses.map(({ placement, state, rests, pid, upSeconds, detail }) => [
    conditionOf({ state, rests }),
    placement,
    pid === undefined ? '' : `PID ${pid}`,
    upSeconds === undefined ? '' : `${upSeconds} s`,
    detail ?? '',
  ])
  const ok = statuses.every((one) => one.state === 'up')
  output.result(columns(rows), { ok, system, generation: number, statuses })
  return ok ? EXIT.ok : EXIT.failed
}

export interface LogOptions extends MachineOptions {
  readonly lines: string
  readonly follow?: boolean
}

export async function logs(nameOrFile: string, process_: string, options: LogOptions, output: Output): Promise<number> {
  const lines = Number(options.lines)
  if (!Number.isInteger(lines) || lines < 0) throw usageError(`${options.lines} is not a number of lines.`)
  const system = systemNamed(nameOrFile)
  const kit = await openHere(options)
  const { manifest } = await mustRun(kit, system)
  const entries = Object.values(manifest.hosts).flatMap((host) => host.entries)
  const entry = entries.find((one) => one.instance === process_ || one.placement === process_)
  if (!entry)
    throw usageError(`${system} has no process ${process_}: ${entries.map((one) => one.instance).join(', ')}.`)
  const backends = await loadBackends()
  if (!options.follow) {
    const read = await readLog(kit, entry.running, backends, lines)
    output.result(read, { placement: entry.placement, lines: read })
    return EXIT.ok
  }
  const stop = new AbortController()
  process.once('SIGINT', () => stop.abort())
  process.once('SIGTERM', () => stop.abort())
  const onLine = (line: string) =>
    process.stdout.write(`${output.json ? JSON.stringify({ placement: entry.placement, line }) : line}\n`)
  await followLog(kit, entry.running, backends, { lines, signal: stop.signal, onLine })
  return EXIT.ok
}

export async function generations(nameOrFile: string, options: MachineOptions, output: Output): Promise<number> {
  const system = systemNamed(nameOrFile)
  const all = await generationsHere(await openHere(options), system)
  const rows = all.map(({ number, at, by, reason, current }) => [current ? '*' : ' ', String(number), at, by, reason])
  output.result(all.length ? columns(rows) : `${system} has no generations here.`, { system, generations: all })
  return EXIT.ok
}
