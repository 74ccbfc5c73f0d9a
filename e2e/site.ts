/** What was deployed, asked from outside the product: pages through the proxy and by their own ports. */
import { request } from 'node:http'
import { connect } from 'node:net'
import { expect } from '@playwright/test'

export interface Answered {
  readonly status: number
  readonly body: string
}

/** A request to this machine with a `Host` of its own, as a browser at `http://HOST:PORT/` makes it. */
export function ask(port: number, host = '127.0.0.1'): Promise<Answered> {
  return new Promise((resolve, reject) => {
    const asked = request({ host: '127.0.0.1', port, headers: { host: `${host}:${port}` }, timeout: 5000 }, (reply) => {
      let body = ''
      reply.setEncoding('utf8')
      reply.on('data', (part) => {
        body += part
      })
      reply.on('end', () => resolve({ status: reply.statusCode ?? 0, body }))
    })
    asked.on('timeout', () => asked.destroy(new Error(`no answer on ${port}`)))
    asked.on('error', reject)
    asked.end()
  })
}

/** The PID that a page of a web application names. */
export async function pidOf(port: number, host?: string): Promise<number> {
  const { body } = await ask(port, host)
  const pid = /process <b>(\d+)</.exec(body)?.[1]
  expect(pid, body).toBeDefined()
  return Number(pid)
}

/** Whether something listens there; a refused connection is the only no. */
export function listens(port: number): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1')
    socket.once('connect', () => {
      socket.destroy()
      resolve(true)
    })
    socket.once('error', (error: NodeJS.ErrnoException) =>
      error.code === 'ECONNREFUSED' ? resolve(false) : reject(error),
    )
  })
}
