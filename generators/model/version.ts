/** The format of stored documents, and the named steps from older formats to it. */

/** The format that this version writes. A text that names none is of format 1. */
export const FORMAT = 1

export interface Migration {
  /** For people: what changed between the formats. */
  readonly name: string
  readonly from: number
  /** From plain data of format `from` to plain data of format `from + 1`. */
  apply(document: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>>
}
/** In order; the first step is added when format 2 is. */
const MIGRATIONS: readonly Migration[] = []

/** `value` brought to the current format; `null` where it names a format that this version does not know. */
export function migrate(
  value: Readonly<Record<string, unknown>>,
  migrations = MIGRATIONS,
  target = FORMAT,
): Readonly<Record<string, unknown>> | null {
  const format = value.format ?? 1
  if (typeof format !== 'number' || !Number.isInteger(format) || format < 1 || format > target) return null
  let document = { ...value, format } as Readonly<Record<string, unknown>>
  for (let number = format; number < target; number++) {
    const step = migrations.find((migration) => migration.from === number)
    if (!step) return null
    document = { ...step.apply(document), format: number + 1 }
  }
  return document
}
