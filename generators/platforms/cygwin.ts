/** Cygwin: POSIX on Windows; there is no root and no chroot to another user. */
import type { Platform } from './platform.ts'

export const cygwin: Platform = {
  id: 'cygwin',
  title: 'Windows (Cygwin)',
  defaults: {
    privileged: false,
    shell: '/bin/sh',
    prefix: '/var/lib/longrun',
    home: '/home/Administrator',
    tools: ['nice', 'sha256sum', 'getent'],
    programs: '/usr/bin',
  },
}
