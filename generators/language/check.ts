/** Flattens and checks constructors before use. Documents are immutable, so each is checked once for as long as it lives. */

import { BUILTIN_CONSTRUCTORS, BUILTIN_INTERFACES } from '../constructors/index.ts'
import type { CheckConstructors, CheckedConstructor } from '../contract/passes.ts'
import { at, type Path, root } from '../contract/path.ts'
import type { Diagnostic, Report } from '../diagnostics/diagnostic.ts'
import type { Constructor, Interface, ProcessInstance } from '../model/document.ts'
import { constructorOf } from '../model/instance.ts'
import { compileConstructor } from './compile.ts'
import type { CompiledConstructor } from './compiled.ts'
import { digestOf } from './digest.ts'
import { type Flattened, mergeOver, standalone } from './flatten.ts'

interface Source {
  readonly document: Constructor
  readonly at: Path
}
/** What is known of one flattened document, and of what its meaning depends on. */
interface Checked {
  readonly constructor: CheckedConstructor
  readonly flattened: Flattened
  readonly at: Path
  readonly diagnostics: readonly Diagnostic[]
  readonly chain: readonly Constructor[]
  readonly interfaces: ReadonlyMap<string, Interface>
}

const remembered = new WeakMap<Constructor, Checked>()
const details = new WeakMap<CheckedConstructor, Checked>()
const builtin: ReadonlySet<object> = new Set<object>([...BUILTIN_CONSTRUCTORS, ...BUILTIN_INTERFACES])

/** The place of each document: `builtin.<name>`, or its index among the system's own. */
function placed<T extends object>(
  all: readonly T[],
  section: string,
  nameOf: (one: T) => string,
): { document: T; at: Path }[] {
  let index = 0
  return all.map((document) => ({
    document,
    at: builtin.has(document) ? at(root, 'builtin', nameOf(document)) : at(root, section, index++),
  }))
}

const interfaceMaps: ReadonlyMap<string, Interface>[] = []

/** By name, later ones over earlier ones; the same map for the same interfaces, so that nothing is checked again. */
export function interfacesByName(interfaces: readonly Interface[]): ReadonlyMap<string, Interface> {
  const fresh = new Map(interfaces.map((one) => [one.interface, one]))
  const known = interfaceMaps.find(
    (map) => map.size === fresh.size && [...fresh].every(([name, one]) => map.get(name) === one),
  )
  if (known) return known
  interfaceMaps.unshift(fresh)
  interfaceMaps.length = Math.min(interfaceMaps.length, 8)
  return fresh
}

/**
 * In: constructors and interfaces, built-in ones first. Out: every constructor whose parents are known, flattened and compiled.
 * Diagnostics: codes/language.ts.
 */
export const checkConstructors: CheckConstructors = (constructors, interfaces, report) => {
  const byName = new Map<string, Source>()
  for (const source of placed(constructors, 'constructors', (one) => one.constructor)) {
    const { document, at: place } = source
    if (
      !builtin.has(document) &&
      byName.has(document.constructor) &&
      !builtin.has(byName.get(document.constructor)!.document)
    )
      report({
        code: 'constructor-twice',
        severity: 'error',
        at: place,
        related: [byName.get(document.constructor)!.at],
        data: { name: document.constructor },
      })
    byName.set(document.constructor, source)
  }
  const known = interfacesByName(interfaces)
  const once = reportingOnce(report)
  const checked = new Map<string, CheckedConstructor>()
  for (const [name, source] of byName) {
    const one = checkOne(source, byName, known, once)
    if (one) checked.set(name, one.constructor)
  }
  return checked
}

/** What is wrong in a base is wrong in all that extend it: said once. */
function reportingOnce(report: Report): Report {
  const said = new Map<Path, Set<string>>()
  return (diagnostic) => {
    const here = said.get(diagnostic.at) ?? new Set()
    const key = `${diagnostic.code} ${JSON.stringify(diagnostic.data)}`
    if (here.has(key)) return
    said.set(diagnostic.at, here.add(key))
    report(diagnostic)
  }
}

function checkOne(
  source: Source,
  byName: ReadonlyMap<string, Source>,
  interfaces: ReadonlyMap<string, Interface>,
  report: Report,
): Checked | null {
  const chain = ancestry(source, byName, report)
  if (!chain) return null
  const before = remembered.get(source.document)
  const same =
    before &&
    before.interfaces === interfaces &&
    before.at === source.at &&
    before.chain.length === chain.length &&
    before.chain.every((one, i) => one === chain[i]!.document)
  const checked = same ? before : check(chain, interfaces)
  if (!same) {
    remembered.set(source.document, checked)
    details.set(checked.constructor, checked)
  }
  for (const diagnostic of checked.diagnostics) report(diagnostic)
  return checked
}

/** From the document itself up to the one that extends nothing. */
function ancestry(source: Source, byName: ReadonlyMap<string, Source>, report: Report): Source[] | null {
  const chain = [source]
  for (;;) {
    const last = chain.at(-1)!
    const parent = last.document.extends
    if (parent === undefined) return chain
    const next = byName.get(parent)
    const problem = (code: string): null => {
      report({
        code,
        severity: 'error',
        at: at(source.at, 'extends'),
        data: { name: source.document.constructor, parent },
      })
      return null
    }
    if (!next) return problem('unknown-parent')
    if (chain.some(({ document }) => document === next.document)) return problem('extends-cycle')
    chain.push(next)
  }
}

function check(chain: readonly Source[], interfaces: ReadonlyMap<string, Interface>): Checked {
  const own = chain[0]!
  let flattened = standalone(chain.at(-1)!.document)
  let place = chain.at(-1)!.at
  for (const { document, at: overAt } of chain.slice(0, -1).reverse()) {
    flattened = mergeOver(flattened, place, document, overAt)
    place = overAt
  }
  if (flattened.document.extends !== undefined) flattened = withoutExtends(flattened, own.at)
  return compiledFrom(
    own.document.constructor,
    flattened,
    own.at,
    chain.map(({ document }) => document),
    interfaces,
  )
}

function withoutExtends(flattened: Flattened, place: Path): Flattened {
  return mergeOver(flattened, place, { extends: null }, place)
}

function compiledFrom(
  name: string,
  flattened: Flattened,
  place: Path,
  chain: readonly Constructor[],
  interfaces: ReadonlyMap<string, Interface>,
): Checked {
  const diagnostics: Diagnostic[] = []
  const { document, locate } = flattened
  const compiled = compileConstructor({
    document,
    at: place,
    locate,
    interfaces,
    report: (diagnostic) => diagnostics.push(diagnostic),
  })
  return {
    constructor: { name, document, digest: digestOf(document), compiled },
    flattened,
    at: place,
    diagnostics,
    chain,
    interfaces,
  }
}

/** The compiled form, which only `language/` and `place` may look into. */
export function compiledOf(checked: CheckedConstructor): CompiledConstructor {
  return checked.compiled as CompiledConstructor
}

interface Adjusted {
  readonly base: CheckedConstructor | null
  readonly interfaces: ReadonlyMap<string, Interface>
  readonly name: string
  readonly checked: Checked
}
const adjusted = new WeakMap<object, Adjusted>()

/**
 * The constructor of an instance: the one it names, adjusted by its `extends`; or, without a name, the process written by hand there.
 * `null` where it names one that is not known.
 */
export function checkedConstructorOf(
  name: string,
  instance: ProcessInstance,
  constructors: ReadonlyMap<string, CheckedConstructor>,
  interfaces: ReadonlyMap<string, Interface>,
  report: Report,
): CheckedConstructor | null {
  const named = constructorOf(instance)
  const base = named === null ? null : (constructors.get(named) ?? null)
  if (named !== null && !base) return null
  const { extends: over } = instance
  if (!over) return base
  const before = adjusted.get(over)
  if (before && before.base === base && before.interfaces === interfaces && before.name === name) {
    for (const diagnostic of before.checked.diagnostics) report(diagnostic)
    return before.checked.constructor
  }
  const place = at(root, 'system', 'processes', name, 'extends')
  const from = base ? details.get(base) : undefined
  const flattened = from ? mergeOver(from.flattened, from.at, over, place) : standalone({ constructor: name, ...over })
  const checked = compiledFrom(name, flattened, place, [], interfaces)
  const fresh = {
    ...checked,
    diagnostics: from
      ? checked.diagnostics.filter(
          (one) => !from.diagnostics.some((known) => known.code === one.code && known.at === one.at),
        )
      : checked.diagnostics,
  }
  adjusted.set(over, { base, interfaces, name, checked: fresh })
  for (const diagnostic of fresh.diagnostics) report(diagnostic)
  return fresh.constructor
}
