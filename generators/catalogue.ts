/** The catalogue of every code: those of the passes, and those that process managers have of their own. */
import { DECLARATIONS } from './backends/index.ts'
import { makeCatalogue } from './diagnostics/catalogue.ts'
import { TABLES } from './diagnostics/index.ts'

export const CATALOGUE = makeCatalogue([...TABLES, ...DECLARATIONS.flatMap(({ codes }) => (codes ? [codes] : []))])
