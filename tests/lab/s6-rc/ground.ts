/**
 * s6-rc is in no Debian, so it is tried where somebody built it (`generators/backends/s6-rc/README.md`) on a host whose PID 1 is
 * s6-svscan; what CI tries everywhere stands beside that backend.
 */
import { existsSync } from 'node:fs'
import { groundOfRoot, type LabGround } from '../ground.ts'

/** What the rc.init of s6-linux-init does at boot; before the first deployment there is nothing to bring up. */
const BOOT = `#!/bin/sh
[ -e /etc/s6/rc/compiled ] || exit 0
s6-rc-init -c /etc/s6/rc/compiled /run/service && exec s6-rc -u change default
`

export const ground: LabGround = {
  stands: () => ['/usr/bin', '/usr/local/bin'].some((directory) => existsSync(`${directory}/s6-rc-compile`)),
  grounds: [
    groundOfRoot('s6-rc', {
      broken: { name: 'run', content: '#!/bin/execlineb -P\nif { true\n' },
      prepare(lab) {
        const write = 'printf %s "$1" >/etc/s6/rc.init && chmod 755 /etc/s6/rc.init'
        lab.inside('s6-rc', 'sh', '-c', write, 'sh', BOOT)
      },
    }),
  ],
  scenario: { not: 'its host boots what was deployed by a script that the scenario does not put there' },
  quoting: { not: 'supervised.test.ts beside the backend sends every hostile string through a real s6-svscan' },
}
