/** Runs one program to its end, silently, unless it fails. */
import { spawn } from 'node:child_process'

/**
 * Standard output of the program.
 * @param {string} program
 * @param {readonly string[]} args
 * @param {import('node:child_process').SpawnOptions} options
 * @returns {Promise<string>}
 */
export function run(program, args, options) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] })
    let out = ''
    let all = ''
    child.stdout.on('data', (chunk) => {
      out += chunk
      all += chunk
    })
    child.stderr.on('data', (chunk) => {
      all += chunk
    })
    child.on('error', reject)
    // `close`, not `exit`: only then has everything been read.
    child.on('close', (status, signal) => {
      if (status === 0) resolve(out)
      else reject(new Error(`${[program, ...args].join(' ')} ended with ${status ?? signal}:\n${lastLines(all, 40)}`))
    })
  })
}

function lastLines(text, count) {
  return text.trimEnd().split('\n').slice(-count).join('\n')
}
