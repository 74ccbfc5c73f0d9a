/** The built-in interfaces: what constructors offer to each other. */
import type { Interface } from '../../model/document.ts'

export const http = {
  interface: 'http',
  title: 'Web application',
  properties: {
    port: { type: 'port', title: 'Port' },
    dnsName: { type: 'dns-name', title: 'DNS name', optional: true },
    path: { type: 'path', title: 'Path', optional: true },
    tls: { type: 'bool', title: 'Speaks TLS', default: false },
  },
} as const satisfies Interface

export const tcp = {
  interface: 'tcp',
  title: 'TCP port',
  properties: { port: { type: 'port', title: 'Port' } },
} as const satisfies Interface

export const ajp = {
  interface: 'ajp',
  title: 'AJP connector',
  properties: { port: { type: 'port', title: 'Port' } },
} as const satisfies Interface

export const redisInterface = {
  interface: 'redis',
  title: 'Redis',
  properties: { port: { type: 'port', title: 'Port' } },
} as const satisfies Interface

export const etcdPeer = {
  interface: 'etcd-peer',
  title: 'Member of an etcd cluster',
  properties: { port: { type: 'port', title: 'Port for peers' } },
} as const satisfies Interface

export const metrics = {
  interface: 'metrics',
  title: 'Metrics',
  properties: { port: { type: 'port', title: 'Port' }, path: { type: 'path', title: 'Path', default: '/metrics' } },
} as const satisfies Interface
