/** Every code is documented, and its own example provokes it. */
import { describe, expect, test } from 'vitest'
import { BACKENDS } from '#tests/fixtures/compiling.ts'
import { DECLARATIONS } from '../backends/index.ts'
import { CATALOGUE } from '../catalogue.ts'
import { compile } from '../compile.ts'
import { parse } from '../model/parse.ts'
import { ids } from './codes/ids.ts'
import { model } from './codes/model.ts'
import { secrets } from './codes/secrets.ts'
import { validate } from './codes/validate.ts'
import { explain } from './index.ts'

const OWN = Object.fromEntries(DECLARATIONS.flatMap(({ id, codes }) => (codes ? [[id, codes]] : [])))

describe.each(Object.entries({ model, validate, ids, secrets, ...OWN }))('codes of %s', (area, codes) => {
  // What only a backend's mistake provokes is provoked in `plan/outputs.test.ts`, with the codes of `plan`; what takes a value, in
  // `server/secrets`.
  const elsewhere = ['secret-in-native-file', 'secret-not-kept', 'secret-refused']
  const provokable = Object.entries(codes).filter(([code]) => !elsewhere.includes(code))
  test.each(provokable)('%s', (code, { example }) => {
    const { document, diagnostics } = parse(example)
    const all = document ? compile({ document, backends: BACKENDS, facts: {}, secrets: {} }).diagnostics : diagnostics
    const found = all.find((one) => one.code === code)
    expect(all.map((one) => one.code)).toContain(code)
    if (area !== 'model') expect(document).not.toBeNull()
    for (const words of Object.values(explain(CATALOGUE, found!))) expect(words).not.toMatch(/\{\w+\}|undefined/)
  })
})
