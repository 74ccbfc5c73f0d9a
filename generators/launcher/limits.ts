/** Resource limits as `ulimit`: options and units differ by shell, so the numbers are worked out here. */
import type { Limit } from '../contract/chain.ts'
import { concat, literalOf, type Text, text } from '../contract/text.ts'
import { type Code, line, orDie } from './code.ts'

/** POSIX.1-2024 units: core files are counted in 512 bytes, memory in 1024 (bash only in its POSIX mode, which we set). */
const UNITS: Readonly<Record<Limit, { readonly options: readonly string[]; readonly bytes: number }>> = {
  nofile: { options: ['-n'], bytes: 1 },
  core: { options: ['-c'], bytes: 512 },
  // -u everywhere but in dash and mksh, where it is -p; -p is the size of a pipe in bash, so -u is tried first.
  nproc: { options: ['-u', '-p'], bytes: 1 },
  memlock: { options: ['-l'], bytes: 1024 },
  stack: { options: ['-s'], bytes: 1024 },
}

/** Whether a limit's value is one: a whole number, or `unlimited`. */
export function isLimit(value: Text): boolean {
  return /^(\d{1,15}|unlimited)$/.test(literalOf(value) ?? '')
}

export function limitLines(limits: ReadonlyMap<Limit, Text>): Code {
  return [...limits].map(([limit, value]) => {
    const { options, bytes } = UNITS[limit]
    const literal = literalOf(value) ?? ''
    const amount = literal === 'unlimited' || bytes === 1 ? literal : String(Math.ceil(Number(literal) / bytes))
    const from = value.find((part) => part.from)?.from
    const tries = options.map((option, index) => {
      const quiet = index < options.length - 1 ? ' 2>/dev/null' : ''
      return concat(text(`ulimit ${option} `), text(amount, from), text(quiet))
    })
    const all = tries.flatMap((one, index) => (index > 0 ? [...text(' || '), ...one] : one))
    return line(all, orDie(`the limit ${limit} cannot be set to`, value))
  })
}
