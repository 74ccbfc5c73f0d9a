/** Dependency order, and the barriers between hosts at which a plan is cut. */
import type { ManifestEntry } from '../contract/manifest.ts'

/** Dependencies before dependents; otherwise in the order given. A cycle, refused long before, is cut where it is met. */
export function dependencyOrder(entries: readonly ManifestEntry[]): ManifestEntry[] {
  const byId = new Map(entries.map((entry) => [entry.placement, entry]))
  const done = new Set<string>()
  const order: ManifestEntry[] = []
  // A stack of our own: a chain of a thousand dependencies is a thousand deep.
  for (const first of entries) {
    const stack = [{ entry: first, next: 0 }]
    const open = new Set<string>()
    while (stack.length > 0) {
      const top = stack.at(-1)!
      const id = top.entry.placement
      if (done.has(id)) {
        stack.pop()
        continue
      }
      open.add(id)
      const edge = top.entry.after[top.next++]
      const wanted = edge ? byId.get(edge.placement) : undefined
      if (wanted && !done.has(wanted.placement) && !open.has(wanted.placement)) stack.push({ entry: wanted, next: 0 })
      else if (!edge) {
        done.add(id)
        order.push(top.entry)
        stack.pop()
      }
    }
  }
  return order
}

/**
 * The wave of each entry, from 0: cut only where something must wait for something that acts on another host.
 * `before`: what an entry waits for. `acts`: whether it does anything at all; the others only pass the order on.
 */
export function wavesOf(
  order: readonly ManifestEntry[],
  before: (entry: ManifestEntry) => readonly string[],
  acts: (placement: string) => boolean,
): ReadonlyMap<string, number> {
  const waves = new Map<string, { readonly wave: number; readonly acting: boolean; readonly host: string }>()
  for (const entry of order) {
    let wave = 0
    let acting = acts(entry.placement)
    for (const id of before(entry)) {
      const other = waves.get(id)
      if (!other) continue
      acting ||= other.acting
      wave = Math.max(wave, other.wave + (other.acting && other.host !== entry.host ? 1 : 0))
    }
    waves.set(entry.placement, { wave, acting, host: entry.host })
  }
  return new Map([...waves].map(([id, { wave }]) => [id, wave]))
}
