/** Where Debian and its kin put what constructors ask for, and the packages that bring it: for file systems that are made and not found. */

interface DebianPackage {
  /** As apt-get calls it. */
  readonly install: string
  readonly programs: Readonly<Record<string, string>>
  readonly shares?: Readonly<Record<string, string>>
}

/** By the name that constructors use. Paths as in Debian 12 (`apt-file list`). */
const DEBIAN: Readonly<Record<string, DebianPackage>> = {
  apache: {
    install: 'apache2',
    programs: { httpd: '/usr/sbin/apache2' },
    shares: { modules: '/usr/lib/apache2/modules', 'mime.types': '/etc/mime.types' },
  },
  etcd: { install: 'etcd-server', programs: { etcd: '/usr/bin/etcd' } },
  haproxy: { install: 'haproxy', programs: { haproxy: '/usr/sbin/haproxy' } },
  mariadb: { install: 'mariadb-server', programs: { mariadbd: '/usr/sbin/mariadbd' } },
  memcached: { install: 'memcached', programs: { memcached: '/usr/bin/memcached' } },
  nginx: {
    install: 'nginx-light',
    programs: { nginx: '/usr/sbin/nginx' },
    shares: { 'mime.types': '/etc/nginx/mime.types', fastcgi_params: '/etc/nginx/fastcgi_params' },
  },
  node: { install: 'nodejs', programs: { node: '/usr/bin/node' } },
  perl: { install: 'perl', programs: { perl: '/usr/bin/perl' } },
  php: { install: 'php-fpm', programs: { 'php-fpm': '/usr/sbin/php-fpm8.2' } },
  prometheus: { install: 'prometheus', programs: { prometheus: '/usr/bin/prometheus' } },
  python: { install: 'python3', programs: { python3: '/usr/bin/python3' } },
  redis: { install: 'redis-server', programs: { 'redis-server': '/usr/bin/redis-server' } },
}

/** As `HostFacts.programs`: by `package.program`, and `package:place` for shared files. */
export const DEBIAN_PROGRAMS: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(DEBIAN).flatMap(([name, { programs, shares = {} }]) => [
    ...Object.entries(programs).map(([program, path]) => [`${name}.${program}`, path]),
    ...Object.entries(shares).map(([place, path]) => [`${name}:${place}`, path]),
  ]),
)
const BY_PATH = new Map(
  Object.values(DEBIAN).flatMap(({ install, programs, shares = {} }) =>
    [...Object.values(programs), ...Object.values(shares)].map((path): [string, string] => [path, install]),
  ),
)
const PATHS = new RegExp(
  `(?:${[...BY_PATH.keys()].map((path) => path.replaceAll('.', '\\.')).join('|')})(?![\\w-])`,
  'g',
)
const WITHIN_PATH = /[\w./-]/

/** The packages that bring the programs and files of which `texts` speak, each once, in order of their names. */
export function debianPackagesIn(texts: Iterable<string>): readonly string[] {
  const found = new Set<string>()
  for (const one of texts) {
    if (!one.includes('/usr/') && !one.includes('/etc/')) continue
    // What stands before is looked at only where something was found: looking behind at every character takes ten times as long.
    for (const { 0: path, index } of one.matchAll(PATHS))
      if (index === 0 || !WITHIN_PATH.test(one[index - 1]!)) found.add(BY_PATH.get(path)!)
  }
  return [...found].sort()
}
