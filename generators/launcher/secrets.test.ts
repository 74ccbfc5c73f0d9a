/** The value of a secret reaches the process byte for byte, in its environment and on the standard input of what prepares it, and nobody else. */
import { chmodSync, existsSync, mkdirSync, readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { AS_NOBODY, isRoot, SHELLS, Stand } from '#tests/launcher/stand.ts'
import { concat, hole, secretsIn, type Text, text } from '../contract/text.ts'
import { BECOMING } from './become.ts'
import { launcherScript } from './script.ts'
import { readsSecrets } from './secrets.ts'

const secret = (name: string): Text => hole({ kind: 'secret', name, format: 'raw', state: '' })

/** Everything that a value can hold: any byte but NUL, as long as it is text. */
const HOSTILE: Readonly<Record<string, string>> = {
  quotes: `it's "quoted" \`id\` $(id) $HOME \${x} \\ \\n \\\\ !x`,
  lines: '-----BEGIN KEY-----\nline\r\nline\n\n',
  blanks: ' \t leading and trailing \t ',
  controls: `${Array.from({ length: 31 }, (_, at) => String.fromCharCode(at + 1)).join('')}\x7f\u0080\u0081\u0088`,
  unicode: 'pässwörd 日本 \u{1F600} e\u0301',
  long: "a'b".repeat(2731),
  percent: '%s%n%(x)s;#--',
  option: '-n',
}

describe.concurrent.each(SHELLS)('as %s', (shell) => {
  let stand: Stand
  beforeAll(() => {
    stand = new Stand(shell)
    for (const [name, value] of Object.entries(HOSTILE)) stand.secrets.set(name, value)
  })
  afterAll(() => stand.close())

  /** What a program found, run by a script whose secrets are those of the stand. */
  async function seen(style: 'become' | 'daemonise', prefix: readonly string[] = [], more = {}) {
    const environment = new Map<string, Text>([
      ...Object.keys(HOSTILE).map((name): [string, Text] => [`S_${name}`, secret(name)]),
      ['URL', concat(text('postgres://app:'), secret('percent'), text("@db's/"), secret('option'))],
    ])
    const process = stand.process({ environment, ...more })
    const folder = stand.at(`${process.name}.d`)
    mkdirSync(folder)
    chmodSync(folder, 0o777)
    const code =
      'open F, "<", "/proc/self/environ"; open O, ">", "$ARGV[0].new"; local $/; print O <F>; close O; rename "$ARGV[0].new", $ARGV[0]; sleep 60 if $ARGV[1]'
    const daemon = style === 'daemonise'
    const script = stand.launcher(
      ['/usr/bin/perl', '-e', code, '--', `${folder}/environ`, ...(daemon ? ['stay'] : [])],
      process,
      { style, steps: more && 'user' in more ? { environment, user: more.user as never } : { environment } },
      prefix,
    )
    const done = await script.run(...(daemon ? ['start'] : []))
    expect(done).toMatchObject({ status: 0 })
    while (!existsSync(`${folder}/environ`)) await new Promise((resolve) => setTimeout(resolve, 20))
    if (daemon) expect(await script.run('stop')).toMatchObject({ status: 0 })
    const entries = readFileSync(`${folder}/environ`, 'utf8').split('\0').filter(Boolean)
    return {
      environ: new Map(entries.map((one) => [one.slice(0, one.indexOf('=')), one.slice(one.indexOf('=') + 1)])),
      script: readFileSync(script.path, 'utf8'),
    }
  }

  const expected = new Map<string, string>([
    ...Object.entries(HOSTILE).map(([name, value]): [string, string] => [`S_${name}`, value]),
    ['URL', `postgres://app:${HOSTILE.percent}@db's/${HOSTILE.option}`],
  ])

  test.each(['become', 'daemonise'] as const)('in the environment, %s', async (style) => {
    const { environ, script } = await seen(style)
    for (const [name, value] of expected) expect(environ.get(name)).toBe(value)
    expect([...environ.keys()].filter((name) => /^lr_/.test(name))).toEqual([])
    for (const value of Object.values(HOSTILE)) if (value.length > 3) expect(script).not.toContain(value)
  })

  test.runIf(isRoot)('across a change of user, by each way to become one', async () => {
    for (const tool of BECOMING.slice(0, 1)) {
      const user = { name: text('nobody'), group: text('nogroup'), groups: [], home: text('/nonexistent') }
      const { environ } = await seen('become', [], { becoming: tool, user })
      for (const [name, value] of expected) expect(environ.get(name)).toBe(value)
      expect([...environ.keys()].filter((name) => /^lr_/.test(name))).toEqual([])
    }
  })

  test('on the standard input, in variables and in the environment of what prepares it', async () => {
    const process = stand.process()
    const to = (name: string) => stand.at(`${process.name}.${name}`)
    const script = stand.hook(process, {
      prepare: [
        {
          do: 'run',
          argv: ['/bin/sh', '-c', 'cat >"$0"', to('input')].map((one) => text(one)),
          input: secret('lines'),
          ok: [0],
        },
        {
          do: 'run',
          argv: [
            '/usr/bin/env',
            'sh',
            '-c',
            'printf %s "$P" >"$0"; env | grep -c ^lr_secret >"$0.leaks"',
            to('environment'),
          ].map((one) => text(one)),
          environment: new Map([['P', secret('quotes')]]),
          ok: [0, 1],
        },
        {
          do: 'script',
          text: text(`printf %s "$p" >${to('variable')}`),
          variables: new Map([['p', secret('controls')]]),
        },
      ],
    })
    expect(await script.run()).toMatchObject({ status: 0, stderr: '' })
    expect(readFileSync(to('input'), 'utf8')).toBe(HOSTILE.lines)
    expect(readFileSync(to('environment'), 'utf8')).toBe(HOSTILE.quotes)
    expect(readFileSync(to('environment.leaks'), 'utf8')).toBe('0\n')
    expect(readFileSync(to('variable'), 'utf8')).toBe(HOSTILE.controls)
  })

  test('secrets that are not there are said, and the program is not run', async () => {
    const process = stand.process({ environment: new Map([['P', secret('quotes')]]) })
    const script = stand.launcher(['/bin/true'], process, { style: 'become' })
    chmodSync(`${script.path}.secrets`, 0)
    const nobody = stand.install(
      launcherScript(process, {
        style: 'become',
        program: { path: text('/bin/true'), args: [] },
        steps: { environment: process.environment },
      }),
      isRoot ? AS_NOBODY : [],
    )
    chmodSync(`${nobody.path}.secrets`, 0)
    const done = await nobody.run()
    expect(done.status).toBe(111)
    expect(done.stderr).toContain('its secrets are not there')
  })
})

test('no script holds a hole of a secret, and only scripts with secrets know the functions', () => {
  const stand = new Stand('dash')
  const script = (environment: ReadonlyMap<string, Text>) =>
    launcherScript(stand.process({ environment }), {
      style: 'become',
      program: { path: text('/bin/true'), args: [] },
      steps: { environment },
    })
  const [plain, holding] = [script(new Map([['A', text('x')]])), script(new Map([['A', secret('db')]]))]
  stand.close()
  expect(secretsIn(holding.content)).toEqual([])
  expect(JSON.stringify(plain.content)).not.toContain('secrets')
  expect(JSON.stringify(holding.content)).toContain('read_secrets()')
})

test.each<[unknown, boolean]>([
  [text('x'), false],
  [new Map([['a', [{ from: secret('x') }]]]), false],
  [new Map([['a', { b: [secret('x')] }]]), true],
  [null, false],
])('whether a tree holds a secret: %#', (value, expected) => expect(readsSecrets(value)).toBe(expected))
