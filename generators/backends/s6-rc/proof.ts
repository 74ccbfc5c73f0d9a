/** What the tests that are the same for all managers have to know of s6-rc. */
import type { Proof } from '#tests/conformance/proof.ts'

export const proof: Proof = {
  shows: { restart: /# Restart=always/, boot: /default\/contents\.d\/demo-marked/ },
}
