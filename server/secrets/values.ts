/** What can be a secret: its name as models write it, and a value that can be brought to a process as it is. */
import { randomBytes } from 'node:crypto'
import { AppError } from '#server/app-error.ts'

export const SECRET_NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/
/** Far below the longest variable that Linux gives to a process, with room for what stands around it. */
export const LONGEST_VALUE = 65_536

export function checkName(name: string): string {
  if (SECRET_NAME.test(name)) return name
  throw new AppError('invalid', `"${name}" cannot be the name of a secret.`, {
    wayOut: 'Use at most 64 letters, digits, ".", "_" and "-", and begin with a letter or digit.',
  })
}

/** The value that bytes are, exactly; throws `invalid` where no process could be given them. */
export function valueOfBytes(bytes: Uint8Array): string {
  try {
    return checkValue(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes))
  } catch (error) {
    if (error instanceof AppError) throw error
    throw refused('The value is not text in UTF-8', 'Encode binary data first, for example with base64.')
  }
}

export function checkValue(value: string): string {
  if (value === '') throw refused('The value is empty', 'Give one, or remove the secret.')
  if (value.includes('\0'))
    throw refused('The value holds a NUL, which no variable can', 'Encode binary data first, for example with base64.')
  if (!value.isWellFormed())
    throw refused('The value is not text', 'Encode binary data first, for example with base64.')
  const bytes = Buffer.byteLength(value)
  if (bytes > LONGEST_VALUE)
    throw refused(
      `The value has ${bytes} bytes; ${LONGEST_VALUE} are possible`,
      'Bring larger things to the host as files.',
    )
  return value
}

function refused(what: string, wayOut: string): AppError {
  return new AppError('invalid', `${what}.`, { wayOut })
}

/** Random, so that nobody can tell from it whether two values are the same. */
export function newVersion(): string {
  return randomBytes(6).toString('hex')
}
