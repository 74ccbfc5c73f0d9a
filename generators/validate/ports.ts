/** The ports that processes listen on, as far as the model says, and that no two on one host want the same. */
import type { Placement } from '../contract/backend.ts'
import { at, type Path } from '../contract/path.ts'
import { literalOf } from '../contract/text.ts'
import type { Report } from '../diagnostics/diagnostic.ts'
import type { Constructor, IdsModel, Literal, Parameter } from '../model/document.ts'
import { type Instance, type Model, modelOf, type Surroundings } from './model.ts'

/** A port, and where the model says it. */
export interface Listening {
  readonly port: number
  readonly at: Path
}

/**
 * Parameters of type `port` that stand in what the constructor provides, that are assigned from a pool, or that its readiness
 * check asks: a port that is only connected to is none of them.
 */
function listeningParameters(document: Constructor): readonly string[] {
  const known = remembered.get(document)
  if (known) return known
  const provided = JSON.stringify([document.provides, document.process?.ready ?? null])
  const found = Object.entries(document.parameters ?? {})
    .filter(
      ([name, parameter]) =>
        parameter.type === 'port' && (parameter.assign !== undefined || provided.includes(`\${${name}}`)),
    )
    .map(([name]) => name)
  remembered.set(document, found)
  return found
}
const remembered = new WeakMap<Constructor, readonly string[]>()

function portNumber(value: unknown): number | null {
  const number =
    typeof value === 'number'
      ? value
      : typeof value === 'string' && /^\d{1,5}$/.test(value)
        ? Number(value)
        : Number.NaN
  return Number.isInteger(number) && number > 0 && number < 65_536 ? number : null
}

function valueAt(one: Instance, host: string, name: string, parameter: Parameter, ids: IdsModel): Listening | null {
  const own = (values: Readonly<Record<string, Literal>> | undefined) =>
    values && Object.hasOwn(values, name) ? values[name] : undefined
  const [here, everywhere] = [own(one.instance.at?.[host]), own(one.instance.with)]
  const owner = `${parameter.assign}/${one.name}.${name}${parameter.per === 'placement' ? `@${host}` : ''}`
  const value = here ?? everywhere ?? (parameter.assign === undefined ? parameter.default : ids.assigned[owner])
  const port = portNumber(value)
  const path =
    here !== undefined ? at(one.at, 'at', host, name) : everywhere !== undefined ? at(one.at, 'with', name) : one.at
  return port === null ? null : { port, at: path }
}

/** What a placement listens on, as far as the model says. */
export function listening(model: Model, placement: Placement, ids: IdsModel): readonly Listening[] {
  const one = model.instances.get(placement.instance)
  if (!one?.document) return []
  const { document } = one
  const found = listeningParameters(document).flatMap(
    (name) => valueAt(one, placement.host, name, document.parameters![name]!, ids) ?? [],
  )
  const { ready } = placement
  const asked = ready?.kind === 'tcp' ? portNumber(literalOf(ready.port)) : null
  if (asked !== null && !found.some(({ port }) => port === asked))
    return [...found, { port: asked, at: placement.set.get('ready') ?? one.at }]
  return found
}

/** Ports that a placement listens on, each once. */
export function portsOf(surroundings: Surroundings, placement: Placement, ids: IdsModel): readonly number[] {
  return [...new Set(listening(modelOf(surroundings), placement, ids).map(({ port }) => port))].sort((a, b) => a - b)
}

/** Gives `port-taken`, at the second of two. `ports`: of each placement, as `listening` found them. */
export function checkPorts(
  placements: readonly Placement[],
  ports: readonly (readonly Listening[])[],
  report: Report,
): void {
  const taken = new Map<string, { readonly process: string; readonly at: Path }>()
  for (const [index, placement] of placements.entries())
    for (const { port, at: path } of ports[index]!) {
      const key = `${placement.host} ${port}`
      const other = taken.get(key)
      if (!other) taken.set(key, { process: placement.id, at: path })
      else if (other.process !== placement.id)
        report({
          code: 'port-taken',
          severity: 'error',
          at: path,
          related: [other.at],
          data: { port, host: placement.host, process: placement.instance, other: other.process.split('@')[0]! },
        })
    }
}
