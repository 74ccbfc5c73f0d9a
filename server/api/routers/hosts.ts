/** Hosts: enrolled by admins with a key that they saw, captured, looked at. */
import * as z from 'zod'
import { AppError } from '#server/app-error.ts'
import { hostView } from '../host-views.ts'
import { name } from '../inputs.ts'
import { allow, router } from '../procedures.ts'

const id = z.object({ id: z.string() })
/** Nothing that OpenSSH would read as an option, a command or another user. */
const sshName = z
  .string()
  .max(255)
  .regex(/^[A-Za-z0-9_:]([A-Za-z0-9._:%-]*[A-Za-z0-9])?$/, 'not a host name or address')
const port = z.int().min(1).max(65_535)
const address = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('local') }),
  z.object({
    kind: z.literal('ssh'),
    host: sshName,
    port,
    user: z
      .string()
      .max(32)
      .regex(/^[A-Za-z_][A-Za-z0-9_.-]*$/, 'not a user name'),
    hostKey: z.string().regex(/^[a-z0-9@.-]+ [A-Za-z0-9+/=]+$/, 'not a host key'),
    identityFile: z.string().startsWith('/').optional(),
    jump: sshName.optional(),
  }),
])

export const hosts = router({
  list: allow('viewer').query(async ({ ctx }) => {
    const all = await ctx.store.hosts.list()
    return Promise.all(all.map((host) => hostView(ctx.store, host)))
  }),
  get: allow('viewer')
    .input(id)
    .query(async ({ ctx, input }) => hostView(ctx.store, await ctx.store.hosts.get(input.id))),
  probe: allow('admin')
    .input(z.object({ host: sshName, port }))
    .mutation(({ ctx, input }) => ctx.reach.probe(input.host, input.port)),
  enrol: allow('admin')
    .input(z.object({ name, address }))
    .mutation(async ({ ctx, input }) => {
      const keyFingerprint = input.address.kind === 'ssh' ? await ctx.reach.fingerprint(input.address.hostKey) : null
      const host = await ctx.store.hosts.create({ name: input.name, address: input.address, keyFingerprint })
      try {
        await ctx.store.hosts.recordCapture(host.id, await ctx.reach.capture(host))
      } catch (error) {
        // A host that was never reached is not enrolled: the wizard shows why and is asked again.
        await ctx.store.hosts.remove(host.id)
        throw error
      }
      await ctx.store.audit.append({
        by: ctx.me.name,
        action: 'enrolled a host',
        about: host.name,
        detail: keyFingerprint ?? '',
      })
      return hostView(ctx.store, await ctx.store.hosts.get(host.id))
    }),
  capture: allow('admin')
    .input(id)
    .mutation(async ({ ctx, input }) => {
      const host = await ctx.store.hosts.get(input.id)
      try {
        await ctx.store.hosts.recordCapture(host.id, await ctx.reach.capture(host))
      } catch (error) {
        await ctx.store.hosts.recordProblem(host.id, error instanceof Error ? error.message : String(error))
        throw error
      }
      return hostView(ctx.store, await ctx.store.hosts.get(host.id))
    }),
  remove: allow('admin')
    .input(id)
    .mutation(async ({ ctx, input }) => {
      const view = await hostView(ctx.store, await ctx.store.hosts.get(input.id))
      if (view.systems.length)
        throw new AppError('conflict', `${view.systems.join(', ')} still runs on ${view.name}.`, {
          wayOut: 'Undeploy first.',
        })
      const [deploying] = await ctx.store.deployments.activeOn(view.name)
      if (deploying)
        throw new AppError('conflict', `${deploying} is being deployed there.`, {
          wayOut: 'Wait for the end of that deployment.',
        })
      await ctx.store.hosts.remove(view.id)
      await ctx.store.audit.append({ by: ctx.me.name, action: 'removed a host', about: view.name })
    }),
})
