/** The codes of the passes, by area; `generators/catalogue.ts` adds what process managers have of their own. */
import type { Codes } from './catalogue.ts'
import { backends } from './codes/backends.ts'
import { ids } from './codes/ids.ts'
import { interchange } from './codes/interchange.ts'
import { language } from './codes/language.ts'
import { lower } from './codes/lower.ts'
import { model } from './codes/model.ts'
import { place } from './codes/place.ts'
import { plan } from './codes/plan.ts'
import { secrets } from './codes/secrets.ts'
import { validate } from './codes/validate.ts'

export const TABLES: readonly Codes[] = [
  model,
  validate,
  language,
  place,
  ids,
  lower,
  backends,
  plan,
  secrets,
  interchange,
]
export { explain } from './catalogue.ts'
export type { Diagnostic, Report, Severity } from './diagnostic.ts'
