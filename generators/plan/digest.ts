/** SHA-256 over text, as the addresses and digests of the plan use it. */
import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js'

/** All 64 hexadecimal digits. */
export function digestOf(text: string): string {
  return bytesToHex(sha256(utf8ToBytes(text)))
}

/** The first 128 bits: enough to tell apart everything that one system will ever hold, and short enough for paths. */
export function shortDigest(text: string): string {
  return digestOf(text).slice(0, 32)
}
