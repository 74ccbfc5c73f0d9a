/** The launcher's common text as one artefact: the same object for every process, so that its hash is made once. */
import type { Artefact } from '../contract/text.ts'
import { LAUNCHER_TEXT } from './launcher-text.ts'

/** Sourced by every generated script, by its path in the store. */
export const LAUNCHER: Artefact = {
  name: 'launcher.sh',
  mode: 0o644,
  content: [{ s: LAUNCHER_TEXT }],
  kind: 'launcher',
  secret: false,
}

/**
 * `launcher.sh` as a TypeScript module: generators read no files, and the shell text is edited and checked as a shell text.
 * A test holds the two together.
 */
export function embed(shellText: string): string {
  const escaped = shellText.replaceAll('\\', '\\\\').replaceAll('`', '\\`').replaceAll('${', '\\${')
  return [
    '/** Made from `launcher.sh` by `EMBED=1 vitest run generators/launcher/embed`: edit that file, not this one. */',
    `export const LAUNCHER_TEXT = \`${escaped}\``,
    '',
  ].join('\n')
}
