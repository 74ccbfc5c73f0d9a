/** What the tests that are the same for all managers have to know of runit. */
import type { Proof } from '#tests/conformance/proof.ts'
import { WITH_CONTROLS } from '#tests/quoting/strings.ts'

export const proof: Proof = {
  shows: { restart: /runsv starts it again/, boot: /\/service/ },
  // A comment has a line for each line.
  notHeld: { descriptions: WITH_CONTROLS.filter((one) => !/^[^\0-\x08\x0b-\x1f\x7f]*$/.test(one)) },
}
