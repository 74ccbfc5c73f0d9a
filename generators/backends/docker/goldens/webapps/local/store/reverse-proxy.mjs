// A reverse proxy by host name. Its one argument is a JSON file: {listen, port, banner, hosts: [{name, servers: [{address, port}]}]}
import { readFileSync } from 'node:fs'
import { createServer, request as ask } from 'node:http'

const file = process.argv[2]
const HOP_BY_HOP = ['connection', 'keep-alive', 'proxy-authenticate', 'proxy-authorization', 'te', 'trailer', 'transfer-encoding', 'upgrade']
let config
let server
let turn = 0

function handle(request, response) {
  const name = (request.headers.host || '').replace(/:\d+$/, '').toLowerCase()
  const host = config.hosts.find((one) => one.name.toLowerCase() === name)
  const target = host && host.servers[turn++ % host.servers.length]
  if (!target) {
    response.writeHead(404, { 'content-type': 'text/plain; charset=utf-8' })
    response.end(config.banner + '\n')
    return
  }
  const headers = { ...request.headers, 'x-forwarded-for': request.socket.remoteAddress }
  for (const key of HOP_BY_HOP) delete headers[key]
  const onward = ask({ host: target.address, port: target.port, method: request.method, path: request.url, headers }, (answer) => {
    const back = { ...answer.headers }
    for (const key of HOP_BY_HOP) delete back[key]
    response.writeHead(answer.statusCode, back)
    answer.pipe(response)
  })
  onward.on('error', (error) => {
    console.error(name + ': ' + error.message)
    if (response.headersSent) response.destroy()
    else {
      response.writeHead(502, { 'content-type': 'text/plain; charset=utf-8' })
      response.end(name + ' does not answer\n')
    }
  })
  response.on('close', () => onward.destroy())
  request.pipe(onward)
}

function open(next) {
  const opened = createServer(handle)
  opened.on('error', (error) => {
    console.error('cannot listen on ' + next.listen + ':' + next.port + ': ' + error.message)
    if (!server) process.exit(1)
  })
  opened.listen(next.port, next.listen, () => {
    console.log('listens on ' + next.listen + ':' + next.port)
    const before = server
    server = opened
    config = next
    if (before) before.close()
  })
}

function read() {
  const next = JSON.parse(readFileSync(file, 'utf8'))
  if (server && config.port === next.port && config.listen === next.listen) config = next
  else open(next)
  console.log('forwards ' + (next.hosts.map((one) => one.name).join(', ') || 'nothing'))
}

read()
process.on('SIGHUP', () => {
  try {
    read()
  } catch (error) {
    console.error('keeps the old configuration: ' + error.message)
  }
})
for (const signal of ['SIGTERM', 'SIGINT', 'SIGQUIT'])
  process.once(signal, () => {
    server.close(() => process.exit(0))
    server.closeIdleConnections()
    setTimeout(() => process.exit(0), 5000).unref()
  })
