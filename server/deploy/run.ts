/** One run of the recipe: what it was handed, what it remembers, and its connections to hosts. */
import type { HostPlan, ManifestEntry } from '#generators/contract/manifest.ts'
import { type Kit, openKit, type Reply, type Request } from '#server/host-kit/client.ts'
import { decodeWord } from '#server/host-kit/words.ts'
import { TransportError, type TransportErrorCode } from '#server/transports/contract.ts'
import type { DeployEvent, DeploymentState } from './events.ts'
import { headDigest } from './heads.ts'
import type { Deployment, Memory, Standing, World } from './ports.ts'
import type { SecretValues } from './secrets.ts'
import { blame, cancelled, refused } from './stopped.ts'

export interface Run {
  readonly deployment: Deployment
  readonly world: World
  readonly memory: Memory
  /** Masked in everything that is said. */
  readonly secrets: SecretValues
  /** Changes what is remembered; durable with the next `enter`, or at once with `keep`. */
  remember(change: Partial<Memory>): void
  keep(): Promise<void>
  /** Durable before anything that belongs to the state is sent. */
  enter(state: DeploymentState, wave?: number): Promise<void>
  say(event: DeployEvent): Promise<void>
  /** Every host that the system has or had. */
  readonly hosts: readonly string[]
  /** Those that are changed by this deployment, in one order on every coordinator. */
  readonly changed: readonly HostPlan[]
  entries(of: 'previous' | 'next', host: string): readonly ManifestEntry[]
  kit(host: string): Promise<Kit>
  /** Sends a request with this system's profile and the host's token; a refusal is thrown in words. */
  send(host: string, request: Request): Promise<Reply>
  /** As `send`, and tried again over new connections where no whole answer came: for what may be sent twice. */
  insist(host: string, request: Request): Promise<Reply>
  close(): Promise<void>
}

const NOTHING: Memory = {
  generation: 0,
  transition: { changes: [], files: [], hosts: [], waves: 0, empty: true },
  tokens: {},
  before: {},
  processes: [],
  cause: null,
}
/** Before these are entered, a wish to stop is heard; `committing` is the last chance. */
const STOPPABLE: ReadonlySet<DeploymentState> = new Set([
  'planned',
  'locking',
  'staging',
  'armed',
  'activating',
  'proving',
  'committing',
])
/** Pauses before another try, in milliseconds. */
const PASSING: ReadonlySet<TransportErrorCode> = new Set(['unreachable', 'timeout', 'protocol'])
const TRIES = [0, 500, 2000, 5000]

export function makeRun(deployment: Deployment, world: World, standing: Standing, secrets: SecretValues): Run {
  const { previous, next } = deployment
  const hosts = [...new Set([...Object.keys(previous?.hosts ?? {}), ...Object.keys(next?.hosts ?? {})])].sort()
  const kits = new Map<string, Promise<Kit>>()
  let memory = standing.memory ?? NOTHING
  let now = standing.state

  function prefixOf(host: string): string | undefined {
    return next?.hosts[host]?.prefix ?? previous?.hosts[host]?.prefix
  }
  async function open(host: string): Promise<Kit> {
    try {
      return await openKit(await world.connect(host), { prefix: prefixOf(host), signal: world.signal })
    } catch (error) {
      if (error instanceof TransportError) throw error
      // A host that is not even known any more is one that cannot be reached.
      throw new TransportError('unreachable', error instanceof Error ? error.message : String(error), { cause: error })
    }
  }
  const run: Run = {
    deployment,
    world,
    secrets,
    hosts,
    get memory() {
      return memory
    },
    get changed() {
      const plans = new Map(memory.transition.hosts.map((plan) => [plan.host, plan]))
      return hosts.flatMap((host) => {
        const plan = plans.get(host) ?? { host, steps: [], back: [], needs: [] }
        return plan.steps.length > 0 || headDigest(previous, host) !== headDigest(next, host) ? [plan] : []
      })
    },
    remember(change) {
      memory = { ...memory, ...change }
    },
    keep: () => world.store.save(now, { memory }),
    async enter(state, wave) {
      if (STOPPABLE.has(state) && (await world.store.cancelRequested())) throw cancelled()
      now = state
      await world.store.save(state, { memory, wave })
      await run.say({ kind: 'state', state, wave })
    },
    async say(event) {
      await world.store.append(secrets.mask(event))
    },
    entries: (of, host) => deployment[of]?.hosts[host]?.entries ?? [],
    kit(host) {
      const kit = kits.get(host) ?? open(host)
      kits.set(host, kit)
      return kit
    },
    async send(host, request) {
      const token = memory.tokens[host]
      const headers = { profile: deployment.system, ...(token ? { token } : {}), ...request.headers }
      const kit = await run.kit(host)
      const reply = await kit.call({ signal: world.signal, ...request, headers })
      if (reply.refused) throw refused(host, lockedBy(reply) ?? reply.refused)
      return reply
    },
    async insist(host, request) {
      for (let tries = 0; ; tries++) {
        try {
          return await run.send(host, request)
        } catch (error) {
          const pause = TRIES[tries + 1]
          if (!(error instanceof TransportError)) throw error
          blame(error, host)
          if (pause === undefined || !PASSING.has(error.code) || request.signal?.aborted || world.signal?.aborted)
            throw error
          await drop(host)
          await new Promise((resolve) => setTimeout(resolve, pause))
        }
      }
    },
    async close() {
      await Promise.all([...kits.keys()].map(drop))
    },
  }
  async function drop(host: string): Promise<void> {
    const kit = await kits.get(host)?.catch(() => null)
    kits.delete(host)
    await kit?.connection.close().catch(() => undefined)
  }
  return run
}

/** A refused lock says whose it is in a line of its own. */
function lockedBy(reply: Reply): { code: string; words: readonly string[] } | null {
  const lock = reply.refused?.code === 'locked' ? reply.first('lock') : undefined
  return lock ? { code: 'locked', words: lock.words.map(decodeWord) } : null
}
