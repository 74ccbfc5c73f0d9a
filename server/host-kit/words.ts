/** Words of the wire: percent for every byte outside of plain printable ASCII; a lone minus stands for nothing at all. */

export function encodeWord(value: string): string {
  if (value === '') return '-'
  if (value === '-') return '%2D'
  return [...new TextEncoder().encode(value)]
    .map((byte) =>
      byte > 0x20 && byte < 0x7f && byte !== 0x25
        ? String.fromCharCode(byte)
        : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`,
    )
    .join('')
}

export function decodeWord(word: string): string {
  if (word === '-') return ''
  const bytes: number[] = []
  for (let at = 0; at < word.length; at++) {
    const hex = word[at] === '%' ? word.slice(at + 1, at + 3) : ''
    if (/^[0-9a-fA-F]{2}$/.test(hex)) {
      bytes.push(Number.parseInt(hex, 16))
      at += 2
    } else bytes.push(...new TextEncoder().encode(word[at]))
  }
  return new TextDecoder().decode(Uint8Array.from(bytes))
}

/** What a command wrote: `=` and two digits a byte. */
export function decodeHex(word: string): string {
  return Buffer.from(word.slice(1), 'hex').toString('utf8')
}
