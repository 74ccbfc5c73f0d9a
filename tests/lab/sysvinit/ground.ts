/** sysvinit on a throw-away host: init scripts under Debian's rc, and the scenario. */
import { groundOfRoot, type LabGround } from '../ground.ts'

export const ground: LabGround = {
  grounds: [groundOfRoot('sysvinit', { broken: { name: 'x', content: '#!/bin/sh\ncase x in\n' } })],
  scenario: { places: ['/etc/init.d'] },
  quoting: { not: 'its scripts run the launcher, which tests/quoting/shells.test.ts tries under every sh' },
}
