/** What an agent says when it dials in, and what it is then asked: frames of one outbound connection. */

/** First frame, from the agent. */
export interface AgentHello {
  readonly protocol: 1
  /** Made at enrolment; names the host's row. */
  readonly id: string
  /** Of this run of the agent: another one means that every channel of the old one is gone. */
  readonly session: string
}
/** From the server; one channel each. */
export type AgentRequest =
  | { readonly kind: 'exec'; readonly channel: number; readonly argv: readonly string[]; readonly seconds: number }
  | { readonly kind: 'stdin'; readonly channel: number; readonly bytes: Uint8Array; readonly last: boolean }
  | { readonly kind: 'abort'; readonly channel: number }
  /** Dial once more: the new connection names this nonce in place of a session. */
  | { readonly kind: 'dial'; readonly nonce: string }
/** From the agent. */
export type AgentAnswer =
  | { readonly kind: 'stdout' | 'stderr'; readonly channel: number; readonly bytes: Uint8Array }
  | { readonly kind: 'exit'; readonly channel: number; readonly status: number | null }
