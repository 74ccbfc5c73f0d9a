/**
 * Starts the product as a person does (`npm start`), without root: where the tests run as root, as `nobody` in
 * namespaces of its own, so that everything it ever started ends with it.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { chownSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createInterface } from 'node:readline'

export const ROOT = path.resolve(import.meta.dirname, '..')
const NOBODY = 65534
const START_SECONDS = 120

/** PID 1 of the namespace: shows the checkout where `nobody` can read it, passes TERM on, and reaps orphans. */
const INIT = `
set -eu
mkdir -p /run/longrun-e2e
mount --bind "$1" /run/longrun-e2e
cd /run/longrun-e2e
shift
setpriv --reuid ${NOBODY} --regid ${NOBODY} --clear-groups -- "$@" &
child=$!
trap 'kill -TERM "$child"' TERM INT
while kill -0 "$child" 2>/dev/null; do wait "$child" || :; done
`

export interface Product {
  readonly address: string
  /** Of what was started; everything else of the product is below it. */
  readonly pid: number
  /** What `npm start` printed for the first account. */
  readonly link: string
  /** Ends it and all that it deployed, and removes its data. */
  stop(): Promise<void>
}

/** Resolves once the product answers; rejects with what it said if it does not. */
export async function startProduct(port: number): Promise<Product> {
  const home = mkdtempSync(path.join(tmpdir(), 'longrun-e2e-'))
  if (process.getuid?.() === 0) chownSync(home, NOBODY, NOBODY)
  const child = spawnProduct(port, home)
  const link = await firstAccountLink(child)
  return {
    address: `http://127.0.0.1:${port}`,
    pid: child.pid!,
    link,
    async stop() {
      const over = child.exitCode !== null || child.signalCode !== null
      const ended = over ? null : new Promise((resolve) => child.once('close', resolve))
      // unshare blocks TERM; its namespace, and all that was started in it, ends with it.
      child.kill(process.getuid?.() === 0 ? 'SIGKILL' : 'SIGTERM')
      await ended
      rmSync(home, { recursive: true, force: true })
    },
  }
}

function spawnProduct(port: number, home: string): ChildProcess {
  const env = {
    PATH: process.env.PATH,
    HOME: home,
    LANG: 'C.UTF-8',
    LONGRUN_DATA: path.join(home, 'data'),
    NEXT_TELEMETRY_DISABLED: '1',
  } as unknown as NodeJS.ProcessEnv
  const command = ['node', 'server/start/start.mjs', '--port', String(port)]
  if (process.getuid?.() !== 0)
    return spawn(command[0]!, command.slice(1), { cwd: ROOT, env, stdio: ['ignore', 'pipe', 'pipe'] })
  const namespaces = '--mount --pid --fork --kill-child=SIGKILL --mount-proc --propagation private'.split(' ')
  const inside = [...namespaces, 'bash', '-c', INIT, 'init', ROOT, ...command]
  return spawn('unshare', inside, { cwd: ROOT, env, stdio: ['ignore', 'pipe', 'pipe'] })
}

async function firstAccountLink(child: ChildProcess): Promise<string> {
  const said: string[] = []
  const { promise, resolve, reject } = Promise.withResolvers<string>()
  const late = setTimeout(
    () => reject(new Error(`npm start printed no first-account link in ${START_SECONDS} s:\n${said.join('\n')}`)),
    START_SECONDS * 1000,
  )
  const ended = (code: number | null) => reject(new Error(`npm start ended with ${code}:\n${said.join('\n')}`))
  child.once('exit', ended)
  for (const stream of [child.stdout!, child.stderr!])
    createInterface({ input: stream }).on('line', (line) => {
      said.push(line)
      const found = /https?:\/\/\S+\/first-account\?code=\S+/.exec(line)
      if (found) resolve(found[0])
    })
  try {
    return await promise
  } finally {
    clearTimeout(late)
    child.off('exit', ended)
  }
}
