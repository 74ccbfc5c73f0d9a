/** Who owns what: the accounts that a placement needs, the directories that it keeps, and the owners of what it makes. */
import type { Account } from '../contract/backend.ts'
import type { KeptDirectory, Ownership, StepValues } from '../contract/chain.ts'
import { concat, EMPTY, hole, literalOf, type Text, text } from '../contract/text.ts'
import type { AccountRef, CompiledUser, OwnedNodes } from '../language/compiled.ts'
import { anchored } from '../language/evaluate.ts'
import { isScalar, type Value } from '../language/values.ts'
import type { Id } from '../model/document.ts'
import {
  accountName,
  assigned,
  directoryValue,
  type Frame,
  isTrue,
  pidFile,
  processName,
  textOf,
  userValue,
} from './place-frame.ts'

/** Where users cannot be changed, nothing can be given to another owner. */
export function ownershipOf(frame: Frame, owned: OwnedNodes): Ownership {
  const mode = owned.mode === null ? {} : { mode: owned.mode }
  if (!frame.userChange) return mode
  return {
    ...(owned.owner ? { owner: accountName(frame, owned.owner, 'users') } : {}),
    ...(owned.group ? { group: accountName(frame, owned.group, 'groups') } : {}),
    ...mode,
  }
}

function field(value: Value, name: string): Text {
  const found = value && 'field' in value ? value.field(name) : undefined
  return isScalar(found) ? found.text : EMPTY
}

function numberOf(frame: Frame, id: Id | undefined, owner: string, place: CompiledUser['at']): Text | undefined {
  if (id === undefined) return undefined
  return typeof id === 'number' ? text(String(id), place) : assigned(frame, id.assign, owner)?.text
}

/** Groups first, then users; none where users cannot be changed, because nobody could make them. */
export function accountsOf(frame: Frame): readonly Account[] {
  if (!frame.userChange) return []
  const groups = new Map<string, Account>()
  const addGroup = (name: Text, id: Id | undefined, existing: boolean, from: CompiledUser['at']): void => {
    const literal = literalOf(name) ?? ''
    const gid = numberOf(frame, id, `group:${literal}`, from)
    if (!groups.has(literal)) groups.set(literal, { kind: 'group', name, ...(gid ? { gid } : {}), existing, from })
  }
  for (const group of frame.compiled.groups.values())
    if (!group.when || isTrue(frame, group.when))
      addGroup(textOf(frame, group.name), group.declared.gid, group.declared.existing === true, group.at)
  const users = [...frame.compiled.users].flatMap(([key, user]): Account[] => {
    const value = userValue(frame, key)
    if (!value) return []
    const name = field(value, 'name')
    const existing = user.declared.existing === true
    // A group of the user's own name, or one that stands nowhere but in its `group`: a number for it says that it is to be made.
    if (!existing && (!user.group || user.declared.gid !== undefined))
      addGroup(user.group ? field(value, 'group') : name, user.declared.gid, false, user.at)
    const uid = numberOf(frame, user.declared.uid, `user:${literalOf(name) ?? ''}`, user.at)
    return [
      {
        kind: 'user',
        name,
        ...(uid ? { uid } : {}),
        group: field(value, 'group'),
        groups: user.groups.map((ref) => accountName(frame, ref, 'groups')),
        home: field(value, 'home'),
        createHome: user.declared.createHome === true,
        shell: user.shell ? textOf(frame, user.shell) : text('/usr/sbin/nologin'),
        description: user.description ? textOf(frame, user.description) : EMPTY,
        existing,
        from: user.at,
      },
    ]
  })
  return [...groups.values(), ...users]
}

/** The account that the process runs as. Of an account that is only named, group and home are its own: empty here. */
export function runsAs(frame: Frame, ref: AccountRef): StepValues['user'] {
  if ('node' in ref) return { name: textOf(frame, ref.node), group: EMPTY, groups: [], home: EMPTY }
  const user = frame.compiled.users.get(ref.key)
  const value = userValue(frame, ref.key)
  if (!user || !value) return { name: EMPTY, group: EMPTY, groups: [], home: EMPTY }
  const ownGroup = user.group !== null || user.declared.existing !== true
  return {
    name: anchored(field(value, 'name'), ref.at),
    group: ownGroup ? field(value, 'group') : EMPTY,
    groups: user.groups.map((group) => accountName(frame, group, 'groups')),
    home: user.home ? field(value, 'home') : EMPTY,
  }
}

/** Directories of the constructor, and the one for a PID file that another user writes. */
export function directoriesOf(frame: Frame): readonly KeptDirectory[] {
  const kept = [...frame.compiled.directories].flatMap(([key, directory]): KeptDirectory[] => {
    const path = directoryValue(frame, key, directory)
    return isScalar(path)
      ? [{ path: path.text, under: directory.in, from: directory.at, ...ownershipOf(frame, directory) }]
      : []
  })
  const { user, daemon, pidFile: given, at } = frame.compiled.process
  if (!user || !daemon || given || pidFile(frame).length === 0) return kept
  const path = concat(hole({ kind: 'directory', of: 'runtime' }, at), text(`/${processName(frame)}`))
  return [
    ...kept,
    { path, under: 'runtime', from: at, ...(frame.userChange ? { owner: runsAs(frame, user).name } : {}) },
  ]
}
