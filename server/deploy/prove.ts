/**
 * Proof over new connections: what was changed is up and ready, what was to be left alone is up and has the PID and birth that
 * it had, and what was to go is gone.
 */
import type { Change, Command, Status } from '#generators/contract/backend.ts'
import type { ManifestEntry } from '#generators/contract/manifest.ts'
import type { Kit } from '#server/host-kit/client.ts'
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
      .filter((host) => run.entries('next', host).length > 0 || run.entries('previous', host).length > 0)
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
          throw await notProved(
            run,
            entry,
            'was started and is not up',
            `${result?.stdout ?? ''}${result?.stderr ?? ''}`,
          )
      }
    }
    const statuses = questions.read(results.slice(at))
    const pids = statuses.flatMap(({ pid }) => (pid === undefined ? [] : [pid]))
    const born = await birthsOf(kit, pids)
    const processes = await report(run, host, changes, statuses, born)
    const down = new Set(
      statuses
        .filter(({ state, rests }) => state === 'down' || (state === 'failed' && rests !== 'waits'))
        .map(({ placement }) => placement),
    )
    for (const entry of entries)
      if (down.has(entry.placement) && run.memory.before[entry.placement])
        throw await notProved(run, entry, 'was to be left alone and is down', '')
    await proveGone(run, host, kit)
    return processes
  } finally {
    await kit.connection.close()
  }
}

async function birthsOf(kit: Kit, pids: readonly number[]): Promise<ReadonlyMap<number, string>> {
  if (pids.length === 0) return new Map()
  const reply = await kit.call({ verb: 'ask', payload: pids.map((pid) => `birth ${pid}\n`).join('') })
  return new Map(reply.all('birth').map(({ words }) => [Number(words[0]), words[1] ?? '']))
}

/** What was to go, whatever its manager says of it: the very processes that ran before do not any more. */
async function proveGone(run: Run, host: string, kit: Kit): Promise<void> {
  const place = ({ running: { container, directory, name } }: ManifestEntry) =>
    JSON.stringify([container.type, container.name, directory, name])
  const stays = new Set(run.entries('next', host).map(place))
  const going = run.entries('previous', host).flatMap((entry) => {
    const before = run.memory.before[entry.placement]
    return before && !stays.has(place(entry)) ? [{ entry, before }] : []
  })
  for (let tries = 1; ; tries++) {
    const born = await birthsOf(
      kit,
      going.map(({ before }) => before.pid),
    )
    const left = going.find(({ before }) => born.get(before.pid) === before.born)
    if (!left) return
    if (tries === GONE_TRIES)
      throw new Stopped({
        host,
        placement: left.entry.placement,
        what: `${left.entry.instance} on ${host} was stopped and still runs, with the PID ${left.before.pid}.`,
        wayOut: 'Find out why it does not end, then deploy again.',
      })
    await new Promise((resolve) => setTimeout(resolve, 500))
  }
}
/** A manager may say that a process was stopped a moment before it has ended. */
const GONE_TRIES = 10

function isChanged(change: Change | undefined): boolean {
  return change !== undefined && change !== 'keep' && change !== 'stop'
}

/** The manager says that it is up and, where the model gives a check, it answers. */
function proofOf(run: Run, entry: ManifestEntry): readonly Command[] {
  const up = run.world.backends.get(entry.running.container.type)?.backend.activities.up(entry.running)
  const gate: Command[] = entry.gate ? [{ argv: entry.gate.argv, changes: false, seconds: entry.gate.seconds + 5 }] : []
  return up ? [up, ...gate] : gate
}

async function notProved(run: Run, entry: ManifestEntry, how: string, said: string): Promise<Stopped> {
  const lines = await readLog(await run.kit(entry.host), entry.running, run.world.backends, 50).catch(() => [])
  if (lines.length > 0) await run.say({ kind: 'log', placement: entry.placement, lines })
  const detail = said.trim().split('\n').slice(-3).join(' ')
  return new Stopped({
    host: entry.host,
    placement: entry.placement,
    what: `${entry.instance} on ${entry.host} ${how}${detail ? `: ${detail}` : '.'}`,
    wayOut: 'Its last lines say more; change the model, then deploy again.',
  })
}

async function report(
  run: Run,
  host: string,
  changes: ReadonlyMap<string, Change>,
  statuses: readonly Status[],
  born: ReadonlyMap<number, string>,
): Promise<readonly GenerationProcess[]> {
  const of = new Map(statuses.map((status) => [status.placement, status]))
  const processes: GenerationProcess[] = []
  for (const entry of run.entries('next', host)) {
    const status = of.get(entry.placement) ?? ({ placement: entry.placement, state: 'unknown' } satisfies Status)
    const before = run.memory.before[entry.placement]
    const untouched = before !== undefined && before.pid === status.pid && before.born === born.get(before.pid)
    const { placement, state, rests, pid, detail } = status
    await run.say({ kind: 'process', placement, state, rests, pid, untouched, detail })
    const change = changes.get(entry.placement) ?? 'keep'
    processes.push({ placement, instance: entry.instance, host, change, pid: pid ?? null })
  }
  return processes
}
