/** The whole of what is edited, versioned and deployed together; the other schemas are its parts. */
import * as z from 'zod'
import { ConstructorSchema } from './constructor.ts'
import { IdsSchema, SystemSchema } from './system.ts'
import { InterfaceSchema } from './types.ts'

export const DocumentSchema = z.strictObject({
  format: z.literal(1),
  interfaces: z.array(InterfaceSchema).default([]),
  constructors: z.array(ConstructorSchema).default([]),
  system: SystemSchema,
  ids: IdsSchema.default({ assigned: {}, last: {} }),
})
export { ConstructorSchema, IdsSchema, InterfaceSchema, SystemSchema }
