/** Asks every host, once, for all that a plan needs: where it stands, what runs, and which wanted ports are taken. */
import type { Status } from '#generators/contract/backend.ts'
import { questionText } from '#server/host-kit/plan-text.ts'
import { decodeWord } from '#server/host-kit/words.ts'
import { TransportError } from '#server/transports/contract.ts'
import { headDigest, headSaid } from './heads.ts'
import { resultsOf, statusQuestions } from './observe.ts'
import type { Run } from './run.ts'
import { refuseUnfilled } from './secrets.ts'
import { blame, refused, Stopped } from './stopped.ts'

interface Greeting {
  readonly host: string
  readonly statuses: readonly Status[]
  readonly listening: ReadonlySet<number>
  /** Files with secrets that it has, as `hash/name`. */
  readonly secrets: ReadonlySet<string>
}

/** The hosts' answers become the plan, which is kept; nothing has been sent yet that changes anything. */
export async function greet(run: Run): Promise<void> {
  const greetings = await Promise.all(run.hosts.map((host) => greetHost(run, host)))
  const statuses = greetings.flatMap((one) => one.statuses)
  const transition = await run.world.plan(statuses)
  run.remember({ transition: { ...transition, files: [] } })
  if (transition.empty) return refuseUnknown(run, statuses)
  for (const greeting of greetings) refuseTakenPorts(run, greeting)
  for (const plan of run.changed) {
    const there = greetings.find(({ host }) => host === plan.host)?.secrets ?? new Set()
    refuseUnfilled(plan, { next: run.deployment.next, there, values: run.secrets })
  }
  run.remember({
    generation: run.memory.generation || (await run.world.store.nextGeneration()),
    before: Object.assign({}, ...(await Promise.all(greetings.map((one) => births(run, one.host, one.statuses))))),
  })
  await run.enter('planned')
}

async function greetHost(run: Run, host: string): Promise<Greeting> {
  const questions = statusQuestions(
    run.entries('previous', host).map((entry) => entry.running),
    run.world.backends,
  )
  const seconds = questions.commands.reduce((sum, command) => sum + command.seconds, 30)
  try {
    const reply = await run.send(host, {
      verb: 'hello',
      headers: { ports: newPorts(run, host).join(',') },
      payload: questionText(questions.commands),
      seconds,
    })
    const digest = headSaid(reply)
    if (digest !== headDigest(run.deployment.previous, host))
      throw refused(host, { code: 'base', words: [reply.first('head')?.words[0] ?? '0', digest] })
    const listening = new Set(reply.all('listens').map(({ words }) => Number(words[0])))
    const secrets = new Set(reply.all('secret').map(({ words }) => decodeWord(words[0] ?? '')))
    return { host, statuses: questions.read(resultsOf(reply)), listening, secrets }
  } catch (error) {
    if (!(error instanceof TransportError)) throw error
    blame(error, host)
    throw error
  }
}

/** Ports that are wanted here and that nothing of ours has yet. */
function newPorts(run: Run, host: string): readonly number[] {
  const had = new Set(run.entries('previous', host).flatMap((entry) => entry.ports))
  return run.entries('next', host).flatMap((entry) => entry.ports.filter((port) => !had.has(port)))
}

function refuseTakenPorts(run: Run, { host, listening }: Greeting): void {
  for (const entry of run.entries('next', host))
    for (const port of entry.ports)
      if (listening.has(port))
        throw new Stopped({
          outcome: 'refused',
          host,
          placement: entry.placement,
          what: `Port ${port} of ${host}, which ${entry.instance} is to have, is in use there.`,
          wayOut: 'Stop what listens on it, or give the process another port.',
        })
}

/** Nothing is to be changed: that everything runs is only true where every manager said so. */
function refuseUnknown(run: Run, statuses: readonly Status[]): void {
  const said = new Map(statuses.map((status) => [status.placement, status]))
  for (const host of run.hosts)
    for (const { placement, instance, running } of run.entries('next', host)) {
      const { state, detail } = said.get(placement) ?? { state: 'unknown', detail: undefined }
      if (state !== 'unknown') continue
      throw new Stopped({
        outcome: 'refused',
        host,
        placement,
        what: `Nothing is to be changed, but ${running.container.name} on ${host} did not say whether ${instance} runs${detail ? `: ${detail}` : ''}.`,
        wayOut: 'Ask that process manager on the host itself. Once it answers, deploy again.',
      })
    }
}

/** When each of the processes was born: with its number, what it is to be recognised by. */
export async function births(
  run: Run,
  host: string,
  statuses: readonly Status[],
): Promise<Record<string, { pid: number; born: string }>> {
  const pids = statuses.flatMap(({ placement, pid }) => (pid === undefined ? [] : [{ placement, pid }]))
  if (pids.length === 0) return {}
  const reply = await run.send(host, { verb: 'ask', payload: pids.map(({ pid }) => `birth ${pid}\n`).join('') })
  const born = new Map(reply.all('birth').map(({ words }) => [Number(words[0]), words[1] ?? '']))
  return Object.fromEntries(
    pids.flatMap(({ placement, pid }) => (born.has(pid) ? [[placement, { pid, born: born.get(pid) ?? '' }]] : [])),
  )
}
