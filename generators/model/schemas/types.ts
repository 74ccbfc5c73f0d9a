/** Types, fields and parameters of constructors, and the interfaces made of them. */
import * as z from 'zod'
import type { Field } from '../document.ts'
import { SCALARS } from '../document.ts'
import { FreeData, Key, Name } from './scalars.ts'

/** One flat shape for all types: which keys go with which `type` is the language's own check, with better words. */
const typeShape = {
  type: z.enum([...SCALARS, 'scalar', 'choice', 'secret', 'fragment', 'data', 'list', 'map', 'record']),
  of: z.union([z.array(z.string()), z.lazy(() => FieldSchema)]).optional(),
  keys: z.enum(SCALARS).optional(),
  fields: z
    .record(
      Key,
      z.lazy(() => FieldSchema),
    )
    .optional(),
  format: z.string().optional(),
  min: z.number().optional(),
  max: z.number().optional(),
  title: z.string().optional(),
  help: z.string().optional(),
  default: FreeData.optional(),
  optional: z.boolean().optional(),
}
export const FieldSchema: z.ZodType<Field> = z.lazy(() => z.strictObject(typeShape)) as unknown as z.ZodType<Field>

export const ParameterSchema = z.strictObject({
  ...typeShape,
  assign: Name.optional(),
  per: z.enum(['instance', 'placement']).optional(),
  advanced: z.boolean().optional(),
})

export const InterfaceSchema = z.strictObject({
  interface: Name,
  title: z.string().optional(),
  properties: z.record(Key, z.strictObject({ ...typeShape, local: z.boolean().optional() })).default({}),
})
