/** The log of the server's processes: JSON lines on standard error. */
import pino from 'pino'

export const logger = pino(
  { level: process.env.LONGRUN_LOG ?? 'info', base: { pid: process.pid } },
  pino.destination(2),
)
