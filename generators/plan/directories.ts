/** Where a system keeps what it writes on a host: the directory variables, resolved. */
import type { HostFacts } from '../contract/backend.ts'
import { DIRECTORIES, type Directory } from '../contract/text.ts'
import type { Settings } from '../model/document.ts'

/** Below the host's prefix, or anywhere else. */
export type Located =
  | { readonly below: 'prefix'; readonly path: string }
  | { readonly below: 'root'; readonly path: string }
export type Directories = Readonly<Record<Directory, Located>>

const BELOW_STATE: Readonly<Record<Exclude<Directory, 'state'>, string>> = {
  lib: 'lib',
  runtime: 'run',
  log: 'log',
  cache: 'cache',
  spool: 'spool',
  lock: 'lock',
  tmp: 'tmp',
}

/**
 * In: the system's settings and what is known of the host. Out: every directory: below `PREFIX/var`, moved by what the host
 * says, then by what the system says. Setting `state` alone moves the others with it, as the reference's `stateDir` does.
 */
export function directoriesOf(settings: Settings | undefined, facts: Pick<HostFacts, 'directories'>): Directories {
  const given: Partial<Record<Directory, string>> = { ...facts.directories, ...settings?.directories }
  const { state } = given
  const located = DIRECTORIES.map((name): [Directory, Located] => {
    const own = given[name]
    if (own !== undefined) return [name, { below: 'root', path: own }]
    const inside = name === 'state' ? '' : `/${BELOW_STATE[name]}`
    // The reference keeps the system's own /tmp where the state directory is the system's own /var.
    if (state !== undefined)
      return [name, { below: 'root', path: name === 'tmp' && state === '/var' ? '/tmp' : `${state}${inside}` }]
    return [name, { below: 'prefix', path: `/var${inside}` }]
  })
  return Object.fromEntries(located) as Directories
}
