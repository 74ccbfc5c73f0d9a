/** Probes as shell code: what ends with 0 once a process is ready. The functions they call are in `launcher.sh`. */
import type { Probe } from '../contract/chain.ts'
import { concat, literalOf, type Text, text } from '../contract/text.ts'
import { word, words } from '../syntax/posix-shell.ts'
import { type Functions, type Line, line } from './code.ts'
import { type Surroundings, stepLines } from './step.ts'

/** Addresses that mean this host. A wildcard is no address to connect to: loopback of its family stands for it. */
const HERE: Readonly<Record<string, string>> = {
  '': '127.0.0.1',
  '*': '127.0.0.1',
  '0.0.0.0': '127.0.0.1',
  '127.0.0.1': '127.0.0.1',
  localhost: '127.0.0.1',
  '::': '::1',
  '::1': '::1',
}

/** The loopback address to use, where `address` is this host's own; `null` where it is another's. */
export function loopbackFor(address: Text): string | null {
  const literal = literalOf(address)
  return literal === null ? null : (HERE[literal] ?? (literal.startsWith('127.') ? literal : null))
}

/** What people read while they wait. */
export function describeProbe(probe: Probe): Text {
  switch (probe.kind) {
    case 'tcp':
      return concat(text('port '), probe.port, text(' of '), probe.address)
    case 'http':
      return probe.url
    case 'path':
      return probe.path
    case 'exec':
      return concat(text('a good answer of '), probe.argv[0] ?? text('nothing'))
    case 'log':
      return concat(text('a line with '), probe.text)
    case 'ended':
      return concat(text('the end of '), probe.process)
    case 'notify':
      return text('its own word')
    case 'command':
      return probe.says
  }
}

/** One command that ends with 0 when the probe is satisfied; `log`: the file in which a `log` probe looks. */
export function probeLine(probe: Probe, around: Surroundings, functions: Functions, log?: Text): Line {
  switch (probe.kind) {
    case 'tcp': {
      const here = loopbackFor(probe.address)
      if (here !== null) return line(`tcp_here ${here} `, word(probe.port))
      return line('tcp_there ', word(probe.address), ' ', word(probe.port))
    }
    case 'http':
      return line('answers ', word(probe.url), probe.status === undefined ? '' : ` ${probe.status}`)
    case 'path':
      return line('[ -e ', word(probe.path), ' ]')
    case 'exec': {
      const name = functions.add('probe', stepLines(around, { argv: probe.argv }))
      return around.person && around.becoming
        ? line(
            '(exec ',
            around.becoming(around.person),
            ' "$lr_shell" "$lr_self" ',
            name,
            ' </dev/null >/dev/null 2>&1)',
          )
        : line(`(${name} </dev/null >/dev/null 2>&1)`)
    }
    case 'log':
      return log ? line('logged ', word(log), ' ', word(probe.text)) : line('false')
    case 'ended':
      return line('ended ', word(probe.records), ' && [ "$lr_status" = 0 ]')
    case 'notify':
      return line('false')
    case 'command':
      // In an environment like that of a boot, whatever the manager or a person had in theirs.
      return line('asked ', words(probe.argv))
  }
}
