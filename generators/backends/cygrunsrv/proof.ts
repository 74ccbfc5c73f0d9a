/** What the tests that are the same for all managers have to know of cygrunsrv. */
import type { Proof } from '#tests/conformance/proof.ts'

export const proof: Proof = {
  shows: { boot: /type=.?auto/ },
  noLab: 'it registers services of Windows; backend.test.ts runs its verbs against one that keeps books',
}
