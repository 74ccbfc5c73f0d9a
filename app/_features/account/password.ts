/** What a new password must be; the server asks the same (NIST SP 800-63B, 3.1.1.2: length, no rules of composition). */
export const PASSWORD_LENGTH = 10

/** What is wrong with it, as a sentence; `null`: nothing. */
export function passwordProblem(password: string): string | null {
  const length = [...password].length
  if (length >= PASSWORD_LENGTH) return null
  return `${length} ${length === 1 ? 'character' : 'characters'}. Use ${PASSWORD_LENGTH} or more, any kind.`
}
