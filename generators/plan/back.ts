/** The way back of one host: the inverse of its steps, for a deployment that failed or was cancelled. */
import type { Action, BackStep, HostStep } from '../contract/manifest.ts'
import { activitiesOf, linkActions, proof, runs } from './actions.ts'
import type { Move } from './changes.ts'
import type { Place } from './container-transitions.ts'
import { dependencyOrder } from './order.ts'
import type { HostPlanInput } from './steps.ts'

export interface Acted {
  readonly move: Move
  readonly step: HostStep
}
interface BackInput {
  readonly input: HostPlanInput
  readonly places: readonly Place[]
  readonly stops: readonly Acted[]
  readonly starts: readonly Acted[]
  readonly switching: HostStep | null
  readonly settling: HostStep | null
  readonly placing: readonly Action[]
}
/** What started is stopped, last first; then files are put back; then what ran before runs again, in dependency order. */
export function backSteps({ input, places, stops, starts, switching, settling, placing }: BackInput): BackStep[] {
  const back: BackStep[] = []
  const add = (of: HostStep, says: string, actions: readonly Action[]) =>
    actions.length > 0 && back.push({ of: of.id, says, do: actions })

  for (const { move, step } of starts.toReversed())
    if (move.change !== 'reload') add(step, 'stop', runs(activitiesOf(move.now!, input).stop(move.now!.running)))
  if (switching) {
    const restored = placing.flatMap((action): Action[] => ('at' in action ? [{ do: 'restore', at: action.at }] : []))
    const registered = places.flatMap(({ activities, reverse }) => runs(activities.switch?.(reverse) ?? []))
    add(switching, 'put files back', [...restored.toReversed(), ...registered])
  }
  for (const { move, step } of starts) {
    const links = linkActions(move.now!, move.old, (key) => key).flatMap((action): Action[] =>
      action.do === 'link' ? [{ do: 'restore', at: action.at }] : [],
    )
    add(step, 'put links back', links)
  }
  // Stopped or restarted, all that ran before comes back in one order: a dependent is proved only after what it depends on.
  const order = dependencyOrder(input.previous?.entries ?? []).map(({ placement }) => placement)
  const returning = [...stops, ...starts.filter(({ move }) => move.old && !move.moves)].toSorted(
    (a, b) => order.indexOf(a.move.placement) - order.indexOf(b.move.placement),
  )
  for (const { move, step } of returning)
    add(step, move.change === 'reload' ? 'reload as before' : 'start as before', returnActions(move, input))
  if (settling)
    add(
      settling,
      'settle',
      places.flatMap(({ activities, reverse }) => runs(activities.settle?.(reverse) ?? [])),
    )
  return back
}
function returnActions({ change, old, down }: Move, input: HostPlanInput): Action[] {
  const activities = activitiesOf(old!, input)
  // What was down before the deployment stays down after it was undone.
  if (down) return []
  const commands =
    change === 'reload' && activities.reload ? activities.reload(old!.running) : activities.start(old!.running)
  return [...runs(commands), ...proof(old!, activities)]
}
