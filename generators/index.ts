/** The compiler's front door: what pages, the server and the command line use of it. */
export { DECLARATIONS, declarationOf, loadBackends } from './backends/index.ts'
export { compile, managersOf } from './compile.ts'
export { CATALOGUE, explain } from './diagnostics/index.ts'
export { locate, parse, parseConstructor, readDocument } from './model/parse.ts'
export { print, printConstructor } from './model/print.ts'
export { type TransitionInput, transition } from './plan/transition.ts'
export { type Accepting, slotsThatAccept, wouldCycle } from './validate/index.ts'
