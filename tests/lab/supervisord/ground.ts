/** supervisord on a throw-away host: as PID 1 and as a user's own, the scenario, hostile strings. */
import { runAll } from '#tests/conformance/host.ts'
import { AS_ANN, groundOfAnn, groundOfRoot, type LabGround } from '../ground.ts'

const BROKEN = { name: 'x.conf', content: '[program:x]\ncommand=/bin/true %(x)s\n' }
const OWN_PLACE = '/home/ann/supervisor'
const OWN = `[unix_http_server]
file=${OWN_PLACE}/socket
[supervisord]
logfile=${OWN_PLACE}/log
pidfile=${OWN_PLACE}/pid
childlogdir=${OWN_PLACE}
[rpcinterface:supervisor]
supervisor.rpcinterface_factory = supervisor.rpcinterface:make_main_rpcinterface
[supervisorctl]
serverurl=unix://${OWN_PLACE}/socket
[include]
files = conf.d/*.conf
`

export const ground: LabGround = {
  grounds: [
    groundOfRoot('supervisord', { broken: BROKEN }),
    groundOfAnn(
      'supervisord',
      { configuration: `${OWN_PLACE}/supervisord.conf`, directory: `${OWN_PLACE}/conf.d` },
      {
        host: 'none',
        broken: BROKEN,
        prepare(lab) {
          const write = 'mkdir -p "$1/conf.d" && printf %s "$2" >"$1/supervisord.conf" && chown -R ann "$1"'
          lab.inside('none', 'sh', '-c', write, 'sh', OWN_PLACE, OWN)
          const begin = ['supervisord', '-c', `${OWN_PLACE}/supervisord.conf`]
          lab.inside('none', ...AS_ANN, 'PATH=/usr/bin:/bin', 'HOME=/home/ann', ...begin)
        },
      },
    ),
  ],
  scenario: { places: ['/etc/supervisor/conf.d'] },
  quoting: {
    start(lab, host, names) {
      const stdin = names.map((name) => `add ${name}\n`).join('')
      runAll(lab, host, [
        { argv: ['supervisorctl', 'reread'], changes: true, seconds: 30 },
        { argv: ['supervisorctl'], stdin, changes: true, seconds: 90 },
      ])
    },
    // Shown by nothing, so what is in the file is what there is.
    descriptions(lab, host, names) {
      const files = names.map((name) => `/etc/supervisor/conf.d/${name}.conf`)
      const written = lab.inside(host, 'cat', ...files).matchAll(/^; ([^\n]*)\n\[/gm)
      return Array.from(written, ([, line]) => line ?? '')
    },
  },
}
