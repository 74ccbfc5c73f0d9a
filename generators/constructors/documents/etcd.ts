/** etcd: one instance on several hosts is one cluster, each of whose members knows the others. */
import type { Constructor } from '../../model/document.ts'

export const etcd = {
  constructor: 'etcd',
  title: 'etcd',
  help: 'A cluster that keeps small values safe: place it on several hosts, and its members find each other.',
  icon: 'network',
  parameters: {
    clientPort: { type: 'port', title: 'Port for clients', assign: 'etcdPorts' },
    peerPort: { type: 'port', title: 'Port for peers', assign: 'etcdPorts' },
    token: { type: 'name', title: 'Name of the cluster', default: '${name}', advanced: true },
  },
  connects: {
    peers: {
      interface: 'etcd-peer',
      title: 'Peers',
      many: true,
      optional: true,
      self: true,
      onChange: 'order',
      order: 'none',
    },
  },
  provides: { 'etcd-peer': { port: '${peerPort}' }, client: { interface: 'tcp', port: '${clientPort}' } },
  users: { main: { name: '${name}', uid: { assign: 'uids' }, gid: { assign: 'gids' }, description: 'etcd user' } },
  directories: { data: { in: 'lib', path: '${name}', owner: 'main', mode: '0700' } },
  values: {
    members: {
      $for: 'p',
      $in: 'peers.endpoints',
      $do: '${p.instance}-${p.host.name}=http://${p.host.address}:${p.port}',
      $join: ',',
    },
  },
  process: {
    description: 'etcd ${name}',
    program: '${bin.etcd.etcd}',
    arguments: [
      '--name=${name}-${host.name}',
      '--data-dir=${data}',
      '--listen-peer-urls=http://${host.address}:${peerPort}',
      '--initial-advertise-peer-urls=http://${host.address}:${peerPort}',
      '--listen-client-urls=http://${host.address}:${clientPort},http://127.0.0.1:${clientPort}',
      '--advertise-client-urls=http://${host.address}:${clientPort}',
      '--initial-cluster=${members}',
      '--initial-cluster-token=${token}',
    ],
    user: 'main',
    ready: { http: 'http://127.0.0.1:${clientPort}/health', seconds: 60 },
  },
} as const satisfies Constructor
