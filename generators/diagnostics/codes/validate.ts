/** Diagnostics of a system as a whole: what is named exists, fits together, and has a place. */
import type { Codes } from '../catalogue.ts'

interface Parts {
  readonly containers?: string
  readonly platform?: string
  readonly system?: string
  readonly before?: string
}
const model = (
  processes: string,
  { containers = '{ main: { type: systemd } }', platform = 'linux', system = '', before = '' }: Parts = {},
) => `${before}system: s
hosts: { local: { platform: ${platform}, address: 127.0.0.1, containers: ${containers} } }
pools: { webappPorts: { min: 5000, max: 5999 }, uids: { min: 2000, max: 2999 }, gids: { min: 2000, max: 2999 } }
${system}processes: ${processes}
`
const byHand = (name: string, more: string) =>
  `{ ${name}: { on: [local], extends: { process: { program: /bin/true${more} } } } }`
const proxy = (connects: string) =>
  model(
    `{ webapp1: { constructor: webapp, on: [local] }, proxy: { constructor: reverseProxyHostBased, on: [local]${connects} } }`,
  )

export const validate: Codes = {
  'order-cycle': {
    message: 'These wait for each other in a circle: {members}.',
    wayOut: 'Remove one of the edges, or let a slot know its target without waiting for it (`order: none`).',
    explanation:
      'A process is started when everything that it depends on is up, so in a circle none could ever be first. Two processes may know each other; only the order of starting must have a beginning.',
    example: model(
      '{ a: { on: [local], after: [b], extends: { process: { program: /bin/true } } }, b: { on: [local], after: [a], extends: { process: { program: /bin/true } } } }',
    ),
  },
  'host-unknown': {
    message: '{process} is to run on {host}, which is no host of this system.',
    wayOut: '{hint}',
    explanation: 'An instance names hosts of the system under `on`.',
    example: model('{ a: { constructor: webapp, on: [lokal] } }'),
  },
  'container-unknown': {
    message: 'The host {host} has no container {container}.',
    wayOut: '{hint}',
    explanation:
      'A container is a thing on a host that manages processes: a process manager. An instance runs in the one that it names, else in the host’s first.',
    example: model('{ a: { constructor: webapp, on: [{ host: local, container: mian }] } }'),
  },
  'container-missing': {
    message: '{process} cannot run on {host}: the host has no container yet.',
    wayOut: 'Choose a process manager for the host.',
    explanation: 'Something must start and stop the process. The host page says which process managers were found.',
    example: model('{ a: { constructor: webapp, on: [local] } }', { containers: '{}' }),
  },
  'placed-nowhere': {
    message: '{process} runs nowhere.',
    wayOut: 'Name at least one host under `on`.',
    explanation: 'An instance without a host is kept in the model but never deployed.',
    example: model('{ a: { constructor: webapp, on: [] } }'),
  },
  'placed-twice': {
    message: '{process} stands twice in the container {container} of {host}.',
    wayOut: 'Remove one, or make a second instance.',
    explanation: 'One instance runs once in one container. Two of a kind are two instances of one constructor.',
    example: model('{ a: { constructor: webapp, on: [local, local] } }'),
  },
  'values-elsewhere': {
    message: '{process} has values for {host}, where it does not run.',
    wayOut: 'Remove them, or let it run there.',
    explanation: 'Under `at` stand values for one of the instance’s own hosts.',
    example: model('{ a: { constructor: webapp, on: [local], at: { other: { greeting: Hi } } } }'),
  },
  'platform-unknown': {
    message: '{platform} is no platform that Longrun knows.',
    wayOut: '{hint}',
    explanation: 'The platform says where directories are and which process managers can be there.',
    example: model('{}', { platform: 'linus' }),
  },
  'manager-unknown': {
    message: '{manager} is no process manager that Longrun knows.',
    wayOut: '{hint}',
    explanation: 'The type of a container is the id of a process manager, as the host page shows it.',
    example: model('{}', { containers: '{ main: { type: sysvinitt } }' }),
  },
  'manager-not-on-platform': {
    message: '{manager} does not run on {platform}, only on {platforms}.',
    wayOut: 'Choose another process manager for this host, or correct its platform.',
    explanation: 'A process manager belongs to the systems that it was made for.',
    example: model('{}', { platform: 'darwin' }),
  },
  'container-property': {
    message: 'The container {container} is not described as {manager} needs it: {says}.',
    wayOut: 'Correct the properties of the container.',
    explanation:
      'Each process manager says which properties its containers have: directories, sockets, whose manager it is.',
    example: model('{}', { containers: '{ main: { type: systemd, properties: { scope: nobody } } }' }),
  },
  'constructor-unknown': {
    message: '{process} is made by {name}, which is no constructor.',
    wayOut: '{hint}',
    explanation: 'A constructor is built in, or stands in the system’s own documents.',
    example: model('{ a: { constructor: webap, on: [local] } }'),
  },
  'process-empty': {
    message: '{process} has neither a constructor nor a process of its own.',
    wayOut: 'Choose a constructor, or write `extends: { process: { program: ... } }`.',
    explanation: 'An instance is a use of a constructor, or a managed process written out by hand.',
    example: model('{ a: { on: [local] } }'),
  },
  'parameter-unknown': {
    message: '{constructor} has no parameter {parameter}.',
    wayOut: '{hint}',
    explanation: 'A value that no constructor asks for would be lost silently, so it is refused.',
    example: model('{ a: { constructor: webapp, on: [local], with: { grating: Hi } } }'),
  },
  'override-of-unknown': {
    message: 'There are overrides for {manager}, which is no process manager that Longrun knows.',
    wayOut: '{hint}',
    explanation: 'Overrides are written per process manager, under its id.',
    example: model(byHand('a', ', overrides: { sysvini: {} }')),
  },
  'pin-differs': {
    message: 'The constructor {name} is not the one that this system was made with.',
    wayOut: 'Look at the plan. Accept the new one, or keep the old one as a document of the system.',
    explanation:
      'A system pins the digest of each constructor that it uses, so that an upgrade of Longrun changes no system silently.',
    example: model('{ a: { constructor: webapp, on: [local] } }', { system: 'pins: { webapp: "0000" }\n' }),
  },
  'slot-unknown': {
    message: '{process} has no slot {slot}.',
    wayOut: '{hint}',
    explanation: 'A slot is what a constructor wants from others; an edge on the canvas ends in one.',
    example: proxy(', connects: { webaps: [webapp1] }'),
  },
  'slot-empty': {
    message: 'The slot {slot} of {process} is not connected.',
    wayOut: 'Connect it to something that provides {interface}.',
    explanation: 'The constructor cannot be evaluated without it: values of what is connected stand in its files.',
    example: model('{ a: { constructor: c, on: [local] } }', {
      before: 'constructor: c\nconnects: { db: { interface: tcp } }\nprocess: { program: /bin/true }\n---\n',
    }),
  },
  'slot-takes-one': {
    message: 'The slot {slot} of {process} takes one, and {count} are connected.',
    wayOut: 'Keep one of them.',
    explanation: 'A slot takes several only where its constructor says `many`.',
    example: model(
      '{ x: { constructor: webapp, on: [local] }, y: { constructor: webapp, on: [local] }, a: { constructor: c, on: [local], connects: { up: [x, y] } } }',
      {
        before: 'constructor: c\nconnects: { up: { interface: http } }\nprocess: { program: /bin/true }\n---\n',
      },
    ),
  },
  'slot-mismatch': {
    message: 'The slot {slot} of {process} wants {wants}, but {name} provides {provides}.',
    wayOut: 'Connect something that provides {wants}.',
    explanation:
      'An interface says which values a provider has: an http server has a port and a name. A slot takes only what it knows how to read.',
    example: model(
      '{ x: { on: [local], extends: { process: { program: /bin/true } } }, a: { constructor: reverseProxyHostBased, on: [local], connects: { webapps: [x] } } }',
    ),
  },
  'slot-self': {
    message: 'The slot {slot} connects {process} to itself.',
    wayOut: 'Remove the edge.',
    explanation: 'Only a slot that says `self` may: members of a cluster that read the list of all members.',
    example: model('{ a: { constructor: reverseProxyHostBased, on: [local], connects: { webapps: [a] } } }'),
  },
  'provision-unknown': {
    message: '{name} provides no {provision}.',
    wayOut: 'It provides {provides}.',
    explanation: 'A target may name what is meant of a provider: `tomcat.ajp`.',
    example: proxy(', connects: { webapps: [webapp1.htp] }'),
  },
  'instance-unknown': {
    message: 'There is no process {name}.',
    wayOut: '{hint}',
    explanation: 'Edges connect processes of the same system.',
    example: proxy(', connects: { webapps: [webap1] }'),
  },
  'port-taken': {
    message: 'Port {port} of {host} is wanted by {process} and by {other}.',
    wayOut: 'Give one of them another port, or let Longrun assign it from a pool.',
    explanation: 'Two processes cannot listen on one port of one host.',
    example: model(
      '{ a: { constructor: webapp, on: [local], with: { port: 80 } }, b: { constructor: webapp, on: [local], with: { port: 80 } } }',
    ),
  },
  'native-name': {
    message: '{manager} cannot hold the name {name} of {process}.',
    wayOut: 'Rename the process: {says}.',
    explanation:
      'A process manager knows a process under the system’s name and the process’s own. What it can hold differs from manager to manager.',
    example: model(byHand('a', `, name: "${'x'.repeat(250)}"`)),
  },
  'native-name-taken': {
    message: '{manager} would know both {process} and {other} as {name}.',
    wayOut: 'Give one of them another name.',
    explanation: 'Two processes in one container need two names, after the manager’s own rules of naming are applied.',
    example: model(
      '{ a: { on: [local], extends: { process: { program: /bin/true, name: x } } }, b: { on: [local], extends: { process: { program: /bin/true, name: x } } } }',
    ),
  },
}
