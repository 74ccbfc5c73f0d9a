/** What the tests that are the same for all managers have to know of init scripts. */
import type { Proof } from '#tests/conformance/proof.ts'

export const proof: Proof = { shows: { boot: /Default-Start/ } }
