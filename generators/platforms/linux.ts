/** Linux: the Filesystem Hierarchy Standard 3.0 and the tools of util-linux and coreutils. */
import type { Platform } from './platform.ts'

export const linux: Platform = {
  id: 'linux',
  title: 'Linux',
  defaults: {
    privileged: true,
    shell: '/bin/sh',
    prefix: '/var/lib/longrun',
    home: '/root',
    tools: ['setpriv', 'chroot', 'setsid', 'nice', 'sha256sum', 'getent', 'groupadd', 'useradd', 'curl', 'nc'],
    programs: '/usr/bin',
  },
}
