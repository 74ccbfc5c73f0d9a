/** Every example of the language's and of place's codes provokes its code. */
import { expect, it } from 'vitest'
import { codesOf, compileText } from '#tests/fixtures/compiling.ts'
import { language } from './language.ts'
import { place } from './place.ts'

/** Refused by the reader of YAML before the language sees them (documents also come as JSON); and what only a captured host can provoke: in `check.test.ts` and `place.test.ts`. */
const ELSEWHERE = new Set([
  'constructor-twice',
  'text-with-nul',
  'text-not-unicode',
  'program-missing',
  'program-not-found',
])

it.each(Object.entries({ ...language, ...place }).filter(([code]) => !ELSEWHERE.has(code)))('%s', (code, entry) => {
  let codes: string[]
  try {
    codes = codesOf(compileText(entry.example))
  } catch (error) {
    codes = [`refused: ${(error as Error).message}`]
  }
  expect(codes).toContain(code)
})
