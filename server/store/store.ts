/** Everything that is remembered, by noun: what the rest of the server sees of the database. */
import { type Attempts, makeAttempts } from './attempts.ts'
import { type Audit, makeAudit } from './audit.ts'
import { databaseFile, migrationsDirectory } from './data-directory.ts'
import { type Database, openDatabase } from './database.ts'
import { type Deployments, makeDeployments } from './deployments.ts'
import { type Generations, makeGenerations } from './generations.ts'
import { type Hosts, makeHosts } from './hosts.ts'
import { migrate, readMigrations } from './migrate.ts'
import { makeSecretRows, type SecretRows } from './secrets.ts'
import { makeSessions, type Sessions } from './sessions.ts'
import { makeSettings, type Settings } from './settings.ts'
import { makeSystems, type Systems } from './systems.ts'
import { makeUsers, type Users } from './users.ts'

export interface Store {
  readonly users: Users
  readonly sessions: Sessions
  readonly attempts: Attempts
  readonly settings: Settings
  readonly systems: Systems
  readonly hosts: Hosts
  readonly deployments: Deployments
  readonly generations: Generations
  readonly secrets: SecretRows
  readonly audit: Audit
  close(): Promise<void>
}

/** The store in a database file that has been migrated. */
export function openStore(file: string): Store {
  const db: Database = openDatabase(file)
  return {
    users: makeUsers(db),
    sessions: makeSessions(db),
    attempts: makeAttempts(db),
    settings: makeSettings(db),
    systems: makeSystems(db),
    hosts: makeHosts(db),
    deployments: makeDeployments(db),
    generations: makeGenerations(db),
    secrets: makeSecretRows(db),
    audit: makeAudit(db),
    close: () => db.$disconnect(),
  }
}

const holder = globalThis as unknown as { longrunStore?: Store }

/** This process's store. One, also when a development server loads this file again: each would hold the file open. */
export function store(): Store {
  if (!holder.longrunStore) {
    migrate(databaseFile(), readMigrations(migrationsDirectory()))
    holder.longrunStore = openStore(databaseFile())
  }
  return holder.longrunStore
}
