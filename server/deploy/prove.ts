/** Proof over new connections: what was changed is up and ready, and what was to be left alone has the PID and birth that it had. */
import type { Change, Command, Status } from '#generators/contract/backend.ts'
import type { ManifestEntry } from '#generators/contract/manifest.ts'
import { questionText } from '#server/host-kit/plan-text.ts'
import { all } from './advance.ts'
import { readLog } from './logs.ts'
import { resultsOf, statusQuestions } from './observe.ts'
import type { GenerationProcess } from './ports.ts'
import type { Run } from './run.ts'
import { Stopped } from './stopped.ts'

export async function prove(run: Run): Promise<void> {
  await run.enter('proving')
  const changes = new Map(run.memory.transition.changes.map((change) => [change.placement, change.change]))
  const processes: GenerationProcess[] = []
  await all(
    run.hosts
      .filter((host) => run.entries('next', host).length > 0)
      .map(async (host) => processes.push(...(await proveHost(run, host, changes)))),
  )
  run.remember({ processes: processes.sort((a, b) => (a.placement < b.placement ? -1 : 1)) })
}

async function proveHost(
  run: Run,
  host: string,
  changes: ReadonlyMap<string, Change>,
): Promise<readonly GenerationProcess[]> {
  const entries = run.entries('next', host)
  const changed = entries.filter((entry) => isChanged(changes.get(entry.placement)))
  const proofs = changed.map((entry) => proofOf(run, entry))
  const questions = statusQuestions(
    entries.map((entry) => entry.running),
    run.world.backends,
  )
  const commands = [...proofs.flat(), ...questions.commands]
  const kit = await (await run.kit(host)).fresh()
  try {
    const headers = { profile: run.deployment.system }
    const seconds = commands.reduce((sum, command) => sum + command.seconds, 30)
    const reply = await kit.call({
      verb: 'ask',
      headers,
      payload: questionText(commands),
      seconds,
      signal: run.world.signal,
    })
    const results = resultsOf(reply)
    let at = 0
    for (const [index, entry] of changed.entries()) {
      for (const command of proofs[index] ?? []) {
        const result = results[at++]
        if (!result || !(command.ok ?? [0]).includes(result.status ?? -1))
          throw await notProved(run, entry, `${result?.stdout ?? ''}${result?.stderr ?? ''}`)
      }
    }
    const statuses = questions.read(results.slice(at))
    const pids = statuses.flatMap(({ pid }) => (pid === undefined ? [] : [pid]))
    const births = await kit.call({ verb: 'ask', payload: pids.map((pid) => `birth ${pid}\n`).join('') })
    const born = new Map(births.all('birth').map(({ words }) => [Number(words[0]), words[1]]))
    return await report(run, host, changes, statuses, born)
  } finally {
    await kit.connection.close()
  }
}

function isChanged(change: Change | undefined): boolean {
  return change !== undefined && change !== 'keep' && change !== 'stop'
}

/** The manager says that it is up and, where the model gives a check, it answers. */
function proofOf(run: Run, entry: ManifestEntry): readonly Command[] {
  const up = run.world.backends.get(entry.running.container.type)?.backend.activities.up(entry.running)
  const gate: Command[] = entry.gate ? [{ argv: entry.gate.argv, changes: false, seconds: entry.gate.seconds + 5 }] : []
  return up ? [up, ...gate] : gate
}

async function notProved(run: Run, entry: ManifestEntry, said: string): Promise<Stopped> {
  const lines = await readLog(await run.kit(entry.host), entry.running, run.world.backends, 50).catch(() => [])
  if (lines.length > 0) await run.say({ kind: 'log', placement: entry.placement, lines })
  const detail = said.trim().split('\n').slice(-3).join(' ')
  return new Stopped({
    host: entry.host,
    placement: entry.placement,
    what: `${entry.instance} on ${entry.host} was started and is not up${detail ? `: ${detail}` : '.'}`,
    wayOut: 'Its last lines say more; change the model, then deploy again.',
  })
}

async function report(
  run: Run,
  host: string,
  changes: ReadonlyMap<string, Change>,
  statuses: readonly Status[],
  born: ReadonlyMap<number, string | undefined>,
): Promise<readonly GenerationProcess[]> {
  const of = new Map(statuses.map((status) => [status.placement, status]))
  const processes: GenerationProcess[] = []
  for (const entry of run.entries('next', host)) {
    const status = of.get(entry.placement) ?? { placement: entry.placement, state: 'unknown' as const }
    const before = run.memory.before[entry.placement]
    const untouched = before !== undefined && before.pid === status.pid && before.born === born.get(before.pid)
    const { placement, state, pid, detail } = status
    await run.say({ kind: 'process', placement, state, pid, untouched, detail })
    const change = changes.get(entry.placement) ?? 'keep'
    processes.push({ placement, instance: entry.instance, host, change, pid: pid ?? null })
  }
  return processes
}
