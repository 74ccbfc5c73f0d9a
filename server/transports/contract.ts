/** A way to reach a host. It carries argv, standard input and output; it has no opinion of what they mean. */
import type { Result } from '#generators/contract/backend.ts'

export type TransportAddress =
  | { readonly kind: 'local' }
  | {
      readonly kind: 'ssh'
      readonly host: string
      readonly port: number
      readonly user: string
      readonly hostKey: string
      readonly identityFile?: string
      readonly jump?: string
    }
  | { readonly kind: 'agent'; readonly id: string }

export interface ExecOptions {
  /** Remote argv is a constant of ours, never model text: a remote shell will read it. */
  readonly argv: readonly string[]
  readonly stdin?: Uint8Array | string
  readonly seconds: number
  readonly signal?: AbortSignal
  /** Standard input stays open until `signal` aborts: for what runs until nobody listens any more. */
  readonly holdStdin?: boolean
  /** Called for each whole line of standard output as it comes. */
  onLine?(line: string): void
}
export interface Connection {
  readonly kind: TransportAddress['kind']
  /** Any exit status is a result; throws `TransportError` only when there is none. */
  exec(options: ExecOptions): Promise<Result>
  /** A connection that shares nothing with this one: proof that the host can still be reached. */
  fresh(): Promise<Connection>
  close(): Promise<void>
}
export interface Transport<Address extends TransportAddress = TransportAddress> {
  readonly kind: Address['kind']
  connect(
    address: Address,
    options: { readonly signal?: AbortSignal; readonly runtimeDirectory: string },
  ): Promise<Connection>
}
export type TransportErrorCode =
  | 'unreachable'
  | 'unknown-host-key'
  | 'changed-host-key'
  | 'auth'
  | 'timeout'
  | 'aborted'
  | 'protocol'
export class TransportError extends Error {
  readonly code: TransportErrorCode
  constructor(code: TransportErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'TransportError'
    this.code = code
  }
}
