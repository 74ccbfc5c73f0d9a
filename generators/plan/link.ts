/**
 * Gives artefacts their addresses and fills the holes of texts for one host.
 * An address is the SHA-256 of the symbolic form: directories, the addresses of the files referred to, `self`, a secret's name and
 * version; never the host's prefix nor a secret's value. So the same file has the same address on every host. A file that holds a
 * secret stands outside of the store, at `PREFIX/secrets/<profile>/<address>/<name>`.
 */
import type { HostFacts } from '../contract/backend.ts'
import type { PreviewFile } from '../contract/compiled.ts'
import { type Kept, kept } from '../contract/kept.ts'
import type { FilledPart, StoreFile } from '../contract/manifest.ts'
import { type Artefact, type Directory, type Hole, secretsIn as secretsInText, type Text } from '../contract/text.ts'
import { digestOf, shortDigest } from './digest.ts'
import type { Directories } from './directories.ts'

export interface LinkerOptions {
  readonly profile: string
  readonly facts: HostFacts
  readonly directories: Directories
  /** The version that holds of each secret; one that is missing here has none yet. */
  readonly secrets?: SecretVersions
}
export type SecretVersions = Readonly<Record<string, string>>

type Shown = PreviewFile['parts'][number]

/** What stands for holes in the symbolic form; NUL never occurs in text, so nothing can be mistaken for one. */
const PREFIX = '\0prefix\0'
const SELF = '\0self\0'

interface Linked {
  /** Its address and its name. */
  readonly key: string
  readonly hash: string
  /** Where it stands on the host. */
  readonly path: string
}

/** On a file, what it is to the first linker that asked for it, mostly the only one; to others, in tables of theirs. */
interface First<T> {
  readonly memo: object
  readonly value: T
}
const linkedFirst = kept<Artefact, First<Linked>>()
const shownFirst = kept<Artefact, First<readonly Shown[]>>()
function memoIn<T>(first: Kept<Artefact, First<T>>): Kept<Artefact, T> {
  const others = new WeakMap<Artefact, T>()
  const memo: Kept<Artefact, T> = {
    get(artefact) {
      const one = first.get(artefact)
      return one?.memo === memo ? one.value : one && others.get(artefact)
    },
    set(artefact, value) {
      const one = first.get(artefact)
      if (one && one.memo !== memo) others.set(artefact, value)
      else first.set(artefact, { memo, value })
    },
  }
  return memo
}

/** Links for one host and profile. `of`: the native name of the process whose reload files `current` means. */
export interface Linker {
  /** `hash/name`. */
  key(artefact: Artefact, of: string): string
  /** Absolute path in the store. */
  path(artefact: Artefact, of: string): string
  /** With every hole filled; a secret is only named. */
  fill(text: Text, of: string): string
  /** What digests over meaning are made of: every hole filled but the prefix. */
  symbolic(text: Text, of: string): string
  file(artefact: Artefact, of: string): StoreFile
  /** The parts of a file as a preview shows them, every hole as text; the same list for as long as they are the same. */
  shown(artefact: Artefact, of: string): readonly Shown[]
  /** Stable directory of a process's reload files. */
  links(of: string): string
  directory(name: Directory): string
  /** The version that holds of a secret; empty where it has none yet. */
  version(secret: string): string
  /** As this one, of a world in which no secret was ever changed: what is alike there differs in versions alone. */
  readonly unversioned: Linker
}

export function makeLinker({ profile, facts, directories, secrets = {} }: LinkerOptions): Linker {
  const { prefix } = facts
  const owned = new Map<string, Kept<Artefact, Linked>>()
  const files = new WeakMap<Linked, StoreFile>()
  const ofParts = memoIn(shownFirst)
  const shared = memoIn(linkedFirst)

  const linksBelow = (name: string) => `${PREFIX}/profiles/${profile}/links/${name}`
  const located = (name: Directory) => `${directories[name].below === 'prefix' ? PREFIX : ''}${directories[name].path}`
  const real = (symbolic: string) => symbolic.replaceAll(PREFIX, prefix)

  function symbolOf(hole: Hole, of: string): string {
    switch (hole.kind) {
      case 'artefact':
        if (hole.via === 'current') return `${linksBelow(of)}/${hole.of.name}`
        return `${PREFIX}/${placed(hole.of, of)}`
      case 'directory':
        return located(hole.of)
      case 'self':
        return SELF
      case 'secret':
        return `\0secret:${hole.name}:${version(hole.name)}:${hole.format}:${hole.state}\0`
      case 'prefix':
        return PREFIX
      case 'links':
        return linksBelow(hole.name)
    }
  }
  function symbolic(text: Text, of: string): string {
    let made = ''
    for (let index = 0; index < text.length; index += 1) {
      const part = text[index]!
      made += 's' in part ? part.s : symbolOf(part.hole, of)
    }
    return made
  }
  function linked(artefact: Artefact, of: string): Linked {
    const memo = lookAt(artefact).readsLinks ? memoOf(of) : shared
    const known = memo.get(artefact)
    if (known) return known
    const text = symbolic(artefact.content, of)
    const hash = shortDigest(
      JSON.stringify([artefact.name, artefact.mode, artefact.owner ?? null, artefact.group ?? null, text]),
    )
    const key = `${hash}/${artefact.name}`
    const made: Linked = { hash, key, path: `${prefix}/${below(artefact, key)}` }
    memo.set(artefact, made)
    return made
  }
  function memoOf(of: string): Kept<Artefact, Linked> {
    let memo = owned.get(of)
    if (!memo) {
      memo = new WeakMap()
      owned.set(of, memo)
    }
    return memo
  }
  function show(hole: Hole, of: string, self: Artefact): string {
    if (hole.kind === 'self') return path(self, of)
    if (hole.kind === 'artefact' && hole.via === 'store') return path(hole.of, of)
    if (hole.kind === 'directory') return directory(hole.of)
    return hole.kind === 'secret' ? shownSecret(hole.name) : real(symbolOf(hole, of))
  }
  const key = (artefact: Artefact, of: string) => linked(artefact, of).key
  const below = (artefact: Artefact, named: string) => `${artefact.secret ? `secrets/${profile}` : 'store'}/${named}`
  const placed = (artefact: Artefact, of: string) => below(artefact, key(artefact, of))
  const path = (artefact: Artefact, of: string) => linked(artefact, of).path
  const places = new Map<Directory, string>()
  function directory(name: Directory): string {
    let place = places.get(name)
    if (place === undefined) places.set(name, (place = real(located(name))))
    return place
  }
  const version = (secret: string) => (Object.hasOwn(secrets, secret) ? secrets[secret]! : '')
  /** The text of a file as it is shown, and the parts that it is filled in from. */
  function parted(artefact: Artefact, of: string): { text: string; parts: readonly FilledPart[] } {
    const self = path(artefact, of)
    const parts: FilledPart[] = []
    for (const part of artefact.content) {
      if ('hole' in part && part.hole.kind === 'secret') {
        const { name, format, state } = part.hole
        parts.push({ secret: name, version: version(name), format, state })
        continue
      }
      const s = 's' in part ? part.s : real(symbolOf(part.hole, of)).replaceAll(SELF, self)
      const last = parts.at(-1)
      if (typeof last === 'string') parts[parts.length - 1] = last + s
      else parts.push(s)
    }
    return { text: parts.map((part) => (typeof part === 'string' ? part : shownSecret(part.secret))).join(''), parts }
  }

  let unversioned: Linker | undefined
  const linker: Linker = {
    key,
    path,
    version,
    get unversioned() {
      unversioned ??= Object.keys(secrets).length === 0 ? linker : makeLinker({ profile, facts, directories })
      return unversioned
    },
    symbolic,
    fill: (text, of) => real(symbolic(text, of)),
    links: (of) => real(linksBelow(of)),
    directory,
    shown(artefact, of) {
      const look = lookAt(artefact)
      if (!look.hasHoles) return artefact.content as readonly Shown[]
      const known = ofParts.get(artefact)
      if (known && !look.readsLinks) return known
      const made = artefact.content.slice() as Shown[]
      for (let index = 0; index < made.length; index += 1) {
        const part = artefact.content[index]!
        if ('s' in part) continue
        const s = show(part.hole, of, artefact)
        made[index] = part.from ? { s, from: part.from } : { s }
      }
      if (!look.readsLinks) ofParts.set(artefact, made)
      return made
    },
    file(artefact, of) {
      const found = linked(artefact, of)
      const known = files.get(found)
      if (known) return known
      const { name, mode, kind, owner, group } = artefact
      const filled = artefact.secret ? parted(artefact, of) : null
      const text = filled ? filled.text : real(symbolic(artefact.content, of)).replaceAll(SELF, found.path)
      const bytes = digestOf(text)
      // Without root nothing can be given away.
      const ownership = facts.privileged ? { ...(owner ? { owner } : {}), ...(group ? { group } : {}) } : {}
      const secret = filled ? { secret: { at: placed(artefact, of), parts: filled.parts } } : {}
      const file: StoreFile = { hash: found.hash, name, mode, bytes, kind, ...ownership, text, ...secret }
      files.set(found, file)
      return file
    },
  }
  return linker
}

/** What stands where a secret's value would: in previews, in comparisons, in what is exported. */
export function shownSecret(name: string): string {
  return `<secret ${name}>`
}

/** What is worked out of an artefact's content, in one look at it: artefacts are immutable. */
interface Look {
  /** The files that it names by their store path. */
  names: readonly Artefact[]
  readonly secrets: readonly string[]
  /** Whether its bytes depend on whose it is: it, or a file that it refers to, names a stable path. */
  readsLinks: boolean
  hasHoles: boolean
  acyclic: boolean
  /** Unset until somebody asks. */
  plain: boolean | undefined
}
const NONE: readonly Artefact[] = []
const looks = kept<Artefact, Look>()
function lookAt(artefact: Artefact): Look {
  const known = looks.get(artefact)
  if (known) return known
  let names: Artefact[] | null = null
  const look: Look = {
    names: NONE,
    secrets: secretsInText(artefact.content),
    readsLinks: false,
    hasHoles: false,
    acyclic: false,
    plain: undefined,
  }
  looks.set(artefact, look)
  for (const part of artefact.content) {
    if (!('hole' in part)) continue
    const { hole } = part
    look.hasHoles = true
    if (hole.kind !== 'artefact') continue
    if (hole.via === 'store') {
      names ??= []
      names.push(hole.of)
    }
    look.readsLinks ||= hole.via === 'current' || lookAt(hole.of).readsLinks
  }
  if (names) look.names = names
  else look.acyclic = true
  return look
}

/** The files that an artefact names by their store path, itself first, each once. */
export function closureOf(artefacts: Iterable<Artefact>): Artefact[] {
  const found: Artefact[] = []
  for (const artefact of artefacts) visit(artefact, found)
  return found
}

/** A closure is a handful of files, so looking through it is quicker than a set of them. */
function visit(artefact: Artefact, found: Artefact[]): void {
  if (found.includes(artefact)) return
  found.push(artefact)
  for (const named of lookAt(artefact).names) visit(named, found)
}

/** Files that name each other in a circle, so that neither could have an address; `null`: there are none. */
export function fileCycle(artefact: Artefact, above: readonly Artefact[] = []): readonly Artefact[] | null {
  const look = lookAt(artefact)
  if (look.acyclic) return null
  const start = above.indexOf(artefact)
  if (start >= 0) return above.slice(start)
  for (const named of look.names) {
    const cycle = fileCycle(named, [...above, artefact])
    if (cycle) return cycle
  }
  look.acyclic = true
  return null
}

/** Whether an artefact and all that it names stand in no circle and hold no secret: looked at once for each. */
export function isPlain(artefact: Artefact): boolean {
  const look = lookAt(artefact)
  look.plain ??= fileCycle(artefact) === null && look.secrets.length === 0 && look.names.every(isPlain)
  return look.plain
}

/** The secrets that an artefact holds itself, by name. */
export function secretsIn(artefact: Artefact): readonly string[] {
  return lookAt(artefact).secrets
}
/** The directory variables that a text holds. */
export function directoriesIn(text: Text): Directory[] {
  const found: Directory[] = []
  for (const part of text) if ('hole' in part && part.hole.kind === 'directory') found.push(part.hole.of)
  return found
}
