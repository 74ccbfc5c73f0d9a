/** `longrun compile`: the files of a model, as trees that look like the hosts' own. */

import { declarationOf, loadBackends } from '#generators/backends/index.ts'
import { hostTree, secretsLeftOut, type TreeFile, under } from '#generators/interchange/host-tree.ts'
import type { SystemDocument } from '#generators/model/document.ts'
import { EXIT } from '../exit-codes.ts'
import { writeTree } from '../file-tree.ts'
import { compileModel, inWords, say } from '../model-file.ts'
import { type Output, usageError } from '../output.ts'

export interface CompileOptions {
  readonly processManager: string
  readonly out: string
  readonly host?: string
  readonly stateDir?: string
  readonly forceDisableUserChange?: boolean
}

export async function compileFiles(file: string, options: CompileOptions, output: Output): Promise<number> {
  const known = [...(await loadBackends()).keys()]
  const all = options.processManager === 'all'
  if (!all && !known.includes(options.processManager))
    throw usageError(`There is no process manager ${options.processManager}: ${known.join(', ')} or all.`)
  const files: TreeFile[] = []
  for (const as of all ? known : [options.processManager]) {
    const { compiled, document, model } = await compileModel(file, output, {
      change: (read) => withOptions(under(read, declarationOf(as)!), options),
    })
    if (options.host !== undefined && !Object.hasOwn(document.system.hosts, options.host))
      throw usageError(`The model has no host ${options.host}.`)
    for (const host of Object.values(compiled.manifest?.hosts ?? {}))
      if (options.host === undefined || options.host === host.host) {
        files.push(...hostTree(host, all ? `${as}/${host.host}` : host.host))
        for (const one of secretsLeftOut(host)) output.note(inWords(say(one, model)))
      }
  }
  const { written, kept, removed } = writeTree(options.out, files)
  output.result(`${options.out}: ${written} files written, ${kept} as they were, ${removed} removed.`, {
    ok: true,
    out: options.out,
    files: files.map((one) => one.path),
    written,
    kept,
    removed,
  })
  return EXIT.ok
}

function withOptions(document: SystemDocument, { stateDir, forceDisableUserChange }: CompileOptions): SystemDocument {
  const settings = document.system.settings ?? {}
  return {
    ...document,
    system: {
      ...document.system,
      settings: {
        ...settings,
        ...(stateDir === undefined ? {} : { directories: { ...settings.directories, state: stateDir } }),
        ...(forceDisableUserChange ? { forceDisableUserChange } : {}),
      },
    },
  }
}
