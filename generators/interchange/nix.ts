/** A model as the expressions of nix-processmgmt: `processes.nix`, `constructors.nix`, `idresources.nix` and `ids.nix`. */
import type { Account, Placement } from '../contract/backend.ts'
import type { Program } from '../contract/chain.ts'
import { pathOfProcess } from '../contract/reader.ts'
import { type Artefact, DIRECTORIES, type Hole, literalOf, type Text } from '../contract/text.ts'
import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import type { IdsModel, Pool } from '../model/document.ts'
import { attributeName, nixList, nixSet, nixString, nixText } from '../syntax/nix.ts'
import { initializeOf, type Lost, sayLost } from './framework.ts'

export interface NixExport {
  /** Of one host: a processes model describes one machine. */
  readonly placements: readonly Placement[]
  readonly pools: Readonly<Record<string, Pool>>
  readonly ids: IdsModel
}
interface Writing {
  readonly placement: Placement
  readonly ids: IdsModel
  readonly lost: Lost
}

const HEADER = '# Made by Longrun.\n'
/** In: compiled placements of one host, pools and IDs. Out: files by name. Diagnostics: `export-lost`. */
export function exportNix(of: NixExport): {
  readonly files: ReadonlyMap<string, string>
  readonly diagnostics: readonly Diagnostic[]
} {
  const diagnostics: Diagnostic[] = []
  const keys = new Map(of.placements.map((one) => [one.id, one.instance]))
  const constructors = of.placements.map((placement): readonly [string, string] => {
    function lost(what: string, why: string): void {
      const data = { process: placement.instance, what, why }
      diagnostics.push({ code: 'export-lost', severity: 'warning', at: pathOfProcess(placement.instance), data })
    }
    return [placement.instance, constructorOf({ placement, ids: of.ids, lost })]
  })
  const processes = of.placements.map((placement): readonly [string, string] => {
    const dependencies = placement.after.flatMap(({ placement: other }) => keys.get(other) ?? [])
    const list = nixList(dependencies.map((one) => `processes.${attributeName(one)}.pkg`))
    const wanted = Object.keys(of.ids.assigned).flatMap((key) => {
      const [pool = '', owner = ''] = key.split('/')
      return owner.startsWith(`${placement.instance}.`) ? [pool] : []
    })
    const entries: [string, string][] = [
      ['pkg', `constructors.${attributeName(placement.instance)} { dependencies = ${list}; }`],
    ]
    if (wanted.length > 0) entries.push(['requiresUniqueIdsFor', nixList([...new Set(wanted)].map(nixString))])
    return [placement.instance, nixSet(entries, 2)]
  })
  return {
    files: new Map([
      ['processes.nix', `${HEADER}${PROCESSES}${nixSet(processes, 1)};\nin\nprocesses\n`],
      [
        'constructors.nix',
        `${HEADER}{ createManagedProcess, pkgs, ${PASSED.join(', ')} }:\n\n${nixSet(constructors)}\n`,
      ],
      ['idresources.nix', `${HEADER}${poolsText(of.pools)}\n`],
      ['ids.nix', `${HEADER}${idsText(of)}\n`],
    ]),
    diagnostics,
  }
}

const PASSED = DIRECTORIES.map((one) => `${one}Dir`)
/** The formal arguments and defaults that the framework's own models have. */
const PROCESSES = `{ system ? builtins.currentSystem
, pkgs ? import <nixpkgs> { inherit system; }
, stateDir ? "/var"
, runtimeDir ? "\${stateDir}/run"
, logDir ? "\${stateDir}/log"
, cacheDir ? "\${stateDir}/cache"
, spoolDir ? "\${stateDir}/spool"
, lockDir ? "\${stateDir}/lock"
, libDir ? "\${stateDir}/lib"
, tmpDir ? (if stateDir == "/var" then "/tmp" else "\${stateDir}/tmp")
, forceDisableUserChange ? false
, processManager ? null
, nix-processmgmt ? <nix-processmgmt>
, createManagedProcess ? import (nix-processmgmt + "/nixproc/create-managed-process/universal/create-managed-process-universal.nix") {
    inherit pkgs runtimeDir logDir tmpDir stateDir forceDisableUserChange processManager;
    ids = (import ./ids.nix).ids;
  }
}:

let
  constructors = import ./constructors.nix {
    inherit createManagedProcess pkgs ${PASSED.join(' ')};
  };
  processes = `

/** A file that the framework's store holds; one that is run needs a mode, which only a derivation can give. */
function fileOf(writing: Writing, { name, mode, content, owner, secret }: Artefact): string {
  if (owner !== undefined) writing.lost(`the owner of ${name}`, 'everybody may read the store')
  if (secret) writing.lost(`the secret in ${name}`, 'everybody may read the store')
  const write = (mode & 0o111) === 0 ? 'builtins.toFile' : 'pkgs.writeScript'
  return `${write} ${nixString(name)} ${string(writing, content)}`
}

function string(writing: Writing, value: Text): string {
  return nixText(value, (one) => expressionOf(writing, one))
}

function expressionOf(writing: Writing, of: Hole): string {
  switch (of.kind) {
    case 'artefact':
      return fileOf(writing, of.of)
    case 'directory':
      return `${of.of}Dir`
    case 'secret':
      writing.lost(`the secret ${of.name}`, 'everybody may read the store')
      return nixString('')
    case 'prefix':
    case 'links':
    case 'self':
      writing.lost('a path of the store of this product', 'the framework has a store of its own')
      return nixString('')
  }
}

function constructorOf(writing: Writing): string {
  const { placement } = writing
  const { steps, foreground, daemon } = placement
  const write = (value: Text) => string(writing, value)
  const list = (values: readonly Text[]) => nixList(values.map(write))
  const entries: [string, string][] = [
    ['name', nixString(placement.name)],
    ['instanceName', nixString(placement.name)],
    ['description', write(placement.description)],
  ]
  function form(of: Program | undefined, program: string, words: string): void {
    if (of) entries.push([program, write(of.path)], [words, list(of.args)])
  }
  form(foreground, 'foregroundProcess', 'foregroundProcessArgs')
  form(daemon, 'daemon', 'daemonArgs')
  if (daemon) entries.push(['pidFile', write(placement.pidFile)])
  if (steps.environment)
    entries.push([
      'environment',
      nixSet(
        Array.from(steps.environment, ([name, value]) => [name, write(value)] as const),
        2,
      ),
    ])
  const initialize = initializeOf(placement, writing.lost)
  if (initialize.length > 0) entries.push(['initialize', write(initialize)])
  if (steps.directory) entries.push(['directory', write(steps.directory)])
  if (steps.umask) entries.push(['umask', write(steps.umask)])
  if (steps.nice) entries.push(['nice', write(steps.nice)])
  if (steps.user) entries.push(['user', write(steps.user.name)])
  const credentials = credentialsOf(writing)
  if (credentials.length > 0) entries.push(['credentials', nixSet(credentials, 2)])
  sayLost(placement, writing.lost)
  return `{ dependencies ? [ ] }: createManagedProcess ${nixSet([...entries, ['dependencies', 'dependencies']], 1)}`
}

function credentialsOf(writing: Writing): readonly (readonly [string, string])[] {
  const made = writing.placement.accounts.filter((one) => !one.existing)
  function named(kind: Account['kind'], attributes: (of: Account) => readonly (readonly [string, string])[]) {
    return made
      .filter((one) => one.kind === kind)
      .map((one): readonly [string, string] => [literalOf(one.name) ?? '', nixSet(attributes(one), 4)])
  }
  const write = (value: Text) => string(writing, value)
  /** The framework takes a number from its pools by itself; one that stands in the model is written. */
  const numberOf = (
    key: 'uid' | 'gid',
    owner: string,
    value: Text | undefined,
  ): readonly (readonly [string, string])[] =>
    value && !Object.hasOwn(writing.ids.assigned, `${key}s/${owner}`) ? [[key, write(value)]] : []
  const groups = named('group', (of) =>
    of.kind === 'group' ? numberOf('gid', `group:${literalOf(of.name) ?? ''}`, of.gid) : [],
  )
  const users = named('user', (of) =>
    of.kind !== 'user'
      ? []
      : [
          ...numberOf('uid', `user:${literalOf(of.name) ?? ''}`, of.uid),
          ['group', write(of.group)],
          ['homeDir', write(of.home)],
          ['description', write(of.description)],
          ['shell', write(of.shell)],
          ...(of.createHome ? [['createHomeDir', 'true'] as const] : []),
        ],
  )
  for (const one of made)
    if (one.kind === 'user' && one.groups.length > 0)
      writing.lost(
        `the supplementary groups of ${literalOf(one.name) ?? 'a user'}`,
        'the framework switches without them',
      )
  return [
    ...(groups.length > 0 ? [['groups', nixSet(groups, 3)] as const] : []),
    ...(users.length > 0 ? [['users', nixSet(users, 3)] as const] : []),
  ]
}

/** One machine is all that a processes model has, and the framework assigns nothing to a pool of machine scope: there, global means the same. */
function poolsText(pools: Readonly<Record<string, Pool>>): string {
  return nixSet(
    Object.entries(pools).map(([name, { min, max, step }]): readonly [string, string] => [
      name,
      nixSet(
        [
          ['min', String(min)],
          ['max', String(max)],
          ...(step === undefined ? [] : [['step', String(step)] as const]),
          ['scope', nixString('global')],
        ],
        1,
      ),
    ]),
  )
}

/** Keyed as the framework looks them up: accounts by their names, everything else by the process. */
function idsText({ ids, pools }: NixExport): string {
  const byPool = new Map<string, Map<string, string>>(Object.keys(pools).map((pool) => [pool, new Map()]))
  for (const [key, number] of Object.entries(ids.assigned)) {
    const [pool = '', owner = ''] = key.split('/')
    const [name = ''] = owner.replace(/^(user|group):/, '').split(/[.@]/)
    byPool.get(pool)?.set(name, String(number))
  }
  const last = Object.entries(ids.last).map(([pool, number]): readonly [string, string] => [
    pool.replace(/@.*$/, ''),
    String(number),
  ])
  return nixSet([
    [
      'ids',
      nixSet(
        Array.from(byPool, ([pool, numbers]) => [pool, nixSet(numbers, 2)] as const),
        1,
      ),
    ],
    ['lastAssignments', nixSet(new Map(last), 1)],
  ])
}
