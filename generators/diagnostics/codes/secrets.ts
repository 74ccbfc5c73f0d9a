/** Diagnostics of secrets: where they may not stand, and which have no value. */
import type { Codes } from '../catalogue.ts'

const model = (process: string, more = '', password = 'db') => `constructor: c
parameters: { password: { type: secret } }
${more}process: ${process}
---
system: s
hosts: { local: { platform: linux, address: 127.0.0.1, containers: { main: { type: systemd } } } }
processes:
  p: { constructor: c, on: [local], with: { password: "${password}" } }
`

export const secrets: Codes = {
  'secret-name': {
    message: '"{name}" cannot be the name of a secret.',
    wayOut:
      'Use at most 64 letters, digits, ".", "_" and "-", and begin with a letter or digit; the value is set elsewhere.',
    explanation:
      'A model names its secrets and never holds their values, so what is written here is a name. Values are set on the page of the system, or with longrun secret set.',
    example: model('{ program: /bin/a, environment: { PASSWORD: "${password}" } }', '', 'correct horse'),
  },
  'secret-missing': {
    message: 'The secret {secret}, which {process} uses, has no value.',
    wayOut: 'Set {secret}: on the page of the system under Secrets, or with longrun secret set.',
    explanation:
      'The values of secrets are kept beside the model, encrypted. A model that names one without a value can be edited and previewed, but not deployed.',
    example: model('{ program: /bin/a, environment: { PASSWORD: "${password}" } }'),
  },
  'secret-in-argv': {
    message:
      '{field} of {process} would hold the secret {secret}, and everybody on the host can list the arguments of a process.',
    wayOut:
      'Give it in an environment variable, on standard input, or in a file whose path is the argument (files: and ${files.name}).',
    explanation:
      'The words with which a program is started stand in /proc and in the output of ps, for every user of the host. Its environment and files of mode 0600 are only its own.',
    example: model('{ program: /bin/a, arguments: ["--password=${password}"] }'),
  },
  'secret-not-here': {
    message: '{field} of {process} cannot hold the secret {secret}: it would stand where everybody can read it.',
    wayOut: 'Put it into a value of the environment, into a file, or on the standard input of a preparation.',
    explanation:
      'Descriptions, names and paths stand in the files of process managers, in lists of processes and in logs.',
    example: model('{ program: /bin/a, description: "uses ${password}" }'),
  },
  'secret-variable': {
    message:
      'No shell passes a variable named {name} on, so the secret {secret} would have to be an argument on its way.',
    wayOut: 'Use a name of letters, digits and _ that no shell uses itself.',
    explanation:
      'Variables with a secret are set by the launcher, which is a shell. Names that shells cannot hold reach a program through the arguments of env, which everybody on the host can list.',
    example: model('{ program: /bin/a, environment: { "app.password": "${password}" } }'),
  },
  'secret-readable': {
    message: 'Everybody on the host could read {file}, which holds a secret.',
    wayOut: 'Leave its mode out (then it is 0600), or give it an owner or group and a mode such as 0640.',
    explanation: 'A file with a secret is for its owner and group alone.',
    example: model(
      '{ program: /bin/a, arguments: ["${files.conf}"] }',
      'files: { conf: { format: raw, mode: "0644", content: "${password}" } }\n',
    ),
  },
  'secret-in-native-file': {
    message: '{file} would hold the secret {secret}, and everybody on the host can read it.',
    wayOut: 'Report it: this is a mistake of ours.',
    explanation:
      'What a process manager reads holds no secrets; the launcher brings them. This is checked once more when everything is put together.',
    example: model('{ program: /bin/a }'),
  },
  'secret-not-kept': {
    message: 'The value that the secret {secret} had then is not kept on this server, or its key does not open it.',
    wayOut: 'It works where the hosts still have it; else set {secret} and deploy the model as it is now.',
    explanation:
      'A generation names the versions of its secrets, and these are kept with it. Removing a secret forgets them; so does the loss of the key with which they are encrypted. Hosts keep what they were sent for as long as one of their generations needs it.',
    example: model('{ program: /bin/a, environment: { PASSWORD: "${password}" } }'),
  },
  'secret-refused': {
    message: 'The value of the secret {secret} cannot stand in {file}: {why}.',
    wayOut: 'Give {secret} another value, or put it into the file in another way.',
    explanation:
      'A value is escaped as the format of its file wants it. A format that has no way to write it refuses it, because the process would read something else.',
    example: model(
      '{ program: /bin/a, arguments: ["${files.conf}"] }',
      'files: { conf: { format: nginx, content: "user ${password};" } }\n',
    ),
  },
}
