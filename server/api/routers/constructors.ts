/** The catalogue that comes with this version. Own constructors stand in their system's document. */
import * as z from 'zod'
import { BUILTIN_CONSTRUCTORS } from '#generators/constructors/index.ts'
import { AppError } from '#server/app-error.ts'
import { allow, router } from '../procedures.ts'

export const constructors = router({
  list: allow('viewer').query(() => BUILTIN_CONSTRUCTORS),
  get: allow('viewer')
    .input(z.object({ id: z.string() }))
    .query(({ input }) => {
      const found = BUILTIN_CONSTRUCTORS.find((one) => one.constructor === input.id)
      if (!found) throw new AppError('not-found', `There is no constructor named ${input.id}.`)
      return found
    }),
})
