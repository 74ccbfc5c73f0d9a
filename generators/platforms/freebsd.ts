/** FreeBSD: hier(7); packages install below /usr/local. */
import type { Platform } from './platform.ts'

export const freebsd: Platform = {
  id: 'freebsd',
  title: 'FreeBSD',
  defaults: {
    privileged: true,
    shell: '/bin/sh',
    prefix: '/var/lib/longrun',
    home: '/root',
    tools: ['chroot', 'nice', 'sha256', 'getent', 'pw', 'nc'],
    programs: '/usr/local/bin',
  },
}
