/** The API in the browser: queries and mutations batched, subscriptions over one event stream each, all typed by the router. */
'use client'

import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { createTRPCClient, httpBatchLink, httpSubscriptionLink, splitLink, TRPCClientError } from '@trpc/client'
import { createTRPCContext } from '@trpc/tanstack-react-query'
import { type ReactNode, useState } from 'react'
import type { ErrorDetail } from '#server/api/errors.ts'
import type { AppRouter } from '#server/api/root.ts'

const context = createTRPCContext<AppRouter>()
export const useTRPC = context.useTRPC

const URL = '/api/trpc'

/** The wire is plain JSON; the server says why (`procedures.ts`). */
const plainJson = { serialize: (value: unknown) => value, deserialize: (value: unknown) => value }

function makeClient() {
  return createTRPCClient<AppRouter>({
    links: [
      splitLink({
        condition: (operation) => operation.type === 'subscription',
        true: httpSubscriptionLink({ url: URL, transformer: plainJson }),
        false: httpBatchLink({ url: URL, transformer: plainJson }),
      }),
    ],
  })
}

/** Only what may pass by itself is tried again: an answer that says no stays no. */
function mayPass(failures: number, error: unknown): boolean {
  return failures < 2 && !(error instanceof TRPCClientError && error.data)
}

function makeQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: { queries: { staleTime: 2000, retry: mayPass }, mutations: { retry: false } },
  })
}

export function TRPCProvider({ children }: { readonly children: ReactNode }) {
  const [queryClient] = useState(makeQueryClient)
  const [trpcClient] = useState(makeClient)
  return (
    <QueryClientProvider client={queryClient}>
      <context.TRPCProvider trpcClient={trpcClient} queryClient={queryClient}>
        {children}
      </context.TRPCProvider>
    </QueryClientProvider>
  )
}

/** What the server said beside an error's message: its code, a way out, when to try again. `null` where it did not answer. */
export function detailOf(error: unknown): ErrorDetail | null {
  if (!(error instanceof TRPCClientError)) return null
  return (error.data as { detail?: ErrorDetail | null } | null)?.detail ?? null
}
