/** Reader of compose files: what a service says of its process is carried over, what it says of its container is named. */

import type { RestartPolicy } from '../contract/backend.ts'
import type { Limit } from '../contract/chain.ts'
import { makeRemarks, type Place, type Reader, type ReadProcess, type Remarks } from '../contract/reader.ts'
import { shellWords } from '../syntax/shell-words.ts'
import { isMap, type Placed, readPlaced } from './places.ts'

const READ = new Set(
  `command entrypoint environment working_dir user restart stop_signal stop_grace_period depends_on ulimits
  container_name labels`.split(/\s+/),
)
const RESTART: Readonly<Record<string, RestartPolicy>> = {
  no: 'never',
  always: 'always',
  'unless-stopped': 'always',
  'on-failure': 'on-failure',
}
const LIMITS: readonly Limit[] = ['nofile', 'core', 'nproc', 'memlock', 'stack']

interface Service {
  readonly name: string
  readonly values: Readonly<Record<string, unknown>>
  place(...keys: readonly string[]): Place
  readonly remarks: Remarks
}

/** compose-spec, "command": a list is words; a text is split as a shell would, without being run by one. */
function wordsOf({ name, values, place, remarks }: Service, key: string): readonly string[] {
  const value = values[key]
  if (value === undefined || value === null) return []
  if (Array.isArray(value)) return value.map((one) => interpolated(String(one)))
  const words = shellWords(String(value))
  if (words) return words.map(interpolated)
  remarks.lost(name, key, 'its quotes do not match', place(key))
  return []

  /** compose-spec, "Interpolation": `$$` is a dollar; a variable is the environment's of whoever runs compose. */
  function interpolated(word: string): string {
    if (/(^|[^$])(\$\$)*\$[A-Za-z_{]/.test(word))
      remarks.lost(name, `the value of a variable in ${word}`, 'only whoever runs compose knows it', place(key))
    return word.replaceAll('$$', '$')
  }
}

function environmentOf({ name, values, place, remarks }: Service): ReadonlyMap<string, string> {
  const found = values.environment
  const pairs: (readonly [string, unknown])[] = Array.isArray(found)
    ? found.map((one) => {
        const [, key, value] = /^([^=]*)(?:=([\s\S]*))?$/.exec(String(one)) ?? []
        return [key ?? '', value ?? null]
      })
    : Object.entries(isMap(found) ? found : {})
  const variables = new Map<string, string>()
  for (const [key, value] of pairs) {
    const text = value === null ? null : String(value)
    if (text === null)
      remarks.lost(name, `the variable ${key}`, 'its value comes from whoever runs compose', place('environment'))
    else {
      if (/(^|[^$])(\$\$)*\$[A-Za-z_{]/.test(text))
        remarks.lost(name, `a variable within ${key}`, 'only whoever runs compose knows it', place('environment', key))
      variables.set(key, text.replaceAll('$$', '$'))
    }
  }
  return variables
}

/** compose-spec, "Durations": `1m30s`. */
function secondsOf(value: unknown): number | null {
  const parts = [...String(value).matchAll(/(\d+)(ms|us|s|m|h)/g)]
  if (parts.length === 0) return null
  const units: Readonly<Record<string, number>> = { us: 1e-6, ms: 1e-3, s: 1, m: 60, h: 3600 }
  return Math.ceil(parts.reduce((sum, [, number, unit]) => sum + Number(number) * units[unit!]!, 0))
}

function limitsOf({ name, values, place, remarks }: Service): ReadonlyMap<Limit, number | string> {
  const limits = new Map<Limit, number | string>()
  for (const [key, value] of Object.entries(isMap(values.ulimits) ? values.ulimits : {})) {
    const limit = LIMITS.find((one) => one === key)
    const number = isMap(value) ? value.soft : value
    if (!limit || !Number.isInteger(number))
      remarks.lost(name, `the limit ${key}`, 'the model has no such limit', place('ulimits', key))
    else limits.set(limit, Number(number) === -1 ? 'unlimited' : Number(number))
  }
  return limits
}

function afterOf({ name, values, place, remarks }: Service): readonly string[] {
  const found = values.depends_on
  if (Array.isArray(found)) return found.map(String)
  return Object.entries(isMap(found) ? found : {}).map(([other, how]) => {
    if (isMap(how) && how.condition === 'service_completed_successfully')
      remarks.lost(name, `that ${other} must have ended`, 'order is by being ready', place('depends_on', other))
    return other
  })
}

function read(service: Service): ReadProcess | null {
  const { name, values, place, remarks } = service
  for (const key of Object.keys(values))
    if (!READ.has(key) && !key.startsWith('x-'))
      remarks.lost(name, key, 'it describes a container, not a process', place(key))
  const [program, ...words] = [...wordsOf(service, 'entrypoint'), ...wordsOf(service, 'command')]
  if (!program) {
    remarks.unreadable(name, 'its program is known only to its image: it has no command and no entrypoint', place())
    return null
  }
  if (!program.startsWith('/'))
    remarks.lost(
      name,
      `where ${program} is`,
      'compose looks for it in the image: env looks for it on the host',
      place('command'),
    )
  const [account, group] = values.user === undefined ? [] : String(values.user).split(':')
  // compose-spec, "restart": "no" is the default.
  const policy = String(values.restart ?? 'no').replace(/:\d+$/, '')
  const seconds = values.stop_grace_period === undefined ? null : secondsOf(values.stop_grace_period)
  const signal = values.stop_signal === undefined ? undefined : String(values.stop_signal).replace(/^SIG/, '')
  return {
    name,
    place: place(),
    foreground: program.startsWith('/')
      ? { program, arguments: words }
      : { program: '/usr/bin/env', arguments: [program, ...words] },
    environment: environmentOf(service),
    ...(values.working_dir === undefined ? {} : { directory: String(values.working_dir) }),
    ...(account ? { user: { name: account, ...(group ? { group } : {}) } } : {}),
    ...(RESTART[policy] ? { restart: RESTART[policy] } : {}),
    ...(signal || seconds !== null
      ? { stop: { ...(signal ? { signal } : {}), ...(seconds === null ? {} : { seconds }) } }
      : {}),
    limits: limitsOf(service),
    after: afterOf(service),
  }
}

/** In: compose files. Out: a process a service. Diagnostics: `import-unreadable`, and `import-lost` for each key of a container. */
function readAll(files: Parameters<Reader['read']>[0]): ReturnType<Reader['read']> {
  const remarks = makeRemarks()
  const processes = files.flatMap((file) => {
    const placed = readPlaced(file)
    if ('wrong' in placed) {
      remarks.unreadable(file.path, placed.wrong, placed.place)
      return []
    }
    if (!isMap(placed.value) || !isMap(placed.value.services)) {
      remarks.unreadable(file.path, 'it has no services', placed.place())
      return []
    }
    for (const key of Object.keys(placed.value))
      if (!['services', 'name', 'version'].includes(key) && !key.startsWith('x-'))
        remarks.lost(file.path, key, 'it belongs to no process', placed.place(key))
    return Object.entries(placed.value.services).flatMap(([name, values]) => serviceOf(placed, name, values))
  })
  function serviceOf(placed: Placed, name: string, values: unknown): ReadProcess[] {
    const place = (...keys: readonly string[]) => placed.place('services', name, ...keys)
    const found = isMap(values) ? read({ name, values, place, remarks }) : null
    return found ? [found] : []
  }
  return { processes, diagnostics: remarks.said }
}

export const compose: Reader = {
  id: 'compose',
  title: 'Compose file',
  takes: (path) => /(^|\/)(\w+-)?compose([.-][\w-]+)?\.ya?ml$/.test(path),
  recognises: ({ text }) => /^services:\s*(#.*|\{.*)?$/m.test(text),
  pasted: 'compose.yaml',
  deep: false,
  read: readAll,
}
