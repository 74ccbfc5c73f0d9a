/** The commands of `longrun`. Each loads its own work when it is called, so that `--help` is there at once. */
import { Command, CommanderError, Option } from 'commander'
import { EXIT } from './exit-codes.ts'
import { CommandError, makeOutput, type Output } from './output.ts'

const json = () => new Option('--json', 'print the result as JSON')
const prefix = () =>
  new Option('--prefix <dir>', 'where this machine keeps its store and generations').env('LONGRUN_PREFIX')

const AFTER_HELP = `
Exit status: 0 done · 1 the model has errors, or it failed and was undone · 2 wrong usage · 3 refused, nothing changed
             4 a host does not answer · 5 between two generations, look at it · 130 stopped by Ctrl C`

function makeProgram(end: (status: number) => void): Command {
  const program = new Command('longrun')
    .description('Draw your services once, run them under any process manager.')
    .version('0.1.0')
    .exitOverride()
    .showHelpAfterError('(longrun COMMAND --help says more)')
    .addHelpText('after', AFTER_HELP)

  /** A command whose work returns the exit status. */
  function add(
    usage: string,
    description: string,
    configure: (command: Command) => Command,
    work: (output: Output, ...args: never[]) => Promise<number>,
    parent = program,
  ): void {
    const command = configure(parent.command(usage).description(description).addOption(json()))
    command.addHelpText('after', AFTER_HELP)
    command.action(async (...args: unknown[]) => {
      args.pop()
      const options = args.at(-1) as { json?: boolean }
      end(await work(makeOutput(options.json === true), ...(args as never[])))
    })
  }

  add(
    'validate <model>',
    'say what is wrong with a model',
    (command) => command,
    async (output, model: string) => (await import('./commands/validate.ts')).validate(model, output),
  )
  add(
    'compile <model>',
    'write the files of a model as they would be on its hosts',
    (command) =>
      command
        .requiredOption('--process-manager <id>', 'for which process manager, or `all`')
        .requiredOption('--out <dir>', 'directory to write to')
        .option('--host <name>', 'only for this host')
        .option('--state-dir <dir>', 'directory of all state')
        .option('--force-disable-user-change', 'let every process run as whoever starts it'),
    async (output, model: string, options: import('./commands/compile.ts').CompileOptions) =>
      (await import('./commands/compile.ts')).compileFiles(model, options, output),
  )
  add(
    'assign-ids <model>',
    'print the numbers that the model gets from its pools',
    (command) => command.option('--write', 'keep them in the model’s file'),
    async (output, model: string, options: { readonly write?: boolean }) =>
      (await import('./commands/assign-ids.ts')).assignIds(model, options, output),
  )
  add(
    'deploy <model>',
    'deploy a model to this machine',
    (command) =>
      changing(command).addHelpText('after', '\nNeeds no server: this machine keeps its generations itself.'),
    async (output, model: string, options: import('./commands/deploy.ts').DeployOptions) =>
      (await import('./commands/deploy.ts')).deployModel(model, options, output),
  )
  add(
    'undeploy <system>',
    'stop everything of a system on this machine; its state stays',
    changing,
    async (output, system: string, options: import('./commands/deploy.ts').DeployOptions) =>
      (await import('./commands/deploy.ts')).undeploy(system, options, output),
  )
  add(
    'rollback <system> [generation]',
    'go back to a generation; the one before if none is named',
    changing,
    async (output, system: string, number: string | undefined, options: import('./commands/deploy.ts').DeployOptions) =>
      (await import('./commands/deploy.ts')).rollback(system, number, options, output),
  )
  add(
    'status <system>',
    'what runs; ends with 1 unless every process is up',
    (command) => command.addOption(prefix()),
    async (output, system: string, options: import('./this-machine.ts').MachineOptions) =>
      (await import('./commands/look.ts')).status(system, options, output),
  )
  add(
    'logs <system> <process>',
    'what a process wrote',
    (command) =>
      command
        .option('-n, --lines <number>', 'how many of its last lines', '100')
        .option('-f, --follow', 'go on with each new line')
        .addOption(prefix()),
    async (output, system: string, name: string, options: import('./commands/look.ts').LogOptions) =>
      (await import('./commands/look.ts')).logs(system, name, options, output),
  )
  add(
    'generations <system>',
    'what ran here, newest first',
    (command) => command.addOption(prefix()),
    async (output, system: string, options: import('./this-machine.ts').MachineOptions) =>
      (await import('./commands/look.ts')).generations(system, options, output),
  )
  add(
    'import <format> <path>',
    'make a model of files of others: compose, procfile, processmgmt, or what a process manager reads itself',
    (command) =>
      command
        .option('--out <model>', 'file to write; without it the model is printed')
        .option('--system <name>', 'name of the system; else the name of what is read')
        .option('--process-manager <id>', 'on which process manager it is to run')
        .option('--ids <file>', 'numbers that were assigned before, as JSON or Nix')
        .option('--id-resources <file>', 'the pools of these numbers, as JSON or Nix'),
    async (output, format: string, from: string, options: import('./commands/import.ts').ImportOptions) =>
      (await import('./commands/import.ts')).importModel(format, from, options, output),
  )
  add(
    'export <format> <model>',
    'write a model as the files of others: nix, processmgmt',
    (command) =>
      command.requiredOption('--out <dir>', 'directory to write to').option('--host <name>', 'of which host'),
    async (output, format: string, model: string, options: import('./commands/export.ts').ExportOptions) =>
      (await import('./commands/export.ts')).exportModel(format, model, options, output),
  )
  const secret = program
    .command('secret')
    .description('set, list and remove the secrets that deployments from here use')
    .addHelpText('after', AFTER_HELP)
  add(
    'set <system> <name>',
    'set or replace a secret; its value is read from standard input, without the end of its line',
    (command) =>
      command
        .option('--file <path>', 'take the value from a file, byte for byte')
        .option('--keep-newline', 'keep a line end at the end of standard input'),
    async (output, system: string, name: string, options: import('./commands/secret.ts').SetOptions) =>
      (await import('./commands/secret.ts')).setSecret(system, name, options, output),
    secret,
  )
  add(
    'list <system>',
    'names and versions; never a value',
    (command) => command,
    async (output, system: string) => (await import('./commands/secret.ts')).listSecrets(system, output),
    secret,
  )
  add(
    'remove <system> <name>',
    'forget a secret that nothing running uses',
    (command) => command.addOption(prefix()),
    async (output, system: string, name: string, options: import('./this-machine.ts').MachineOptions) =>
      (await import('./commands/secret.ts')).removeSecret(system, name, options, output),
    secret,
  )
  return program
}

function changing(command: Command): Command {
  return command
    .option('--dry-run', 'say what would happen; change nothing')
    .option('--reason <text>', 'why, for the list of generations')
    .addOption(prefix())
}

/** Runs one command and sets the exit status. */
export async function main(args: readonly string[]): Promise<void> {
  const program = makeProgram((status) => {
    process.exitCode = status
  })
  try {
    await program.parseAsync([...args], { from: 'user' })
  } catch (error) {
    if (error instanceof CommanderError) {
      process.exitCode = error.exitCode === 0 ? EXIT.ok : EXIT.usage
      return
    }
    process.exitCode = await explainFailure(error)
  }
}

async function explainFailure(error: unknown): Promise<number> {
  const { TransportError } = await import('#server/transports/contract.ts')
  if (error instanceof CommandError) {
    process.stderr.write(`longrun: ${error.message}${error.wayOut ? ` ${error.wayOut}` : ''}\n`)
    return error.exit
  }
  if (error instanceof TransportError) {
    process.stderr.write(`longrun: ${error.message}\n`)
    return EXIT.unreachable
  }
  process.stderr.write(`longrun: this is a mistake of ours.\n${error instanceof Error ? error.stack : String(error)}\n`)
  return EXIT.failed
}
