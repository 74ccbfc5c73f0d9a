/** Every constructor of the catalogue, evaluated; and what nginx says of the files that its constructors write. */
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { parse as parseYaml } from 'yaml'
import type { HostFacts, Placement } from '../contract/backend.ts'
import { formatPath } from '../contract/path.ts'
import { fillHoles } from '../contract/text.ts'
import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import { checkConstructors, interfacesByName } from '../language/check.ts'
import type { ProcessInstance, SystemDocument } from '../model/document.ts'
import { place } from '../plan/place.ts'
import { BUILTIN_CONSTRUCTORS, BUILTIN_INTERFACES } from './index.ts'

const NGINX = spawnSync('sh', ['-c', 'command -v nginx']).stdout.toString().trim()
/** Every program is found: this is about what is written, not about this machine. */
const programs = new Proxy(
  {},
  {
    getOwnPropertyDescriptor: () => ({ configurable: true, enumerable: true }),
    get: (_, key) =>
      key === 'nginx:mime.types' ? '/etc/nginx/mime.types' : `/usr/bin/${String(key).split('.').pop()}`,
  },
)

function evaluate(processes: object, userChange = false): { placements: readonly Placement[]; said: string[] } {
  const diagnostics: Diagnostic[] = []
  const report = (one: Diagnostic) => diagnostics.push(one)
  const assigned = {
    'etcdPorts/etcd.clientPort': 2379,
    'etcdPorts/etcd.peerPort': 2380,
    'redisPorts/redis.port': 6379,
    'redisPorts/replica.port': 6380,
  }
  const host = (address: string) => ({ platform: 'linux', address, containers: { main: { type: 'any' } } })
  const document: SystemDocument = {
    format: 1,
    interfaces: [],
    constructors: [],
    ids: { assigned, last: {} },
    system: {
      system: 'demo',
      hosts: { a: host('10.0.0.1'), b: host('10.0.0.2') },
      processes: processes as Readonly<Record<string, ProcessInstance>>,
    },
  }
  const facts: HostFacts = {
    platform: 'linux',
    system: 'Test',
    privileged: false,
    user: 'me',
    home: '/',
    prefix: '/p',
    shell: '/bin/sh',
    programs,
    tools: [],
  }
  const interfaces = interfacesByName(BUILTIN_INTERFACES)
  const placements = place(
    {
      document,
      constructors: checkConstructors(BUILTIN_CONSTRUCTORS, BUILTIN_INTERFACES, report),
      interfaces,
      ids: document.ids,
      inside: () => facts,
      container: (name) => ({
        type: 'any',
        name: 'main',
        host: name,
        platform: 'linux',
        properties: {},
        privileged: false,
        userChange,
      }),
    },
    report,
  )
  return { placements, said: diagnostics.map((one) => `${one.code} ${formatPath(one.at)} ${JSON.stringify(one.data)}`) }
}
const webapps = {
  w1: { constructor: 'webapp', on: ['a'], with: { port: 5001, dnsName: 'one.example.org' } },
  w2: { constructor: 'webapp', on: ['a', 'b'], with: { port: 5002, dnsName: 'two.example.org' } },
}
const processes = {
  ...webapps,
  nginx: { constructor: 'nginx', on: ['a'], with: { port: 8080, extraHttpConfig: 'server_tokens off;' } },
  site: { constructor: 'nginxSimpleWebapp', on: ['a'], with: { port: 8081, documentRoot: '/srv/my "site"' } },
  byHost: {
    constructor: 'nginxReverseProxyHostBased',
    on: ['a'],
    with: { port: 8082, banner: 'no; such "host" \\ {}' },
    connects: { webapps: ['w1', 'w2'] },
  },
  byPath: {
    constructor: 'nginxReverseProxyPathBased',
    on: ['a'],
    with: { port: 8083, enableCache: true },
    connects: { webapps: ['w1'] },
  },
  plainProxy: { constructor: 'reverseProxyHostBased', on: ['a'], connects: { webapps: '*' } },
  haproxy: { constructor: 'haproxy', on: ['a'], connects: { backends: ['w1', 'w2'] } },
  redis: { constructor: 'redis', on: ['a'], with: { listen: 'any' } },
  replica: { constructor: 'redis', on: ['b'], connects: { primary: ['redis'] } },
  etcd: { constructor: 'etcd', on: ['a', 'b'] },
  prometheus: {
    constructor: 'prometheus',
    on: ['a'],
    with: { extraJobs: [{ job_name: 'more' }] },
    connects: { webapps: ['w2'] },
  },
}
const everything = evaluate(processes)
const of = (instance: string) => everything.placements.find((one) => one.instance === instance)!
const content = (instance: string, fill: (directory: string) => string = (one) => `/${one}`) =>
  fillHoles(of(instance).files.at(-1)!.content, (hole) => (hole.kind === 'directory' ? fill(hole.of) : '/file'))

it('evaluates without a diagnostic, every document of it', () => {
  expect(everything.said).toEqual([])
  expect(new Set(Object.values(processes).map((one) => one.constructor))).toEqual(
    new Set(BUILTIN_CONSTRUCTORS.map((one) => one.constructor)),
  )
  expect(evaluate(processes, true).said).toEqual([])
})

it('connects members, replicas and jobs', () => {
  expect(of('etcd').foreground?.args.map((arg) => fillHoles(arg, () => '/lib'))).toContain(
    '--initial-cluster=etcd-a=http://10.0.0.1:2380,etcd-b=http://10.0.0.2:2380',
  )
  expect(content('replica')).toContain('replicaof 10.0.0.1 6379\n')
  expect(content('haproxy')).toContain('  server s1 127.0.0.1:5002 check\n  server s2 10.0.0.2:5002 check\n')
  expect(parseYaml(content('prometheus'))).toEqual({
    global: { scrape_interval: '15s' },
    scrape_configs: [
      { job_name: 'w2', static_configs: [{ targets: ['127.0.0.1:5002', '10.0.0.2:5002'] }] },
      { job_name: 'more' },
    ],
  })
})

it.skipIf(!NGINX).each(['nginx', 'site', 'byHost', 'byPath'])(
  'nginx accepts the file of %s',
  { timeout: 20_000 },
  (instance) => {
    const directory = mkdtempSync(join(tmpdir(), 'longrun-catalogue-'))
    try {
      for (const one of ['state', 'cache', 'runtime'])
        for (const below of [instance, `${instance}/logs`]) mkdirSync(join(directory, one, below), { recursive: true })
      const file = join(directory, 'nginx.conf')
      writeFileSync(
        file,
        content(instance, (one) => join(directory, one)),
      )
      const { status, stderr } = spawnSync(NGINX, ['-t', '-q', '-p', directory, '-c', file], {
        encoding: 'utf8',
        timeout: 15_000,
      })
      expect([stderr.replace(/^.*\[(?:warn|notice)\].*\n/gm, ''), status]).toEqual(['', 0])
    } finally {
      rmSync(directory, { recursive: true, force: true })
    }
  },
)
