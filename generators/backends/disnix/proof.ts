/** What the tests that are the same for all managers have to know of Disnix. */
import type { Proof } from '#tests/conformance/proof.ts'

export const proof: Proof = {
  noLab: 'neither Disnix nor Dysnomia is in a Debian release; the example runs through a stand-in in system.test.ts',
}
