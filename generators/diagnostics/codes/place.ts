/** What can be wrong when a process is made for the place where it stands. */
import type { Codes } from '../catalogue.ts'

function system(instance: string, before = ''): string {
  return `${before}system: demo
hosts:
  here: { platform: linux, address: 10.0.0.1, containers: { main: { type: systemd } } }
  there: { platform: linux, address: 10.0.0.2, containers: { main: { type: systemd } } }
processes:
  ${instance}
`
}
function notes(parts: string): string {
  return `constructor: notes\n${parts}---\n`
}
const byHand = (process: string, more = '') =>
  system(`web: { on: [here], extends: { ${more}process: { ${process} } } }`)

export const place: Codes = {
  'value-wrong-type': {
    message: '"{given}" is not {wanted}.',
    wayOut: 'Give {wanted}.',
    explanation: 'Every parameter has a type, and so has every property that a process provides.',
    example: system('web: { constructor: webapp, on: [here], with: { port: eighty } }'),
  },
  'record-unknown-field': {
    message: '{field} is not known here; known are {fields}.',
    wayOut: 'Correct its spelling.',
    explanation: 'An entry of this list has a fixed set of fields.',
    example: system(
      'notes: { constructor: notes, on: [here], with: { save: [{ colour: red }] } }',
      notes(
        'parameters: { save: { type: list, of: { type: record, fields: { seconds: { type: int, default: 1 } } } } }\nprocess: { program: /bin/true }\n',
      ),
    ),
  },
  'bad-schedule': {
    message: 'The {part} of this schedule cannot be "{given}"; wanted is {wanted}.',
    wayOut: 'Write {wanted}.',
    explanation:
      'A schedule is five fields with blanks between: minute, hour, day of the month, month, day of the week, each a number, a name (jan, mon), a range (1-5), a step (*/15) or a list of these with commas; or one of @hourly, @daily, @weekly, @monthly, @yearly. It is read in the local time of the host. Where both days are given, either is enough.',
    example: byHand('program: /bin/true, kind: { timer: "0 25 * * *" }'),
  },
  'record-missing-field': {
    message: '{field} is missing here.',
    wayOut: 'Add {field}.',
    explanation: 'This field has no default.',
    example: system(
      'notes: { constructor: notes, on: [here], with: { save: [{}] } }',
      notes(
        'parameters: { save: { type: list, of: { type: record, fields: { seconds: { type: int } } } } }\nprocess: { program: /bin/true }\n',
      ),
    ),
  },
  'parameter-missing': {
    message: 'Constructor {constructor} needs a value for {parameter}.',
    wayOut: 'Give one under with.',
    explanation: 'This parameter has no default, and no pool to take a number from.',
    example: system(
      'notes: { constructor: notes, on: [here] }',
      notes('parameters: { root: { type: path } }\nprocess: { program: /bin/true, arguments: ["${root}"] }\n'),
    ),
  },
  'program-not-found': {
    message: 'Host {host} has no {program} of {package}, as far as was found.',
    wayOut: 'Install {package} on {host} and capture the host again.',
    explanation:
      'Constructors name programs by package; where a host has them is found when it is enrolled or captured. The preview shows where it would usually be.',
    example: system('web: { constructor: nginx, on: [here] }'),
  },
  'program-not-absolute': {
    message: 'The program "{program}" has no absolute path.',
    wayOut: 'Write its whole path, or ${bin.package.program} to have it looked up on the host.',
    explanation:
      'Which program a name means depends on the search path of whoever starts it, which differs between process managers.',
    example: byHand('program: python3'),
  },
  'no-mode': {
    message: 'Neither the foreground nor the daemon form of this process can be used here.',
    wayOut: 'Correct the conditions under foreground.when and daemon.when.',
    explanation: 'At least one of the forms must be there; the other is made from it.',
    example: byHand('program: /bin/true, foreground: { when: "false" }'),
  },
  'process-name': {
    message: '"{name}" cannot be the name of a process.',
    wayOut: 'Use letters, digits, "_", ".", "@" and "-".',
    explanation: 'The name becomes part of file names and of the names that process managers know it by.',
    example: byHand('program: /bin/true, name: "a b"'),
  },
  'variable-name': {
    message: '"{name}" cannot be the name of an environment variable.',
    wayOut: 'Use a name without "=" that is not empty.',
    explanation: 'The environment is a list of NAME=VALUE.',
    example: byHand('program: /bin/true, environment: { "a=b": c }'),
  },
  'file-name': {
    message: '"{name}" cannot be the name of a file in the store.',
    wayOut: 'Use letters, digits, "_", "." and "-".',
    explanation: 'Paths in the store hold only characters that need no quoting anywhere.',
    example: byHand('program: /bin/true', 'files: { config: { name: "a b", format: raw, content: x } }, '),
  },
  'file-name-twice': {
    message: 'Two files of this process are called {name}.',
    wayOut: 'Give one of them another name.',
    explanation: 'Files of a process that reload reads again stand beside each other.',
    example: byHand(
      'program: /bin/true',
      'files: { a: { name: x, format: raw, content: x }, b: { name: x, format: raw, content: y } }, ',
    ),
  },
  'directory-not-absolute': {
    message: 'The directory "{path}" is not absolute.',
    wayOut: 'Begin with "/", or say in which directory it stands (in: state).',
    explanation: 'What it would be relative to depends on the process manager.',
    example: byHand('program: /bin/true', 'directories: { data: { path: data } }, '),
  },
  'directory-escapes': {
    message: 'The directory "{path}" leads out of the {in} directory.',
    wayOut: 'Leave "..", and the "/" at the beginning, out; or give an absolute path without in.',
    explanation: 'A directory that says in which it stands must stay in it.',
    example: byHand('program: /bin/true', 'directories: { data: { in: state, path: ../x } }, '),
  },
  'provision-not-there': {
    message: '{instance} does not provide {provision} as it is configured.',
    wayOut: 'Switch it on there, or connect to something else.',
    explanation: 'What a constructor provides may depend on its parameters.',
    example: system(
      'a: { constructor: notes, on: [here] }\n  b: { on: [here], extends: { connects: { x: { interface: tcp } }, process: { program: /bin/true, arguments: ["${x.port}"] } }, connects: { x: [a] } }',
      notes(
        'parameters: { open: { type: bool, default: false } }\nprovides: { tcp: { when: open, port: 80 } }\nprocess: { program: /bin/true }\n',
      ),
    ),
  },
  'slot-not-on-this-host': {
    message: '{instance} does not run on {host}, but it is needed there.',
    wayOut: 'Place {instance} on {host} too.',
    explanation: 'This slot reaches only processes on the same host, such as by a socket in the file system.',
    example: system(
      'a: { constructor: webapp, on: [there] }\n  b: { on: [here], extends: { connects: { x: { interface: http, sameHost: true } }, process: { program: /bin/true, arguments: ["${x.port}"] } }, connects: { x: [a] } }',
    ),
  },
  'endpoint-unreachable': {
    message: '{instance} listens only on the loopback of {host}, so {from} cannot reach it.',
    wayOut: 'Let it listen on an address that {from} reaches, or place both on one host.',
    explanation: 'What a process binds decides who can connect to it.',
    example: system(
      'a: { constructor: webapp, on: [there], with: { listen: loopback } }\n  b: { constructor: reverseProxyHostBased, on: [here], connects: { webapps: [a] } }',
    ),
  },
  'format-cannot-hold': {
    message: '{expression} cannot be written in {format}: {why}.',
    wayOut: 'Give another value, or change where it stands in the file.',
    explanation: 'A value is written so that it means exactly itself, or not at all.',
    example: byHand(
      'program: /bin/true',
      'parameters: { p: { type: path, default: "/a b" } }, files: { config: { format: nginx, content: "root ${p};" } }, ',
    ),
  },
  'fragment-left-open': {
    message: 'The text for {expression} does not end where it began in the grammar of {format}: "{text}".',
    wayOut: 'Close what it opens: quotes, for instance.',
    explanation: 'It would change the meaning of what comes after it in the file.',
    example: system('web: { constructor: nginx, on: [here], with: { extraConfig: "add \\"x" } }'),
  },
  'override-with-reference': {
    message: 'An override cannot refer to a file or directory of ours.',
    wayOut: 'Write a plain value.',
    explanation: 'Overrides are the words of one process manager, taken as they are.',
    example: byHand('program: /bin/true, overrides: { systemd: { Service: { ReadWritePaths: "${dirs.state}" } } }'),
  },
  'budget-spent': {
    message: 'This makes more than may be made: the limit of {limit} was reached at {what}.',
    wayOut:
      'Make less: a file may have 1 MiB, all of a process 4 MiB, a list 10,000 items, a chain of values 500 links.',
    explanation: 'Values that use each other twice double with every step. The limits are part of the language.',
    example: byHand(
      'program: /bin/true, arguments: ["${v9}"]',
      `values: { v0: "${'x'.repeat(64)}", ${Array.from({ length: 9 }, (_, i) => `v${i + 1}: "${`\${v${i}}`.repeat(8)}"`).join(', ')} }, `,
    ),
  },
}
