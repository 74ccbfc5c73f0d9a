/** What the tests that are the same for all managers have to know of Docker. */
import type { Proof } from '#tests/conformance/proof.ts'

export const proof: Proof = {
  shows: { restart: /--restart='always'/, boot: /--restart='always'/ },
  reads: (file) => (file.endsWith('.container') ? ['sh', '-n', file] : null),
}
