/** Writes generated trees of files, and never over a file that it did not write itself. */
import { createHash } from 'node:crypto'
import {
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readlinkSync,
  rmdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import path from 'node:path'
import type { TreeFile } from '#generators/interchange/host-tree.ts'
import { EXIT } from './exit-codes.ts'
import { CommandError } from './output.ts'

/** Names what we wrote, so that the next run knows it again. */
const NOTE = '.longrun-files.json'

function digestOf(file: TreeFile): string {
  return createHash('sha256')
    .update('link' in file ? `-> ${file.link}` : file.text)
    .digest('hex')
}

/** The same digest of what is on disk; null: nothing is there. */
function digestAt(place: string): string | null {
  const there = lstatSync(place, { throwIfNoEntry: false })
  if (!there) return null
  const text = there.isSymbolicLink()
    ? `-> ${readlinkSync(place)}`
    : there.isFile()
      ? readFileSync(place, 'utf8')
      : 'other'
  return createHash('sha256').update(text).digest('hex')
}

/**
 * Makes `out` hold `files`: writes what differs, removes what an earlier run wrote and this one does not. Refuses before
 * the first write where a file is in the way that we did not write, or that was edited since.
 */
export function writeTree(
  out: string,
  files: readonly TreeFile[],
): { readonly written: number; readonly kept: number; readonly removed: number } {
  const note = path.join(out, NOTE)
  const before: Record<string, string> = existsSync(note) ? JSON.parse(readFileSync(note, 'utf8')) : {}
  const wanted = new Map(files.map((file) => [file.path, file]))
  const current = new Map(
    [...new Set([...wanted.keys(), ...Object.keys(before)])].map((one) => [one, digestAt(path.join(out, one))]),
  )
  const inTheWay = [...current].filter(
    ([at, digest]) => digest !== null && digest !== before[at] && !isSame(wanted.get(at), digest),
  )
  if (inTheWay.length)
    throw new CommandError(
      EXIT.refused,
      `${inTheWay.map(([at]) => path.join(out, at)).join(', ')} ${inTheWay.length === 1 ? 'is' : 'are'} not what longrun wrote.`,
      'Choose another directory, or remove what is there.',
    )
  let written = 0
  let removed = 0
  for (const file of wanted.values()) {
    if (isSame(file, current.get(file.path) ?? null)) continue
    const place = path.join(out, file.path)
    mkdirSync(path.dirname(place), { recursive: true })
    rmSync(place, { force: true })
    if ('link' in file) symlinkSync(file.link, place)
    else writeFileSync(place, file.text, { mode: file.mode })
    written += 1
  }
  for (const at of Object.keys(before)) {
    if (wanted.has(at) || current.get(at) === null) continue
    rmSync(path.join(out, at))
    removeEmpty(out, path.dirname(at))
    removed += 1
  }
  mkdirSync(out, { recursive: true })
  writeFileSync(
    note,
    `${JSON.stringify(Object.fromEntries([...wanted].map(([at, file]) => [at, digestOf(file)])), null, 2)}\n`,
  )
  return { written, kept: wanted.size - written, removed }
}

function isSame(file: TreeFile | undefined, digest: string | null): boolean {
  return file !== undefined && digestOf(file) === digest
}

function removeEmpty(out: string, directory: string): void {
  for (let here = directory; here && here !== '.'; here = path.dirname(here)) {
    try {
      rmdirSync(path.join(out, here))
    } catch {
      return
    }
  }
}
