/** macOS: hier(7) of Darwin; Homebrew installs below /opt/homebrew or /usr/local. */
import type { Platform } from './platform.ts'

export const darwin: Platform = {
  id: 'darwin',
  title: 'macOS',
  defaults: {
    privileged: true,
    shell: '/bin/sh',
    prefix: '/var/lib/longrun',
    home: '/var/root',
    tools: ['perl', 'nice', 'shasum', 'dscl', 'nc', 'curl'],
    programs: '/opt/homebrew/bin',
  },
}
