/**
 * s6-rc is in no Debian, so it is tried where somebody built it (`generators/backends/s6-rc/README.md`) on a host whose PID 1 is
 * s6-svscan; what CI tries everywhere stands beside that backend.
 */
import { existsSync } from 'node:fs'
import { AS_ANN, groundOfAnn, groundOfRoot, type LabGround } from '../ground.ts'

const BROKEN = { name: 'run', content: '#!/bin/execlineb -P\nif { true\n' }

/** Where a user's own stands if nothing else is said. */
const HOME = '/home/ann/.local/state/longrun'

export const ground: LabGround = {
  stands: () => ['/usr/bin', '/usr/local/bin'].some((directory) => existsSync(`${directory}/s6-rc-compile`)),
  grounds: [
    groundOfRoot('s6-rc', { broken: BROKEN }),
    groundOfAnn(
      's6-rc',
      { scope: 'user' },
      {
        broken: BROKEN,
        prepare(lab) {
          const begin = 'mkdir -p "$1" && exec setsid -f s6-svscan -t0 "$1" </dev/null >/dev/null 2>&1'
          const argv = ['sh', '-c', begin, 'sh', `${HOME}/s6/scan`]
          lab.inside('s6-rc', ...AS_ANN, 'PATH=/usr/local/bin:/usr/bin:/bin', 'HOME=/home/ann', ...argv)
        },
      },
    ),
  ],
  scenario: { places: ['/etc/s6/sv'] },
  quoting: { not: 'supervised.test.ts beside the backend sends every hostile string through a real s6-svscan' },
}
