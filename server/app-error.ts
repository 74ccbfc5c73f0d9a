/** What a person may not do, did not find, or came too late for: the one error that API and command line put into words. */
export const APP_ERROR_CODES = [
  'signed-out',
  'forbidden',
  'not-found',
  'conflict',
  'invalid',
  'too-many-tries',
  'unreachable',
] as const
export type AppErrorCode = (typeof APP_ERROR_CODES)[number]

export class AppError extends Error {
  readonly code: AppErrorCode
  /** What a person can do about it. */
  readonly wayOut: string
  /** Seconds after which trying again makes sense. */
  readonly retryAfter: number | null

  constructor(
    code: AppErrorCode,
    message: string,
    options: ErrorOptions & { wayOut?: string; retryAfter?: number } = {},
  ) {
    super(message, options)
    this.name = 'AppError'
    this.code = code
    this.wayOut = options.wayOut ?? ''
    this.retryAfter = options.retryAfter ?? null
  }
}
