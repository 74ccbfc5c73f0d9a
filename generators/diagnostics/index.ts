/** The catalogue of every code, put together from the tables of the areas. */
import { makeCatalogue } from './catalogue.ts'
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

export const CATALOGUE = makeCatalogue([
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
])
export { explain } from './catalogue.ts'
export type { Diagnostic, Report, Severity } from './diagnostic.ts'
