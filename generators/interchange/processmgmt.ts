/**
 * Reader of what the null backend of nix-processmgmt writes: a JSON file per process with the arguments that were passed to
 * createManagedProcess, no defaults filled in. The rules of inference are createManagedProcess's own.
 */
import {
  makeRemarks,
  type Place,
  type Reader,
  type ReadProcess,
  type ReadProgram,
  type ReadUser,
  type Remarks,
  type SourceFile,
} from '../contract/reader.ts'
import { isMap, type Placed, readJson } from './places.ts'

const ARGUMENTS = new Set(
  `name instanceName description initialize process args daemon daemonExtraArgs daemonArgs foregroundProcess
  foregroundProcessExtraArgs foregroundProcessArgs pidFile path environment directory umask nice user dependencies
  credentials overrides postInstall`.split(/\s+/),
)
/** Where the framework puts PID files unless it is told otherwise. */
const RUNTIME_DIRECTORY = '/var/run'
const TEMPORARY_DIRECTORY = '/tmp'

/** As Nix's `toString` does: true is 1, false and null are nothing, a list is its members with blanks between. */
export function nixString(value: unknown): string {
  if (value === true) return '1'
  if (value === false || value === null || value === undefined) return ''
  if (typeof value === 'number') return Number.isInteger(value) ? String(value) : value.toFixed(6)
  return Array.isArray(value) ? value.map(nixString).join(' ') : String(value)
}

/** Whether Nix can make a text of it: neither a set, nor a number that was changed on the way here. */
function isPlain(value: unknown): boolean {
  if (Array.isArray(value)) return value.every(isPlain)
  return !isMap(value) && (!Number.isInteger(value) || Number.isSafeInteger(value))
}

/** The name that a dependency's store path means: its base name without the store's hash, where one stands in front. */
export function dependencyName(path: string): string {
  const base = path.replace(/\/+$/, '').replace(/^.*\//, '')
  return base.replace(/^[0-9a-df-np-sv-z]{32}-/, '')
}

interface Reading {
  readonly values: Readonly<Record<string, unknown>>
  readonly placed: Placed
  readonly name: string
  readonly remarks: Remarks
}

function nameOf(values: Readonly<Record<string, unknown>>): string | null {
  const given = values.name ?? values.instanceName
  return typeof given === 'string' && given !== '' ? given : null
}

function listOf({ values, placed, name, remarks }: Reading, key: string): readonly string[] {
  const value = values[key]
  if (value === undefined || value === null) return []
  if (Array.isArray(value)) return value.map(nixString)
  remarks.lost(name, key, 'it is no list', placed.place(key))
  return []
}

/** One form of the program; a form that is given as null is not there. */
function formOf(reading: Reading, own: 'daemon' | 'foregroundProcess'): ReadProgram | undefined {
  const { values } = reading
  const program = Object.hasOwn(values, own) ? values[own] : values.process
  if (program === undefined || program === null) return undefined
  const words = Object.hasOwn(values, `${own}Args`)
    ? listOf(reading, `${own}Args`)
    : [...listOf(reading, 'args'), ...listOf(reading, `${own}ExtraArgs`)]
  return { program: nixString(program), arguments: words }
}

function environmentOf({ values, placed, name, remarks }: Reading): ReadonlyMap<string, string> {
  const found = values.environment
  if (found === undefined || found === null) return new Map()
  if (isMap(found)) return new Map(Object.entries(found).map(([key, value]) => [key, nixString(value)]))
  remarks.lost(name, 'environment', 'it is no set', placed.place('environment'))
  return new Map()
}

/** `umask` must be a text for the framework too; a number would be read as decimal or as octal, nobody knows. */
function umaskOf({ values, placed, name, remarks }: Reading): string | undefined {
  const { umask } = values
  if (umask === undefined || umask === null) return undefined
  if (typeof umask === 'string' && /^0?[0-7]{3,4}$/.test(umask)) return umask
  if (typeof umask === 'string' && /^[0-7]{1,2}$/.test(umask)) return umask.padStart(3, '0')
  remarks.lost(name, `umask ${String(umask)}`, 'it is no text of octal digits', placed.place('umask'))
  return undefined
}

function niceOf({ values, placed, name, remarks }: Reading): number | undefined {
  const { nice } = values
  if (nice === undefined || nice === null) return undefined
  const number = Number(nice)
  if (Number.isInteger(number) && String(nice).trim() !== '') return number
  remarks.lost(name, `nice ${String(nice)}`, 'it is no whole number', placed.place('nice'))
  return undefined
}

const USER_KEYS = ['uid', 'group', 'groups', 'description', 'homeDir', 'createHomeDir', 'shell']

function credentialsOf({ values, placed, name, remarks }: Reading): Pick<ReadProcess, 'groups' | 'users'> {
  const { credentials } = values
  if (!isMap(credentials)) return {}
  const groups = new Map<string, { gid?: number }>()
  const users = new Map<string, ReadUser>()
  function number(value: unknown, place: Place): number | undefined {
    if (value === undefined || value === null) return undefined
    const read = Number(value)
    if (Number.isInteger(read)) return read
    remarks.lost(name, `the number ${String(value)} of an account`, 'it is no whole number', place)
    return undefined
  }
  for (const [group, attributes] of Object.entries(isMap(credentials.groups) ? credentials.groups : {})) {
    const place = placed.place('credentials', 'groups', group)
    const gid = number(isMap(attributes) ? attributes.gid : undefined, place)
    groups.set(group, gid === undefined ? {} : { gid })
  }
  for (const [user, found] of Object.entries(isMap(credentials.users) ? credentials.users : {})) {
    const place = placed.place('credentials', 'users', user)
    const of = isMap(found) ? found : {}
    for (const key of Object.keys(of))
      if (!USER_KEYS.includes(key))
        remarks.lost(name, `${key} of the user ${user}`, 'accounts have no such field', place)
    const uid = number(of.uid, place)
    const text = (key: string) => (of[key] === undefined || of[key] === null ? undefined : nixString(of[key]))
    const groupsOf = text('groups')
      ?.split(/[\s,]+/)
      .filter(Boolean)
    users.set(user, {
      ...(uid === undefined ? {} : { uid }),
      ...(groupsOf ? { groups: groupsOf } : {}),
      ...(text('group') === undefined ? {} : { group: text('group')! }),
      ...(text('homeDir') === undefined ? {} : { home: text('homeDir')! }),
      ...(text('shell') === undefined ? {} : { shell: text('shell')! }),
      ...(text('description') === undefined ? {} : { description: text('description')! }),
      ...(of.createHomeDir === undefined ? {} : { createHome: nixString(of.createHomeDir) === '1' }),
    })
  }
  return { groups, users }
}

function read(values: Readonly<Record<string, unknown>>, placed: Placed, remarks: Remarks): ReadProcess | null {
  const name = nameOf(values)
  if (name === null) {
    remarks.unreadable('a process', 'no process name was specified or can be inferred', placed.place())
    return null
  }
  const unknown = Object.keys(values).find((key) => !ARGUMENTS.has(key))
  if (unknown !== undefined) {
    remarks.unreadable(name, `createManagedProcess has no argument ${unknown}`, placed.place(unknown))
    return null
  }
  const unreadable = Object.entries(values).find(
    ([key, value]) =>
      !['credentials', 'overrides'].includes(key) &&
      !(key === 'environment' && isMap(value) ? Object.values(value).every(isPlain) : isPlain(value)),
  )
  if (unreadable) {
    remarks.unreadable(
      name,
      `${unreadable[0]} holds a set, or a number of more than 15 digits, of which no text can be made`,
      placed.place(unreadable[0]),
    )
    return null
  }
  const reading: Reading = { values, placed, name, remarks }
  const text = (key: string) => {
    const value = values[key]
    return value === undefined || value === null ? undefined : nixString(value)
  }
  const foreground = formOf(reading, 'foregroundProcess')
  const daemon = formOf(reading, 'daemon')
  if (!foreground && !daemon) {
    remarks.unreadable(name, 'it has no process, foregroundProcess or daemon', placed.place())
    return null
  }
  if (text('postInstall')) remarks.lost(name, 'postInstall', 'nothing is built', placed.place('postInstall'))
  const inStore = /\/nix\/store\/[^\s"'/]+/.exec(JSON.stringify({ ...values, dependencies: undefined }))
  if (inStore) remarks.needs(name, inStore[0], placed.place())
  const user = text('user')
  const initialize = text('initialize')
  const instance = text('instanceName')
  const automatic = instance && daemon ? `${user ? TEMPORARY_DIRECTORY : RUNTIME_DIRECTORY}/${instance}.pid` : undefined
  const [umask, nice, pidFile] = [umaskOf(reading), niceOf(reading), text('pidFile') ?? automatic]
  const overrides = isMap(values.overrides) ? values.overrides : {}
  const overridePlaces = Object.fromEntries(
    Object.keys(overrides).map((manager) => [manager, placed.place('overrides', manager)]),
  )
  return {
    name,
    place: placed.place(),
    ...(text('description') === undefined ? {} : { description: text('description')! }),
    ...(foreground ? { foreground } : {}),
    ...(daemon ? { daemon } : {}),
    ...(pidFile === undefined ? {} : { pidFile }),
    path: listOf(reading, 'path'),
    environment: environmentOf(reading),
    ...(umask === undefined ? {} : { umask }),
    ...(nice === undefined ? {} : { nice }),
    ...(user === undefined ? {} : { user: { name: user } }),
    ...(text('directory') === undefined ? {} : { directory: text('directory')! }),
    ...(initialize?.trim() ? { prepare: [{ do: 'script', text: initialize }] } : {}),
    after: listOf(reading, 'dependencies').map(dependencyName),
    ...credentialsOf(reading),
    ...(Object.keys(overrides).length > 0 ? { overrides, overridePlaces } : {}),
  }
}

/** `web` of `/p/web.json`, and of `processes.nix#web`. */
function baseName(path: string): string {
  return path.replace(/^.*[/#]/, '').replace(/\.json$/, '')
}

/**
 * In: the JSON files of one profile, or one of them. A dependency means the file of that name, whatever the process in it is called.
 * Diagnostics: `import-unreadable`, `import-lost`, `import-kept`.
 */
function readAll(files: readonly SourceFile[]): ReturnType<Reader['read']> {
  const remarks = makeRemarks()
  const byFile = new Map<string, string>()
  const processes = files.flatMap((file) => {
    const placed = readJson(file)
    if ('wrong' in placed) {
      remarks.unreadable(file.path, placed.wrong, placed.place)
      return []
    }
    if (!isMap(placed.value)) {
      remarks.unreadable(file.path, 'it is no JSON object', placed.place())
      return []
    }
    const process = read(placed.value, placed, remarks)
    if (process) byFile.set(baseName(file.path), process.name)
    return process ?? []
  })
  const names = new Set(processes.map(({ name }) => name))
  const ordered = processes.map((process) => ({
    ...process,
    after: process.after?.map((base) => (names.has(base) ? base : (byFile.get(base) ?? base))) ?? [],
  }))
  return { processes: ordered, diagnostics: remarks.said }
}

/** Whether every key is an argument of createManagedProcess, and one of them says what runs. */
function recognises({ path, text }: SourceFile): boolean {
  if (path.endsWith('.nix')) return true
  if (!text.trimStart().startsWith('{')) return false
  const placed = readJson({ path, text })
  if ('wrong' in placed || !isMap(placed.value)) return false
  const keys = Object.keys(placed.value)
  return keys.some((key) => /^(process|foregroundProcess|daemon)$/.test(key)) && keys.every((key) => ARGUMENTS.has(key))
}

export const processmgmt: Reader = {
  id: 'processmgmt',
  title: 'nix-processmgmt',
  // What begins with a dot is somebody's own, such as the note of an export.
  takes: (path) => /(^|\/)[^./][^/]*\.json$/.test(path),
  recognises,
  pasted: 'pasted.json',
  // What stands below are files that processes name, and second names of their own.
  deep: false,
  foreignOverrides: true,
  evaluates: (path) => path.endsWith('.nix'),
  read: readAll,
}
