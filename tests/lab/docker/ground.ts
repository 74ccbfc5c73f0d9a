/** An engine with Docker's commands on a throw-away host: podman, the scenario, hostile strings. */
import { runAll } from '#tests/conformance/host.ts'
import { groundOfRoot, type LabGround } from '../ground.ts'

/** `base.sh` beside this file made the image, and the host's PID 1 imported it: no registry is reachable. */
const PROPERTIES = { engine: 'podman', base: 'localhost/base', packages: 'none', tools: 'setpriv setsid' }

export const ground: LabGround = {
  grounds: [
    groundOfRoot('docker', {
      properties: { ...PROPERTIES, volumes: '/var/lib/tried' },
      firstProcess: '/run/longrun.first/stat',
    }),
  ],
  scenario: {
    places: ['/var/lib/longrun/secrets/.copies/main'],
    left: ['sh', '-c', 'podman ps --all --format {{.Names}} && podman images --format {{.Repository}}:{{.Tag}}'],
    properties: PROPERTIES,
  },
  quoting: {
    properties: { ...PROPERTIES, volumes: '/var/probe /var/probe.sh /var/d /var/p' },
    start(lab, host, names) {
      // Each of more than a hundred gets an image.
      const all = `printf '%s\\n' "$@" | xargs -P 4 -I NAME sh -c 'exec sh /var/lib/longrun/store/*/NAME.container start'`
      runAll(lab, host, [{ argv: ['sh', '-c', all, 'sh', ...names], changes: true, seconds: 220 }])
    },
    descriptions(lab, host, names) {
      const format = '{{json (index .Config.Labels "org.longrun.description")}}'
      const shown = lab.inside(host, 'podman', 'container', 'inspect', '--format', format, ...names)
      return shown
        .trim()
        .split('\n')
        .map((line): string => JSON.parse(line))
    },
  },
}
