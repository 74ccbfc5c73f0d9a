/** Diagnostics of reading a model file or a stored document. */
import type { Codes } from '../catalogue.ts'

export const model: Codes = {
  'yaml-syntax': {
    message: 'This is not valid YAML: {says}',
    wayOut: 'Mend the text at this place. Indentation is made of blanks, never of tabs.',
    explanation:
      'A model is a YAML 1.2 file (JSON is read as well). The reader stops at the first place that it cannot understand and keeps nothing of the file, so that no half-read model is ever saved or deployed.',
    example: 'system: webapps\nprocesses: {webapp1: {on: [local]',
  },
  'yaml-feature': {
    message: 'Models are written without {says}.',
    wayOut: 'Write the value out where it is needed.',
    explanation:
      'Anchors, aliases, tags, merge keys and keys that are not words are part of YAML but not of a model: a model means the same as JSON, in a form and in the database, and those have no such things.',
    example: 'system: webapps\npools: &p {uids: {min: 2000, max: 3000}}',
  },
  'document-kind': {
    message: 'This document is of no known kind.',
    wayOut: 'Begin it with one of: {kinds}.',
    explanation:
      'A model file holds YAML documents, separated by `---`. Each is an interface, a constructor, the system, or its IDs, and says so by the key that names it.',
    example: 'service: webapp1',
  },
  'document-twice': {
    message: 'There is more than one `{kind}` document in this file.',
    wayOut: 'Put them together into one.',
    explanation:
      'A model file describes one system: all hosts, pools and processes that are edited, versioned and deployed together, and the IDs assigned for them.',
    example: 'system: a\n---\nsystem: b',
  },
  'system-missing': {
    message: 'The file holds no `system` document.',
    wayOut: 'Add one: `system: NAME` with `hosts` and `processes`.',
    explanation: 'Interfaces and constructors alone deploy nothing: the system says which processes run where.',
    example: 'interface: http',
  },
  'ids-of-another': {
    message: 'These IDs were assigned for {of}, but the system is {system}.',
    wayOut: 'Use the IDs of this system, or leave the document out to have new ones assigned.',
    explanation:
      'IDs belong to one system. Taking those of another would give processes numbers that were never free for them.',
    example: 'system: a\n---\nids: b\nassigned: {}',
  },
  'format-unknown': {
    message: 'Format {format} is not known to this version, which reads up to {newest}.',
    wayOut: 'Update Longrun, or save the system in an older format.',
    explanation:
      'Stored systems carry the number of their format. Older ones are brought up to date by named steps; newer ones are refused, because a field that is not understood would be lost.',
    example: 'format: 99\nsystem: webapps',
  },
  'key-unknown': {
    message: 'Nothing here is called {key}.',
    wayOut: '{hint}',
    explanation:
      'A key that nobody reads would be lost silently, so it is refused. Often it is a spelling mistake; where one known key is near, it is offered.',
    example: 'system: webapps\nprocesess: {}',
  },
  'key-missing': {
    message: '`{key}` is missing.',
    wayOut: 'Add it here.',
    explanation: 'This part of a model cannot do without that member.',
    example: 'system: webapps\nhosts: {local: {platform: linux}}',
  },
  'key-twice': {
    message: '{key} stands here twice.',
    wayOut: 'Remove or rename one of them.',
    explanation:
      'Two members of one name would leave it to chance which one counts. Two processes of one name are the same mistake.',
    example: 'system: webapps\nprocesses:\n  webapp1: {on: [local]}\n  webapp1: {on: [local]}',
  },
  'name-twice': {
    message: 'There are two documents for the {kind} {name}.',
    wayOut: 'Remove or rename one of them.',
    explanation:
      'Documents are referred to by name. An own constructor may replace a built-in one of the same name, but not another of the same file.',
    example: 'interface: http\n---\ninterface: http\n---\nsystem: webapps',
  },
  'name-refused': {
    message: '{name} cannot be a name here: {says}.',
    wayOut: 'Choose another name; `title` takes any text.',
    explanation:
      'Names stand in paths, in file names and in the names that process managers know, so their letters are few. What people read is the title.',
    example: 'system: webapps\nprocesses: {"web app": {on: [local]}}',
  },
  'value-kind': {
    message: 'This should be {expected}, not {found}.',
    wayOut: 'Write {expected}.',
    explanation: 'Each member of a document has one kind of value: text, a number, true or false, a list or a map.',
    example: 'system: webapps\nprocesses: {webapp1: {on: local}}',
  },
  'value-choice': {
    message: '{value} is not one of the values that may stand here.',
    wayOut: 'Use one of: {choices}.',
    explanation: 'Some members take one of a few words.',
    example: 'system: webapps\npools: {ports: {min: 1, max: 2, scope: host}}',
  },
  'value-refused': {
    message: '{value} cannot stand here: {says}.',
    wayOut: 'Write a value of that form.',
    explanation: 'The value has the right kind but not the form that this member needs.',
    example: 'system: webapps\nsettings: {directories: {state: "/my state"}}',
  },
  'text-characters': {
    message: 'This text holds {character}, which no process could be given.',
    wayOut: 'Remove that character.',
    explanation:
      'Arguments, environment variables and paths end at a NUL, and half a surrogate pair has no bytes in UTF-8. Such text is refused, never altered.',
    example: 'system: webapps\ntitle: "a\\0b"',
  },
}
