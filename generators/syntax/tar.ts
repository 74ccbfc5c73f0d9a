/** A writer of ustar archives (POSIX.1-1988), with pax records (POSIX.1-2001) for what does not fit them: what every `tar` reads. */

export type TarEntry = {
  /** Relative. */
  readonly name: string
} & ({ readonly mode: number; readonly content: string } | { /** A symbolic link to it. */ readonly link: string })

const BLOCK = 512
const encoder = new TextEncoder()

/** Name and prefix fields: the prefix takes at most 155 bytes and ends at a slash. `null`: the name does not fit. */
function split(name: string): [name: Uint8Array, prefix: Uint8Array] | null {
  if (encoder.encode(name).length <= 100) return [encoder.encode(name), new Uint8Array()]
  for (let at = name.indexOf('/'); at !== -1; at = name.indexOf('/', at + 1)) {
    const [prefix, rest] = [encoder.encode(name.slice(0, at)), encoder.encode(name.slice(at + 1))]
    if (rest.length > 0 && rest.length <= 100 && prefix.length <= 155) return [rest, prefix]
  }
  return null
}

interface Header {
  readonly name: string
  readonly mode: number
  readonly size: number
  /** `0`: a file, `2`: a symbolic link, `x`: records for the entry behind it. */
  readonly type: '0' | '2' | 'x'
  readonly link?: string
}

function header({ name: whole, mode, size, type, link = '' }: Header): Uint8Array {
  const block = new Uint8Array(BLOCK)
  const [name, prefix] = split(whole) ?? [encoder.encode(whole).slice(0, 100), new Uint8Array()]
  const octal = (value: number, width: number) => encoder.encode(`${value.toString(8).padStart(width - 1, '0')}\0`)
  block.set(name, 0)
  block.set(octal(mode, 8), 100)
  block.set(octal(0, 8), 108)
  block.set(octal(0, 8), 116)
  block.set(octal(size, 12), 124)
  block.set(octal(0, 12), 136)
  block.fill(0x20, 148, 156)
  block[156] = type.charCodeAt(0)
  block.set(encoder.encode(link).slice(0, 100), 157)
  block.set(encoder.encode('ustar\0'), 257)
  block.set(encoder.encode('00'), 263)
  block.set(prefix, 345)
  const sum = block.reduce((total, byte) => total + byte, 0)
  block.set(encoder.encode(`${sum.toString(8).padStart(6, '0')}\0 `), 148)
  return block
}

/** pax(1): `LENGTH KEY=VALUE`, the length being that of the whole record, itself included. */
function record(key: string, value: string): string {
  const rest = encoder.encode(` ${key}=${value}\n`).length
  let length = rest + String(rest).length
  if (String(length).length > String(rest).length) length = rest + String(length).length
  return `${length} ${key}=${value}\n`
}

function padded(text: string): { readonly size: number; readonly blocks: Uint8Array } {
  const content = encoder.encode(text)
  const blocks = new Uint8Array(Math.ceil(content.length / BLOCK) * BLOCK)
  blocks.set(content)
  return { size: content.length, blocks }
}

/** The archive, ended by two empty blocks. */
export function tar(entries: readonly TarEntry[]): Uint8Array<ArrayBuffer> {
  const parts = entries.flatMap((entry) => {
    const link = 'link' in entry ? entry.link : ''
    const { size, blocks } = padded('link' in entry ? '' : entry.content)
    const mode = 'link' in entry ? 0o777 : entry.mode
    const long = [
      split(entry.name) ? '' : record('path', entry.name),
      encoder.encode(link).length > 100 ? record('linkpath', link) : '',
    ].join('')
    const extra = padded(long)
    return [
      ...(long ? [header({ name: 'pax', mode: 0o644, size: extra.size, type: 'x' }), extra.blocks] : []),
      header({ name: entry.name, mode, size, type: link ? '2' : '0', link }),
      blocks,
    ]
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
