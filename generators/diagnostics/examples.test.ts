/** Every code is documented, and its own example provokes it. */
import { describe, expect, test } from 'vitest'
import { BACKENDS } from '#tests/fixtures/compiling.ts'
import { DECLARATIONS } from '../backends/index.ts'
import { CATALOGUE } from '../catalogue.ts'
import { compile } from '../compile.ts'
import { parse } from '../model/parse.ts'
import { ids } from './codes/ids.ts'
import { model } from './codes/model.ts'
import { plan } from './codes/plan.ts'
import { validate } from './codes/validate.ts'
import { explain } from './index.ts'

const OWN = Object.fromEntries(DECLARATIONS.flatMap(({ id, codes }) => (codes ? [[id, codes]] : [])))

describe.each(Object.entries({ model, validate, ids, plan, ...OWN }))('codes of %s', (area, codes) => {
  // A file cycle cannot be written in a model: the language refuses a value that needs itself first.
  const provokable = Object.entries(codes).filter(([code]) => code !== 'file-cycle' && code !== 'field-lost')
  test.each(provokable)('%s', (code, { example }) => {
    const { document, diagnostics } = parse(example)
    const all = document ? compile({ document, backends: BACKENDS, facts: {} }).diagnostics : diagnostics
    const found = all.find((one) => one.code === code)
    expect(all.map((one) => one.code)).toContain(code)
    if (area !== 'model') expect(document).not.toBeNull()
    for (const words of Object.values(explain(CATALOGUE, found!))) expect(words).not.toMatch(/\{\w+\}|undefined/)
  })
})
