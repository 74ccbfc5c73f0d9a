/** What process managers are given as names. */
import type { Declaration, Placement } from '../contract/backend.ts'

/**
 * `<profile>-<process name>`, then renamed as the manager needs it: so no distribution's own service is shadowed, and two systems
 * can share a host (docs/decisions/native-names.md).
 */
export function nativeName(profile: string, placement: Placement, declaration: Declaration): string {
  const name = `${profile}-${placement.name}`
  return declaration.names.rename?.(name) ?? name
}
