/** For tests: a system of real processes under a toy process manager, with a plan made by hand in the way of a real one. */
import { createHash } from 'node:crypto'
import type { Backend, Container, Declaration, Running, Status } from '#generators/contract/backend.ts'
import type { Backends } from '#generators/contract/compiled.ts'
import type {
  Action,
  BackStep,
  HostPlan,
  HostStep,
  Manifest,
  ManifestEntry,
  StoreFile,
  Transition,
} from '#generators/contract/manifest.ts'
import type { DeployEvent } from './events.ts'
import type { DeploymentStore, GenerationProcess, Memory, Standing } from './ports.ts'

/** What one process of such a system is: a program in sh, and whether it is to fail. */
export interface Toy {
  readonly program: string
  readonly host: string
  readonly ports?: readonly number[]
}

/** start, stop and status of one process: `service VERB FOLDER NAME`; the number is kept with the birth; a file `mute` keeps it from answering. */
const SERVICE = `#!/bin/sh
record=$2/$3.pid log=$2/$3.log program=$2/$3.program
alive() {
	[ -f "$record" ] && read -r pid birth <"$record" && stat=$(cut -d ' ' -f 3,22 "/proc/$pid/stat" 2>/dev/null) &&
		[ "\${stat#* }" = "$birth" ] && [ "\${stat% *}" != Z ]
}
case $1 in
start)
	alive && exit 0
	setsid sh "$program" "$2" "$3" </dev/null >>"$log" 2>&1 &
	echo "$! $(cut -d ' ' -f 22 "/proc/$!/stat")" >"$record"
	sleep 0.05
	alive || { rm -f "$record"; echo "did not stay"; exit 1; }
	;;
stop)
	alive || exit 0
	kill -9 "-$pid" 2>/dev/null || kill -9 "$pid"
	while alive; do sleep 0.02; done
	rm -f "$record"
	;;
status) if [ -e "$2/mute" ]; then echo mute; else alive && echo "$pid"; fi ;;
esac
`
const TYPE = 'toy'

function sha(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
function file(name: string, text: string): StoreFile {
  return { hash: sha(text).slice(0, 32), name, mode: 0o755, bytes: sha(text), kind: 'native', text }
}
const service = file('service', SERVICE)

function container(host: string): Container {
  return { type: TYPE, name: TYPE, host, platform: 'linux', properties: {}, privileged: true, userChange: false }
}

function verb(running: Running, word: string, changes: boolean) {
  return { argv: ['sh', running.scripts.launcher ?? '', word, running.directory, running.name], changes, seconds: 20 }
}

export function toyBackends(): Backends {
  const backend: Backend<unknown> = {
    schema: { known: { parse: (value) => value }, overrides: () => ({}) },
    translate: () => ({}),
    render: () => ({ artefacts: [], links: [] }),
    activities: {
      start: (running) => [verb(running, 'start', true)],
      stop: (running) => [verb(running, 'stop', true)],
      up: (running) => verb(running, 'status', false),
    },
    observe: {
      status: (all) => all.map((running) => verb(running, 'status', false)),
      parse: (all, results) =>
        all.map((running, index): Status => {
          const said = results[index]?.stdout ?? ''
          if (said.trim() === 'mute') return { placement: running.placement, state: 'unknown' }
          const pid = Number(said)
          return pid
            ? { placement: running.placement, state: 'up', pid }
            : { placement: running.placement, state: 'down' }
        }),
      logs: (running, { lines, follow }) => ({
        argv: ['tail', '-n', String(lines), ...(follow ? ['-f'] : []), running.log ?? ''],
        changes: false,
        seconds: 10,
      }),
    },
    detect: { ask: () => [], parse: () => [] },
  }
  const declaration: Declaration = {
    id: TYPE,
    title: 'Toy',
    manual: '',
    platforms: ['linux'],
    tier: 3,
    container: { parse: (value) => value },
    names: { pattern: /./, max: 64, says: '' },
    capabilities: () => {
      throw new Error('nothing is compiled here')
    },
    directory: () => '',
    promises: () => ({ survivesLogout: true, restartsOnCrash: false, startsAtBoot: false }),
    load: async () => backend,
  }
  return new Map([[TYPE, { declaration, backend }]])
}

export function toyManifest(
  system: string,
  prefixes: Readonly<Record<string, string>>,
  toys: Readonly<Record<string, Toy>>,
): Manifest {
  const hosts = Object.entries(prefixes).map(([host, prefix]) => {
    const folder = `${prefix}/toys`
    const files: StoreFile[] = [service]
    const entries = Object.entries(toys)
      .filter(([, toy]) => toy.host === host)
      .map(([name, toy]): ManifestEntry => {
        const program = file(`${name}.program`, toy.program)
        files.push(program)
        const path = `${program.hash}/${program.name}`
        return {
          placement: `${name}@${host}/${TYPE}`,
          instance: name,
          host,
          launch: program.bytes,
          reload: '',
          registration: '',
          files: [`${service.hash}/service`, path],
          installed: [{ at: `${folder}/${name}.program`, copy: path, mode: 0o755 }],
          links: {},
          accounts: [],
          directories: [{ path: folder }],
          after: [],
          ports: toy.ports ?? [],
          running: {
            placement: `${name}@${host}/${TYPE}`,
            name,
            container: container(host),
            directory: folder,
            scripts: { launcher: `${prefix}/store/${service.hash}/service` },
            installed: [`${folder}/${name}.program`],
            pidFile: `${folder}/${name}.pid`,
            log: `${folder}/${name}.log`,
            reload: null,
            stopSeconds: 5,
            boot: false,
          },
        }
      })
    return [host, { host, prefix, containers: [], entries, files }] as const
  })
  return {
    format: 1,
    system,
    digest: sha(JSON.stringify(hosts)),
    hosts: Object.fromEntries(hosts.filter(([, one]) => one.entries.length > 0)),
  }
}

/** Stop what goes or changes, put the programs in place, start what is new or changed; a wave a host, in the order of their names. */
export function toyTransition(
  previous: Manifest | null,
  next: Manifest | null,
  extra: readonly Action[] = [],
): Transition {
  const hosts = [...new Set([...Object.keys(previous?.hosts ?? {}), ...Object.keys(next?.hosts ?? {})])].sort()
  const changes: Transition['changes'][number][] = []
  const plans = hosts.map((host, wave): HostPlan => {
    const old = new Map(previous?.hosts[host]?.entries.map((entry) => [entry.placement, entry]))
    const now = new Map(next?.hosts[host]?.entries.map((entry) => [entry.placement, entry]))
    const steps: HostStep[] = []
    const back: BackStep[] = []
    const step = (
      phase: HostStep['phase'],
      entry: ManifestEntry,
      says: string,
      act: readonly Action[],
      undo: readonly Action[],
    ) => {
      steps.push({ id: steps.length + 1, wave, phase, placement: entry.placement, says, do: act })
      back.unshift({ of: steps.length, says: `undo ${says}`, do: undo })
    }
    const start = (entry: ManifestEntry): Action => ({ do: 'run', command: verb(entry.running, 'start', true) })
    const stop = (entry: ManifestEntry): Action => ({ do: 'run', command: verb(entry.running, 'stop', true) })
    const differs = (entry: ManifestEntry) => old.get(entry.placement)?.launch !== now.get(entry.placement)?.launch
    for (const entry of old.values()) if (differs(entry)) step('stop', entry, 'stop', [stop(entry)], [start(entry)])
    for (const entry of now.values()) {
      const installed = entry.installed[0]
      if (!installed || !('copy' in installed) || !differs(entry)) continue
      const bytes = next?.hosts[host]?.files.find((one) => `${one.hash}/${one.name}` === installed.copy)?.bytes ?? ''
      const install: Action = { do: 'install', at: installed.at, from: installed.copy, mode: installed.mode, bytes }
      step('switch', entry, 'install', [install], [{ do: 'restore', at: installed.at }])
    }
    for (const entry of old.values())
      if (!now.has(entry.placement)) {
        const at = entry.installed[0]?.at ?? ''
        step('switch', entry, 'remove', [{ do: 'remove', at }], [{ do: 'restore', at }])
      }
    for (const entry of now.values()) {
      const change = !differs(entry) ? 'keep' : old.has(entry.placement) ? 'restart' : 'start'
      changes.push({
        placement: entry.placement,
        instance: entry.instance,
        host,
        change,
        causes: [],
        wave: change === 'keep' ? null : wave,
      })
      if (change !== 'keep') step('start', entry, change, [...extra, start(entry)], [stop(entry)])
    }
    const needs = [...now.values()].flatMap((entry) => entry.files)
    return { host, steps, back, needs: [...new Set(needs)] }
  })
  const empty = plans.every((plan) => plan.steps.length === 0)
  return { changes, files: [], hosts: plans, waves: hosts.length, empty }
}

/** A store in memory that remembers what a durable one would; `onSave` and `onEvent` may throw, as a killed coordinator does. */
export function memoryStore(
  hooks: { onSave?(state: string): void; onEvent?(event: DeployEvent): void; generation?: number } = {},
) {
  const kept = {
    standing: { state: 'queued', wave: null, memory: null } as Standing,
    events: [] as DeployEvent[],
    recorded: [] as { number: number; processes: readonly GenerationProcess[] }[],
    cancel: false,
  }
  const store: DeploymentStore = {
    async save(state, { wave, memory }: { wave?: number; memory?: Memory } = {}) {
      kept.standing = { state, wave: wave ?? kept.standing.wave, memory: memory ?? kept.standing.memory }
      hooks.onSave?.(state)
    },
    async append(event) {
      kept.events.push(event)
      hooks.onEvent?.(event)
    },
    cancelRequested: async () => kept.cancel,
    nextGeneration: async () => (hooks.generation ?? 0) + 1,
    async record(generation) {
      kept.recorded.push(generation)
    },
  }
  return { store, kept }
}
