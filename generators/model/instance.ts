/** Questions that every reader of a processes model asks of one instance. */
import type { ProcessInstance, System } from './document.ts'

/** The instance's constructor, or `null`. Every plain object inherits something named `constructor`, a function. */
export function constructorOf(instance: ProcessInstance): string | null {
  return typeof instance.constructor === 'string' ? instance.constructor : null
}

/** The places that an instance names: host, and container where it names one. */
export function placesOf(
  instance: ProcessInstance,
): readonly { readonly host: string; readonly container: string | null }[] {
  return instance.on.map((place) =>
    typeof place === 'string'
      ? { host: place, container: null }
      : { host: place.host, container: place.container ?? null },
  )
}

/** The container that a place means: the one it names, else the host's first. */
export function containerNameOf(
  system: System,
  place: { readonly host: string; readonly container: string | null },
): string | null {
  if (place.container !== null) return place.container
  const host = Object.hasOwn(system.hosts, place.host) ? system.hosts[place.host] : undefined
  return host ? (Object.keys(host.containers)[0] ?? null) : null
}
