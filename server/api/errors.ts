/** Errors on the wire: one exhaustive table from ours to tRPC's, and nothing of an internal failure but that it happened. */
import { TRPCError } from '@trpc/server'
import type { TRPC_ERROR_CODE_KEY } from '@trpc/server/rpc'
import { AppError, type AppErrorCode } from '#server/app-error.ts'
import { TransportError } from '#server/transports/contract.ts'

export const ON_THE_WIRE: Readonly<Record<AppErrorCode, TRPC_ERROR_CODE_KEY>> = {
  'signed-out': 'UNAUTHORIZED',
  forbidden: 'FORBIDDEN',
  'not-found': 'NOT_FOUND',
  conflict: 'CONFLICT',
  invalid: 'BAD_REQUEST',
  'too-many-tries': 'TOO_MANY_REQUESTS',
  unreachable: 'SERVICE_UNAVAILABLE',
}

/** What a page can show of an error besides its message. */
export interface ErrorDetail {
  readonly code: AppErrorCode
  readonly wayOut: string
  readonly retryAfter: number | null
}

/** The AppError that stands for `error`; `null` where the error is ours. */
export function asAppError(error: unknown): AppError | null {
  if (error instanceof AppError) return error
  if (error instanceof TransportError)
    return new AppError('unreachable', error.message, { cause: error, wayOut: 'Look at the page of the host.' })
  return null
}

/** `error` as tRPC throws it, with the status that belongs to it. */
export function onTheWire(error: TRPCError): TRPCError {
  const known = asAppError(error.cause)
  return known ? new TRPCError({ code: ON_THE_WIRE[known.code], message: known.message, cause: known }) : error
}

/** What a page gets to see beside the message. */
export function detailOf(error: TRPCError): ErrorDetail | null {
  const known = asAppError(error.cause)
  return known && { code: known.code, wayOut: known.wayOut, retryAfter: known.retryAfter }
}
