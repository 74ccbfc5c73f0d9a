/** Values sealed with AES-256-GCM, each bound to the system, the name and the version of which it is. */
import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto'
import { chmodSync, linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { AppError } from '#server/app-error.ts'

/** Of which secret a value is: a sealed value that is put in the place of another one does not open. */
export interface SealedFor {
  readonly system: string
  readonly name: string
  readonly version: string
}
export interface Sealing {
  seal(value: string, of: SealedFor): string
  /** Throws `conflict` where another key sealed it, or where it was changed. */
  open(sealed: string, of: SealedFor): string
}

const FORMAT = '1'
/** NIST SP 800-38D, 8.2.2: a random IV of 96 bits, good for 2^32 values under one key. */
const IV_BYTES = 12
const TAG_BYTES = 16
const KEY_BYTES = 32

export function makeSealing(key: Uint8Array): Sealing {
  const bound = ({ system, name, version }: SealedFor) => Buffer.from(JSON.stringify([system, name, version]))
  return {
    seal(value, of) {
      const iv = randomBytes(IV_BYTES)
      const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(bound(of))
      const body = Buffer.concat([cipher.update(value, 'utf8'), cipher.final()])
      return `${FORMAT}.${Buffer.concat([iv, cipher.getAuthTag(), body]).toString('base64url')}`
    },
    open(sealed, of) {
      try {
        const [format, text = ''] = sealed.split('.')
        if (format !== FORMAT) throw new Error(`sealed in the format ${format}`)
        const bytes = Buffer.from(text, 'base64url')
        const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, IV_BYTES), { authTagLength: TAG_BYTES })
        decipher.setAAD(bound(of)).setAuthTag(bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES))
        return decipher.update(bytes.subarray(IV_BYTES + TAG_BYTES), undefined, 'utf8') + decipher.final('utf8')
      } catch (cause) {
        throw new AppError('conflict', `The value of the secret ${of.name} cannot be opened.`, {
          wayOut:
            'It was sealed with another key: bring back secret.key or LONGRUN_SECRET_KEY, or set the value again.',
          cause,
        })
      }
    },
  }
}

/**
 * The key of this installation: `LONGRUN_SECRET_KEY` (any text of 32 characters or more, as `openssl rand -base64 32` gives it), else
 * `secret.key` in `directory`, which is made where it is missing.
 */
export function sealingKey(
  directory: string,
  environment: string | undefined = process.env.LONGRUN_SECRET_KEY,
): Uint8Array {
  if (environment !== undefined && environment !== '') {
    if (environment.length < 32)
      throw new AppError('invalid', 'LONGRUN_SECRET_KEY is too short.', {
        wayOut: 'Use at least 32 characters, such as openssl rand -base64 32 gives.',
      })
    return createHash('sha256').update(environment).digest()
  }
  const file = path.join(directory, 'secret.key')
  try {
    return keyIn(file)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
  }
  // Made whole under another name, then linked: of two processes that begin at once, one's is everybody's.
  const made = `${file}.${process.pid}.${randomBytes(4).toString('hex')}`
  writeFileSync(made, `${randomBytes(KEY_BYTES).toString('base64url')}\n`, { mode: 0o600, flag: 'wx' })
  try {
    linkSync(made, file)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  } finally {
    rmSync(made, { force: true })
  }
  return keyIn(file)
}

function keyIn(file: string): Uint8Array {
  const key = Buffer.from(readFileSync(file, 'utf8').trim(), 'base64url')
  if (key.length !== KEY_BYTES)
    throw new AppError('conflict', `${file} is no key.`, {
      wayOut: 'Bring it back from a copy; without it the values of secrets have to be set again.',
    })
  chmodSync(file, 0o600)
  return key
}
