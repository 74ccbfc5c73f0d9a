/** An image and a container as data, and the check of what a model writes in the engine's own words. */
import { z } from 'zod'
import type { Backend } from '../../contract/backend.ts'
import { type Override, readOverrides } from '../../contract/overrides.ts'
import { at as below, type Path } from '../../contract/path.ts'
import type { Artefact, Text } from '../../contract/text.ts'
import type { Report } from '../../diagnostics/diagnostic.ts'
import type { Instruction } from '../../syntax/docker-recipe.ts'
import { outlineOf } from '../../syntax/outline.ts'

/** `--name=value`, or a switch. */
export interface Option {
  readonly name: string
  readonly value?: Text
}
/** A row of the host's accounts that the image must have. */
export interface Row {
  readonly table: 'group' | 'passwd'
  readonly name: Text
}
/** What `translate` makes and `render` writes. */
export interface Native {
  readonly instructions: readonly Instruction[]
  readonly options: readonly Option[]
  /** Copied into the image, to the places that they have in the store. */
  readonly files: readonly Artefact[]
  /** Copied to where the container sees them at every start and reload. */
  readonly reloadFiles: readonly Artefact[]
  /** Made on the host, if missing, and mounted. */
  readonly directories: readonly Text[]
  readonly rows: readonly Row[]
  readonly create?: readonly Override[]
  readonly image?: readonly Override[]
}

/** https://docs.docker.com/reference/cli/docker/container/create/, "Options", in their long form. */
const SWITCHES = new Set(['init', 'interactive', 'oom-kill-disable', 'privileged', 'publish-all', 'read-only', 'tty'])
const LISTS = new Set(
  `add-host annotation attach blkio-weight-device cap-add cap-drop device device-cgroup-rule device-read-bps device-read-iops
  device-write-bps device-write-iops dns dns-option dns-search env env-file expose group-add label label-file link link-local-ip
  log-opt mount network-alias publish security-opt storage-opt sysctl tmpfs ulimit volume volumes-from`.split(/\s+/),
)
const SINGLE = new Set(
  `blkio-weight cgroup-parent cgroupns cpu-count cpu-percent cpu-period cpu-quota cpu-rt-period cpu-rt-runtime cpu-shares cpus
  cpuset-cpus cpuset-mems domainname entrypoint gpus health-cmd health-interval health-retries health-start-interval
  health-start-period health-timeout hostname io-maxbandwidth io-maxiops ip ip6 ipc isolation kernel-memory log-driver mac-address
  memory memory-reservation memory-swap memory-swappiness network no-healthcheck oom-score-adj pid pids-limit platform pull restart
  runtime shm-size stop-signal stop-timeout user userns uts volume-driver workdir`.split(/\s+/),
)
/** The verbs go by the name, and find a container that ended; the label says which script made it. */
const OURS = new Set(['name', 'rm', 'cidfile', 'help'])

/** https://docs.docker.com/reference/dockerfile/: those that may stand several times are added, the others take the place of ours. */
const REPEATED = new Set(['add', 'arg', 'copy', 'env', 'expose', 'label', 'onbuild', 'run', 'volume'])
const ONCE = new Set(['cmd', 'entrypoint', 'from', 'healthcheck', 'shell', 'stopsignal', 'user', 'workdir'])

const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()])
const section = z.record(z.string(), z.union([scalar, z.array(scalar)]))
const known = z.strictObject({ create: section.optional(), image: section.optional() })

export const isSwitch = (key: string) => SWITCHES.has(key)
export const isList = (key: string) => LISTS.has(key)
export const isRepeated = (key: string) => REPEATED.has(key)

const SECRET = 'a secret would stand where everybody may read it'

function whyNotOption(key: string, outlines: readonly (string | null)[]): string | null {
  if (OURS.has(key)) return 'the container is known, and found again, by the name that Longrun gives it'
  if (!/^[a-z][a-z0-9-]*$/.test(key)) return 'a key is a long option of "create" without its hyphens'
  if (outlines.includes(null)) return SECRET
  return LISTS.has(key) || outlines.length === 1 ? null : 'this option is given once'
}
function whyNotInstruction(key: string, outlines: readonly (string | null)[]): string | null {
  if (!/^[a-z]+$/.test(key)) return 'a key is an instruction of a recipe in small letters'
  if (outlines.includes(null)) return SECRET
  if (outlines.some((one) => /[\n\r]/.test(one ?? ''))) return 'it holds a newline'
  return REPEATED.has(key) || outlines.length === 1 ? null : 'this instruction is given once'
}

/**
 * In: `{create: {option: value}, image: {instruction: value}}` as it stands in the model; a list gives several; `null` leaves out what
 * Longrun writes of that name. Diagnostics: `override-unknown-key` (a warning: passed on), `override-value`, `override-unwritable`.
 */
function overrides(value: unknown, at: Path, report: Report): Partial<Native> {
  const backend = 'docker'
  if (value === undefined || value === null) return {}
  const refuse = (where: Path, key: string, wanted: string) =>
    report({ code: 'override-value', severity: 'error', at: where, data: { backend, key, wanted } })
  if (typeof value !== 'object' || Array.isArray(value)) {
    refuse(at, backend, '`create` and `image`, each a set of keys')
    return {}
  }
  const read = (name: 'create' | 'image', isKnown: (key: string) => boolean, whyNot: typeof whyNotOption) =>
    readOverrides(
      Object.hasOwn(value, name) ? Reflect.get(value, name) : undefined,
      below(at, name),
      backend,
      report,
    ).filter(({ key, at: where, values }) => {
      const why = whyNot(key, (values ?? []).length === 0 ? [''] : (values ?? []).map(outlineOf))
      if (why !== null) {
        report({ code: 'override-unwritable', severity: 'error', at: where, data: { backend, key, why } })
        return false
      }
      if (
        SWITCHES.has(key) &&
        name === 'create' &&
        values !== null &&
        !/^(true|false)$/.test(outlineOf(values[0] ?? []) ?? '')
      ) {
        refuse(where, key, 'true or false')
        return false
      }
      if (!isKnown(key))
        report({ code: 'override-unknown-key', severity: 'warning', at: where, data: { backend, key } })
      return true
    })
  for (const key of Object.keys(value))
    if (key !== 'create' && key !== 'image') refuse(below(at, key), key, '`create` or `image`')
  return {
    create: read('create', (key) => SWITCHES.has(key) || LISTS.has(key) || SINGLE.has(key), whyNotOption),
    image: read('image', (key) => REPEATED.has(key) || ONCE.has(key), whyNotInstruction),
  }
}

export const schema: Backend<Native>['schema'] = { known, overrides }
