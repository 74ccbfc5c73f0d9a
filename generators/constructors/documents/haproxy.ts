/** HAProxy: forwards by host name, to all places of each web application, and leaves out those that do not answer. */
import type { Constructor } from '../../model/document.ts'

export const haproxy = {
  constructor: 'haproxy',
  title: 'Load balancer (HAProxy)',
  help: 'Forwards each request by host name and checks which servers answer.',
  icon: 'split',
  parameters: {
    port: { type: 'port', title: 'Port', default: 80 },
    balance: { type: 'choice', title: 'Balance', of: ['roundrobin', 'leastconn', 'source'], default: 'roundrobin' },
    extra: { type: 'fragment', format: 'haproxy', title: 'Further configuration', optional: true },
  },
  connects: {
    backends: { interface: 'http', title: 'Web applications', many: true, optional: true, onChange: 'reload' },
  },
  provides: { http: { port: '${port}' } },
  users: { main: { name: '${name}', uid: { assign: 'uids' }, gid: { assign: 'gids' }, description: 'HAProxy user' } },
  files: {
    config: {
      name: 'haproxy.cfg',
      format: 'haproxy',
      onChange: 'reload',
      content: `global
  maxconn 4096
defaults
  mode http
  timeout connect 5s
  timeout client 30s
  timeout server 30s
frontend in
  bind *:\${port}
$for b in group(backends, .dnsName)
  use_backend be_\${b.key} if { hdr(host) -i \${b.key} }
$end
$for b in group(backends, .dnsName)
backend be_\${b.key}
  balance \${balance}
$for i, e in b.items.endpoints
  server s\${i + 1} \${e.address}:\${e.port} check
$end
$end
$if extra
$insert extra
$end
`,
    },
  },
  process: {
    description: 'HAProxy ${name}',
    program: '${bin.haproxy.haproxy}',
    arguments: ['-W', '-db', '-f', '${files.config}'],
    ready: { tcp: '${port}', seconds: 20 },
    reload: { signal: 'USR2' },
  },
} as const satisfies Constructor
