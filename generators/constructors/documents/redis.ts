/** Redis: a key-value store, alone or as the replica of another. */
import type { Constructor } from '../../model/document.ts'

export const redis = {
  constructor: 'redis',
  title: 'Redis',
  help: 'A key-value store; connect it to another one to make it a replica.',
  icon: 'database',
  parameters: {
    port: { type: 'port', title: 'Port', assign: 'redisPorts' },
    listen: { type: 'choice', title: 'Listens on', of: ['any', 'loopback'], default: 'loopback' },
    appendOnly: { type: 'bool', title: 'Keep a log of every write', default: false },
    save: {
      type: 'list',
      title: 'Save to disk',
      of: {
        type: 'record',
        fields: {
          seconds: { type: 'int', title: 'After seconds', min: 1 },
          changes: { type: 'int', title: 'With changes', min: 1 },
        },
      },
      default: [{ seconds: 900, changes: 1 }],
      advanced: true,
    },
    extra: { type: 'fragment', format: 'redis', title: 'Further configuration', optional: true },
  },
  connects: { primary: { interface: 'redis', title: 'Replica of', optional: true, onChange: 'restart' } },
  users: { main: { name: '${name}', uid: { assign: 'uids' }, gid: { assign: 'gids' }, description: 'Redis user' } },
  directories: { data: { in: 'lib', path: '${name}', owner: 'main', mode: '0750' } },
  provides: { redis: { port: '${port}', address: '${listen}' } },
  // Redis writes to the file that it was started with, so it is given a copy of its own.
  values: { own: '${data}/redis.conf' },
  files: {
    config: {
      name: 'redis.conf',
      format: 'redis',
      content: `bind \${listen == "loopback" ? "127.0.0.1" : "0.0.0.0"}
port \${port}
dir "\${data}"
daemonize no
appendonly \${appendOnly ? "yes" : "no"}
$for s in save
save \${s.seconds} \${s.changes}
$end
$if primary
replicaof \${primary.address} \${primary.port}
$end
$if extra
$insert extra
$end
`,
    },
  },
  process: {
    description: 'Redis ${name}',
    program: '${bin.redis.redis-server}',
    arguments: ['${own}'],
    prepare: [{ copy: '${files.config}', to: '${own}', owner: 'main' }],
    user: 'main',
    ready: { tcp: '${port}', seconds: 30 },
    stop: { signal: 'TERM', seconds: 60 },
  },
} as const satisfies Constructor
