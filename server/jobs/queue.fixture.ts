/** A worker for queue.test.ts: says what it took, then does it or hangs. */
import { once } from 'node:events'
import { shutdown } from '#server/shutdown.ts'
import { openStore } from '#server/store/store.ts'
import { workQueue } from './queue.ts'

const [, , file = '', worker = '', how] = process.argv
const store = openStore(file)
await workQueue({
  deployments: store.deployments,
  worker,
  leaseSeconds: 1,
  pollMs: 20,
  parallel: 2,
  signal: shutdown.signal,
  async run(lease, signal) {
    const { state, attempts } = lease.deployment
    await lease.save('activating', { wave: 0 })
    console.log(`${worker} ${state} ${attempts}`)
    if (how === 'hangs') await once(signal, 'abort')
    await lease.append({ kind: 'host', host: worker, says: 'done' })
    await lease.end({ outcome: 'succeeded', hosts: {}, generation: null })
  },
})
