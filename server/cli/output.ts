/** What a command says: results on standard output, in words or as one JSON value; everything about it on standard error. */
import { EXIT, type Exit } from './exit-codes.ts'

export interface Output {
  readonly json: boolean
  /** The result: words for people, or the value for scripts. */
  result(words: string | readonly string[], value: unknown): void
  /** A line about what happens; never part of the result. */
  note(line: string): void
}

export function makeOutput(json: boolean): Output {
  return {
    json,
    result(words, value) {
      const text = json ? JSON.stringify(value, null, 2) : typeof words === 'string' ? words : words.join('\n')
      if (text) process.stdout.write(`${text}\n`)
    },
    note(line) {
      process.stderr.write(`${line}\n`)
    },
  }
}

/** Ends a command with words and a number. */
export class CommandError extends Error {
  readonly exit: Exit
  readonly wayOut: string

  constructor(exit: Exit, message: string, wayOut = '') {
    super(message)
    this.name = 'CommandError'
    this.exit = exit
    this.wayOut = wayOut
  }
}

export function usageError(message: string): CommandError {
  return new CommandError(EXIT.usage, message)
}

/** Rows as columns of equal width. */
export function columns(rows: readonly (readonly string[])[]): string[] {
  const widths: number[] = []
  for (const row of rows) for (const [at, cell] of row.entries()) widths[at] = Math.max(widths[at] ?? 0, cell.length)
  return rows.map((row) =>
    row
      .map((cell, at) => cell.padEnd(widths[at] ?? 0))
      .join('  ')
      .trimEnd(),
  )
}
