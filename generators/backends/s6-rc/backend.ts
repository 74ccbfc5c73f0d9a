/** The verbs of the s6-rc backend, loaded when a model needs them. */
import type { Backend } from '../../contract/backend.ts'
import { withOneshots, withOutcomes } from '../../contract/outcomes.ts'
import { activities } from './activate.ts'
import { detect, observe } from './observe.ts'
import { render, renderContainer } from './render.ts'
import { type Native, schema } from './schema.ts'
import { holds, holdsDescription, translate } from './translate.ts'

export const backend: Backend<Native> = {
  schema,
  holds,
  holdsDescription,
  translate,
  render,
  renderContainer,
  activities: withOneshots(activities),
  observe: withOutcomes(observe),
  detect,
}
