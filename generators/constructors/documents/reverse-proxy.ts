/** A reverse proxy by host name that needs nothing but Node: for machines without nginx. */
import type { Constructor } from '../../model/document.ts'
import { REVERSE_PROXY_PROGRAM } from '../programs/reverse-proxy.ts'

export const reverseProxyHostBased: Constructor = {
  constructor: 'reverseProxyHostBased',
  title: 'Reverse proxy by host name',
  help: 'Forwards each request to the web application whose DNS name it asks for. Needs Node on the host.',
  icon: 'split',
  parameters: {
    port: { type: 'port', title: 'Port', default: 8080 },
    listen: { type: 'choice', title: 'Listens on', of: ['any', 'loopback'], default: 'any' },
    banner: { type: 'text', title: 'Text for unknown hosts', default: 'Unknown host' },
  },
  connects: {
    webapps: { interface: 'http', title: 'Web applications', many: true, optional: true, onChange: 'reload' },
  },
  users: { main: { name: '${name}', uid: { assign: 'uids' }, gid: { assign: 'gids' }, description: 'Reverse proxy' } },
  provides: { http: { port: '${port}', address: '${listen}' } },
  files: {
    proxy: { name: 'reverse-proxy.mjs', format: 'raw', content: REVERSE_PROXY_PROGRAM },
    config: {
      name: 'reverse-proxy.json',
      format: 'json',
      onChange: 'reload',
      data: {
        listen: '${listen == "loopback" ? "127.0.0.1" : "0.0.0.0"}',
        port: '${port}',
        banner: '${banner}',
        hosts: {
          $for: 'vhost',
          $in: 'group(webapps, .dnsName)',
          $do: {
            name: '${vhost.key}',
            servers: { $for: 'e', $in: 'vhost.items.endpoints', $do: { address: '${e.address}', port: '${e.port}' } },
          },
        },
      },
    },
  },
  process: {
    description: 'Reverse proxy ${name}',
    program: '${bin.node.node}',
    arguments: ['${files.proxy}', '${files.config}'],
    user: 'main',
    ready: { tcp: '${port}', seconds: 20 },
    reload: { signal: 'HUP' },
    stop: { signal: 'TERM', seconds: 10 },
  },
}
