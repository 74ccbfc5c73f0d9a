/** Why a deployment cannot go on, in words for people; thrown by its steps, caught by the recipe alone. */
import { TransportError, type TransportErrorCode } from '#server/transports/contract.ts'
import type { Cause } from './ports.ts'

export class Stopped extends Error {
  readonly why: Cause
  /** The host kit's word for it, where a host refused. */
  readonly code: string | null
  constructor(cause: Partial<Cause> & Pick<Cause, 'what' | 'wayOut'>, code: string | null = null) {
    super(cause.what)
    this.code = code
    this.name = 'Stopped'
    this.why = { outcome: 'failed', host: null, placement: null, ...cause }
  }
}

const TRANSPORT_WAYS_OUT: Readonly<Record<TransportErrorCode, string>> = {
  unreachable: 'Bring the host back, or take it out of the system; then deploy again.',
  'unknown-host-key': 'Enrol the host again and accept its key.',
  'changed-host-key': 'Find out why the key changed. If the host was installed anew, enrol it again.',
  auth: 'Let the key of this server in on the host, or name another identity file.',
  timeout: 'Look at the load of the host, then deploy again.',
  aborted: 'Deploy again.',
  protocol: 'Look at the page of the host: its answers were not whole.',
}

/** The words for what the host kit refuses. `words` are those behind the code. */
function refusal(host: string, code: string, words: readonly string[]): Pick<Cause, 'what' | 'wayOut'> {
  const again = 'Deploy again.'
  switch (code) {
    case 'locked': {
      const [, owner, reason, , since] = words
      return {
        what: `${host} is locked by ${owner || 'somebody'}${reason ? `, ${JSON.stringify(reason)}` : ''}${since ? `, since ${since}` : ''}.`,
        wayOut:
          'Wait for the end of that deployment; a lock whose owner has died frees itself at the next try after a minute.',
      }
    }
    case 'base':
      return {
        what: `${host} says that it runs ${words[1] ? `generation ${words[0]} of somebody else` : 'nothing of this system'}.`,
        wayOut:
          'Another server or command line deployed there, or the host was wiped: look at its page, then plan again.',
      }
    case 'reverting':
      return {
        what: `${host} is going back from a deployment that was given up.`,
        wayOut: 'Wait a moment, then deploy again.',
      }
    case 'disk-full':
      return { what: `The disk of ${host} is full.`, wayOut: 'Make room there, then deploy again.' }
    case 'cannot-write':
      return { what: `${host} cannot write to Longrun's directory.`, wayOut: 'Look at the rights and the disk there.' }
    case 'unsound':
      return { what: `${words[0] ?? 'A file'} reached ${host} damaged.`, wayOut: again }
    case 'rebooted':
      return { what: `${host} was restarted in between.`, wayOut: again }
    case 'moved-prefix':
      return {
        what: `${host} keeps Longrun's files at ${words[0]}, not where this system looks.`,
        wayOut: 'A host has one prefix: use that one.',
      }
    case 'newer-layout':
      return { what: `${host} was set up by a newer Longrun.`, wayOut: 'Update this one.' }
    case 'no-lock':
    case 'other-token':
      return { what: `${host} was taken over by another deployment.`, wayOut: 'Look at its page, then plan again.' }
    default:
      return { what: `${host} refused: ${[code, ...words].join(' ')}.`, wayOut: 'Look at the page of the host.' }
  }
}

export function refused(
  host: string,
  refusalOf: { readonly code: string; readonly words: readonly string[] },
): Stopped {
  return new Stopped({ outcome: 'refused', host, ...refusal(host, refusalOf.code, refusalOf.words) }, refusalOf.code)
}

export function cancelled(): Stopped {
  return new Stopped({ outcome: 'cancelled', what: 'Stopped on request.', wayOut: 'Deploy again when you like.' })
}

const blamed = new WeakMap<TransportError, string>()
/** Notes which host an error is of. */
export function blame(error: TransportError, host: string): void {
  blamed.set(error, host)
}

/** The cause that `error` stands for; `null` where it is none of a deployment's, but ours or the store's. */
export function causeOf(error: unknown): Cause | null {
  if (error instanceof Stopped) return error.why
  if (error instanceof TransportError) {
    const host = blamed.get(error) ?? null
    return {
      outcome: 'failed',
      host,
      placement: null,
      what: `${host ?? 'A host'} does not answer: ${error.message}.`,
      wayOut: TRANSPORT_WAYS_OUT[error.code],
    }
  }
  return null
}
