/** What is said only of a manager whose restart policy is what it starts at boot by. */
import type { Codes } from '../../diagnostics/catalogue.ts'

const example = (fields: string) => `system: demo
hosts:
  here: { platform: linux, address: localhost, containers: { main: { type: docker } } }
processes:
  web:
    on: [here]
    extends:
      process: { program: /usr/bin/web, ${fields} }
`

export const codes: Codes = {
  'boot-needs-restart': {
    message:
      '{process} does not start when {host} boots: {manager} starts only what is to be restarted always, and this says {restart}.',
    wayOut: 'Set `restart: always`, or `boot: false` if it is not meant to start at boot.',
    explanation:
      'A container engine has one policy for both: what it restarts whatever happens it also starts at boot, and nothing else. Deployments start the process all the same.',
    example: example('restart: never'),
  },
  'boot-with-restart': {
    message: '{process} starts when {host} boots: {manager} starts at boot whatever is to be restarted always.',
    wayOut: 'Set `restart: on-failure`, or leave `boot` as it is.',
    explanation:
      'A container engine has one policy for both: what it restarts whatever happens it also starts at boot. Only what is to be restarted on failure, or never, stays down there.',
    example: example('restart: always, boot: false'),
  },
}
