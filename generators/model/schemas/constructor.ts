/** Constructors: documents that make a managed process from parameters. */
import * as z from 'zod'
import { ProcessSchema } from './process.ts'
import { FreeData, Int, Key, Name, Template } from './scalars.ts'
import { ParameterSchema } from './types.ts'

const Source = z.string()
const DirectoryName = z.enum(['state', 'runtime', 'log', 'cache', 'spool', 'lock', 'lib', 'tmp'])
/** Octal, or a template that gives it. */
const Mode = z.string()
const owned = { owner: z.string().optional(), group: z.string().optional(), mode: Mode.optional() }
const Id = z.union([Int, z.strictObject({ assign: Name })])

const Slot = z.strictObject({
  interface: z.union([z.string(), z.array(z.string())]),
  title: z.string().optional(),
  many: z.boolean().optional(),
  optional: z.boolean().optional(),
  self: z.boolean().optional(),
  sameHost: z.boolean().optional(),
  ordered: z.boolean().optional(),
  onChange: z.enum(['order', 'restart', 'reload']).optional(),
  order: z.enum(['after', 'none']).optional(),
})
const Provision = z
  .object({ interface: z.string().optional(), when: Source.optional(), address: Template.optional() })
  .catchall(FreeData)
const Provided = z.strictObject({
  type: z.string().optional(),
  name: Template.optional(),
  when: Source.optional(),
  properties: z.record(Key, FreeData).default({}),
})
const User = z.strictObject({
  name: Template,
  group: Template.optional(),
  groups: z.array(Template).optional(),
  uid: Id.optional(),
  gid: Id.optional(),
  home: Template.optional(),
  createHome: z.boolean().optional(),
  shell: Template.optional(),
  description: Template.optional(),
  existing: z.boolean().optional(),
  when: Source.optional(),
})
const Group = z.strictObject({
  name: Template,
  gid: Id.optional(),
  existing: z.boolean().optional(),
  when: Source.optional(),
})
const KeptDirectory = z.strictObject({
  in: DirectoryName.optional(),
  path: Template.optional(),
  ...owned,
  when: Source.optional(),
})
const File = z.strictObject({
  name: Template.optional(),
  /** Left out only where it comes from the constructor that this one extends: the language says so otherwise. */
  format: z.string().optional(),
  onChange: z.enum(['restart', 'reload']).optional(),
  when: Source.optional(),
  for: z.string().optional(),
  in: Source.optional(),
  exports: Template.optional(),
  ...owned,
  content: Template.optional(),
  data: FreeData.optional(),
})
const Fragment = z.strictObject({ format: z.string().optional(), content: Template })

const adjustable = {
  title: z.string().optional(),
  help: z.string().optional(),
  icon: z.string().optional(),
  parameters: z.record(Key, ParameterSchema).optional(),
  values: z.record(Key, FreeData).optional(),
  connects: z.record(Key, Slot).optional(),
  provides: z.record(Key, Provision).optional(),
  containers: z.record(Key, Provided).optional(),
  users: z.record(Key, User).optional(),
  groups: z.record(Key, Group).optional(),
  directories: z.record(Key, KeptDirectory).optional(),
  files: z.record(Key, File).optional(),
  fragments: z.record(Key, Fragment).optional(),
  process: ProcessSchema.optional(),
}
/** What an instance may adjust of its constructor: merged over it, so `null` removes. */
export const AdjustmentSchema = z.strictObject(adjustable)
const { title, help, icon, ...body } = adjustable
export const ConstructorSchema = z.strictObject({
  constructor: Name,
  title,
  help,
  icon,
  extends: Name.optional(),
  ...body,
})
