/** Files as a person gives them to a page: chosen, dropped as files or folders, or pasted. Paths are those below the folder. */
import type { SourceFile } from '#generators/contract/reader.ts'

/** What was given; `title`: the folder's name, or the file's. */
export interface Sent {
  readonly files: readonly SourceFile[]
  readonly title: string
  /** Why something of it was not read. */
  readonly left: readonly string[]
}

const MOST_FILES = 2000
const MOST_BYTES = 1_000_000
/** Folders of tools, in which nobody keeps what runs. */
const NEVER = /(^|\/)(node_modules|\.git|\.hg|\.svn)(\/|$)/

interface Found {
  readonly path: string
  readonly file: File
}

/** What an `<input type="file">` holds; with a folder its name stands first in every path. */
export function fromInput(list: FileList): Promise<Sent> {
  return read(Array.from(list, (file) => ({ path: file.webkitRelativePath || file.name, file })))
}

/** What was dropped. Entries must be asked for before anything is awaited: afterwards the browser has forgotten them. */
export async function fromDrop(transfer: DataTransfer): Promise<Sent> {
  const entries = Array.from(transfer.items, (item) => (item.kind === 'file' ? item.webkitGetAsEntry() : null))
  const found: Found[] = []
  for (const entry of entries) if (entry) await walk(entry, '', found)
  return read(found)
}

async function walk(entry: FileSystemEntry, above: string, found: Found[]): Promise<void> {
  const path = above ? `${above}/${entry.name}` : entry.name
  if (NEVER.test(path) || found.length > MOST_FILES) return
  if (isFile(entry)) {
    found.push({ path, file: await new Promise<File>((resolve, reject) => entry.file(resolve, reject)) })
    return
  }
  if (!isFolder(entry)) return
  const reader = entry.createReader()
  // A browser gives a hundred at a time, and an empty list at the end.
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject))
    if (some.length === 0) return
    for (const one of some) await walk(one, path, found)
  }
}
function isFile(entry: FileSystemEntry): entry is FileSystemFileEntry {
  return entry.isFile
}
function isFolder(entry: FileSystemEntry): entry is FileSystemDirectoryEntry {
  return entry.isDirectory
}

async function read(all: readonly Found[]): Promise<Sent> {
  const wanted = all.filter(({ path }) => !NEVER.test(path))
  const { title, cut } = folderOf(wanted.map(({ path }) => path))
  const left: string[] = []
  if (wanted.length > MOST_FILES) left.push(`Only the first ${MOST_FILES} files are read.`)
  const files: SourceFile[] = []
  for (const { path, file } of wanted.slice(0, MOST_FILES)) {
    if (file.size > MOST_BYTES) left.push(`${path} is larger than 1 MB, and not read.`)
    else files.push({ path: path.slice(cut), text: await file.text() })
  }
  return { files: files.sort((a, b) => (a.path < b.path ? -1 : 1)), title, left }
}

/** The folder that all of them stand in, if it is one; else the name of the first file. */
export function folderOf(paths: readonly string[]): { readonly title: string; readonly cut: number } {
  const [first = ''] = paths
  const folder = first.includes('/') ? first.slice(0, first.indexOf('/')) : ''
  if (folder && paths.every((path) => path.startsWith(`${folder}/`))) return { title: folder, cut: folder.length + 1 }
  return { title: paths.length === 1 ? first.replace(/\.[^.]*$/, '') : '', cut: 0 }
}

/** A system's name from what was given: small letters, digits and single hyphens. */
export function systemName(title: string): string {
  return title
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^[^a-z]+|-+$/g, '')
    .slice(0, 40)
    .replace(/-+$/, '')
}
