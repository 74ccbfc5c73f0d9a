/** `longrun deploy`, `undeploy` and `rollback`: one recipe with three targets. */
import { loadBackends } from '#generators/backends/index.ts'
import { BUILTIN_CONSTRUCTORS } from '#generators/constructors/index.ts'
import { wantedBy } from '#generators/packages/index.ts'
import { capture } from '#server/deploy/capture.ts'
import { withFoundContainers } from '#server/found-containers.ts'
import type { Kit } from '#server/host-kit/client.ts'
import { openSecretFile } from '#server/secrets/file.ts'
import { carryOut, type Errand, planHere, planWords } from '../carry-out.ts'
import { EXIT } from '../exit-codes.ts'
import { compileModel, readModel } from '../model-file.ts'
import { CommandError, type Output } from '../output.ts'
import {
  generationHere,
  generationsHere,
  type MachineOptions,
  mustRun,
  onlyHost,
  openHere,
  runningHere,
  systemNamed,
} from '../this-machine.ts'

export interface DeployOptions extends MachineOptions {
  readonly dryRun?: boolean
  readonly reason?: string
}

async function doOrPlan(kit: Kit, errand: Errand, { dryRun }: DeployOptions, output: Output): Promise<number> {
  if (!dryRun) return carryOut(kit, errand, output)
  const plan = await planHere(errand)
  output.result(planWords(plan), { ok: true, empty: plan.empty, changes: plan.changes })
  return EXIT.ok
}

export async function deployModel(file: string, options: DeployOptions, output: Output): Promise<number> {
  const read = readModel(file).document
  const kit = await openHere(options)
  // A model with errors is refused by compileModel, which says them all; only a readable one has a host to look at.
  const host = read ? onlyHost(read) : 'local'
  const { facts, containers } = await capture(kit.connection, {
    backends: await loadBackends(),
    wanted: wantedBy([...BUILTIN_CONSTRUCTORS, ...(read?.constructors ?? [])]),
    prefix: kit.prefix,
    host,
  })
  const running = read ? await runningHere(kit, read.system.system) : null
  const { compiled, document } = await compileModel(file, output, {
    facts: { [host]: facts },
    secrets: ({ system }) => openSecretFile(system.system).versions,
    // Numbers that were given stay given, also where the file does not keep them.
    change: (model) => ({
      ...withFoundContainers(model, host, containers),
      ids: {
        assigned: { ...running?.document?.ids.assigned, ...model.ids.assigned },
        last: { ...running?.document?.ids.last, ...model.ids.last },
      },
    }),
  })
  const errand = {
    system: document.system.system,
    previous: running?.manifest ?? null,
    next: compiled.manifest,
    document: { ...document, ids: compiled.ids },
    reason: options.reason ?? '',
  }
  return doOrPlan(kit, errand, options, output)
}

export async function undeploy(nameOrFile: string, options: DeployOptions, output: Output): Promise<number> {
  const system = systemNamed(nameOrFile)
  const kit = await openHere(options)
  const { manifest, document } = await mustRun(kit, system)
  const errand = { system, previous: manifest, next: null, document, reason: options.reason ?? 'undeployed' }
  return doOrPlan(kit, errand, options, output)
}

export async function rollback(
  nameOrFile: string,
  number: string | undefined,
  options: DeployOptions,
  output: Output,
): Promise<number> {
  const system = systemNamed(nameOrFile)
  const kit = await openHere(options)
  const all = await generationsHere(kit, system)
  const wanted =
    number === undefined
      ? previousOf(
          all.map((one) => one.number),
          all.find((one) => one.current)?.number,
        )
      : Number(number)
  if (wanted === null || !Number.isInteger(wanted))
    throw new CommandError(
      EXIT.usage,
      `${number ?? 'There'} is no generation to go back to.`,
      'longrun generations lists them.',
    )
  const target = await generationHere(kit, system, wanted)
  const running = await runningHere(kit, system)
  const errand = {
    system,
    previous: running?.manifest ?? null,
    next: target.manifest,
    document: target.document,
    reason: options.reason ?? `back to generation ${wanted}`,
  }
  return doOrPlan(kit, errand, options, output)
}

/** The one before the one that runs; the newest where nothing does. */
function previousOf(newestFirst: readonly number[], current: number | undefined): number | null {
  return (current === undefined ? newestFirst[0] : newestFirst.find((one) => one < current)) ?? null
}
