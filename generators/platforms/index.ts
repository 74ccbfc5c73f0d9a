/** The operating systems that a host can run, and what is taken for granted of a host that was never seen. */
import type { HostFacts } from '../contract/backend.ts'
import type { Host } from '../model/document.ts'
import type { Wanted } from '../packages/index.ts'
import { cygwin } from './cygwin.ts'
import { darwin } from './darwin.ts'
import { freebsd } from './freebsd.ts'
import { linux } from './linux.ts'
import type { Platform } from './platform.ts'

export type { Platform }
export const PLATFORMS: ReadonlyMap<string, Platform> = new Map(
  [linux, freebsd, darwin, cygwin].map((one) => [one.id, one]),
)

/** Facts of a host that was never captured: its platform's defaults, driven by root, with every wanted program where it usually stands. */
export function defaultFacts(host: Host, wanted: Wanted): HostFacts {
  const platform = PLATFORMS.get(host.platform) ?? linux
  const { privileged, shell, prefix, home, tools, programs: directory } = platform.defaults
  const programs = wanted.programs.map((one) => [`${one.package}.${one.program}`, `${directory}/${one.names[0]}`])
  const shares = wanted.shares.map((one) => [`${one.package}:${one.place}`, one.paths[0]])
  return {
    platform: platform.id,
    system: platform.title,
    privileged,
    user: privileged ? 'root' : home.slice(home.lastIndexOf('/') + 1),
    home,
    prefix,
    shell,
    programs: Object.fromEntries([...programs, ...shares]),
    tools,
  }
}
