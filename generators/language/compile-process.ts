/** Checks the process of a constructor: how it runs, what prepares it, when it is ready. */
import type { Limit } from '../contract/chain.ts'
import type { Path } from '../contract/path.ts'
import type { ManagedProcess } from '../model/document.ts'
import { below, type Checking, checkString, inLoop, readExpressionHere } from './checking.ts'
import { compileData, compileIn, compileText, compileWords, loopNames } from './compile-data.ts'
import { compileKind } from './compile-kind.ts'
import type { AccountRef, CompiledMode, CompiledProcess, CompiledReady, CompiledStep, OwnedNodes } from './compiled.ts'
import type { Expr } from './expression.ts'
import { checkCondition, falsities, knowing, truths } from './infer.ts'
import type { Node } from './nodes.ts'
import { asPlain, numberOr, type Plain, refuseKeys, sayUnknownKind } from './plain.ts'
import { describe } from './shapes.ts'

/** The keys of `users` and `groups`, to which a bare word refers. */
export interface Accounts {
  readonly users: ReadonlySet<string>
  readonly groups: ReadonlySet<string>
}

export const LIMITS = ['nofile', 'core', 'nproc', 'memlock', 'stack'] as const satisfies Limit[]
const SIGNAL = /^(?:[A-Z][A-Z0-9]{1,9}|[1-9][0-9]?)$/
const RESTARTS = ['always', 'on-failure', 'never'] as const

/** A condition under `when`; what it makes known holds in the scope that comes back. */
export function compileWhen(holder: object, scope: Checking): { when: Expr | null; inside: Checking } {
  const source = (holder as Plain).when
  if (source === undefined) return { when: null, inside: scope }
  const place = below(scope, holder, 'when')
  const when = readExpressionHere(source, place)
  if (!when) return { when: null, inside: scope }
  checkCondition(when, place)
  return { when, inside: { ...scope, known: knowing(scope, truths(when)).known } }
}

function optionalText(plain: Plain, key: string, scope: Checking): Node | null {
  return plain[key] === undefined ? null : compileText(plain[key], below(scope, plain, key))
}

/** A bare word is a key of `users` (or `groups`); a text with `${}` is the name of an account. */
export function compileAccount(
  holder: object,
  key: string,
  scope: Checking,
  accounts: ReadonlySet<string>,
): AccountRef | null {
  const source = (holder as Plain)[key]
  if (source === undefined) return null
  const place = below(scope, holder, key)
  if (typeof source === 'string' && !source.includes('${')) {
    if (accounts.has(source)) return { key: source, at: place.at }
    place.problem('unknown-account', { name: source, known: [...accounts].join(', ') || 'none' })
    return null
  }
  return { node: compileText(source, place), at: place.at }
}

export function compileOwned(holder: object, scope: Checking, accounts: Accounts): OwnedNodes {
  const { mode } = holder as Plain
  let bits: number | null = null
  if (mode !== undefined) {
    if (/^0?[0-7]{3,4}$/.test(String(mode))) bits = Number.parseInt(String(mode), 8)
    else
      below(scope, holder, 'mode').problem('wrong-type', { wanted: 'an octal mode such as 0750', given: String(mode) })
  }
  return {
    owner: compileAccount(holder, 'owner', scope, accounts.users),
    group: compileAccount(holder, 'group', scope, new Set([...accounts.groups, ...accounts.users])),
    mode: bits,
  }
}

const READY = { tcp: ['address'], http: ['status'], path: [], exec: [], log: [], notify: [] } as const

export function compileReady(value: unknown, scope: Checking): CompiledReady | null {
  const plain = asPlain(value, scope)
  if (!plain) return null
  const kind = (Object.keys(READY) as (keyof typeof READY)[]).find((key) => plain[key] !== undefined)
  if (!kind) {
    sayUnknownKind(plain, Object.keys(READY), scope)
    return null
  }
  refuseKeys(plain, [kind, 'seconds', ...READY[kind]], scope)
  const common = { seconds: numberOr(plain, 'seconds', 30, scope), at: scope.at }
  const place = below(scope, plain, kind)
  switch (kind) {
    case 'tcp':
      return { kind, ...common, port: compileText(plain.tcp, place), address: optionalText(plain, 'address', scope) }
    case 'http':
      return {
        kind,
        ...common,
        url: compileText(plain.http, place),
        status: plain.status === undefined ? null : numberOr(plain, 'status', 200, scope),
      }
    case 'path':
      return { kind, ...common, path: compileText(plain.path, place) }
    case 'exec':
      return { kind, ...common, argv: compileWords(plain.exec, place) }
    case 'log':
      return { kind, ...common, text: compileText(plain.log, place) }
    case 'notify':
      return { kind, ...common }
  }
}

/** The steps of a preparation, one by one; `$for` and `$if` hold steps. */
export function compileSteps(steps: unknown, scope: Checking, accounts: Accounts): readonly CompiledStep[] {
  if (!Array.isArray(steps)) {
    const step = compileStep(steps, scope, accounts)
    return step ? [step] : []
  }
  return steps.flatMap((step: unknown, index) => compileStep(step, below(scope, steps, index), accounts) ?? [])
}

const STEP_KEYS: Readonly<Record<string, readonly string[]>> = {
  run: ['as', 'directory', 'environment', 'input', 'unless', 'ok', 'when'],
  script: ['variables', 'as', 'when'],
  copy: ['to', 'unless', 'owner', 'group', 'mode', 'when'],
  link: ['to', 'into', 'when'],
  touch: ['when'],
  wait: ['seconds', 'when'],
  directory: ['owner', 'group', 'mode', 'when'],
  unless: ['do', 'mark', 'when'],
}

function compileStep(value: unknown, outer: Checking, accounts: Accounts): CompiledStep | null {
  const plain = asPlain(value, outer)
  if (!plain) return null
  if ('$for' in plain) {
    const names = loopNames(plain.$for, below(outer, plain, '$for'))
    const over = compileIn(plain.$in, below(outer, plain, '$in'))
    const inner = inLoop(below(outer, plain, '$do'), names, over.inferred.shape)
    return {
      do: 'for',
      names,
      in: over.node,
      steps: compileSteps(plain.$do, inner, accounts),
      at: outer.at,
      when: null,
    }
  }
  if ('$if' in plain) {
    const test = readExpressionHere(plain.$if, below(outer, plain, '$if')) ?? { kind: 'constant', value: true }
    checkCondition(test, below(outer, plain, '$if'))
    const branch = (key: '$then' | '$else', known: readonly string[]): readonly CompiledStep[] =>
      plain[key] === undefined
        ? []
        : compileSteps(plain[key], { ...below(outer, plain, key), known: knowing(outer, known).known }, accounts)
    return {
      do: 'if',
      test,
      yes: branch('$then', truths(test)),
      no: branch('$else', falsities(test)),
      at: outer.at,
      when: null,
    }
  }
  const { when, inside: scope } = compileWhen(plain, outer)
  const kind = Object.keys(STEP_KEYS).find((key) => plain[key] !== undefined)
  if (!kind) {
    sayUnknownKind(plain, Object.keys(STEP_KEYS), scope)
    return null
  }
  refuseKeys(plain, [kind, ...STEP_KEYS[kind]!], scope)
  const common = { at: scope.at, when }
  const required = (key: string): Node => compileText(plain[key], below(scope, plain, key))
  switch (kind) {
    case 'directory':
      return { do: 'directory', ...common, path: required('directory'), owned: compileOwned(plain, scope, accounts) }
    case 'copy':
      return {
        do: 'copy',
        ...common,
        from: required('copy'),
        to: required('to'),
        unless: optionalText(plain, 'unless', scope),
        owned: compileOwned(plain, scope, accounts),
      }
    case 'link':
      return {
        do: 'link',
        ...common,
        target: required('link'),
        to: required(plain.into === undefined ? 'to' : 'into'),
        into: plain.into !== undefined,
      }
    case 'touch':
      return { do: 'touch', ...common, path: required('touch') }
    case 'run':
      return {
        do: 'run',
        ...common,
        argv: compileWords(plain.run, below(scope, plain, 'run')),
        as: compileAccount(plain, 'as', scope, accounts.users),
        directory: optionalText(plain, 'directory', scope),
        environment:
          plain.environment === undefined
            ? null
            : compileEnvironment(plain.environment, below(scope, plain, 'environment')),
        input: optionalText(plain, 'input', scope),
        unless: optionalText(plain, 'unless', scope),
        ok: Array.isArray(plain.ok)
          ? plain.ok.map(Number).filter((status) => Number.isInteger(status) && status >= 0 && status <= 255)
          : [0],
      }
    case 'unless':
      return {
        do: 'unless',
        ...common,
        path: required('unless'),
        steps: compileSteps(plain.do, below(scope, plain, 'do'), accounts),
        mark: String(plain.mark) === 'true',
      }
    case 'wait': {
      const ready = compileReady(
        {
          ...(asPlain(plain.wait, below(scope, plain, 'wait')) ?? {}),
          ...(plain.seconds === undefined ? {} : { seconds: plain.seconds }),
        },
        below(scope, plain, 'wait'),
      )
      return ready && { do: 'wait', ...common, ready }
    }
    default: {
      const variables =
        plain.variables === undefined ? null : asPlain(plain.variables, below(scope, plain, 'variables'))
      return {
        do: 'script',
        ...common,
        text: checkString(String(plain.script), below(scope, plain, 'script')),
        variables: Object.entries(variables ?? {}).map(([name, text]) => {
          const place = below(below(scope, plain, 'variables'), variables!, name)
          if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) place.problem('bad-name', { name })
          return [name, compileText(text, place)] as const
        }),
        as: compileAccount(plain, 'as', scope, accounts.users),
      }
    }
  }
}

/** A map of names to texts; unset values leave their name out. */
export function compileEnvironment(data: unknown, scope: Checking): Node {
  const { node, inferred } = compileData(data, scope, { unsetAllowed: true })
  const { shape } = inferred
  if (shape.is !== 'record' && shape.is !== 'map' && shape.is !== 'unknown')
    scope.problem('wrong-type', { wanted: 'a map', given: describe(shape) })
  if (shape.is === 'record')
    for (const [name, field] of shape.fields) {
      const place = 'of' in node || node.kind !== 'map' ? scope : below(scope, data as object, name)
      if (field.shape.is !== 'scalar' && field.shape.is !== 'secret' && field.shape.is !== 'unknown')
        place.problem('not-text', { type: describe(field.shape) })
    }
  return node
}

function compileMode(process: Plain, key: 'foreground' | 'daemon', outer: Checking): CompiledMode | null {
  if (process[key] === undefined) return null
  const place = below(outer, process, key)
  const plain = asPlain(process[key], place)
  if (!plain) return null
  refuseKeys(plain, ['when', 'program', 'arguments'], place)
  const { when, inside } = compileWhen(plain, place)
  return {
    when,
    program: optionalText(plain, 'program', inside),
    arguments: plain.arguments === undefined ? null : compileWords(plain.arguments, below(inside, plain, 'arguments')),
    at: place.at,
  }
}

const KEYS: readonly (keyof ManagedProcess)[] = [
  'kind',
  'name',
  'description',
  'program',
  'arguments',
  'foreground',
  'daemon',
  'path',
  'environment',
  'prepare',
  'umask',
  'nice',
  'user',
  'directory',
  'pidFile',
  'limits',
  'restart',
  'boot',
  'output',
  'ready',
  'stop',
  'reload',
  'overrides',
]

/** The process that stands at the scope's place. */
export function compileProcess(process: Partial<ManagedProcess>, scope: Checking, accounts: Accounts): CompiledProcess {
  const plain = process as Plain
  refuseKeys(plain, KEYS, scope)
  const place = (key: string): Checking => below(scope, plain, key)
  const has = (key: keyof ManagedProcess): boolean => plain[key] !== undefined
  const kind = compileKind(plain, scope)
  if (!has('program') && !process.foreground?.program && !process.daemon?.program) scope.problem('program-missing', {})
  if (has('restart') && !RESTARTS.includes(process.restart!))
    place('restart').problem('wrong-type', { wanted: RESTARTS.join(', '), given: String(plain.restart) })
  const limits = has('limits') ? asPlain(plain.limits, place('limits')) : null
  if (limits) refuseKeys(limits, LIMITS, place('limits'))
  const overrides = has('overrides') ? asPlain(plain.overrides, place('overrides')) : null
  return {
    at: scope.at,
    kind,
    name: optionalText(plain, 'name', scope),
    description: optionalText(plain, 'description', scope),
    program: optionalText(plain, 'program', scope),
    arguments: has('arguments') ? compileWords(plain.arguments, place('arguments')) : null,
    foreground: compileMode(plain, 'foreground', scope),
    daemon: compileMode(plain, 'daemon', scope),
    path: has('path') ? compilePath(plain.path, place('path')) : [],
    environment: has('environment') ? compileEnvironment(plain.environment, place('environment')) : null,
    prepare: has('prepare') ? compileSteps(plain.prepare, place('prepare'), accounts) : [],
    umask: has('umask') ? compileUmask(plain, scope) : null,
    nice: optionalText(plain, 'nice', scope),
    user: compileAccount(plain, 'user', scope, accounts.users),
    directory: optionalText(plain, 'directory', scope),
    pidFile: optionalText(plain, 'pidFile', scope),
    limits: new Map(
      LIMITS.filter((limit) => limits?.[limit] !== undefined).map((limit) => [
        limit,
        compileText(limits![limit], below(place('limits'), limits!, limit)),
      ]),
    ),
    restart: process.restart ?? null,
    boot: plain.boot === undefined ? null : String(plain.boot) === 'true',
    ...compileOutput(plain, scope),
    ready: has('ready') ? compileReady(plain.ready, place('ready')) : null,
    stop: has('stop') ? compileStop(plain.stop, place('stop')) : null,
    reload: has('reload') ? compileReload(plain.reload, place('reload')) : null,
    overrides: new Map(
      Object.entries(overrides ?? {}).map(([id, data]) => [
        id,
        compileData(data, below(place('overrides'), overrides!, id)).node,
      ]),
    ),
    places: placesOf(),
  }

  function placesOf(): Map<string, Path> {
    const places = new Map<string, Path>(KEYS.filter(has).map((key) => [key, place(key).at]))
    const { output } = plain
    if (typeof output === 'object' && output !== null && 'rotate' in output)
      places.set('rotation', below(place('output'), output, 'rotate').at)
    return places
  }
}

function compileUmask(plain: Plain, scope: Checking): Node {
  const place = below(scope, plain, 'umask')
  if (!/^[0-7]{1,4}$/.test(String(plain.umask)))
    place.problem('wrong-type', { wanted: 'an octal umask such as 027', given: String(plain.umask) })
  return compileText(String(plain.umask), place)
}

function compilePath(value: unknown, scope: Checking): CompiledProcess['path'] {
  if (!Array.isArray(value)) {
    scope.problem('wrong-type', { wanted: 'a list of packages', given: typeof value })
    return []
  }
  return value.flatMap((entry: unknown, index): CompiledProcess['path'] => {
    const place = below(scope, value, index)
    if (typeof entry === 'string' && /^[A-Za-z0-9][\w.+-]*$/.test(entry)) return [{ package: entry, at: place.at }]
    const plain = asPlain(entry, place)
    return plain?.root === undefined
      ? []
      : [{ root: compileText(plain.root, below(place, plain, 'root')), at: place.at }]
  })
}

/** Smaller files than this would be put aside with every few lines. */
const ROTATION = { leastBytes: 4096, mostBytes: 2 ** 40, bytes: 10 * 2 ** 20, keep: 4, mostKept: 999 }

function compileOutput(plain: Plain, scope: Checking): Pick<CompiledProcess, 'output' | 'rotation'> {
  if (plain.output === undefined || plain.output === 'manager') return { output: null, rotation: null }
  const place = below(scope, plain, 'output')
  const inner = asPlain(plain.output, place)
  if (!inner) return { output: null, rotation: null }
  refuseKeys(inner, ['file', 'rotate'], place)
  const rotate = inner.rotate === undefined ? null : asPlain(inner.rotate, below(place, inner, 'rotate'))
  return {
    output: compileText(inner.file, below(place, inner, 'file')),
    rotation: rotate && compileRotation(rotate, below(place, inner, 'rotate')),
  }
}

function compileRotation(plain: Plain, scope: Checking): CompiledProcess['rotation'] {
  refuseKeys(plain, ['bytes', 'keep'], scope)
  const number = (key: string, otherwise: number, least: number, most: number): number => {
    if (plain[key] === undefined) return otherwise
    const value = Number(plain[key])
    if (Number.isInteger(value) && value >= least && value <= most) return value
    const wanted = `a whole number from ${least} to ${most}`
    below(scope, plain, key).problem('wrong-type', { wanted, given: String(plain[key]) })
    return otherwise
  }
  return {
    bytes: number('bytes', ROTATION.bytes, ROTATION.leastBytes, ROTATION.mostBytes),
    keep: number('keep', ROTATION.keep, 1, ROTATION.mostKept),
  }
}

function signalOf(plain: Plain, scope: Checking, otherwise: string): string {
  const signal = String(plain.signal ?? otherwise).replace(/^SIG/, '')
  if (!SIGNAL.test(signal))
    below(scope, plain, 'signal').problem('wrong-type', { wanted: 'a signal such as TERM', given: signal })
  return signal
}

function compileStop(value: unknown, scope: Checking): CompiledProcess['stop'] {
  const plain = asPlain(value, scope)
  if (!plain) return null
  if (plain.run !== undefined) below(scope, plain, 'run').problem('stop-command-not-supported', {})
  refuseKeys(plain, ['signal', 'seconds', 'run'], scope)
  return { signal: signalOf(plain, scope, 'TERM'), seconds: numberOr(plain, 'seconds', 20, scope) }
}

function compileReload(value: unknown, scope: Checking): CompiledProcess['reload'] {
  const plain = asPlain(value, scope)
  if (!plain) return null
  refuseKeys(plain, ['signal', 'run'], scope)
  return plain.run === undefined
    ? { signal: signalOf(plain, scope, 'HUP') }
    : { run: compileWords(plain.run, below(scope, plain, 'run')) }
}
