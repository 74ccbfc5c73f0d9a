/** The formats in which constructors write files, by name. A new one is a file beside this and a line here. */
import type { Format } from './format.ts'
import { ini } from './ini.ts'
import { json } from './json.ts'
import { lineWords } from './line-words.ts'
import { nginx } from './nginx.ts'
import { raw } from './raw.ts'
import { shell } from './shell-text.ts'
import { xml } from './xml.ts'
import { yaml } from './yaml.ts'

const ALL: readonly Format[] = [
  raw,
  json,
  yaml,
  ini,
  xml,
  nginx,
  shell,
  lineWords('apache', 'Apache httpd'),
  lineWords('haproxy', 'HAProxy'),
  lineWords('postgresql-hba', 'pg_hba.conf'),
  lineWords('redis', 'Redis'),
  lineWords('sshd', 'sshd_config'),
  lineWords('words', 'lines of words'),
]

export const FORMATS: ReadonlyMap<string, Format> = new Map(ALL.map((format) => [format.id, format]))
