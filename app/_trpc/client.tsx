'use client'
/** The API as the browser sees it: queries and mutations in batches, and one stream of events a tab. */
import { QueryCache, QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { createTRPCClient, httpBatchLink, httpSubscriptionLink, splitLink, TRPCClientError } from '@trpc/client'
import { createTRPCContext } from '@trpc/tanstack-react-query'
import { useState } from 'react'
import superjson from 'superjson'
import type { AppRouter } from '#server/api/root.ts'

export const { TRPCProvider, useTRPC, useTRPCClient } = createTRPCContext<AppRouter>()

const URL = '/api/trpc'

function makeClient() {
  return createTRPCClient<AppRouter>({
    links: [
      splitLink({
        condition: (operation) => operation.type === 'subscription',
        true: httpSubscriptionLink({ url: URL, transformer: superjson }),
        false: httpBatchLink({ url: URL, transformer: superjson }),
      }),
    ],
  })
}

/** Answers that another try cannot change. */
const FINAL = new Set(['UNAUTHORIZED', 'FORBIDDEN', 'NOT_FOUND', 'BAD_REQUEST', 'CONFLICT', 'PRECONDITION_FAILED'])

export function codeOf(error: unknown): string | null {
  return error instanceof TRPCClientError ? ((error.data as { code?: string } | null)?.code ?? null) : null
}

function makeQueries(): QueryClient {
  const queries: QueryClient = new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 2_000,
        retry: (failures, error) => failures < 2 && !FINAL.has(codeOf(error) ?? ''),
      },
    },
    queryCache: new QueryCache({
      // A session that ended is noticed by whoever asks next; the shell then shows the door.
      onError: (error) => {
        if (codeOf(error) === 'UNAUTHORIZED') void queries.invalidateQueries({ queryKey: [['session', 'me']] })
      },
    }),
  })
  return queries
}

export function Api({ children }: { children: React.ReactNode }) {
  const [queries] = useState(makeQueries)
  const [client] = useState(makeClient)
  return (
    <QueryClientProvider client={queries}>
      <TRPCProvider trpcClient={client} queryClient={queries}>
        {children}
      </TRPCProvider>
    </QueryClientProvider>
  )
}
