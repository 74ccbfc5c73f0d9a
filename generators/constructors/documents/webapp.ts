/** The reference's web application, on Node: returns a page with its identity and port. Runs in the foreground or, with -D, as a daemon. */
import type { Constructor } from '../../model/document.ts'
import { WEBAPP_PROGRAM } from '../programs/webapp.ts'

export const webapp: Constructor = {
  constructor: 'webapp',
  title: 'Web application',
  help: 'A small HTTP server that returns a page with its name and port. Needs Node on the host.',
  icon: 'globe',
  parameters: {
    port: { type: 'port', title: 'Port', assign: 'webappPorts' },
    dnsName: { type: 'dns-name', title: 'DNS name', default: '${name}.localhost' },
    greeting: { type: 'text', title: 'Greeting', default: 'Hello' },
    listen: { type: 'choice', title: 'Listens on', of: ['any', 'loopback'], default: 'any' },
    mode: { type: 'choice', title: 'Runs', of: ['either', 'foreground', 'daemon'], default: 'either', advanced: true },
  },
  users: {
    main: { name: '${name}', uid: { assign: 'uids' }, gid: { assign: 'gids' }, description: 'Web application' },
  },
  provides: {
    http: { port: '${port}', dnsName: '${dnsName}', address: '${listen}' },
  },
  files: {
    server: { name: 'webapp.mjs', format: 'raw', content: WEBAPP_PROGRAM },
  },
  process: {
    description: 'Web application ${name}',
    program: '${bin.node.node}',
    arguments: ['${files.server}'],
    foreground: { when: 'mode != "daemon"' },
    daemon: { when: 'mode != "foreground"', arguments: ['-D'] },
    environment: {
      NAME: '${name}',
      PORT: '${port}',
      LISTEN: '${listen == "loopback" ? "127.0.0.1" : "0.0.0.0"}',
      GREETING: '${greeting}',
      PID_FILE: '${pidFile}',
    },
    user: 'main',
    ready: { tcp: '${port}', seconds: 20 },
  },
}
