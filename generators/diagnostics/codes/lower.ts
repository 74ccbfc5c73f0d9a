/** What a process manager and the launcher together cannot do, and values that no process can be given. */
import type { Codes } from '../catalogue.ts'

const example = (fields: string, type = 'sysvinit') => `system: demo
hosts:
  here: { platform: linux, address: localhost, containers: { main: { type: ${type} } } }
processes:
  web:
    on: [here]
    extends:
      process: { program: /usr/bin/web, ${fields} }
`

/** One process after `count` others, where that is more than the manager takes. */
function many(count: number): string {
  const names = Array.from({ length: count }, (_, index) => `before${index}`)
  const others = names.map((name) => `  ${name}: { on: [here], extends: { process: { program: /usr/bin/other } } }\n`)
  return `system: demo
hosts:
  here: { platform: cygwin, address: localhost, containers: { main: { type: cygrunsrv } } }
processes:
  web:
    on: [here]
    after: [${names.join(', ')}]
    extends:
      process: { program: /usr/bin/web }
${others.join('')}`
}

export const lower: Codes = {
  'user-change-off': {
    message: '{process} runs as whoever drives {manager} on {host}: nobody may become another user there.',
    wayOut: 'Nothing, if that is wanted; else drive the process manager as root and allow user changes.',
    explanation:
      'Without root, or where a system turns user changes off, processes run as the user of their process manager. No accounts are made and no files are given away. Directories and ports must be ones that this user may use.',
    example: example('user: main')
      .replace('hosts:', 'settings: { forceDisableUserChange: true }\nhosts:')
      .replace('process: {', 'users: { main: { name: web } }\n      process: {'),
  },
  'no-safe-user-change': {
    message: 'There is no safe way to become {user} on {host}.',
    wayOut: 'Install util-linux there, which has setpriv; one of {tools} is needed.',
    explanation:
      'The launcher becomes another user only by a tool that does not stay behind as a parent and keeps arguments, limits and groups as they are. su, runuser, sudo and doas do not, so they are never used.',
    example: example('user: web'),
  },
  'no-program': {
    message: '{process} has neither a foreground nor a daemon form.',
    wayOut: 'Set `program`, or `foreground.program`, or `daemon.program`.',
    explanation:
      'A managed process needs at least one way to be run; the other one is made from it where a process manager wants it.',
    example: example('foreground: { when: "false" }'),
  },
  'launch-value': {
    message: 'The {what} of {process} is {value}; wanted is {wanted}.',
    wayOut: 'Write {wanted}.',
    explanation:
      'Limits, the umask, the nice level and the working directory are given to the kernel, which takes nothing else.',
    example: example('directory: below'),
  },
  'script-variable': {
    message: '"{name}" cannot be the name of a shell variable.',
    wayOut: 'Use letters, digits and _, and begin with a letter or _.',
    explanation:
      'What a preparation script refers to is bound as shell variables and never written into its text, so each name must be one that a shell takes.',
    example: example('prepare: [{ script: "echo $x", variables: { "a-b": x } }]'),
  },
  'word-too-long': {
    message: 'A value of {process} has {bytes} bytes; a process can be given {most} in one argument or variable.',
    wayOut: 'Put it into a file, and give the process the path of that file.',
    explanation:
      'Linux refuses to run a program with an argument or variable of 131,072 bytes or more (MAX_ARG_STRLEN).',
    example: example('arguments: ["<131,072 characters>"]'),
  },
  'order-lost': {
    message: '{manager} starts {process} without regard to what it depends on.',
    wayOut: 'Give its dependencies a readiness check: then {process} waits for them by itself.',
    explanation:
      'Deployments keep the order everywhere. After a boot or a crash it is up to the process manager, and this one has no order.',
    example: example('after: [db]'),
  },
  'order-most': {
    message: '{process} comes after {count} others, and {manager} takes {most}.',
    wayOut: 'Let {process} come after one that comes after the others, or give those beyond {most} a readiness check.',
    explanation:
      'The first dependencies are passed on to the process manager. Deployments keep the order of all of them, and the process waits for each that has a readiness check; after a boot the others may come later.',
    example: many(17),
  },
  'boot-wait-lost': {
    message:
      'When {host} boots, {process} does not wait until {dependency} is ready: that is asked of {what}, and {why}.',
    wayOut:
      'Give {dependency} a readiness check that {host} can ask, such as a port at an address of its host, or let {process} try again by itself.',
    explanation:
      'Deployments keep the order everywhere, because each host asks for what it runs itself. At boot nobody coordinates: a process waits by itself, so it must be able to ask. Ports and pages can be asked across hosts, unless they stand at a loopback address; programs, logs and paths only on the host and as the user to whom they belong.',
    example: `system: demo
hosts:
  here: { platform: linux, address: 192.0.2.1, containers: { main: { type: systemd } } }
  there: { platform: linux, address: 192.0.2.2, containers: { main: { type: systemd } } }
processes:
  db:
    on: [there]
    extends: { process: { program: /usr/bin/db, ready: { tcp: "5432" } } }
  web:
    on: [here]
    after: [db]
    extends: { process: { program: /usr/bin/web } }
`,
  },
  'boot-order-lost': {
    message: 'When {host} boots, {process} may start before {dependency}: {why}.',
    wayOut: 'Give {dependency} a readiness check that {host} can ask, if {process} cannot do without it.',
    explanation:
      'Deployments keep the order everywhere. At boot nobody coordinates: a process waits by itself for what its manager does not wait for. What has no readiness check is only asked of its process manager, which another host, or another user, cannot do.',
    example: `system: demo
hosts:
  here: { platform: linux, address: 192.0.2.1, containers: { main: { type: systemd } } }
  there: { platform: linux, address: 192.0.2.2, containers: { main: { type: systemd } } }
processes:
  db:
    on: [there]
    extends: { process: { program: /usr/bin/db } }
  web:
    on: [here]
    after: [db]
    extends: { process: { program: /usr/bin/web } }
`,
  },
  'restart-lost': {
    message: '{manager} does not start {process} again when it ends by itself.',
    wayOut: 'Choose a process manager that watches its processes, if {process} must come back.',
    explanation:
      'A process manager that starts processes and lets go of them cannot see them end. Status shows such a process as failed, and the next deployment starts it again.',
    example: example('restart: always'),
  },
  'description-lost': {
    message: '{manager} has no place for the description of {process}.',
    wayOut: 'Nothing: the description is still shown here.',
    explanation: 'The description is for people; where a process manager cannot hold it, it stays in the model.',
    example: example('description: Web'),
  },
  'rotation-lost': {
    message: 'Under {manager} nobody rotates the output of {process}: its file grows.',
    wayOut: 'Leave the output to the process manager, or have the file rotated by the host.',
    explanation:
      'A file that is to be put aside at some size needs somebody who writes it and can rename it: the process manager, or the launcher where a launcher stands before the program.',
    example: example('output: { file: /var/log/web.log, rotate: { bytes: 1000000, keep: 4 } }'),
  },
  'reload-lost': {
    message: '{manager} cannot ask {process} to reload.',
    wayOut: 'Nothing: where a reload was enough, {process} is restarted.',
    explanation:
      'A change of a file that a reload would read restarts the process where the process manager cannot pass the request on.',
    example: example('reload: { signal: HUP }'),
  },
  'stop-signal-lost': {
    message: '{manager} stops {process} with TERM, whatever the model says.',
    wayOut: 'Make sure that {process} ends well on TERM.',
    explanation: 'Some process managers send one fixed signal.',
    example: example('stop: { signal: QUIT }'),
  },
  'boot-lost': {
    message: '{manager} does not start {process} at boot.',
    wayOut: 'Start it by a deployment after each boot, or choose a process manager that runs at boot.',
    explanation: 'Nothing starts this process manager, or its processes, when the host comes up.',
    example: example('boot: true'),
  },
  'notify-lost': {
    message: 'Under {manager} nobody hears {process} say that it is ready; it counts as ready once it runs.',
    wayOut: 'Give it another readiness check as well: a port, a page, a path or a line in its log.',
    explanation: 'The readiness message of systemd needs a socket of the process manager; only some have one.',
    example: example('ready: { notify: true }'),
  },
  'log-probe-without-file': {
    message: 'The readiness check of {process} reads its log, and under {manager} its log is no file.',
    wayOut: 'Set `output: {file: ...}`, or use another readiness check.',
    explanation: 'A check that waits for words in the log needs a file to look into.',
    example: example('ready: { log: listening }', 'systemd'),
  },
  'no-probe-tool': {
    message: 'Nothing on {host} can ask {what}, so {process} never counts as ready.',
    wayOut: 'Install one of {tools} there, or use another readiness check.',
    explanation: 'Readiness checks run on the host itself, with what it has.',
    example: example('ready: { http: "http://localhost/" }'),
  },
  'no-session-tool': {
    message:
      '{host} has no setsid: if the follower of {process} is killed together with its group, the daemon lives on.',
    wayOut: 'Install util-linux there, or give {process} a foreground form.',
    explanation:
      'A daemon under a process manager that wants a foreground process is followed by the launcher, and the follower is watched from a session of its own.',
    example: example('daemon: { arguments: [-D] }', 'supervisord'),
  },
  'daemon-status-unknown': {
    message:
      'Each end of {process} that nobody asked for counts as a failure, because it puts itself in the background.',
    wayOut: 'Give it a foreground form, if it may end well by itself.',
    explanation:
      'The exit status of a process that left its starter is known to nobody but the first process of the host.',
    example: example('daemon: { arguments: [-D] }, restart: on-failure', 'supervisord'),
  },
}
