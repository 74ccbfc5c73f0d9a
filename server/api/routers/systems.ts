/** Systems: drawn, saved as revisions, looked at. */
import * as z from 'zod'
import { AppError } from '#server/app-error.ts'
import { EMPTY_LAYOUT } from '#server/store/systems.ts'
import { emptyDocument, fittedExample, named } from '../first-documents.ts'
import { document, layout, name } from '../inputs.ts'
import { allow, router } from '../procedures.ts'
import { systemSummary, systemView } from '../system-views.ts'

const id = z.object({ id: z.string() })

export const systems = router({
  list: allow('viewer').query(async ({ ctx }) => {
    const all = await ctx.store.systems.list()
    return Promise.all(all.map((one) => systemSummary(ctx.store, one)))
  }),
  get: allow('viewer')
    .input(id)
    .query(({ ctx, input }) => systemView(ctx.store, input.id)),
  revisions: allow('viewer')
    .input(id)
    .query(({ ctx, input }) => ctx.store.systems.revisions(input.id)),
  revision: allow('viewer')
    .input(id.extend({ revision: z.int().positive() }))
    .query(({ ctx, input }) => ctx.store.systems.revision(input.id, input.revision)),
  create: allow('operator')
    .input(z.object({ name, from: z.enum(['empty', 'example']), document: document.optional() }))
    .mutation(async ({ ctx, input }) => {
      const given =
        input.document ?? (await (input.from === 'example' ? fittedExample(ctx.store) : emptyDocument(ctx.store)))
      await ctx.store.systems.create({
        name: input.name,
        document: named(given, input.name),
        layout: EMPTY_LAYOUT,
        by: ctx.me.name,
      })
      await ctx.store.audit.append({ by: ctx.me.name, action: 'made a system', about: input.name })
      return { id: input.name }
    }),
  save: allow('operator')
    .input(id.extend({ baseRevision: z.int().positive(), document, layout, message: z.string().max(500).default('') }))
    .mutation(async ({ ctx, input }) => {
      if (input.document.system.system !== input.id)
        throw new AppError('invalid', `The document is of ${input.document.system.system}, not of ${input.id}.`)
      const revision = await ctx.store.systems.save(input.id, { ...input, by: ctx.me.name })
      return { revision }
    }),
  saveLayout: allow('operator')
    .input(id.extend({ layout }))
    .mutation(({ ctx, input }) => ctx.store.systems.saveLayout(input.id, input.layout)),
  remove: allow('operator')
    .input(id)
    .mutation(async ({ ctx, input }) => {
      await ctx.store.systems.remove(input.id)
      await ctx.store.audit.append({ by: ctx.me.name, action: 'removed a system', about: input.id })
    }),
})
