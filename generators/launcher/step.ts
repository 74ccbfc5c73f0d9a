/** The environment of a process and the line that becomes a program: byte for byte, whatever the shell thinks of a name. */
import { concat, isEmpty, literalOf, type Text, text } from '../contract/text.ts'
import { assignment, isName, quoted, word, words } from '../syntax/posix-shell.ts'
import type { Person } from './become.ts'
import { type Code, type Line, line, orDie } from './code.ts'

/**
 * Names that some shell sets, changes, refuses or forgets: dash PPID and OPTIND, bash UID GROUPS SHELLOPTS, ksh93 and mksh
 * RANDOM SECONDS and more; PATH_LOCALE and the like are nobody's. They reach the program by the last `env`.
 */
const SHELLS_OWN = new Set(
  `_ PWD OLDPWD SHLVL IFS PPID UID EUID GID EGID USERNAME GROUPS RANDOM SRANDOM SECONDS EPOCHREALTIME EPOCHSECONDS LINENO
  OPTIND OPTARG OPTERR TMOUT SHELLOPTS BASHOPTS BASHPID BASH_VERSION BASH_VERSINFO BASH_ARGC BASH_ARGV BASH_COMMAND
  BASH_ENV ENV FUNCNAME DIRSTACK PIPESTATUS HOSTNAME HOSTTYPE MACHTYPE OSTYPE COLUMNS LINES ERRNO KSH_VERSION KSHEGID
  KSHGID KSHUID USER_ID PGRP PATHSEP REPLY HISTFILE HISTSIZE MAIL MAILPATH MAILCHECK PS1 PS2 PS4 FPATH CDPATH EXECSHELL
  POSIXLY_CORRECT A__z`.split(/\s+/),
)

/** Whether a variable of this name passes through every shell unharmed when it is exported. */
export function passesThroughShells(name: string): boolean {
  return isName(name) && !SHELLS_OWN.has(name) && !/^(lr|bash)_/i.test(name)
}

export type Environment = ReadonlyMap<string, Text>

/** What the scripts of one process know of where they run. */
export interface Surroundings {
  readonly environment: Environment
  /** Whom the process runs as; absent: whoever runs the script. */
  readonly person?: Person
  /** Absent: nobody becomes anybody here. */
  readonly becoming?: (person: Person) => Text
  /** Whether files may be given to other accounts. */
  readonly mayGive: boolean
  /** Whether the script holds secrets in variables of its own, which no program is to find in its environment. */
  readonly secrets: boolean
}

/** Just before a program is run: what it was not given by name goes. */
export function forgetLines(around: Surroundings): Code {
  return around.secrets ? [line('forget_secrets')] : []
}

/** `export` for each variable that a shell can hold; never in argv, which everybody on the host may read. */
export function environmentLines(environment: Environment): Code {
  return inOrder(environment)
    .filter(([name]) => passesThroughShells(name))
    .map(([name, value]) => line('export ', assignment(name, value)))
}

function inOrder(environment: Environment): readonly (readonly [string, Text])[] {
  return [...environment].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
}

/** Variables that every shell adds by itself, taken out again unless the model sets them. */
const ADDED = ['PWD', 'OLDPWD', 'SHLVL', '_']

/**
 * `exec` of a program: through env(1), which takes out what shells add, puts in what they cannot hold, and undoes ignored
 * signals (`lr_fresh`). A program whose path holds `=` would be read as a variable there, so it is run without.
 */
export function execLine(argv: readonly Text[], environment: Environment): Line {
  const program = argv[0]
  if (program?.some((part) => 's' in part && part.s.includes('='))) return line('exec ', ...quotedFirst(argv))
  const rest = inOrder(environment).filter(([name]) => !passesThroughShells(name))
  const out = ADDED.filter((name) => !environment.has(name))
  return line(
    'exec /usr/bin/env $lr_fresh',
    out.map((name) => ` -u ${name}`).join(''),
    rest.length > 0 ? ' --' : '',
    ...rest.flatMap(([name, value]) => [text(' '), quoted(concat(text(`${name}=`), value))]),
    ' ',
    ...quotedFirst(argv),
  )
}
function quotedFirst(argv: readonly Text[]): Text[] {
  const [program = text(''), ...args] = argv
  return args.length > 0 ? [quoted(program), text(' '), words(args)] : [quoted(program)]
}

/** Enters a directory; a name that is not absolute must not be read as an option or as `-`, the last one. */
export function enterLine(directory: Text): Line {
  const literal = literalOf(directory)
  const path = literal !== null && !literal.startsWith('/') ? concat(text('./'), directory) : directory
  return line('cd ', word(path), orDie('cannot enter', directory))
}

export interface StepProgram {
  readonly argv: readonly Text[]
  readonly directory?: Text
  /** Beside the process's own, and before it. */
  readonly environment?: Environment
}

/** Body of a function that becomes one program of the preparation, or of a probe. */
export function stepLines(around: Surroundings, program: StepProgram): Code {
  const own = program.environment ?? new Map<string, Text>()
  return [
    ...(program.directory && !isEmpty(program.directory) ? [enterLine(program.directory)] : []),
    line('environment'),
    ...environmentLines(own),
    ...forgetLines(around),
    execLine(program.argv, new Map([...around.environment, ...own])),
  ]
}
