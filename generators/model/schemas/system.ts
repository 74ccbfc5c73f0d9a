/** A system: hosts, pools and the processes model, and the IDs assigned for it. */
import * as z from 'zod'
import { AdjustmentSchema } from './constructor.ts'
import { FreeLiteral, HostName, Int, Key, Name, PlainPath, SystemName } from './scalars.ts'

const InstanceSchema = z.strictObject({
  title: z.string().optional(),
  constructor: Name.optional(),
  on: z.array(z.union([z.string(), z.strictObject({ host: z.string(), container: z.string().optional() })])),
  with: z.record(Key, FreeLiteral).optional(),
  at: z.record(HostName, z.record(Key, FreeLiteral)).optional(),
  connects: z.record(Key, z.union([z.literal('*'), z.array(z.string())])).optional(),
  after: z.array(z.string()).optional(),
  extends: AdjustmentSchema.optional(),
})
const ContainerSchema = z.strictObject({ type: z.string(), properties: z.record(Key, z.string()).optional() })
const HostSchema = z.strictObject({
  title: z.string().optional(),
  platform: z.string(),
  address: z.string(),
  properties: z.record(Key, z.union([z.number(), z.boolean(), z.string()])).optional(),
  containers: z.record(Name, ContainerSchema).default({}),
})
const PoolSchema = z.strictObject({
  min: Int,
  max: Int,
  step: Int.min(1, 'at least 1').optional(),
  scope: z.enum(['global', 'machine']).optional(),
})
const SettingsSchema = z.strictObject({
  directories: z
    .partialRecord(z.enum(['state', 'runtime', 'log', 'cache', 'spool', 'lock', 'lib', 'tmp']), PlainPath)
    .optional(),
  forceDisableUserChange: z.boolean().optional(),
})
export const SystemSchema = z.strictObject({
  system: SystemName,
  title: z.string().optional(),
  settings: SettingsSchema.optional(),
  hosts: z.record(HostName, HostSchema).default({}),
  pools: z.record(Name, PoolSchema).optional(),
  processes: z.record(Name, InstanceSchema).default({}),
  pins: z.record(Name, z.string()).optional(),
})
const numbers = z.record(z.string(), Int).default({})
export const IdsSchema = z.strictObject({ assigned: numbers, last: numbers })
