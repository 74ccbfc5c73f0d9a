/** Diagnostics of assigning numbers from pools. */
import type { Codes } from '../catalogue.ts'

const pool = (text: string) => `system: s
hosts: { local: { platform: linux, address: 127.0.0.1, containers: { main: { type: systemd } } } }
pools: { ${text}uids: { min: 2000, max: 2999 }, gids: { min: 2000, max: 2999 } }
processes:
`
const webapp = (name: string, more = '') => `  ${name}: { constructor: webapp, on: [local]${more} }\n`

export const ids: Codes = {
  'pool-unknown': {
    message: '{owner} wants a number from the pool {pool}, which does not exist.',
    wayOut: '{hint}',
    explanation:
      'A parameter with `assign`, a `uid` or a `gid` names a pool of the system. Without it there is nothing to take a number from.',
    example: `${pool('')}${webapp('webapp1')}`,
  },
  'pool-range': {
    message: 'The pool {pool} ends at {max}, before it begins at {min}.',
    wayOut: 'Make min the smaller one.',
    explanation: 'A pool is the numbers from min to max, both included.',
    example: `${pool('webappPorts: { min: 6000, max: 5000 }, ')}${webapp('webapp1')}`,
  },
  'pool-exhausted': {
    message: 'The pool {pool} has no number left for {owner}: all {size} from {min} to {max} are taken.',
    wayOut: 'Widen the pool {pool}, or pin a number by hand.',
    explanation:
      'Every number of the pool that could be free on the hosts of this process is assigned or pinned. Numbers of removed processes are free again as soon as the pool wraps around.',
    example: `${pool('webappPorts: { min: 5000, max: 5000 }, ')}${webapp('webapp1')}${webapp('webapp2')}`,
  },
  'id-pinned-twice': {
    message: '{number} of the pool {pool} is pinned for {owner} and for {other}.',
    wayOut: 'Pin another number for one of them, or let Longrun assign it.',
    explanation:
      'A number pinned by hand is reserved in its pool, so that nothing else is given it. Two owners of one number are allowed, because both were written by hand, but a pool is there to keep numbers apart; two ports of one number on one host are refused (`port-taken`).',
    example: `${pool('webappPorts: { min: 5000, max: 5999 }, ')}${webapp('webapp1', ', with: { port: 5001 }')}${webapp('webapp2', ', with: { port: 5001 }')}`,
  },
  'id-moved': {
    message: '{owner} gets {number} from the pool {pool} instead of {before}.',
    wayOut: 'Nothing has to be done. Pin {before} to keep it, if the pool allows it.',
    explanation:
      'The number that it had is outside the changed pool, pinned for something else, or taken on a host that it now also runs on.',
    example: `${pool('webappPorts: { min: 5000, max: 5999 }, ')}${webapp('webapp1')}---\nids: s\nassigned: { webappPorts/webapp1.port: 80 }`,
  },
}
