/** Small systems that journeys begin with, as texts; each has ports of its own, so that no journey meets another. */

/** The process manager that the example uses here is the one that this machine has; any journey uses the same. */
function systemOf(name: string, manager: string, processes: string): string {
  return `system: ${name}
hosts:
  local:
    platform: linux
    address: 127.0.0.1
    containers: { main: { type: ${manager} } }
pools:
  webappPorts: { min: 5100, max: 5199, scope: machine }
  uids: { min: 20000, max: 20999 }
  gids: { min: 20000, max: 20999 }
processes:
${processes}`
}

/** Web applications with the ports they are given, and beside them whatever `more` says. */
export function webapps(name: string, manager: string, ports: Readonly<Record<string, number>>, more = ''): string {
  const apps = Object.entries(ports).map(
    ([app, port]) => `  ${app}: { constructor: webapp, on: [local], with: { listen: loopback, port: ${port} } }\n`,
  )
  return systemOf(name, manager, apps.join('') + more)
}

/** Two processes by hand, of which the second waits for the first. */
export function chain(name: string, manager: string): string {
  const process = 'extends: { process: { program: /bin/sleep, arguments: ["1000"] } }'
  return systemOf(
    name,
    manager,
    `  first: { on: [local], ${process} }\n  second: { on: [local], after: [first], ${process} }\n`,
  )
}

/** A program that says why it cannot run, and ends. */
export const FAILING = `  broken:
    on: [local]
    after: [app]
    extends:
      process:
        program: /bin/sh
        arguments: ["-c", "echo the disk is upside down >&2; exit 3"]
        ready: { tcp: "7999", seconds: 3 }
`

/** A program that takes `seconds` until it answers on `port`. */
export function slow(port: number, seconds: number): string {
  const server = `require('http').createServer((q, s) => s.end('slow')).listen(${port}, '127.0.0.1')`
  return `  slow:
    on: [local]
    after: [app]
    extends:
      process:
        program: ${JSON.stringify('${bin.node.node}')}
        arguments: ["-e", ${JSON.stringify(`setTimeout(() => ${server}, ${seconds * 1000})`)}]
        ready: { tcp: "${port}", seconds: 30 }
`
}

/** `count` web applications on one host, none of which is meant to be deployed. */
export function many(name: string, manager: string, count: number): string {
  const apps = Array.from({ length: count }, (_, index) => `  app${index}: { constructor: webapp, on: [local] }\n`)
  return systemOf(name, manager, apps.join('')).replace('5199', '5999')
}
