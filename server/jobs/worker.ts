/** The worker: runs deployments, so that closing a browser or restarting the web server changes nothing for them. */
import { randomBytes } from 'node:crypto'
import { hostname } from 'node:os'
import { logger } from '#server/log.ts'
import { listenForSignals, shutdown } from '#server/shutdown.ts'
import { store } from '#server/store/store.ts'
import { workQueue } from './queue.ts'
import { runDeployment } from './run-deployment.ts'

listenForSignals()
const worker = `${hostname()}:${process.pid}:${randomBytes(4).toString('hex')}`
logger.info({ worker }, 'the worker waits for deployments')
await workQueue({
  deployments: store().deployments,
  worker,
  // A killed worker's deployment goes on elsewhere after at most this long.
  leaseSeconds: 15,
  pollMs: 300,
  parallel: 4,
  signal: shutdown.signal,
  run: (lease, signal) => runDeployment(store(), lease, signal),
})
await store().close()
logger.info('the worker ended')
process.exit(0)
