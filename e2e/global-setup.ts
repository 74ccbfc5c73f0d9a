/**
 * Starts the product as a person does (`npm start`), without root: where the tests run as root, as `nobody` in a
 * namespace of its own, so that everything it ever started ends with it. Keeps the printed first-account link and its PID.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { chownSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createInterface } from 'node:readline'
import type { FullConfig } from '@playwright/test'

const ROOT = path.resolve(import.meta.dirname, '..')
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

function start(port: number, home: string): ChildProcess {
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
  const inside = [
    '--mount',
    '--pid',
    '--fork',
    '--kill-child=SIGKILL',
    '--mount-proc',
    '--propagation',
    'private',
    'bash',
    '-c',
    INIT,
    'init',
    ROOT,
    ...command,
  ]
  return spawn('unshare', inside, { cwd: ROOT, env, stdio: ['ignore', 'pipe', 'pipe'] })
}

export default async function globalSetup(config: FullConfig): Promise<() => Promise<void>> {
  const port = Number(new URL(config.projects[0]!.use.baseURL!).port)
  const home = mkdtempSync(path.join(tmpdir(), 'longrun-e2e-'))
  if (process.getuid?.() === 0) chownSync(home, NOBODY, NOBODY)
  const child = start(port, home)
  const said: string[] = []
  const link = await new Promise<string>((resolve, reject) => {
    const late = setTimeout(
      () => reject(new Error(`npm start printed no first-account link in ${START_SECONDS} s:\n${said.join('\n')}`)),
      START_SECONDS * 1000,
    )
    child.once('exit', (code) => reject(new Error(`npm start ended with ${code}:\n${said.join('\n')}`)))
    for (const stream of [child.stdout!, child.stderr!])
      createInterface({ input: stream }).on('line', (line) => {
        said.push(line)
        const found = /https?:\/\/\S+\/first-account\?code=\S+/.exec(line)
        if (found) {
          clearTimeout(late)
          resolve(found[0])
        }
      })
  })
  mkdirSync(path.join(ROOT, 'test-results'), { recursive: true })
  writeFileSync(path.join(ROOT, 'test-results/first-account'), link)
  writeFileSync(path.join(ROOT, 'test-results/product-pid'), String(child.pid))
  return async () => {
    const ended = new Promise((resolve) => child.once('close', resolve))
    child.removeAllListeners('exit')
    // unshare blocks TERM; its namespace, and all that was started in it, ends with it.
    child.kill(process.getuid?.() === 0 ? 'SIGKILL' : 'SIGTERM')
    await ended
    rmSync(home, { recursive: true, force: true })
  }
}
