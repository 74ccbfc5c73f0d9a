/** What the tests that are the same for all managers have to know of FreeBSD's rc. */
import type { Proof } from '#tests/conformance/proof.ts'

export const proof: Proof = {
  shows: { boot: /_enable:=YES/ },
  noLab: 'FreeBSD alone has its rc.subr; the scripts run under a stand-in of it in backend.test.ts',
}
