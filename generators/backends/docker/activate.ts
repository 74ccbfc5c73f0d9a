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
      .filter(
        ({ placement, kind }) =>
          ['start', 'restart'].includes(changes.get(placement) ?? 'keep') ||
          (kind?.is === 'oneshot' && changes.get(placement) === 'register'),
      )
      .map((process) => tell(process, ['build'], BUILDING)),
  stop: (process) => [tell(process, ['stop'], process.stopSeconds + PATIENCE)],
  /** What is started at boot is a container: of a oneshot that is not to run now, too, it must be the new one. */
  switch: ({ running, changes }) =>
    running
      .filter(({ placement, kind }) => kind?.is === 'oneshot' && changes.get(placement) === 'register')
      .map((process) => tell(process, ['register'], BUILDING)),
  /** A oneshot's start ends when it has ended. */
  start: (process) => [
    tell(process, ['start'], BUILDING + (process.kind?.is === 'oneshot' ? process.kind.seconds : 0)),
  ],
  reload(process) {
    if (process.reload === null) return []
    if ('signal' in process.reload) return [tell(process, ['reload', process.reload.signal.replace(/^SIG/, '')])]
    const argv = [...engineOf(process.container), 'exec', process.name, ...process.reload.argv]
    return [tell(process, ['refresh']), { argv, changes: true, seconds: 60 }]
  },
  up: (process) =>
    process.kind?.is === 'oneshot'
      ? { argv: [process.scripts.launcher ?? '', 'done'], changes: false, seconds: PATIENCE }
      : tell(process, ['up'], PATIENCE, false),
  settle: ({ gone }) => gone.map((process) => tell(process, ['forget'], 120)),
  enter: (process, argv) => [...engineOf(process.container), 'exec', process.name, ...argv],
}
