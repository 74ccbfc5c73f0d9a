/** systemd on a throw-away host: the system's and a user's, the scenario, hostile strings. */
import { runAll } from '#tests/conformance/host.ts'
import { ANN_RUNTIME, groundOfAnn, groundOfRoot, type LabGround } from '../ground.ts'

const BROKEN = { name: 'x.service', content: '[Service]\nExecStart=relative/path\n' }
const unitsOf = (names: readonly string[]) => names.map((name) => `${name}.service`)

export const ground: LabGround = {
  grounds: [
    groundOfRoot('systemd', { broken: BROKEN }),
    groundOfAnn(
      'systemd',
      { scope: 'user', runtime: ANN_RUNTIME, linger: 'yes' },
      {
        broken: BROKEN,
        prepare(lab) {
          // What `loginctl enable-linger` leaves: the user's manager starts at boot.
          lab.inside('systemd', 'mkdir', '-p', '/var/lib/systemd/linger')
          lab.inside('systemd', 'touch', '/var/lib/systemd/linger/ann')
          lab.inside('systemd', 'systemctl', 'start', 'user@1234.service')
        },
      },
    ),
  ],
  scenario: { places: ['/etc/systemd/system'] },
  quoting: {
    start(lab, host, names) {
      runAll(lab, host, [
        { argv: ['systemctl', 'daemon-reload'], changes: true, seconds: 30 },
        { argv: ['systemctl', 'start', ...unitsOf(names)], changes: true, seconds: 90 },
      ])
    },
    descriptions(lab, host, names) {
      const shown = lab.inside(host, 'systemctl', 'show', '--property=Description', '--value', ...unitsOf(names))
      return shown.slice(0, -1).split('\n\n')
    },
  },
}
