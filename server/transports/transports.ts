/** Every way to reach a host, by the kind of its address. */
import { type Connection, type TransportAddress, TransportError } from './contract.ts'
import { localTransport } from './local/local.ts'
import { sshTransport } from './ssh/ssh.ts'

/** Opens a connection; it costs nothing until something is run over it. */
export function connectTo(
  address: TransportAddress,
  options: { readonly signal?: AbortSignal; readonly runtimeDirectory: string },
): Promise<Connection> {
  switch (address.kind) {
    case 'local':
      return localTransport.connect(address, options)
    case 'ssh':
      return sshTransport.connect(address, options)
    case 'agent':
      return Promise.reject(new TransportError('unreachable', 'this version has no agent yet: reach the host over SSH'))
  }
}
