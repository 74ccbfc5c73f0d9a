/** From supervisord's own configuration to processes: a process a `[program:x]`, with what has no word in the model kept or named. */
import type { RestartPolicy } from '../../contract/backend.ts'
import { makeRemarks, type Place, type Reader, type ReadProcess, type Remarks } from '../../contract/reader.ts'
import { shellWords } from '../../syntax/shell-words.ts'
import { expanded, type ReadSection, readAssignments, readConfiguration } from '../../syntax/supervisord-reader.ts'

/** Carried over, or true of every process of ours anyway. */
const READ = new Set(
  `command process_name numprocs numprocs_start environment directory umask user autostart autorestart exitcodes stopsignal stopwaitsecs
  stdout_logfile stderr_logfile redirect_stderr killasgroup stopasgroup stdout_logfile_maxbytes stdout_logfile_backups`.split(
    /\s+/,
  ),
)
/** autorestart of supervisord's own: "unexpected". */
const RESTART: Readonly<Record<string, RestartPolicy>> = { true: 'always', false: 'never', unexpected: 'on-failure' }
/** Names of sections that say nothing of a process. */
const OTHERS = /^(supervisord|supervisorctl|unix_http_server|inet_http_server|include|rpcinterface:.*)$/

interface Program {
  readonly name: string
  readonly file: string
  readonly section: ReadSection
  readonly remarks: Remarks
}

function placeOf({ file, section }: Program, key: string): Place {
  return { line: section.settings.find((one) => one.key === key)?.line ?? section.line, column: 1, file }
}

/** The last assignment of a key counts; `times`: how often supervisord expands it. */
function settingOf(program: Program, key: string, times: 1 | 2 = 1): string | undefined {
  const raw = program.section.settings.findLast((one) => one.key === key)?.value
  if (raw === undefined) return undefined
  const here = program.file.includes('/') ? program.file.slice(0, program.file.lastIndexOf('/')) : '.'
  const known = { program_name: program.name, group_name: program.name, process_num: '0', here }
  let text = raw
  for (let count = 0; count < times; count++) {
    const read = expanded(text, known)
    for (const one of count === 0 ? read.unknown : [])
      program.remarks.lost(program.name, `${one} in ${key}`, 'only the manager knows it', placeOf(program, key))
    text = read.text
  }
  return text
}

function isTrue(value: string | undefined, otherwise: boolean): boolean {
  return value === undefined ? otherwise : /^(true|yes|on|1)$/i.test(value)
}

function outputOf(program: Program): string | undefined {
  const output = settingOf(program, 'stdout_logfile', 2)
  const error = settingOf(program, 'stderr_logfile', 2)
  if (error && !/^(AUTO|NONE)$/i.test(error) && !isTrue(settingOf(program, 'redirect_stderr'), false))
    program.remarks.lost(
      program.name,
      `standard error to ${error}`,
      'the model has one output for both',
      placeOf(program, 'stderr_logfile'),
    )
  return output === undefined || /^(AUTO|NONE|syslog)$/i.test(output) ? undefined : output
}

const UNITS: Readonly<Record<string, number>> = { '': 1, kb: 2 ** 10, mb: 2 ** 20, gb: 2 ** 30 }

/** What supervisord does by itself, too: 50 MB, 10 backups. Without backups it cuts the file, and what stood in it is gone. */
function rotationOf(program: Program): ReadProcess['rotate'] {
  const size = settingOf(program, 'stdout_logfile_maxbytes') ?? '50MB'
  const [, digits, unit = ''] = /^(\d+)\s*(kb|mb|gb)?$/i.exec(size.trim()) ?? []
  const bytes = Number(digits ?? 0) * UNITS[unit.toLowerCase()]!
  const keep = Number(settingOf(program, 'stdout_logfile_backups') ?? 10)
  return bytes > 0 && Number.isInteger(keep) ? { bytes: Math.max(bytes, 4096), keep: Math.max(keep, 1) } : undefined
}

function stopOf(program: Program): ReadProcess['stop'] {
  const signal = settingOf(program, 'stopsignal')?.replace(/^SIG/, '')
  const seconds = settingOf(program, 'stopwaitsecs')
  return {
    ...(signal ? { signal } : {}),
    ...(seconds !== undefined && /^\d+$/.test(seconds) ? { seconds: Number(seconds) } : {}),
  }
}

function overridesOf(program: Program): ReadProcess['overrides'] {
  const kept: Record<string, string> = {}
  for (const { key, value } of program.section.settings)
    if (!READ.has(key)) {
      kept[key] = value
      program.remarks.kept(program.name, `${key}=${value}`, 'supervisord', placeOf(program, key))
    }
  return Object.keys(kept).length > 0 ? { supervisord: kept } : undefined
}

function processOf(program: Program): ReadProcess | null {
  const { name, remarks } = program
  const words = shellWords(settingOf(program, 'command') ?? '')
  const [first, ...args] = words ?? []
  if (first === undefined) {
    remarks.unreadable(name, 'it has no command, or one whose quotes do not match', placeOf(program, 'command'))
    return null
  }
  const number = settingOf(program, 'numprocs')
  if (number !== undefined && number !== '1')
    remarks.lost(name, `that there are ${number} of it`, 'an instance is one process', placeOf(program, 'numprocs'))
  const variables = readAssignments(settingOf(program, 'environment') ?? '')
  if (!variables) remarks.lost(name, 'environment', 'it is no list of KEY="value"', placeOf(program, 'environment'))
  const codes = settingOf(program, 'exitcodes')
  if (codes !== undefined && codes !== '0')
    remarks.lost(name, `that ${codes} are expected ends`, 'only 0 is one', placeOf(program, 'exitcodes'))
  const user = settingOf(program, 'user')
  const umask = settingOf(program, 'umask')
  const restart = RESTART[(settingOf(program, 'autorestart') ?? 'unexpected').toLowerCase()]
  const directory = settingOf(program, 'directory')
  const output = outputOf(program)
  const rotate = output === undefined ? undefined : rotationOf(program)
  const overrides = overridesOf(program)
  return {
    name,
    place: { line: program.section.line, column: 1, file: program.file },
    foreground: first.startsWith('/')
      ? { program: first, arguments: args }
      : { program: '/usr/bin/env', arguments: [first, ...args] },
    environment: variables ?? new Map(),
    ...(directory === undefined ? {} : { directory }),
    ...(umask === undefined ? {} : { umask: umask.padStart(3, '0') }),
    ...(user === undefined ? {} : { user: { name: user } }),
    ...(restart === undefined ? {} : { restart }),
    boot: isTrue(settingOf(program, 'autostart'), true),
    stop: stopOf(program),
    ...(output === undefined ? {} : { output }),
    ...(rotate ? { rotate } : {}),
    ...(overrides ? { overrides } : {}),
  }
}

/** What supervisord itself is told and all its programs inherit. */
function inherited(file: string, section: ReadSection, remarks: Remarks): void {
  for (const { key, value, line } of section.settings)
    if (['environment', 'umask', 'user'].includes(key))
      remarks.lost('every program', `${key}=${value} of supervisord itself`, 'a model says it of each process', {
        line,
        column: 1,
        file,
      })
}

/** `[include]` names files by patterns: those that were not given are named. Folders are given from anywhere, so the ends of paths decide. */
function included(file: string, section: ReadSection, all: Parameters<Reader['read']>[0], remarks: Remarks): void {
  for (const { key, value, line } of section.settings)
    for (const pattern of key === 'files' ? value.split(/\s+/).filter(Boolean) : []) {
      const end = pattern.replace('%(here)s/', '').split('/').slice(-2).join('/')
      const literal = end.replace(/[.+^${}()|[\]\\]/g, String.raw`\$&`)
      const wanted = new RegExp(`(^|/)${literal.replaceAll('*', '[^/]*').replaceAll('?', '[^/]')}$`)
      if (!all.some((one) => one.path !== file && wanted.test(one.path)))
        remarks.lost('every program', `what stands in ${pattern}`, 'these files were not given', {
          line,
          column: 1,
          file,
        })
    }
}

/**
 * Order by priorities: a program waits for none, so a priority stays supervisord's own.
 * In: configuration files. Out: a process a program. Diagnostics: `import-unreadable`, `import-lost`, `import-kept`.
 */
function read(files: Parameters<Reader['read']>[0]): ReturnType<Reader['read']> {
  const remarks = makeRemarks()
  const processes = files.flatMap(({ path, text }) => {
    const configuration = readConfiguration(text)
    if ('wrong' in configuration) {
      const place = { line: configuration.wrong, column: 1, file: path }
      remarks.unreadable(path, 'this line is no section and no setting', place)
      return []
    }
    return configuration.sections.flatMap((section): ReadProcess[] => {
      const [, name] = /^program:(.+)$/.exec(section.name) ?? []
      if (name !== undefined) {
        const found = processOf({ name: name.trim(), file: path, section, remarks })
        return found ? [found] : []
      }
      if (section.name === 'supervisord') inherited(path, section, remarks)
      if (section.name === 'include') included(path, section, files, remarks)
      if (!OTHERS.test(section.name))
        remarks.lost(section.name, 'this section', 'it is no program', { line: section.line, column: 1, file: path })
      return []
    })
  })
  return { processes, diagnostics: remarks.said }
}

export const reader: Reader = {
  id: 'supervisord',
  title: 'supervisord configuration',
  takes: (path) => /\.(conf|ini)$/.test(path),
  recognises: ({ text }) => /^\[program:[^\]]+\]/m.test(text),
  pasted: 'pasted.conf',
  deep: true,
  read,
}
