/** What OpenSSH's own failures mean; its exit status 255 is also one that a remote command may have. */
import type { Result } from '#generators/contract/backend.ts'
import { TransportError, type TransportErrorCode } from '../contract.ts'

const MEANINGS: readonly (readonly [RegExp, TransportErrorCode, string])[] = [
  [
    /IDENTIFICATION HAS CHANGED|Host key verification failed|host key is known for/i,
    'changed-host-key',
    'does not show the host key that was accepted',
  ],
  [/Permission denied|Too many authentication failures|no such identity|Load key/i, 'auth', 'does not let us in'],
  [/Could not resolve|Name or service not known/i, 'unreachable', 'has a name that nobody knows'],
  [/Connection refused/i, 'unreachable', 'refuses connections'],
  [/timed out|Timeout, server|No route to host|Network is unreachable/i, 'unreachable', 'does not answer'],
  [
    /Connection (closed|reset)|kex_exchange|Broken pipe|client_loop|mux_client|lost connection/i,
    'unreachable',
    'ended the connection',
  ],
]

/** The error that `result` stands for; `null` where it is the remote command's own. */
export function sshFailure(where: string, result: Result): TransportError | null {
  if (result.status !== 255 && result.status !== null) return null
  const said = result.stderr.trim()
  for (const [pattern, code, meaning] of MEANINGS)
    if (pattern.test(said)) return new TransportError(code, `${where} ${meaning} (${lastLine(said)})`)
  return result.status === null || said.startsWith('ssh:')
    ? new TransportError('unreachable', `${where} cannot be reached (${lastLine(said) || 'no reason given'})`)
    : null
}
function lastLine(text: string): string {
  return text.split('\n').at(-1)?.replace(/\r$/, '') ?? ''
}
