/** The formats in which constructors write files, by name. A new one is a file beside this and a line here. */
import type { Format } from './format.ts'
import { json } from './json.ts'
import { raw } from './raw.ts'

const ALL: readonly Format[] = [raw, json]

export const FORMATS: ReadonlyMap<string, Format> = new Map(ALL.map((format) => [format.id, format]))
