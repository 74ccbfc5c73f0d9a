/** OpenRC on a throw-away host: its services, the scenario, hostile strings. */
import { runAll } from '#tests/conformance/host.ts'
import { groundOfRoot, type LabGround } from '../ground.ts'

export const ground: LabGround = {
  grounds: [groundOfRoot('openrc', { broken: { name: 'x', content: '#!/bin/sh\ncase x in\n' } })],
  scenario: { places: ['/etc/init.d', '/etc/runlevels/default'] },
  quoting: {
    start(lab, host, names) {
      const all = 'for name; do rc-service "$name" start || exit; done'
      runAll(lab, host, [{ argv: ['sh', '-c', all, 'sh', ...names], changes: true, seconds: 90 }])
    },
    descriptions(lab, host, names) {
      const all = 'for name; do rc-service "$name" describe; done'
      const said = lab.inside(host, 'sh', '-c', all, 'sh', ...names)
      return Array.from(said.matchAll(/^ \* ([^\n]*)\n \* cgroup_cleanup:/gm), ([, line]) => line ?? '')
    },
  },
}
