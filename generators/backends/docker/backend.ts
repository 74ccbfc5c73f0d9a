/** The verbs of the backend, loaded when a model needs them. */
import type { Backend } from '../../contract/backend.ts'
import { activities } from './activate.ts'
import { detect, observe } from './observe.ts'
import { render } from './render.ts'
import { type Native, schema } from './schema.ts'
import { holds, holdsDescription, translate } from './translate.ts'

export const backend: Backend<Native> = {
  schema,
  holds,
  holdsDescription,
  translate,
  render,
  activities,
  observe,
  detect,
}
