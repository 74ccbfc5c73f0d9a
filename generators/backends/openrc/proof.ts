/** What the tests that are the same for all managers have to know of OpenRC. */
import type { Proof } from '#tests/conformance/proof.ts'
import { WITH_CONTROLS } from '#tests/quoting/strings.ts'

export const proof: Proof = {
  shows: { nice: /--nicelevel 13/, restart: /respawn_max=0/, boot: /rc-update.{1,4}add/ },
  notHeld: { descriptions: WITH_CONTROLS },
}
