/** The door of the API. */
import { fetchRequestHandler } from '@trpc/server/adapters/fetch'
import { contextOf } from '#server/api/context.ts'
import { appRouter } from '#server/api/root.ts'
import { reach } from '#server/jobs/reach-hosts.ts'
import { logger } from '#server/log.ts'
import { store } from '#server/store/store.ts'

export const dynamic = 'force-dynamic'

function handle(request: Request): Promise<Response> {
  const services = { store: store(), reach: reach(store()) }
  return fetchRequestHandler({
    endpoint: '/api/trpc',
    req: request,
    router: appRouter,
    createContext: ({ resHeaders }) => contextOf({ headers: request.headers, answer: resHeaders }, services),
    onError({ error, path }) {
      if (error.code === 'INTERNAL_SERVER_ERROR') logger.error({ err: error.cause ?? error, path }, 'the API failed')
    },
  })
}

export { handle as GET, handle as POST }
