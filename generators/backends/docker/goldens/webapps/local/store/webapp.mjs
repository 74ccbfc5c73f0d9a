// A small web application: says who it is. With -D it puts itself in the background.
import { spawn } from 'node:child_process'
import { rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'

const { PORT, LISTEN, NAME, GREETING, PID_FILE, WEBAPP_CHILD } = process.env

function escape(text) {
  return text.replace(/[&<>"']/g, (c) => '&#' + c.codePointAt(0) + ';')
}

function serve() {
  const server = createServer((request, response) => {
    console.log(request.method + ' ' + request.url)
    response.setHeader('content-type', 'text/html; charset=utf-8')
    response.end(
      '<!doctype html><html lang="en"><meta charset="utf-8"><title>' + escape(NAME) + '</title>' +
        '<h1>' + escape(NAME) + '</h1><p>' + escape(GREETING) + '</p><p>port <b>' + PORT + '</b>, process <b>' + process.pid + '</b></p></html>\n',
    )
  })
  server.on('error', (error) => {
    console.error(NAME + ': ' + error.message)
    process.exit(1)
  })
  server.listen(Number(PORT), LISTEN, () => {
    console.log(NAME + ' listens on ' + LISTEN + ':' + PORT)
    if (WEBAPP_CHILD) {
      writeFileSync(PID_FILE, process.pid + '\n')
      process.send('listening')
      process.disconnect()
    }
  })
  for (const signal of ['SIGTERM', 'SIGINT'])
    process.once(signal, () => {
      if (WEBAPP_CHILD) rmSync(PID_FILE, { force: true })
      server.closeAllConnections()
      server.close(() => process.exit(0))
    })
}

// The way of a daemon: the starter ends, with 0, only when the one in the background listens.
function daemonise() {
  const child = spawn(process.execPath, [process.argv[1]], {
    detached: true,
    env: { ...process.env, WEBAPP_CHILD: '1' },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  child.once('exit', (code) => process.exit(code || 1))
  child.once('message', () => process.exit(0))
}

if (process.argv.includes('-D')) daemonise()
else serve()
