/** The whole API: a table of contents. */
import { createCallerFactory, router } from './procedures.ts'
import { audit } from './routers/audit.ts'
import { constructors } from './routers/constructors.ts'
import { deployments } from './routers/deployments.ts'
import { generations } from './routers/generations.ts'
import { hosts } from './routers/hosts.ts'
import { interchange } from './routers/interchange.ts'
import { logs } from './routers/logs.ts'
import { people } from './routers/people.ts'
import { secrets } from './routers/secrets.ts'
import { session } from './routers/session.ts'
import { statuses } from './routers/statuses.ts'
import { systems } from './routers/systems.ts'

export const appRouter = router({
  session,
  people,
  systems,
  hosts,
  deployments,
  generations,
  statuses,
  logs,
  constructors,
  secrets,
  interchange,
  audit,
})
export type AppRouter = typeof appRouter
export const createCaller = createCallerFactory(appRouter)
