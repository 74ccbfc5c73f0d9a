/** Generations: immutable, numbered records of what was made to run. */
import type { Manifest } from '#generators/contract/manifest.ts'
import type { SystemDocument } from '#generators/model/document.ts'
import { type NamedSecret, namedSecrets } from '#generators/plan/fill.ts'
import type { GenerationSummary, GenerationView } from '#server/api/views.ts'
import { AppError } from '#server/app-error.ts'
import { type Database, fromJson } from './database.ts'

export interface NewGeneration {
  readonly number: number
  readonly by: string
  readonly reason: string
  readonly deployment: number
  readonly manifest: Manifest
  readonly document: SystemDocument
  readonly processes: GenerationSummary['processes']
}
export interface Generations {
  /** Newest first. */
  list(system: string): Promise<readonly GenerationSummary[]>
  /** Throws `not-found`. */
  get(system: string, number: number): Promise<GenerationView>
  /** Throws `not-found`. */
  summary(system: string, number: number): Promise<GenerationSummary>
  /** Its document alone; throws `not-found`. */
  document(system: string, number: number): Promise<SystemDocument>
  /** The highest number given so far; 0 where there is none. */
  newest(system: string): Promise<number>
  /** Keeps it and names it as the one that runs. Doing so twice with the same number changes nothing. */
  record(system: string, generation: NewGeneration): Promise<void>
  /** Which versions of secrets its generations need. */
  secrets(system: string): Promise<readonly { readonly number: number; readonly secrets: readonly NamedSecret[] }[]>
}

const SUMMARY = { number: true, at: true, by: true, reason: true, deployment: true, processes: true } as const

export function makeGenerations(db: Database): Generations {
  type Row = { number: number; at: Date; by: string; reason: string; deployment: number; processes: string }

  function summary(row: Row, running: number | null): GenerationSummary {
    return {
      number: row.number,
      at: row.at.toISOString(),
      by: row.by,
      reason: row.reason,
      deployment: row.deployment,
      current: row.number === running,
      processes: fromJson(row.processes),
    }
  }
  async function systemRow(name: string): Promise<{ id: string; generation: number | null }> {
    const row = await db.system.findUnique({ where: { name }, select: { id: true, generation: true } })
    if (!row) throw new AppError('not-found', `There is no system named ${name}.`)
    return row
  }

  return {
    async list(system) {
      const { id, generation } = await systemRow(system)
      const rows = await db.generation.findMany({
        where: { systemId: id },
        orderBy: { number: 'desc' },
        select: SUMMARY,
      })
      return rows.map((row) => summary(row, generation))
    },
    async get(system, number) {
      const { id, generation } = await systemRow(system)
      const row = await db.generation.findUnique({ where: { systemId_number: { systemId: id, number } } })
      if (!row) throw new AppError('not-found', `${system} has no generation ${number}.`)
      return { ...summary(row, generation), manifest: fromJson(row.manifest), document: fromJson(row.document) }
    },
    async summary(system, number) {
      const { id, generation } = await systemRow(system)
      const row = await db.generation.findUnique({
        where: { systemId_number: { systemId: id, number } },
        select: SUMMARY,
      })
      if (!row) throw new AppError('not-found', `${system} has no generation ${number}.`)
      return summary(row, generation)
    },
    async document(system, number) {
      const row = await db.generation.findFirst({
        where: { system: { name: system }, number },
        select: { document: true },
      })
      if (!row) throw new AppError('not-found', `${system} has no generation ${number}.`)
      return fromJson(row.document)
    },
    async newest(system) {
      const { id } = await systemRow(system)
      return (await db.generation.aggregate({ where: { systemId: id }, _max: { number: true } }))._max.number ?? 0
    },
    async record(system, { number, by, reason, deployment, manifest, document, processes }) {
      const { id } = await systemRow(system)
      const data = {
        by,
        reason,
        deployment,
        manifest: JSON.stringify(manifest),
        document: JSON.stringify(document),
        processes: JSON.stringify(processes),
        secrets: JSON.stringify(namedSecrets(manifest)),
      }
      await db.$transaction([
        db.generation.upsert({
          where: { systemId_number: { systemId: id, number } },
          create: { systemId: id, number, ...data },
          update: {},
        }),
        db.system.update({ where: { id }, data: { generation: number } }),
      ])
    },
    async secrets(system) {
      const { id } = await systemRow(system)
      const rows = await db.generation.findMany({
        where: { systemId: id },
        orderBy: { number: 'desc' },
        select: { number: true, secrets: true },
      })
      return rows.map(({ number, secrets }) => ({ number, secrets: fromJson(secrets) }))
    },
  }
}
