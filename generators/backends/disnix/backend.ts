/** The verbs of the Disnix backend, loaded when a model needs them. */
import type { Backend } from '../../contract/backend.ts'
import { withOneshots, withOutcomes } from '../../contract/outcomes.ts'
import { activities } from './activate.ts'
import { renderContainer } from './manifest.ts'
import { detect, observe } from './observe.ts'
import { render } from './render.ts'
import { type Native, schema } from './schema.ts'
import { holdsDescription, translate } from './translate.ts'

export const backend: Backend<Native> = {
  schema,
  holdsDescription,
  translate,
  render,
  renderContainer,
  activities: withOneshots(activities),
  observe: withOutcomes(observe),
  detect,
}
