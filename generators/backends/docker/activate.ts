/**
 * The verbs: each is a word to the script of the process's own, which stands in the store as long as its generation does. So what goes
 * back to an older generation finds the container's description as it was, and its image, or what to make it of.
 */
import type { Activities, Command, Running } from '../../contract/backend.ts'
import { engineOf } from './index.ts'

/** Beyond what a process may take to end. */
const PATIENCE = 30
/** Packages are fetched from far away. */
const BUILDING = 1800

function tell(process: Running, words: readonly string[], seconds = PATIENCE, changes = true): Command {
  return { argv: ['sh', process.scripts.own ?? '', ...words], changes, seconds }
}

export const activities: Activities = {
  /** Images beside the old ones, before anything stops. */
  stage: ({ running, changes }) =>
    running
      .filter(({ placement }) => ['start', 'restart'].includes(changes.get(placement) ?? 'keep'))
      .map((process) => tell(process, ['build'], BUILDING)),
  stop: (process) => [tell(process, ['stop'], process.stopSeconds + PATIENCE)],
  start: (process) => [tell(process, ['start'], BUILDING)],
  reload(process) {
    if (process.reload === null) return []
    if ('signal' in process.reload) return [tell(process, ['reload', process.reload.signal.replace(/^SIG/, '')])]
    const argv = [...engineOf(process.container), 'exec', process.name, ...process.reload.argv]
    return [tell(process, ['refresh']), { argv, changes: true, seconds: 60 }]
  },
  /** A oneshot is up when it ended with 0: asked until it did. */
  up: (process) => tell(process, [process.kind?.is === 'oneshot' ? 'ended' : 'up'], PATIENCE, false),
  settle: ({ gone }) => gone.map((process) => tell(process, ['forget'], 120)),
  enter: (process, argv) => [...engineOf(process.container), 'exec', process.name, ...argv],
}
