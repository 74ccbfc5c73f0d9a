/** What is said when files of others become a model, or a model becomes files of others. */
import type { Codes } from '../catalogue.ts'

export const interchange: Codes = {
  'import-unreadable': {
    message: '{what} cannot be read: {says}.',
    wayOut: 'Mend it, or leave it out.',
    explanation:
      'What is imported is read with the rules of the program that it was written for. Nothing is guessed: a file that this program would refuse is refused here too, and no model is written.',
    example: '{ "name": "web", "procces": "/bin/web" }',
  },
  'import-lost': {
    message: '{process} loses {what}: {why}.',
    wayOut: 'Look whether the process needs it, and add it to the model by hand.',
    explanation:
      'The file says something for which the model has no word, or which only the program that it was written for can know. The rest of the process is carried over.',
    example: '[Service]\nExecStart=/bin/web\nEnvironmentFile=/etc/default/web',
  },
  'import-kept': {
    message: '{process}: {what} is kept as an override for {backend}; no other process manager will have it.',
    wayOut: 'Nothing is to be done as long as the process stays with {backend}.',
    explanation:
      'A setting that only one process manager knows is written into the overrides of the process, so that it is not lost where it has a meaning.',
    example: '[Service]\nExecStart=/bin/web\nPrivateTmp=true',
  },
  'import-renamed': {
    message: '{process} becomes {name}: a name in a model has letters, digits, _ and -.',
    wayOut: 'Choose a better name in the model if you like.',
    explanation: 'Names stand in paths and in what process managers call a process, so they hold few characters.',
    example: '[program:web.1]\ncommand=/bin/web',
  },
  'import-name-taken': {
    message: '{process} is there twice; the one read first is kept.',
    wayOut: 'Import them one at a time, or rename one of them.',
    explanation: 'Two of the files that were read together describe a process of one name.',
    example: 'web: one\nweb: two',
  },
  'import-needs': {
    message: '{process} needs {path}, which no host has by itself.',
    wayOut: 'Copy it to the host (nix copy), or name the program that is there.',
    explanation:
      'What Nix built is called by its place in the store of that machine. The model keeps these places as they are; it does not carry what stands there.',
    example: '{ "name": "web", "process": "/nix/store/...-web/bin/web" }',
  },
  'import-passed-over': {
    message: 'Passed over by the names of the files, which are not those of {format}: {what}.',
    wayOut: 'Nothing is to be done, unless one of them describes a process: then name that file alone.',
    explanation:
      'Of a folder only those files are read that have the names which the program itself looks for. The others are named here, so that none is forgotten.',
    example: 'README.md beside web.service',
  },
  'import-empty': {
    message: 'There is no process in {what}.',
    wayOut: 'Name a file or a folder of the kind that you import.',
    explanation: 'Everything that was named was read, and nothing of it describes a process.',
    example: '# nothing',
  },
  'export-secret': {
    message: '{file} on {host} waits for the secret {secret}, whose value is in no export.',
    wayOut: 'Where <secret {secret}> stands, put the value in by hand, and keep the file closed to everybody else.',
    explanation:
      'A model names its secrets and never holds their values; a deployment fills them in on the host. Files that are taken along have the name in their place.',
    example: '[main]\npassword=<secret db>',
  },
  'export-lost': {
    message: '{process}: {what} is not written: {why}.',
    wayOut: 'Add it to what was written by hand, where it can be said at all.',
    explanation: 'The format that a model is exported to has no word for this field.',
    example: 'processes: { web: { extends: { process: { program: /bin/web, ready: { tcp: "80" } } } } }',
  },
}
