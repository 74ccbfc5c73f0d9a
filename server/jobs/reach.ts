/** What the server asks of hosts outside of deployments: who they are, what runs there, what it says. */
import type { Manifest } from '#generators/contract/manifest.ts'
import type { PlacementStatus, ProbedKey } from '#server/api/views.ts'
import type { Captured, StoredHost } from '#server/store/hosts.ts'
import type { Connection } from '#server/transports/contract.ts'

export interface HostReach {
  /** The keys that a machine shows, before any is trusted. */
  probe(host: string, port: number): Promise<readonly ProbedKey[]>
  /** `SHA256:...` of a host key's line. */
  fingerprint(key: string): Promise<string>
  connect(host: StoredHost): Promise<Connection>
  capture(host: StoredHost): Promise<Captured>
  /** Of every placement; `unknown` where its host does not answer. */
  statuses(manifest: Manifest): Promise<readonly PlacementStatus[]>
  logTail(manifest: Manifest, placement: string, lines: number): Promise<readonly string[]>
  /** Calls `onLine` for each line as it comes; ends with the signal. */
  logFollow(
    manifest: Manifest,
    placement: string,
    options: { readonly signal: AbortSignal; onLine(line: string): void },
  ): Promise<void>
}
