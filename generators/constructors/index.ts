/** The catalogue: constructors and interfaces that come with the product, one document each. */
import type { Constructor, Interface } from '../model/document.ts'
import { ajp, http, tcp } from './documents/interfaces.ts'
import { nginx, nginxReverseProxyHostBased, nginxReverseProxyPathBased, nginxSimpleWebapp } from './documents/nginx.ts'
import { reverseProxyHostBased } from './documents/reverse-proxy.ts'
import { webapp } from './documents/webapp.ts'

export const BUILTIN_INTERFACES: readonly Interface[] = [http, tcp, ajp]

export const BUILTIN_CONSTRUCTORS: readonly Constructor[] = [
  webapp,
  reverseProxyHostBased,
  nginx,
  nginxSimpleWebapp,
  nginxReverseProxyHostBased,
  nginxReverseProxyPathBased,
]
