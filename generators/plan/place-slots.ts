/** What a slot holds: the connected processes, with the properties that they provide, as this host reaches them. */
import { literalOf } from '../contract/text.ts'
import type { CompiledProvision } from '../language/compiled.ts'
import { evaluateNode } from '../language/evaluate.ts'
import { commonProperties } from '../language/scope.ts'
import {
  isScalar,
  readValue,
  type Struct,
  scalarValue,
  textValue,
  type Value,
  valueOfLiteral,
} from '../language/values.ts'
import { type Connection, type Frame, hostValue, isTrue, once, problemOf, say, structOf } from './place-frame.ts'

interface Endpoint {
  readonly frame: Frame
  readonly provision: CompiledProvision
  readonly struct: Struct
}

/** One item, or a list of them; sorted by name, so that the order in which edges were drawn changes nothing. */
export function slotValue(frame: Frame, slot: string): Value {
  const { declared, interfaces } = frame.compiled.slots.get(slot)!
  const connections = frame.connections.get(slot) ?? []
  const properties = Object.keys(commonProperties(interfaces))
  const ordered = declared.ordered
    ? connections
    : [...connections].sort((a, b) => (a.instance < b.instance ? -1 : a.instance > b.instance ? 1 : 0))
  const items = ordered.map((connection) => itemOf(frame, connection, properties, declared.sameHost === true))
  return declared.many ? items : items[0]
}

function itemOf(frame: Frame, connection: Connection, properties: readonly string[], sameHost: boolean): Struct {
  const endpoints =
    once(frame, `endpoints ${connection.instance} ${connection.provision} ${sameHost}`, () =>
      endpointsOf(frame, connection, properties, sameHost),
    ) ?? []
  const preferred = endpoints.find((one) => one.frame.host === frame.host) ?? endpoints[0]
  return structOf((field) => {
    if (field === 'name') return scalarValue(connection.instance, connection.from)
    if (field === 'endpoints') return endpoints.map((one) => one.struct)
    return preferred?.struct.field(field)
  })
}

function endpointsOf(
  frame: Frame,
  connection: Connection,
  properties: readonly string[],
  sameHost: boolean,
): readonly Endpoint[] {
  const found = connection.frames.flatMap((provider): Endpoint[] => {
    if (sameHost && provider.host !== frame.host) return []
    const provision = provider.compiled.provisions.get(connection.provision)
    if (!provision) return []
    if (provision.when && !isTrue(provider, provision.when)) {
      say(
        frame,
        'error',
        'provision-not-there',
        { instance: provider.name, provision: connection.provision },
        connection.from,
        [provision.at],
      )
      return []
    }
    return [{ frame: provider, provision, struct: endpointStruct(frame, provider, connection, provision, properties) }]
  })
  if (sameHost && found.length === 0)
    say(frame, 'error', 'slot-not-on-this-host', { instance: connection.instance, host: frame.host }, connection.from)
  return found.sort((a, b) => (a.frame.host < b.frame.host ? -1 : a.frame.host > b.frame.host ? 1 : 0))
}

function endpointStruct(
  frame: Frame,
  provider: Frame,
  connection: Connection,
  provision: CompiledProvision,
  properties: readonly string[],
): Struct {
  return structOf((field) => {
    switch (field) {
      case 'address':
        return once(frame, `address ${provider.id} ${connection.provision}`, () =>
          addressFor(frame, provider, connection, provision),
        )
      case 'host':
        return hostValue(provider)
      case 'instance':
        return scalarValue(provider.name, provider.at)
      case 'self':
        return scalarValue(provider === frame)
      default:
        if (!properties.includes(field)) return undefined
        if (provision.declared[field]?.local && provider.host !== frame.host) return undefined
        return provided(provider, connection.provision, provision, field)
    }
  })
}

/** A property that a process provides: evaluated in its own scope, apart from its body, and read as the interface's type. */
export function provided(provider: Frame, key: string, provision: CompiledProvision, property: string): Value {
  return once(provider, `provides.${key}.${property}`, () => {
    const field = provision.declared[property]
    if (!field) return undefined
    const node = provision.properties.get(property)
    const value = node ? evaluateNode(node, provider.run, null) : undefined
    const given =
      value === undefined && field.default !== undefined
        ? valueOfLiteral(field.default, provision.at, problemOf(provider))
        : value
    return readValue(field, given, provision.at, problemOf(provider))
  })
}

/** The address that a process binds, where its provision says one. */
export function boundAddress(provider: Frame, key: string, { address }: CompiledProvision): Value {
  return address
    ? once(provider, `provides.${key}.address`, () => evaluateNode(address, provider.run, null))
    : undefined
}

const ANY: ReadonlySet<string> = new Set(['any', '*', '0.0.0.0', '::', '[::]'])

function isLoopback(address: string): boolean {
  return address === 'loopback' || address === 'localhost' || address === '::1' || address.startsWith('127.')
}

/** How `frame`'s host reaches what `provider` binds: its own loopback, the other host's address, or nothing. */
function addressFor(frame: Frame, provider: Frame, connection: Connection, provision: CompiledProvision): Value {
  const bound = boundAddress(provider, connection.provision, provision)
  const literal = isScalar(bound) ? (literalOf(bound.text) ?? 'any') : 'any'
  const origin = isScalar(bound) ? bound.text.find((part) => part.from)?.from : undefined
  if (provider.host === frame.host) {
    if (ANY.has(literal) || literal === 'loopback') return scalarValue('127.0.0.1', origin ?? provision.at)
    return bound
  }
  if (ANY.has(literal)) return hostValue(provider).field('address')
  if (!isLoopback(literal)) return bound
  say(
    frame,
    'error',
    'endpoint-unreachable',
    { instance: provider.name, host: provider.host, from: frame.host },
    connection.from,
    [provision.at],
  )
  return textValue([])
}
