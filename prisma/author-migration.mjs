/**
 * Keeps the committed client and the migrations in step with schema.prisma, on a developer's machine, without Prisma's engine binary.
 *   node prisma/author-migration.mjs          ends with 1 where the client or the migrations are stale (CI)
 *   node prisma/author-migration.mjs NAME     writes the client, and a migration where the schema changed: read its SQL before committing
 * Prisma's own `migrate` needs a downloaded binary; `migrate diff` without it ends with 0 and prints nothing. So the
 * migrations are applied to a scratch file and the WASM engine says what is missing there.
 */
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { PrismaBetterSqlite3 } from '@prisma/adapter-better-sqlite3'
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils'
import Database from 'better-sqlite3'

const require = createRequire(import.meta.url)
const room = import.meta.dirname
const name = process.argv[2]
const schemaPath = path.join(room, 'schema.prisma')
const schema = readFileSync(schemaPath, 'utf8')
const scratch = mkdtempSync(path.join(tmpdir(), 'longrun-prisma-'))
process.on('exit', () => rmSync(scratch, { recursive: true, force: true }))

function generateInto(directory) {
  const copy = path.join(scratch, 'schema.prisma')
  writeFileSync(copy, schema.replace('"./generated"', JSON.stringify(directory)))
  execFileSync(process.execPath, [require.resolve('prisma/build/index.js'), 'generate', '--schema', copy], {
    cwd: path.dirname(room),
    env: {
      ...process.env,
      PRISMA_SCHEMA_ENGINE_BINARY: '/bin/false',
      CHECKPOINT_DISABLE: '1',
      PRISMA_HIDE_UPDATE_MESSAGE: '1',
    },
    stdio: ['ignore', 'ignore', 'inherit'],
  })
}

function filesIn(directory) {
  return readdirSync(directory, { recursive: true })
    .filter((entry) => statSync(path.join(directory, entry)).isFile())
    .sort()
}

/** The generated text without what depends on where the schema stood when it was made. */
function comparable(file) {
  return readFileSync(file, 'utf8').replaceAll(
    /"(inlineSchema|inlineSchemaHash|schemaEnvPath)":\s*"(?:[^"\\]|\\.)*"/g,
    '"$1"',
  )
}

function clientIsStale() {
  const fresh = path.join(scratch, 'generated')
  const kept = path.join(room, 'generated')
  generateInto(fresh)
  const files = filesIn(fresh)
  if (files.join() !== filesIn(kept).join()) return true
  return files.some((file) => comparable(path.join(fresh, file)) !== comparable(path.join(kept, file)))
}

/** SQL that the migrations lack; empty where they are in step. */
async function missingSql(migrations) {
  const file = path.join(scratch, 'db')
  const db = new Database(file)
  for (const one of migrations) db.exec(readFileSync(path.join(room, 'migrations', one, 'migration.sql'), 'utf8'))
  db.close()
  globalThis.PRISMA_WASM_PANIC_REGISTRY = { set_message: (message) => console.error(message) }
  const bindings = require.resolve('@prisma/schema-engine-wasm/schema_engine_bg')
  const engineModule = await import(bindings)
  const wasm = await WebAssembly.instantiate(readFileSync(bindings.replace(/\.js$/, '.wasm')), {
    './schema_engine_bg.js': engineModule,
  })
  engineModule.__wbg_set_wasm(wasm.instance.exports)
  wasm.instance.exports.__wbindgen_start()
  const files = [{ path: schemaPath, content: schema }]
  const adapter = bindMigrationAwareSqlAdapterFactory(new PrismaBetterSqlite3({ url: `file:${file}` }))
  const engine = await engineModule.SchemaEngine.new({ datamodels: [[schemaPath, schema]] }, () => undefined, adapter)
  const diff = await engine.diff({
    from: { tag: 'schemaDatasource', files, configDir: room },
    to: { tag: 'schemaDatamodel', files },
    script: true,
    exitCode: true,
    filters: { externalTables: [], externalEnums: [] },
  })
  return diff.exitCode === 0 ? '' : diff.stdout
}

const migrations = readdirSync(path.join(room, 'migrations'), { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name)
  .sort()
const sql = await missingSql(migrations)
if (!name) {
  const stale = clientIsStale()
  if (stale) console.error('prisma/generated is stale: run `node prisma/author-migration.mjs NAME`')
  if (sql) console.error(`schema.prisma has what no migration makes:\n${sql}`)
  console.log(stale || sql ? 'prisma: stale' : 'prisma: in step')
  process.exit(stale || sql ? 1 : 0)
}
rmSync(path.join(room, 'generated'), { recursive: true, force: true })
generateInto(path.join(room, 'generated'))
console.log('wrote prisma/generated')
if (sql) {
  const folder = path.join(room, 'migrations', `${new Date().toISOString().replace(/\D/g, '').slice(0, 14)}_${name}`)
  mkdirSync(folder, { recursive: true })
  writeFileSync(path.join(folder, 'migration.sql'), sql)
  console.log(`wrote ${path.relative(process.cwd(), folder)}/migration.sql`)
}
process.exit(0)
