/** What the canvas asks while somebody draws an edge: which slots would take it, and whether it would close a circle. */
import { BUILTIN_CONSTRUCTORS, BUILTIN_INTERFACES } from '../constructors/index.ts'
import type { CheckedConstructor } from '../contract/passes.ts'
import { checkConstructors, interfacesByName } from '../language/check.ts'
import type { SystemDocument } from '../model/document.ts'
import { orderPath } from './cycles.ts'
import { interfacesOf, type Model, modelOf } from './model.ts'

type Constructors = ReadonlyMap<string, CheckedConstructor>

function drawn(document: SystemDocument, constructors?: Constructors): Model {
  const interfaces = [...BUILTIN_INTERFACES, ...document.interfaces]
  const checked =
    constructors ?? checkConstructors([...BUILTIN_CONSTRUCTORS, ...document.constructors], interfaces, () => undefined)
  return modelOf({ document, constructors: checked, interfaces: interfacesByName(interfaces) })
}

/** The circle that an order edge would close if `from` waited for `to`: its members from `from` round to `from`; `null`: none. */
export function wouldCycle(
  document: SystemDocument,
  from: string,
  to: string,
  constructors?: Constructors,
): string[] | null {
  if (from === to) return [from, from]
  const way = orderPath(drawn(document, constructors), to, from)
  return way ? [from, ...way] : null
}

/** A slot of `from` that takes something that `to` provides. */
export interface Accepting {
  readonly slot: string
  readonly provision: string
  readonly interface: string
  /** As it is written under `connects`: with the provision where the instance's name alone could mean several. */
  readonly target: string
  /** It is connected to it already. */
  readonly connected: boolean
  /** It takes one only and has one: connecting replaces that. */
  readonly replaces: string | null
  /** The circle of order that connecting would close. */
  readonly cycle: readonly string[] | null
}

export function slotsThatAccept(
  document: SystemDocument,
  constructors: Constructors,
  from: string,
  to: string,
): readonly Accepting[] {
  const model = drawn(document, constructors)
  const [one, other] = [model.instances.get(from), model.instances.get(to)]
  if (!one?.document || !other?.document) return []
  const provisions = Object.entries(other.document.provides ?? {}).map(([provision, provided]) => ({
    provision,
    interface: provided.interface ?? provision,
  }))
  return Object.entries(one.document.connects ?? {}).flatMap(([slot, declared]) => {
    if (from === to && !declared.self) return []
    const fitting = provisions.filter((provided) => interfacesOf(declared).includes(provided.interface))
    const now = one.instance.connects?.[slot]
    return fitting.map((provided): Accepting => {
      const target = fitting.length > 1 ? `${to}.${provided.provision}` : to
      const names: readonly string[] = now === undefined || now === '*' ? [] : now
      const connected =
        now === '*' || names.some((written) => written === target || written === `${to}.${provided.provision}`)
      const replaces = declared.many || connected ? null : (names[0] ?? null)
      const cycle = declared.order === 'none' || from === to ? null : wouldCycle(document, from, to, constructors)
      return { slot, ...provided, target, connected, replaces, cycle }
    })
  })
}
