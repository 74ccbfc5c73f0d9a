/** What `npm start` is told, by argument or environment; arguments win. */
import { parseArgs } from 'node:util'

export const USAGE = `Usage: npm start -- [--host ADDRESS] [--port NUMBER] [--data DIR] [--build-only]

Installs what is missing, prepares the database, builds the pages when their sources changed,
and starts the web server and the worker.

  --host ADDRESS   where to listen          (LONGRUN_HOST, default 127.0.0.1: this machine only)
  --port NUMBER    on which port            (LONGRUN_PORT, default 4312)
  --data DIR       where data is kept       (LONGRUN_DATA, default .data)
  --build-only     install and build, start nothing
  --help           this text`

export const DEFAULTS = { host: '127.0.0.1', port: '4312', data: '.data' }

/**
 * @param {readonly string[]} args
 * @param {Record<string, string | undefined>} env
 * @returns {{ help: true } | { help: false, buildOnly: boolean, host: string, port: number, data: string }}
 */
export function readOptions(args, env) {
  const { values } = parseArgs({
    args: [...args],
    options: {
      host: { type: 'string' },
      port: { type: 'string' },
      data: { type: 'string' },
      'build-only': { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h' },
    },
  })
  if (values.help) return { help: true }
  const port = Number(values.port ?? env.LONGRUN_PORT ?? DEFAULTS.port)
  if (!Number.isInteger(port) || port < 1 || port > 65_535)
    throw new Error(`${values.port ?? env.LONGRUN_PORT} is not a port.`)
  return {
    help: false,
    buildOnly: values['build-only'],
    host: values.host ?? env.LONGRUN_HOST ?? DEFAULTS.host,
    port,
    data: values.data ?? env.LONGRUN_DATA ?? DEFAULTS.data,
  }
}
