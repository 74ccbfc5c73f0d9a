/** What a program is given at the end of its launch chain: every byte, every limit, the right user, and nobody in between. */
import { spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync, readFileSync, statSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  AS_NOBODY,
  has,
  isRoot,
  type LaunchChanges,
  type ProcessChanges,
  SHELLS,
  Stand,
  texts,
  until,
} from '#tests/launcher/stand.ts'
import { text } from '../contract/text.ts'
import { BECOMING } from './become.ts'

/** Writes what it was given to a file, as JSON by hand: perl-base has no JSON. */
const WITNESS = `
sub q8 { my $s = shift; $s =~ s/([^A-Za-z0-9 ])/sprintf '\\\\u%04x', ord $1/ge; '"' . $s . '"' }
open ENV_FILE, '<', '/proc/self/environ'; local $/; my $environ = <ENV_FILE>; close ENV_FILE;
my ($file, @args) = @ARGV; open OUT, '>', "$file.new" or die "cannot write $file: $!";
open ST, '<', '/proc/self/status'; my $st = <ST>; my ($groups) = $st =~ /^Groups:\\s*(.*?)\\s*$/m;
open L, '<', '/proc/self/limits'; my $l = <L>; my ($nofile) = $l =~ /^Max open files\\s+(\\S+)/m; my ($core) = $l =~ /^Max core file size\\s+(\\S+)/m; my ($nproc) = $l =~ /^Max processes\\s+(\\S+)/m;
my $old = umask; my $cwd = readlink '/proc/self/cwd'; my $nice = getpriority 0, 0;
print OUT '{"args":[', join(',', map q8($_), @args), '],"environ":[', join(',', map q8($_), split /\\0/, $environ), '],',
  '"uid":', $<, ',"euid":', $>, ',"gid":', $( + 0, ',"groups":', q8($groups), ',"ppid":', getppid, ',"pid":', $$, ',"umask":', $old,
  ',"cwd":', q8($cwd), ',"nice":', $nice, ',"nofile":', q8($nofile), ',"core":', q8($core), ',"nproc":', q8($nproc), '}';
close OUT; rename "$file.new", $file;`
interface Witnessed {
  readonly args: string[]
  readonly environ: string[]
  readonly uid: number
  readonly euid: number
  readonly gid: number
  readonly groups: string
  readonly ppid: number
  readonly pid: number
  readonly umask: number
  readonly cwd: string
  readonly nice: number
  readonly nofile: string
  readonly core: string
  readonly nproc: string
}
/** Bytes of UTF-8 as the witness saw them, one character each. */
const bytes = (s: string) => Buffer.from(s, 'utf8').toString('latin1')

const HOSTILE = [
  '',
  ' ',
  "'",
  '"',
  "it's",
  '$HOME',
  '${x}',
  '`id`',
  '$(id)',
  '%n',
  '%(x)s',
  '\\',
  '\\n',
  '\n',
  'a\nb\n',
  '\t',
  '\r',
  ';',
  '#',
  '*',
  '~',
  '-n',
  '--',
  '=',
  '!',
  'é',
  '日本',
  '\u{1F600}',
  '\x01',
  '\x7f',
  "a'".repeat(2000),
]
const ODD_NAMES = {
  'A.B': 'dot',
  '2X': 'digit',
  'a-b': 'hyphen',
  'a b': 'blank',
  "it's": 'quote',
  $x: 'dollar',
  é: 'letter',
  '-u': 'option',
  UID: '5',
  RANDOM: '6',
  SECONDS: '7',
  PWD: '/nowhere',
  SHLVL: '9',
  IFS: 'x',
  PPID: '10',
  OPTIND: '11',
  LINENO: '12',
  _: '13',
  lr_name: '14',
  lr_record: '15',
  LR_LAUNCH: '16',
  BASH_ENV: '/nowhere',
  NAME: 'mine',
  LOG: 'mine',
  state: 'mine',
  pid: 'mine',
  PATH: '/nowhere/bin',
  ENV: '/nowhere',
  PS4: '$(id)',
}

const person = spawnSync('id', ['www-data'], { timeout: 5_000 }).status === 0 ? 'www-data' : 'nobody'
const idOf = (flag: string) => Number(spawnSync('id', [flag, person], { encoding: 'utf8', timeout: 5_000 }).stdout)

describe.concurrent.each(SHELLS)('as %s', (shell) => {
  let stand: Stand
  beforeAll(() => {
    stand = new Stand(shell)
  })
  afterAll(() => stand.close())

  async function witness(
    args: readonly string[],
    process: ProcessChanges = {},
    changes: LaunchChanges = {},
    prefix: readonly string[] = [],
  ): Promise<Witnessed & { starter: number }> {
    const one = stand.process(process)
    const folder = stand.at(`${one.name}.d`)
    mkdirSync(folder)
    chmodSync(folder, 0o777)
    const script = stand.launcher(
      ['/usr/bin/perl', '-e', WITNESS, '--', `${folder}/seen`, ...args],
      one,
      { style: 'become', ...changes },
      prefix,
    )
    const running = script.spawn()
    const done = await running.ended
    expect(done).toMatchObject({ status: 0, stderr: '' })
    return { ...(JSON.parse(readFileSync(`${folder}/seen`, 'utf8')) as Witnessed), starter: running.pid }
  }

  test('arguments and variables come byte for byte, whatever their names', async () => {
    const values = Object.fromEntries(HOSTILE.map((value, index) => [`V${index}`, value]))
    const environment = texts({ ...values, ...ODD_NAMES })
    const seen = await witness(HOSTILE, { environment })
    expect(seen.args).toEqual(HOSTILE.map(bytes))
    const wanted = Object.entries({ ...values, ...ODD_NAMES }).map(([name, value]) => bytes(`${name}=${value}`))
    for (const one of wanted) expect(seen.environ).toContain(one)
  })

  test('an init script gives exactly the model’s variables, and nothing of whoever typed start', async () => {
    const process = stand.process({ environment: texts({ GREETING: 'hi', PATH: '/usr/bin:/bin' }) })
    const script = stand.launcher(
      [
        '/usr/bin/perl',
        '-e',
        'open F, "<", "/proc/self/environ"; open O, ">", $ARGV[0]; print O <F>; close O; sleep 1 while 1',
        '--',
        stand.at(`${process.name}.environ`),
      ],
      process,
      {},
      ['/usr/bin/env', 'SECRET=of the operator'],
    )
    await script.run('start')
    await script.run('stop')
    const names = stand
      .read(`${process.name}.environ`)
      .split('\0')
      .filter(Boolean)
      .map((one) => one.slice(0, one.indexOf('=')))
    expect(names.filter((name) => !['HOME', 'USER', 'LOGNAME'].includes(name)).sort()).toEqual(['GREETING', 'PATH'])
  })

  test('the longest word that Linux can run arrives', async () => {
    const long = 'x'.repeat(131_071)
    expect((await witness([long])).args).toEqual([long])
  })

  test('limits, umask, nice level and directory hold, and nobody stays in between', async () => {
    const odd = stand.at("a 'dir' $x")
    mkdirSync(odd)
    const seen = await witness(
      [],
      {},
      {
        steps: {
          limits: new Map([
            ['nofile', text('333')],
            ['core', text('1024')],
            ['nproc', text('9999')],
          ]),
          umask: text('027'),
          nice: text('5'),
          directory: text(odd),
        },
      },
    )
    expect(seen).toMatchObject({ umask: 0o27, nice: 5, cwd: odd, nofile: '333', core: '1024', nproc: '9999' })
    expect(seen.pid).toBe(seen.starter)
  })

  test('output goes to the end of its file', async () => {
    const file = stand.write('output of it', 'before\n')
    const script = stand.launcher(
      ['/usr/bin/perl', '-e', '$| = 1; print "out\\n"; print STDERR "err\\n"'],
      stand.process(),
      { style: 'become', steps: { output: text(file) } },
    )
    expect(await script.run()).toMatchObject({ status: 0, stdout: '', stderr: '' })
    expect(readFileSync(file, 'utf8')).toBe('before\nout\nerr\n')
  })

  test('its status is the program’s; 111 says that it was never run', async () => {
    const ran = stand.at('never')
    const program = ['/usr/bin/touch', ran]
    expect(
      (await stand.launcher(['/usr/bin/perl', '-e', 'exit 42'], undefined, { style: 'become' }).run()).status,
    ).toBe(42)
    expect(
      (await stand.launcher(['/usr/bin/perl', '-e', 'kill TERM => $$'], undefined, { style: 'become' }).run()).status,
    ).toBeNull()
    expect((await stand.launcher(['/nowhere'], undefined, { style: 'become' }).run()).status).toBe(127)
    const failing: LaunchChanges['steps'][] = [
      { limits: new Map([['nofile', text('999999999')]]) },
      { directory: text('/nowhere/at all') },
      { output: text('/nowhere/at/all') },
      { wait: [{ kind: 'path', path: text("/nowhere/it's"), seconds: 1 }] },
      { prepare: [{ do: 'run', argv: [text('/bin/false')], ok: [0] }] },
      { prepare: [{ do: 'script', text: text('echo before; false; echo after'), variables: new Map() }] },
      { prepare: [{ do: 'script', text: text("echo 'unbalanced"), variables: new Map() }] },
      { prepare: [{ do: 'directory', path: text('/proc/nowhere') }] },
      { prepare: [{ do: 'copy', from: text('/nowhere'), to: text(stand.at('copy')) }] },
      { prepare: [{ do: 'link', target: text('/x'), at: text('/proc') }] },
    ]
    for (const steps of failing) {
      const done = await stand.launcher(program, undefined, { style: 'become', steps }).run()
      expect(done, JSON.stringify(steps)).toMatchObject({ status: 111 })
      expect(done.stderr).not.toBe('')
    }
    expect(stand.has('never')).toBe(false)
  })

  test.skipIf(!isRoot).each(BECOMING)(
    '%s becomes another user, with that user’s groups and nobody in between',
    async (tool) => {
      if (!has(tool)) return
      const user = { name: text(person), group: text(person === 'nobody' ? 'nogroup' : person) }
      const steps: LaunchChanges['steps'] = {
        user: { ...user, groups: [], home: text('/') },
        nice: text('3'),
        limits: new Map([['nofile', text('444')]]),
      }
      const seen = await witness(
        ["it's", '$x'],
        { becoming: tool, user, mayGive: true, environment: texts({ HOME: '/', 'A.B': '1' }) },
        { steps },
      )
      expect(seen).toMatchObject({
        uid: idOf('-u'),
        euid: idOf('-u'),
        gid: idOf('-g'),
        args: ["it's", '$x'],
        nice: 3,
        nofile: '444',
      })
      expect(seen.environ).toContain('A.B=1')
      expect(seen.pid).toBe(seen.starter)
    },
  )

  test.skipIf(!isRoot)('supplementary groups come from the account', async () => {
    // A group file of its own, in a mount namespace: nobody's account on this machine is changed.
    const groups = stand.write('group', `${readFileSync('/etc/group', 'utf8')}lr-extra:x:54321:${person}\n`)
    const within = ['unshare', '-m', 'sh', '-c', 'mount --bind "$0" /etc/group && exec "$@"', groups]
    for (const tool of BECOMING.filter(has)) {
      const user = { name: text(person), group: text(person === 'nobody' ? 'nogroup' : person) }
      const seen = await witness(
        [],
        { becoming: tool, user, mayGive: true },
        { steps: { user: { ...user, groups: [], home: text('/') } } },
        within,
      )
      expect(seen.groups.split(' '), tool).toContain('54321')
      expect(seen.groups.split(' '), tool).not.toContain('0')
    }
  })

  test.skipIf(!isRoot)(
    'an account that is not there is 111 or the tool’s own failure, and nothing is run',
    async () => {
      const user = { name: text('lr-nobody-here'), group: text('lr-nobody-here') }
      for (const tool of BECOMING.filter(has)) {
        const script = stand.launcher(
          ['/usr/bin/touch', stand.at('ran as root')],
          stand.process({ becoming: tool, user, mayGive: true }),
          { style: 'become', steps: { user: { ...user, groups: [], home: text('/') } } },
        )
        expect((await script.run()).status).not.toBe(0)
      }
      expect(stand.has('ran as root')).toBe(false)
    },
  )

  test('preparation does what it says, and may be done again', async () => {
    const at = (name: string) => text(stand.at('made', name))
    const source = stand.write('source', 'content\n')
    mkdirSync(stand.at('tree/below'), { recursive: true })
    stand.write('tree/below/file', 'x')
    const steps: LaunchChanges['steps'] = {
      prepare: [
        { do: 'directory', path: at("a 'b' $c"), mode: 0o750 },
        { do: 'copy', from: text(source), to: at('copied'), mode: 0o640 },
        { do: 'copy', from: text(source), to: at('once'), unless: at('once') },
        { do: 'copy', from: text(stand.at('tree')), to: at('tree') },
        { do: 'link', target: text(source), at: at('linked') },
        { do: 'link-into', target: text(source), directory: text(stand.at('made')) },
        { do: 'touch', path: at('touched') },
        {
          do: 'run',
          argv: [text('/bin/sh'), text('-c'), text('cat >"$1"; echo "$X" >>"$1"; pwd >>"$1"'), text('sh'), at('ran')],
          directory: text('/'),
          environment: texts({ X: "it's $1" }),
          input: text('in\nput'),
          ok: [0],
        },
        { do: 'run', argv: [text('false')], ok: [0, 1] },
        { do: 'run', argv: [text('false')], unless: text('/'), ok: [0] },
        {
          do: 'unless',
          path: at('mark'),
          mark: true,
          steps: [
            { do: 'run', argv: [text('sh'), text('-c'), text('echo x >>"$1"'), text('sh'), at('counted')], ok: [0] },
          ],
        },
        { do: 'wait', for: { kind: 'path', path: at('touched'), seconds: 2 } },
        {
          do: 'script',
          text: text('printf %s "$value" >"$file"\n# a comment\'s quote'),
          variables: texts({ value: "$(id) '", file: stand.at('made/scripted') }),
        },
      ],
    }
    const script = stand.launcher(['/bin/true'], stand.process({ environment: texts({ GREETING: 'hi' }) }), {
      style: 'become',
      steps,
    })
    expect(await script.run()).toMatchObject({ status: 0, stderr: '' })
    stand.write('made/once', 'changed')
    expect(await script.run()).toMatchObject({ status: 0, stderr: '' })
    expect(statSync(stand.at("made/a 'b' $c")).mode & 0o777).toBe(0o750)
    expect(statSync(stand.at('made/copied')).mode & 0o777).toBe(0o640)
    expect(stand.read('made/copied')).toBe('content\n')
    expect(stand.read('made/once')).toBe('changed')
    expect(stand.read('made/tree/below/file')).toBe('x')
    expect(stand.has('made/tree/tree')).toBe(false)
    expect(stand.read('made/linked')).toBe('content\n')
    expect(stand.read('made/source')).toBe('content\n')
    expect(stand.read('made/ran')).toBe("in\nputit's $1\n/\n")
    expect(stand.read('made/counted')).toBe('x\n')
    expect(stand.read('made/scripted')).toBe("$(id) '")
  })

  test.skipIf(!isRoot)('preparation gives files away and runs as whom it says', async () => {
    const user = { name: text(person), group: text(person === 'nobody' ? 'nogroup' : person) }
    const folder = stand.at('given')
    const prepare = [
      { do: 'directory', path: text(folder), owner: user.name, group: user.group, mode: 0o700 },
      {
        do: 'run',
        argv: [text('sh'), text('-c'), text('id -un >"$1"'), text('sh'), text(`${folder}/who`)],
        as: user.name,
        ok: [0],
      },
      { do: 'script', text: text('id -un >"$to"'), variables: texts({ to: `${folder}/script` }), as: user.name },
      { do: 'run', argv: [text('sh'), text('-c'), text('id -un >"$1"'), text('sh'), text(`${folder}/root`)], ok: [0] },
    ] as const
    for (const tool of BECOMING.filter(has)) {
      const script = stand.launcher(['/bin/true'], stand.process({ becoming: tool, user, mayGive: true }), {
        style: 'become',
        steps: { prepare, user: { ...user, groups: [], home: text('/') } },
      })
      expect(await script.run(), tool).toMatchObject({ status: 0, stderr: '' })
      expect(statSync(folder)).toMatchObject({ uid: idOf('-u'), gid: idOf('-g') })
      expect([stand.read('given/who'), stand.read('given/script'), stand.read('given/root')]).toEqual([
        `${person}\n`,
        `${person}\n`,
        'root\n',
      ])
    }
  })

  test.skipIf(!isRoot)('a user switch in an init script keeps the record root’s', async () => {
    const user = { name: text(person), group: text(person === 'nobody' ? 'nogroup' : person) }
    const process = stand.process({ becoming: 'setpriv', user, mayGive: true })
    const script = stand.launcher(['/usr/bin/perl', '-e', 'sleep 1 while 1'], process, {
      steps: { user: { ...user, groups: [], home: text('/') } },
    })
    expect(await script.run('start')).toMatchObject({ status: 0, stderr: '' })
    const record = stand.at('run', process.name, 'record')
    const pid = Number(readFileSync(record, 'utf8').split(' ')[0])
    await until('it became the user', () =>
      new RegExp(`^Uid:\\s+${idOf('-u')}\\b`, 'm').test(readFileSync(`/proc/${pid}/status`, 'utf8')),
    )
    expect(statSync(record).uid).toBe(0)
    expect((await script.run('stop')).status).toBe(0)
  })

  test.skipIf(!isRoot)('without root nothing is given away and nobody becomes anybody', async () => {
    const folder = stand.at('nobodys')
    mkdirSync(folder)
    chmodSync(folder, 0o777)
    const steps: LaunchChanges['steps'] = {
      prepare: [
        { do: 'directory', path: text(`${folder}/state`), owner: text(person), group: text(person) },
        {
          do: 'run',
          argv: [text('sh'), text('-c'), text('id -u >"$1"'), text('sh'), text(`${folder}/who`)],
          as: text(person),
          ok: [0],
        },
      ],
    }
    const script = stand.launcher(['/bin/true'], stand.process(), { style: 'become', steps }, AS_NOBODY)
    expect(await script.run()).toMatchObject({ status: 0, stderr: '' })
    expect(readFileSync(`${folder}/who`, 'utf8')).toBe('65534\n')
  })
})
