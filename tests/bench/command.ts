/** How long the command takes to start, in processes of its own, beside Node alone. */
import { spawnSync } from 'node:child_process'
import path from 'node:path'
import { type Figure, time } from './figures.ts'

const HOME = path.join(import.meta.dirname, '../..')
const LIMIT = 300

export async function commandFigures(): Promise<Figure[]> {
  const bare = await startOf(['-e', '0'])
  const figures: Figure[] = [{ what: 'node alone', milliseconds: bare }]
  for (const args of [['--version'], ['--help'], ['validate', 'examples/webapps.yaml']]) {
    const milliseconds = await startOf(['server/cli/longrun.mjs', ...args])
    figures.push({
      what: `longrun ${args.join(' ')}, ${(milliseconds / bare).toFixed(1)} x node alone`,
      milliseconds,
      against: { what: 'limit', milliseconds: LIMIT },
    })
  }
  return figures
}

/** The first calls are not counted: they fill the caller's cache of compiled code. */
function startOf(args: readonly string[]): Promise<number> {
  return time(
    () => {
      const { status, stderr } = spawnSync(process.execPath, args, { cwd: HOME, encoding: 'utf8' })
      if (status !== 0) throw new Error(stderr)
    },
    { runs: 9 },
  )
}
