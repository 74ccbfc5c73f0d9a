/** `npm run bench`: prints every figure that the product promises, as ratios to a peer or a limit in the same run. Names of parts as arguments. */
import { print } from './figures.ts'

const PARTS = {
  compile: async () => print('Compiler', await (await import('./compile.ts')).compileFigures()),
  command: async () => print('Command line', await (await import('./command.ts')).commandFigures()),
  deploy: async () => print('Deployment', await (await import('./deploy.ts')).deployFigures()),
  browser: async () => print('Browser', await (await import('./browser.ts')).browserFigures()),
} as const

const wanted = process.argv.slice(2)
for (const [name, part] of Object.entries(PARTS)) if (wanted.length === 0 || wanted.includes(name)) await part()
process.exit(0)
