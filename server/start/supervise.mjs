/** Keeps a process of ours running: starts it again after a crash, a little later each time, and ends it when told. */
import { spawn } from 'node:child_process'

const STEADY_MS = 60_000
const LONGEST_WAIT_MS = 30_000
const GRACE_MS = 10_000

/** How long to wait before the n-th start in a row that did not hold (n counts from 1). */
export function waitBefore(start) {
  return Math.min(LONGEST_WAIT_MS, 1000 * 2 ** (start - 1))
}

/**
 * @param {{ program: string, args: readonly string[], cwd: string, env: Record<string, string | undefined>, onCrash(what: string, waitMs: number): void, waitFor?(start: number): number }} options
 * @returns {{ pid(): number | undefined, stop(): Promise<void> }}
 */
export function supervise({ program, args, cwd, env, onCrash, waitFor = waitBefore }) {
  let child
  let timer
  let stopping = false
  let crashes = 0
  let ended = Promise.resolve()

  function start() {
    const since = Date.now()
    // Its standard input is the line to us: where it ends, we are gone, and the process ends itself.
    child = spawn(program, args, {
      cwd,
      env: { ...env, LONGRUN_SUPERVISED: '1' },
      stdio: ['pipe', 'inherit', 'inherit'],
    })
    child.stdin.on('error', () => undefined)
    ended = new Promise((resolve) => {
      child.once('error', (error) => resolve(error.message))
      child.once('close', (status, signal) => resolve(signal ? `signal ${signal}` : `status ${status}`))
    }).then((how) => {
      child = undefined
      if (stopping) return
      crashes = Date.now() - since > STEADY_MS ? 1 : crashes + 1
      const wait = waitFor(crashes)
      onCrash(how, wait)
      timer = setTimeout(start, wait)
    })
  }
  start()
  return {
    pid: () => child?.pid,
    async stop() {
      stopping = true
      clearTimeout(timer)
      const late = setTimeout(() => child?.kill('SIGKILL'), GRACE_MS)
      child?.kill('SIGTERM')
      await ended
      clearTimeout(late)
    },
  }
}
