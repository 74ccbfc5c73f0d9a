/** Which directories of its host a container is given: those that the model speaks of, and no other. */
import type { Lowered } from '../../contract/backend.ts'
import type { Preparation } from '../../contract/chain.ts'
import { concat, hole, literalOf, type Text, text } from '../../contract/text.ts'
import { closureOf, directoriesIn } from '../../plan/link.ts'
import { textsIn } from '../../plan/texts.ts'
import { outlineOf } from '../../syntax/outline.ts'
import { settingsOf } from './index.ts'

/** What a container has of its own, whatever a model says. */
const NEVER = /^\/(?:(?:bin|boot|dev|etc|lib|lib32|lib64|proc|sbin|sys|usr)(?:\/|$)|$|tmp$|run$|var$|var\/run$)/

function prepared(steps: readonly Preparation[]): Text[] {
  return steps.flatMap((step) =>
    step.do === 'directory' ? [step.path] : step.do === 'unless' ? prepared(step.steps) : [],
  )
}
function parentOf(file: Text): Text {
  const literal = literalOf(file)
  if (literal !== null) return text(literal.slice(0, Math.max(1, literal.lastIndexOf('/'))))
  const last = file.at(-1)
  if (!last || !('s' in last) || !last.s.includes('/')) return file
  return [...file.slice(0, -1), { ...last, s: last.s.slice(0, last.s.lastIndexOf('/')) }]
}

/**
 * The directory variables that anything of the process stands in, whole, because several processes may share what is below one; the
 * directories that it keeps or prepares elsewhere, homes that are made for it, where its output goes, and what the container has anyway.
 */
export function directoriesOf(lowered: Lowered): readonly Text[] {
  const { of, launcher, gate } = lowered
  const scripts = [launcher, gate].filter((one) => one !== undefined)
  const texts = [
    ...textsIn([of.steps, of.foreground, of.daemon, of.directories, of.reload, of.ready]),
    of.pidFile,
    ...closureOf([...of.files, ...scripts]).map(({ content }) => content),
  ]
  const variables = [...new Set(texts.flatMap(directoriesIn))].sort()
  const homes = of.accounts.flatMap((one) => (one.kind === 'user' && one.createHome && !one.existing ? [one.home] : []))
  const others = [
    ...of.directories.map(({ path }) => path),
    ...prepared(of.steps.prepare ?? []),
    ...(of.container.userChange ? homes : []),
    ...(of.steps.output ? [parentOf(of.steps.output)] : []),
  ].filter((one) => directoriesIn(one).length === 0)
  const found = [
    ...variables.map((name) => hole({ kind: 'directory', of: name })),
    ...others.map((one) => concat(one)),
    ...settingsOf(of.container)
      .volumes.split(' ')
      .filter(Boolean)
      .map((one) => text(one)),
  ]
  const byOutline = new Map<string, Text>()
  for (const [index, one] of found.entries()) {
    const outline = index < variables.length ? `\0${variables[index]}` : (outlineOf(one) ?? '')
    if (index < variables.length || (outline.startsWith('/') && !NEVER.test(outline))) byOutline.set(outline, one)
  }
  return [...byOutline]
    .filter(([outline]) => ![...byOutline.keys()].some((above) => outline.startsWith(`${above}/`)))
    .map(([, one]) => one)
}
