/** The formats that describe many processes and belong to no process manager, by id: a line each. */
import type { Reader } from '../contract/reader.ts'

export const FORMATS: Readonly<Record<string, () => Promise<Reader>>> = {
  compose: async () => (await import('./compose.ts')).compose,
  processmgmt: async () => (await import('./processmgmt.ts')).processmgmt,
  procfile: async () => (await import('./procfile.ts')).procfile,
}
