/** runit on a throw-away host: the system's and a user's runsvdir, the scenario, hostile strings. */
import { runAll } from '#tests/conformance/host.ts'
import { AS_ANN, groundOfAnn, groundOfRoot, type LabGround } from '../ground.ts'

const BROKEN = { name: 'x', content: '#!/bin/sh\ncase x in\n' }

export const ground: LabGround = {
  grounds: [
    groundOfRoot('runit', { broken: BROKEN }),
    groundOfAnn(
      'runit',
      { directory: '/home/ann/sv', services: '/home/ann/service' },
      {
        broken: BROKEN,
        prepare(lab) {
          const begin = 'mkdir -p "$1" && exec setsid -f runsvdir "$1" </dev/null >/dev/null 2>&1'
          const argv = ['sh', '-c', begin, 'sh', '/home/ann/service']
          lab.inside('runit', ...AS_ANN, 'PATH=/usr/bin:/bin', 'HOME=/home/ann', ...argv)
        },
      },
    ),
  ],
  scenario: { places: ['/etc/sv', '/etc/service/'] },
  quoting: {
    start(lab, host, names) {
      const all = 'for name; do ln -s "/etc/sv/$name" /etc/service/ || exit; done'
      runAll(lab, host, [{ argv: ['sh', '-c', all, 'sh', ...names], changes: true, seconds: 30 }])
    },
    // Shown by nothing: every line of it is a comment of its own.
    descriptions(lab, host, names) {
      const written = lab.inside(host, 'cat', ...names.map((name) => `/etc/sv/${name}/run`))
      const comments = written.matchAll(/^#!\/bin\/sh\n# ([\s\S]*?)\n# Made by Longrun/gm)
      return Array.from(comments, ([, comment]) => (comment ?? '').replaceAll('\n# ', '\n'))
    },
  },
}
