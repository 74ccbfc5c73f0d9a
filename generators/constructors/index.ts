/** The catalogue: constructors and interfaces that come with the product, one document each. */
import type { Constructor, Interface } from '../model/document.ts'
import { etcd } from './documents/etcd.ts'
import { haproxy } from './documents/haproxy.ts'
import { ajp, etcdPeer, http, metrics, redisInterface, tcp } from './documents/interfaces.ts'
import { nginx, nginxReverseProxyHostBased, nginxReverseProxyPathBased, nginxSimpleWebapp } from './documents/nginx.ts'
import { prometheus } from './documents/prometheus.ts'
import { redis } from './documents/redis.ts'
import { reverseProxyHostBased } from './documents/reverse-proxy.ts'
import { webapp } from './documents/webapp.ts'

export const BUILTIN_INTERFACES: readonly Interface[] = [http, tcp, ajp, redisInterface, etcdPeer, metrics]

export const BUILTIN_CONSTRUCTORS: readonly Constructor[] = [
  webapp,
  reverseProxyHostBased,
  nginx,
  nginxSimpleWebapp,
  nginxReverseProxyHostBased,
  nginxReverseProxyPathBased,
  haproxy,
  redis,
  etcd,
  prometheus,
]
