/** Diagnostics of putting everything together: files, and fields that reached nothing. */
import type { Codes } from '../catalogue.ts'

const model = (process: string, more = '') => `constructor: c
${more}process: ${process}
---
system: s
hosts: { local: { platform: linux, address: 127.0.0.1, containers: { main: { type: systemd } } } }
processes:
  p: { constructor: c, on: [local] }
`

export const plan: Codes = {
  'file-cycle': {
    message: 'The file {file} of {process} names itself, by way of the files that it names.',
    wayOut:
      'Let one of the files be read again on reload (`onChange: reload`): it then has a path that does not depend on its content.',
    explanation:
      'The path of a file in the store follows from its content. Two files that hold each other’s path could never be written.',
    example: model(
      '{ program: /bin/a, arguments: ["${files.a}"] }',
      'files: { a: { format: raw, content: "${files.b}" }, b: { format: raw, content: "${files.a}" } }\n',
    ),
  },
  'field-lost': {
    message: '{field} of {process} reaches nothing under {manager}.',
    wayOut: 'Choose another process manager for it, or leave the field out.',
    explanation:
      'Every field that a model sets is expressed by the manager, simulated by the launcher, or done by the deployment. This one is none of these here, so it is named instead of being lost silently.',
    example: model('{ program: /bin/a, restart: on-failure }').replace('systemd', 'sysvinit'),
  },
}
