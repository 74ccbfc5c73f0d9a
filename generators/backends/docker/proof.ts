/** What the tests that are the same for all managers have to know of Docker. */
import type { Proof } from '#tests/conformance/proof.ts'
import { HOSTILE, NAMES } from '#tests/quoting/strings.ts'

/** A recipe goes by lines; its JSON and the words of a command line hold everything. */
const WITH_LINES = HOSTILE.filter((one) => /[\n\r]/.test(one))

export const proof: Proof = {
  shows: { restart: /--restart='always'/, boot: /--restart='always'/ },
  notHeld: {
    variables: WITH_LINES,
    directories: NAMES.filter((one) => WITH_LINES.includes(one)).map((one) => `/var/d/x${one}`),
  },
  reads: (file) => (file.endsWith('.container') ? ['sh', '-n', file] : null),
}
