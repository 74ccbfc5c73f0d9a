/** What the tests that are the same for all managers have to know of launchd. */
import type { Proof } from '#tests/conformance/proof.ts'

export const proof: Proof = {
  shows: {
    'environment.MARKED': /MARKED<\/key>[\s\\t]*<string>marked-value/,
    // A property list has no octal numbers.
    umask: /<integer>95</,
    nice: /<integer>13/,
    restart: /KeepAlive<\/key>[\s\\t]*<true/,
    'kind.timer': /<key>Minute<\/key>[\s\\t]*<integer>7</,
    boot: /RunAtLoad<\/key>[\s\\t]*<true/,
  },
  noLab: 'it is PID 1 of macOS alone; backend.test.ts reads its files with a real parser and starts what they say',
}
