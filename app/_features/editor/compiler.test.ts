/** What the editor compiles, and which managers' code it asks for before it does. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { DECLARATIONS, loadBackends } from '#generators/backends/index.ts'
import { documentOf } from '#tests/fixtures/compiling.ts'
import { webapps } from '#tests/fixtures/systems.ts'
import { Compiler } from './compiler.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const asked: string[][] = []
function started(): Compiler {
  asked.length = 0
  const compiler = new Compiler((managers) => {
    asked.push([...managers])
    return loadBackends(managers)
  })
  compiler.compile(documentOf(webapps('systemd')), {}, {})
  compiler.start()
  return compiler
}
/** Resolves as soon as the compiler says that it has something new. */
async function next(compiler: Compiler): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  const stop = compiler.subscribe(resolve)
  await vi.advanceTimersToNextTimerAsync()
  await promise
  stop()
}

test('the first preview asks for the code of the document’s own manager, and for no other', async () => {
  const compiler = started()
  await next(compiler)
  expect(asked).toEqual([['systemd']])
  expect(compiler.result!.compiled.outputs).toHaveLength(4)
  compiler.stop()
})
test('a tab that is looked at asks for its own', async () => {
  const compiler = started()
  await next(compiler)
  const { promise, resolve } = Promise.withResolvers<void>()
  compiler.subscribe(resolve)
  compiler.lookAt('sysvinit')
  await promise
  expect(asked).toEqual([['systemd'], ['sysvinit']])
  expect(compiler.resultFor('sysvinit')!.document).toBe(compiler.result!.document)
  compiler.stop()
})
test('while nothing else waits every other manager has its turn, each asked for once', async () => {
  const compiler = started()
  await next(compiler)
  for (const { id } of DECLARATIONS) {
    await next(compiler)
    expect(compiler.resultFor(id)?.document).toBe(compiler.result!.document)
  }
  expect(asked.flat().sort()).toEqual(DECLARATIONS.map(({ id }) => id).sort())
  compiler.stop()
})
test('the ids that a compilation assigned cost nothing: an edit after them makes only what it changes', async () => {
  const compiler = started()
  await next(compiler)
  const { document, compiled } = compiler.result!
  const { processes } = document.system
  const webapp1 = { ...processes.webapp1!, with: { greeting: 'Hi' } }
  const edited = {
    ...document,
    ids: compiled.ids,
    system: { ...document.system, processes: { ...processes, webapp1 } },
  }
  compiler.compile(edited, {}, {})
  await next(compiler)
  const now = compiler.result!.compiled.outputs
  expect(now.filter((output) => compiled.outputs.includes(output)).map(({ placement }) => placement.instance)).toEqual([
    'webapp2',
    'webapp3',
  ])
  compiler.stop()
})
