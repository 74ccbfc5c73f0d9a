/** The host kit as one program: its parts put together, and the name under which it is installed. */
import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'

const PARTS = ['identity', 'disk', 'wire', 'actions', 'runner', 'verbs', 'main']

export interface KitProgram {
  readonly text: string
  /** SHA-256 of the text. */
  readonly digest: string
  /** The folder's name below `PREFIX/kit`. */
  readonly hash: string
}

/** Beside this file; a bundle carries no `.sh` files, so there it is the checkout that was started. */
function kitFolder(): string {
  const beside = path.join(import.meta.dirname ?? '', 'kit')
  return existsSync(path.join(beside, 'main.sh')) ? beside : path.resolve('server/host-kit/kit')
}

let program: KitProgram | undefined

export function kitProgram(): KitProgram {
  if (!program) {
    const folder = kitFolder()
    const text = PARTS.map((part) => readFileSync(path.join(folder, `${part}.sh`), 'utf8')).join('')
    const digest = createHash('sha256').update(text).digest('hex')
    program = { text, digest, hash: digest.slice(0, 16) }
  }
  return program
}

/**
 * Run by the login shell as `sh -c INSTALLER longrun PREFIX HASH DIGEST SIZE` with the kit on standard input. It holds no quote,
 * back-slash, exclamation mark or newline, so that csh and fish read it too. PREFIX `-` stands for the host's own.
 * Prints `lr-prefix PREFIX` once the kit is in its place, whole.
 */
export const INSTALLER = [
  'umask 022',
  'p=$1',
  'if [ "$p" = - ]; then if [ "$(id -u)" = 0 ]; then p=/var/lib/longrun; else p=${XDG_STATE_HOME:-$HOME/.local/state}/longrun; fi; fi',
  'd=$p/kit/$2',
  'mkdir -p "$d" || exit 73',
  'if [ "$(id -u)" = 0 ]; then chmod 755 "$p"; else chmod 700 "$p"; fi',
  'cat >"$d/in.$$" || exit 74',
  'if [ "$(wc -c <"$d/in.$$" | tr -d " ")" = "$4" ]; then :; else rm -f "$d/in.$$"; exit 75; fi',
  'for t in "sha256sum" "shasum -a 256" "sha256 -r" "openssl dgst -sha256 -r"; do if command -v ${t%% *} >/dev/null 2>&1; then s=$($t "$d/in.$$"); break; fi; done',
  'if [ "${s%% *}" = "$3" ]; then :; else rm -f "$d/in.$$"; exit 76; fi',
  'chmod 755 "$d/in.$$"',
  'mv -f "$d/in.$$" "$d/kit" || exit 74',
  'p=$(cd "$p" && pwd -P)',
  'echo "lr-prefix $p"',
].join('; ')
