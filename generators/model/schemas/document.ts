/** The parts of a document as one door. */
export { ConstructorSchema } from './constructor.ts'
export { IdsSchema, SystemSchema } from './system.ts'
export { InterfaceSchema } from './types.ts'
