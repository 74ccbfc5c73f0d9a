/** The course of a deployment, worked out from its events: what each process lived through, what is under way, how it ended. */

import { duration } from '#app/_ui/duration.ts'
import type { GlyphName } from '#app/_ui/glyph.tsx'
import type { LifeEvent } from '#app/_ui/run-line.ts'
import type { ProcessState } from '#generators/contract/backend.ts'
import type { PlannedChange, Transition } from '#generators/contract/manifest.ts'
import { conditionOf } from '#generators/contract/outcomes.ts'
import type { DeploymentState, HostOutcome, Outcome, StoredEvent } from '#server/deploy/events.ts'

export interface CourseRow {
  readonly placement: string
  readonly instance: string
  readonly host: string
  readonly state: GlyphName
  readonly words: string
  /** On an axis of seconds since the beginning. */
  readonly life: readonly LifeEvent[]
  readonly pid: number | null
  readonly untouched: boolean
  readonly failed: boolean
  readonly result: string
}
export interface CourseStep {
  readonly key: string
  readonly host: string
  readonly placement: string | null
  readonly says: string
  readonly phase: 'begun' | 'done' | 'failed' | 'undone' | 'undo-failed'
  readonly at: number
  readonly seconds: number | null
  readonly detail: string | null
  /** It failed before it was taken back. */
  readonly failed: boolean
}
export interface Failure {
  readonly host: string | null
  readonly placement: string | null
  readonly what: string
  readonly wayOut: string
}
export interface Course {
  readonly rows: readonly CourseRow[]
  readonly steps: readonly CourseStep[]
  readonly state: DeploymentState
  readonly goingBack: boolean
  readonly failure: Failure | null
  readonly logs: ReadonlyMap<string, readonly string[]>
  readonly outcome: Outcome | null
  readonly says: string | null
  readonly generation: number | null
  readonly hosts: Readonly<Record<string, HostOutcome>>
  readonly hostSays: ReadonlyMap<string, string>
  /** Milliseconds since the epoch. */
  readonly begun: number
  readonly ended: number | null
  readonly done: number
  readonly of: number
}
interface Process {
  readonly change: PlannedChange
  life: LifeEvent[]
  state: GlyphName
  words: string
  pid: number | null
  untouched: boolean
  failed: boolean
  detail: string | null
}

const STATES: Readonly<Record<ProcessState, { readonly glyph: GlyphName; readonly words: string }>> = {
  up: { glyph: 'running', words: 'running' },
  starting: { glyph: 'starting', words: 'starting' },
  down: { glyph: 'stopped', words: 'stopped' },
  failed: { glyph: 'failed', words: 'failed' },
  unknown: { glyph: 'unknown', words: 'unknown' },
}

/** In: the transition, and events in the order of their numbers. Pure: replayed from the beginning it gives the same. */
export function courseOf(transition: Transition | null, events: readonly StoredEvent[]): Course {
  const begun = events[0] ? Date.parse(events[0].at) : 0
  const processes = new Map((transition?.changes ?? []).map((change) => [change.placement, opening(change)]))
  const steps = new Map<string, CourseStep>()
  const logs = new Map<string, readonly string[]>()
  const hostSays = new Map<string, string>()
  let state: DeploymentState = 'queued'
  let failure: Failure | null = null
  let ending: Pick<Course, 'outcome' | 'says' | 'generation' | 'hosts'> = {
    outcome: null,
    says: null,
    generation: null,
    hosts: {},
  }
  let ended: number | null = null
  let goingBack = false
  for (const { at, event } of events) {
    const seconds = (Date.parse(at) - begun) / 1000
    switch (event.kind) {
      case 'state':
        state = event.state
        if (state === 'reverting') goingBack = true
        if (state === 'ended') ended = Date.parse(at)
        break
      case 'host':
        hostSays.set(event.host, event.says)
        break
      case 'step': {
        const key = `${event.host}:${event.id}`
        const before = steps.get(key)
        steps.set(key, {
          key,
          host: event.host,
          placement: event.placement,
          says: event.says,
          phase: event.phase,
          at: before?.at ?? seconds,
          seconds: event.seconds ?? null,
          detail: event.detail ?? before?.detail ?? null,
          failed: event.phase === 'failed' || before?.failed === true,
        })
        const process = event.placement === null ? undefined : processes.get(event.placement)
        if (process && event.phase === 'begun') begin(process, seconds)
        if (process && event.phase === 'done') settle(process, seconds)
        if (process && event.phase === 'failed') fail(process, seconds, event.detail ?? null)
        if (process && event.phase === 'undone') takeBack(process, seconds)
        break
      }
      case 'process': {
        const process = processes.get(event.placement)
        if (process) report(process, event, seconds)
        break
      }
      case 'log':
        logs.set(event.placement, event.lines)
        break
      case 'failure':
        failure = event
        break
      case 'outcome':
        ending = { outcome: event.outcome, says: event.says, generation: event.generation ?? null, hosts: event.hosts }
    }
  }
  const all = [...steps.values()]
  return {
    rows: [...processes.values()].map((process) => rowOf(process, ending.outcome !== null)),
    steps: all,
    state,
    goingBack,
    failure,
    logs,
    hostSays,
    begun,
    ended,
    done: all.filter((step) => step.phase === 'done').length,
    of: Math.max(all.length, transition?.hosts.reduce((sum, host) => sum + host.steps.length, 0) ?? 0),
    ...ending,
  }
}

function opening(change: PlannedChange): Process {
  const ran = change.change !== 'start'
  return {
    change,
    life: ran ? [{ at: -1, kind: 'running' }] : [],
    state: ran ? 'running' : 'not-deployed',
    words: ran ? 'running' : 'not started',
    pid: null,
    untouched: change.change === 'keep',
    failed: false,
    detail: null,
  }
}

/** A step of a process has begun: what that means for its line depends on what is planned for it. */
function begin(process: Process, at: number): void {
  const last = process.life.at(-1)?.kind
  switch (process.change.change) {
    case 'start':
      if (last !== 'start') process.life.push({ at, kind: 'start' })
      Object.assign(process, { state: 'starting', words: 'starting' })
      break
    case 'restart':
      if (last === 'running') process.life.push({ at, kind: 'stop' }, { at: at + 0.05, kind: 'start' })
      Object.assign(process, { state: 'starting', words: 'starting again' })
      break
    case 'stop':
      Object.assign(process, { state: 'stopping', words: 'stopping' })
      break
    case 'reload':
      if (last !== 'reload') process.life.push({ at, kind: 'reload' })
      break
    case 'register':
    case 'keep':
      break
  }
}

/** A step is done once the process answers: that is when it is ready, not when it was told to start. */
function settle(process: Process, at: number): void {
  const last = process.life.at(-1)?.kind
  if (last === 'start') process.life.push({ at, kind: 'ready' })
  if (process.change.change === 'stop' && last === 'running') process.life.push({ at, kind: 'stop' })
  if (process.change.change === 'stop') Object.assign(process, { state: 'stopped', words: 'stopped' })
  else if (last === 'start') Object.assign(process, { state: 'running', words: 'running' })
}

function fail(process: Process, at: number, detail: string | null): void {
  if (process.life.at(-1)?.kind !== 'fail') process.life.push({ at, kind: 'fail' })
  Object.assign(process, { state: 'failed', words: 'failed', failed: true, detail })
}

/** A step was taken back: what it started is stopped, what it stopped or restarted runs as it did before. What failed stays marked. */
function takeBack(process: Process, at: number): void {
  if (process.failed) return
  const last = process.life.at(-1)?.kind
  const { change } = process.change
  if (change === 'start') {
    if (last !== undefined && last !== 'stop' && last !== 'end') process.life.push({ at, kind: 'stop' })
    Object.assign(process, { state: 'stopped', words: 'taken back', pid: null })
  } else if (change === 'reload') {
    process.life.push({ at, kind: 'reload' })
  } else if (change === 'restart' || change === 'stop') {
    if (last !== 'stop' && last !== 'end') process.life.push({ at, kind: 'stop' })
    process.life.push({ at: at + 0.05, kind: 'start' }, { at: at + 0.051, kind: 'ready' })
    Object.assign(process, { state: 'running', words: 'as before', pid: null })
  }
}

function report(
  process: Process,
  event: {
    readonly state: ProcessState
    readonly rests?: 'done' | 'waits'
    readonly pid?: number
    readonly untouched?: boolean
    readonly detail?: string
  },
  at: number,
): void {
  const last = process.life.at(-1)?.kind
  if (event.state === 'failed') fail(process, at, event.detail ?? null)
  else if (event.state === 'up' && (last === 'start' || last === 'stop' || last === 'fail')) {
    if (last !== 'start') process.life.push({ at, kind: 'start' })
    process.life.push({ at: at + 0.001, kind: 'ready' })
  } else if (event.state === 'up' && process.life.length === 0)
    process.life.push({ at, kind: 'start' }, { at: at + 0.001, kind: 'ready' })
  else if (event.state === 'down' && last !== 'stop' && last !== 'end' && last !== 'fail' && process.life.length > 0)
    process.life.push({ at, kind: 'stop' })
  else if (event.state === 'starting' && last !== 'start') process.life.push({ at, kind: 'start' })
  const condition = conditionOf(event)
  if (condition === 'done') process.life = ended(process.life)
  if (condition === 'done' || condition === 'waiting') Object.assign(process, { state: condition, words: condition })
  else if (event.state !== 'failed')
    Object.assign(process, { state: STATES[event.state].glyph, words: STATES[event.state].words })
  process.pid = event.pid ?? (event.state === 'down' ? null : process.pid)
  if (event.untouched !== undefined) process.untouched = event.untouched
  process.detail = event.detail ?? process.detail
}

/** What is done ran from when it was started to when it was seen ready; what nobody started here had ended before. */
function ended(life: readonly LifeEvent[]): LifeEvent[] {
  const begun = life.findLastIndex((event) => event.kind === 'start')
  const began = life[begun]
  if (!began) return [{ at: -1, kind: 'end' }]
  const end = life.at(-1)?.at ?? began.at
  return [...life.slice(0, begun + 1), { at: began.at, kind: 'ready' }, { at: end, kind: 'end' }]
}

function rowOf(process: Process, over: boolean): CourseRow {
  const { change, state, words, life, pid, untouched, failed, detail } = process
  return {
    placement: change.placement,
    instance: change.instance,
    host: change.host,
    state,
    words,
    life,
    pid,
    untouched,
    failed,
    result: resultOf(process, over, detail),
  }
}

function resultOf(process: Process, over: boolean, detail: string | null): string {
  if (process.state === 'failed') return detail ?? 'failed'
  if (process.state === 'done' || process.state === 'waiting') return process.words
  if (process.pid !== null) return `PID ${process.pid}`
  if (process.state === 'running' && process.words === 'running')
    return process.untouched ? 'untouched' : over ? 'runs' : process.words
  return process.words
}

/** A step in words, with the process that it is about. */
export function stepWords({ says, placement }: CourseStep): string {
  if (placement === null) return says
  const { instance } = nameOf(placement)
  return says.includes(instance) ? says : `${says} ${instance}`
}

export function nameOf(placement: string): { readonly instance: string; readonly host: string } {
  const [instance = placement, where = ''] = placement.split('@')
  return { instance, host: where.split('/')[0] ?? '' }
}

export type CourseTone = 'plain' | 'failed' | 'drift' | 'draft' | 'quiet'
interface Words {
  readonly text: string
  readonly tone: CourseTone
}

/** The sentence that the page opens with, from counts. `undeploying`: what is wanted is that nothing runs; `newest`: of the system's generations. */
export function courseAnswer(
  course: Course,
  now: number,
  { undeploying = false, newest = 0 }: { readonly undeploying?: boolean; readonly newest?: number } = {},
): readonly Words[] {
  const kept = course.rows.filter(
    (row) => row.untouched && (row.state === 'running' || (row.state === 'waiting' && row.pid !== null)),
  ).length
  const keptWords =
    kept > 0 ? [{ text: `${kept}\u00a0kept ${kept === 1 ? 'its' : 'their'} PID.`, tone: 'plain' as const }] : []
  const took = duration(((course.ended ?? now) - course.begun) / 1000)
  const why = course.failure?.placement
    ? `${nameOf(course.failure.placement).instance} failed on ${nameOf(course.failure.placement).host}.`
    : null
  switch (course.outcome) {
    case 'succeeded':
      if (undeploying)
        return [
          { text: `Everything is stopped, after ${took}.`, tone: 'plain' },
          { text: 'State directories are kept.', tone: 'plain' },
        ]
      return [
        {
          text:
            course.generation === null
              ? `Done in ${took}.`
              : course.generation < newest
                ? `Generation ${course.generation} was deployed in ${took}.`
                : `Generation ${course.generation} runs, after ${took}.`,
          tone: 'plain',
        },
        ...keptWords,
      ]
    case 'refused':
      return [
        { text: why ?? 'The deployment was refused.', tone: 'failed' },
        { text: 'Nothing was changed.', tone: 'plain' },
      ]
    case 'cancelled':
      return [{ text: 'Stopped, and gone back.', tone: 'plain' }, ...keptWords]
    case 'rolled-back':
      return [
        { text: why ?? 'The deployment failed.', tone: 'failed' },
        { text: 'Every host has what it had before.', tone: 'plain' },
      ]
    case 'rollback-failed':
      return [
        { text: `${stuckHosts(course)} could not go back.`, tone: 'failed' },
        { text: 'It is between two generations.', tone: 'plain' },
      ]
    case 'partial':
      return [
        { text: why ?? 'A part failed.', tone: 'failed' },
        { text: 'The rest runs.', tone: 'plain' },
      ]
    case 'waiting':
      return [{ text: 'Decided, and waiting for a host to be reached.', tone: 'drift' }]
    case null:
      break
  }
  if (course.goingBack)
    return [
      onRequest(course)
        ? { text: 'Stopped on request.', tone: 'plain' }
        : { text: why ?? 'A step failed.', tone: 'failed' },
      { text: `Going back${progress(course)}.`, tone: 'plain' },
    ]
  return [
    { text: course.state === 'queued' ? 'Waiting for the worker.' : `Deploying${progress(course)}.`, tone: 'plain' },
    ...keptWords,
  ]
}

/** Going back because somebody asked for it is no failure: no host and no process is to blame. */
export function onRequest({ failure, steps }: Pick<Course, 'failure' | 'steps'>): boolean {
  return failure !== null && failure.host === null && failure.placement === null && !steps.some((step) => step.failed)
}

function progress({ steps, goingBack, done, of }: Course): string {
  if (goingBack) {
    const undone = steps.filter((step) => step.phase === 'undone').length
    const begun = steps.length
    return begun > 0 ? `, step ${undone} of ${begun}` : ''
  }
  return of > 0 && done > 0 ? `, step ${Math.min(done + 1, of)} of ${of}` : ''
}

function stuckHosts(course: Course): string {
  const stuck = Object.entries(course.hosts)
    .filter(([, outcome]) => outcome === 'stuck')
    .map(([host]) => host)
  return stuck.length > 0 ? stuck.join(', ') : 'A host'
}
