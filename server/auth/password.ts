/**
 * Passwords: scrypt with OWASP's parameters (N=2^15, r=8, p=3: about 0.2 s), in the form that names them, so that they can be raised.
 * Not argon2: Node has it from 24.7 on only, and a database must open on every Node that runs Longrun.
 */
import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto'

const COST = { log2N: 15, r: 8, p: 3 }
const BYTES = 32

function derive(password: string, salt: Buffer, cost: typeof COST): Promise<Buffer> {
  const N = 2 ** cost.log2N
  const options = { N, r: cost.r, p: cost.p, maxmem: 256 * N * cost.r }
  return new Promise((resolve, reject) =>
    // NFKC: the same password typed on another keyboard may come in another composition.
    scrypt(password.normalize('NFKC'), salt, BYTES, options, (error, key) => (error ? reject(error) : resolve(key))),
  )
}

/** `$scrypt$ln=15,r=8,p=3$salt$hash`. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16)
  const hash = await derive(password, salt, COST)
  return `$scrypt$ln=${COST.log2N},r=${COST.r},p=${COST.p}$${salt.toString('base64url')}$${hash.toString('base64url')}`
}

const FORM = /^\$scrypt\$ln=(\d+),r=(\d+),p=(\d+)\$([\w-]+)\$([\w-]+)$/

/** Whether `password` made `stored`. `null` (no such account) takes as long and is false, so the answer's time tells nothing. */
export async function verifyPassword(password: string, stored: string | null): Promise<boolean> {
  const [, log2N, r, p, salt, hash] = FORM.exec(stored ?? '') ?? []
  if (salt === undefined || hash === undefined) {
    await derive(password, Buffer.alloc(16), COST)
    return false
  }
  const found = await derive(password, Buffer.from(salt, 'base64url'), {
    log2N: Number(log2N),
    r: Number(r),
    p: Number(p),
  })
  const wanted = Buffer.from(hash, 'base64url')
  return found.length === wanted.length && timingSafeEqual(found, wanted)
}
