/** A writer of ustar archives (POSIX.1-1988): what every `tar` reads. */

export interface TarEntry {
  /** Relative; longer than 100 bytes only where a slash lets it be split. */
  readonly name: string
  readonly mode: number
  readonly content: string
}

const BLOCK = 512
const encoder = new TextEncoder()

/** Name and prefix fields: the prefix takes at most 155 bytes and ends at a slash. */
function split(name: string): [name: Uint8Array, prefix: Uint8Array] {
  if (encoder.encode(name).length <= 100) return [encoder.encode(name), new Uint8Array()]
  for (let at = name.indexOf('/'); at !== -1; at = name.indexOf('/', at + 1)) {
    const [prefix, rest] = [encoder.encode(name.slice(0, at)), encoder.encode(name.slice(at + 1))]
    if (rest.length > 0 && rest.length <= 100 && prefix.length <= 155) return [rest, prefix]
  }
  throw new Error(`name does not fit an archive: ${name}`)
}

function header(entry: TarEntry, size: number): Uint8Array {
  const block = new Uint8Array(BLOCK)
  const [name, prefix] = split(entry.name)
  const octal = (value: number, width: number) => encoder.encode(`${value.toString(8).padStart(width - 1, '0')}\0`)
  block.set(name, 0)
  block.set(octal(entry.mode, 8), 100)
  block.set(octal(0, 8), 108)
  block.set(octal(0, 8), 116)
  block.set(octal(size, 12), 124)
  block.set(octal(0, 12), 136)
  block.fill(0x20, 148, 156)
  block[156] = 0x30
  block.set(encoder.encode('ustar\0'), 257)
  block.set(encoder.encode('00'), 263)
  block.set(prefix, 345)
  const sum = block.reduce((total, byte) => total + byte, 0)
  block.set(encoder.encode(`${sum.toString(8).padStart(6, '0')}\0 `), 148)
  return block
}

/** The archive, ended by two empty blocks. */
export function tar(entries: readonly TarEntry[]): Uint8Array {
  const parts = entries.flatMap((entry) => {
    const content = encoder.encode(entry.content)
    const padded = new Uint8Array(Math.ceil(content.length / BLOCK) * BLOCK)
    padded.set(content)
    return [header(entry, content.length), padded]
  })
  parts.push(new Uint8Array(2 * BLOCK))
  const whole = new Uint8Array(parts.reduce((total, part) => total + part.length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}
