/**
 * Makes the data directory ready: database, this machine as a host, the example, a code for the first account.
 * `node server/start/prepare.ts` prints what it did as one line of JSON, for `npm start` to put into words.
 */
import { fittedExample, named } from '#server/api/first-documents.ts'
import { issueFirstAccountCode } from '#server/auth/first-account.ts'
import { reach } from '#server/jobs/reach-hosts.ts'
import { databaseFile, dataDirectory, migrationsDirectory } from '#server/store/data-directory.ts'
import { migrate, readMigrations } from '#server/store/migrate.ts'
import { openStore, type Store } from '#server/store/store.ts'
import { EMPTY_LAYOUT } from '#server/store/systems.ts'

const EXAMPLE = 'webapps'
const LOCAL = 'local'

export interface Prepared {
  readonly data: string
  readonly migrations: readonly string[]
  readonly seeded: boolean
  /** Why this machine could not be looked at, if so. */
  readonly localProblem: string | null
  /** For the first account's link; null once there is an account. */
  readonly code: string | null
}

export async function prepare(): Promise<Prepared> {
  const migrations = migrate(databaseFile(), readMigrations(migrationsDirectory()))
  const store = openStore(databaseFile())
  try {
    const localProblem = await enrolLocal(store)
    const seeded = await seedExample(store)
    const code = await issueFirstAccountCode(store)
    return { data: dataDirectory(), migrations, seeded, localProblem, code }
  } finally {
    await store.close()
  }
}

/** This machine is a host from the first start on; what is on it is looked at anew at each. */
async function enrolLocal(store: Store): Promise<string | null> {
  if (await store.settings.claim('local-host', 'enrolled'))
    await store.hosts.create({ name: LOCAL, address: { kind: 'local' }, keyFingerprint: null })
  const local = (await store.hosts.list()).find((host) => host.address.kind === 'local')
  if (!local) return null
  try {
    await store.hosts.recordCapture(local.id, await reach(store).capture(local))
    return null
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error)
    await store.hosts.recordProblem(local.id, problem)
    return problem
  }
}

/** Once: who removes the example does not get it again. */
async function seedExample(store: Store): Promise<boolean> {
  if (!(await store.settings.claim('example', EXAMPLE))) return false
  await store.systems.create({
    name: EXAMPLE,
    document: named(await fittedExample(store), EXAMPLE),
    layout: EMPTY_LAYOUT,
    by: 'Longrun',
  })
  return true
}

if (import.meta.main) console.log(JSON.stringify(await prepare()))
