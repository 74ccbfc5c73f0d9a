/** Which packages bring what a process names. */
import { expect, test } from 'vitest'
import { DEBIAN_PROGRAMS, debianPackagesIn } from './debian.ts'

test('programs and shared files are found as constructors ask for them', () => {
  expect(DEBIAN_PROGRAMS).toMatchObject({
    'nginx.nginx': '/usr/sbin/nginx',
    'nginx:mime.types': '/etc/nginx/mime.types',
  })
})

test('packages are found by the paths that are named, whole', () => {
  expect(debianPackagesIn(['/usr/sbin/nginx', 'include /etc/nginx/mime.types;', 'exec /usr/bin/python3 -V'])).toEqual([
    'nginx-light',
    'python3',
  ])
  expect(debianPackagesIn(['/opt/usr/sbin/nginx', '/usr/sbin/nginx-debug', '/usr/bin/python3x'])).toEqual([])
})
