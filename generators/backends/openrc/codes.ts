/** What OpenRC alone has to say about a model. */
import type { Codes } from '../../diagnostics/catalogue.ts'

export const codes: Codes = {
  'restart-always': {
    message: '{manager} starts {process} again also when it ended well.',
    wayOut: 'Let {process} run until it is stopped, or choose a process manager that looks at exit statuses.',
    explanation:
      'With `restart: on-failure` a process that ends with status 0 is done. Some supervisors start it again whatever it ended with.',
    example: `system: demo
hosts:
  here: { platform: linux, address: localhost, containers: { main: { type: openrc } } }
processes:
  web:
    on: [here]
    extends:
      process: { program: /usr/bin/web, restart: on-failure }
`,
  },
}
