/** Random secrets that somebody carries, and the hashes under which we keep them. */
import { createHash, randomBytes } from 'node:crypto'

/** 256 bits: needs no slow hash, since it cannot be guessed. */
export function newToken(): string {
  return randomBytes(32).toString('base64url')
}

export function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('base64url')
}
