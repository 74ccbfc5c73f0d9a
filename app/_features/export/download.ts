/** Files as one download: one alone as it is, several as an archive that keeps modes and links. */
import type { TreeFile } from '#generators/interchange/host-tree.ts'
import { tar } from '#generators/syntax/tar.ts'

export interface Download {
  readonly name: string
  readonly blob: Blob
}

/** `name`: of the archive, and of the folder in it. */
export function downloadOf(name: string, files: readonly TreeFile[]): Download {
  const [only] = files
  if (only && files.length === 1 && 'text' in only)
    return { name: only.path, blob: new Blob([only.text], { type: 'text/plain;charset=utf-8' }) }
  const entries = files.map((file) => {
    const path = `${name}/${file.path}`
    return 'link' in file ? { name: path, link: file.link } : { name: path, mode: file.mode, content: file.text }
  })
  return { name: `${name}.tar`, blob: new Blob([tar(entries)], { type: 'application/x-tar' }) }
}

/** Hands it to the browser, which asks or knows where to put it. */
export function save({ name, blob }: Download): void {
  const address = URL.createObjectURL(blob)
  const link = document.createElement('a')
  link.href = address
  link.download = name
  link.click()
  // The browser reads it on its own time; a turn later it holds what it needs.
  setTimeout(() => URL.revokeObjectURL(address), 10_000)
}

/** `812 bytes`, `34 kB`. */
export function sizeOf(bytes: number): string {
  return bytes < 1000
    ? `${bytes} bytes`
    : bytes < 1_000_000
      ? `${Math.round(bytes / 1000)} kB`
      : `${(bytes / 1_000_000).toFixed(1)} MB`
}
