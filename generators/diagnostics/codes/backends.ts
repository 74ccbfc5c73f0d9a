/** What a process manager's own folder has to say about a model: overrides in the manager's own words. */
import type { Codes } from '../catalogue.ts'

const example = (overrides: string) => `system: demo
hosts:
  here: { platform: linux, address: localhost, containers: { main: { type: systemd } } }
processes:
  web:
    on: [here]
    extends:
      process:
        program: /usr/bin/web
        overrides: { systemd: ${overrides} }
`

export const backends: Codes = {
  'override-value': {
    message: 'The override {key} for {backend} has a value that cannot be used there: wanted is {wanted}.',
    wayOut: 'Write {wanted}.',
    explanation:
      'Overrides are written in the words of one process manager. A key that we know is checked: a truth value, a number or one of a few words where the manager takes nothing else.',
    example: example('{ Service: { PrivateTmp: perhaps } }'),
  },
  'override-unknown-section': {
    message: '{backend} has no section {key}.',
    wayOut: 'Use one of {known}.',
    explanation: 'A unit of a process has the sections Unit, Service and Install; the manager ignores every other one.',
    example: example('{ Servcie: { PrivateTmp: true } }'),
  },
  'override-unknown-key': {
    message: '{key} is not a setting of {backend} that we know; it is written as it stands.',
    wayOut: 'Check its spelling; newer versions of {backend} may know it.',
    explanation:
      'Process managers gain settings with every version, so an unknown one of a writable shape is passed on. Most managers ignore what they do not know.',
    example: example('{ Service: { PrivateTemp: true } }'),
  },
  'override-unwritable': {
    message: 'The override {key} for {backend} cannot be written: {why}.',
    wayOut: 'Leave those characters out.',
    explanation:
      'An override is written into the configuration as it stands, so it must not hold what would end its line or begin another: newlines, a backslash at the end, or a name with other characters than a key has.',
    example: example('{ Service: { "Bad Key": "x" } }'),
  },
}
