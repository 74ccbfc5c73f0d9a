/** What can be wrong in a constructor, before any process is made with it. */
import type { Codes } from '../catalogue.ts'

/** A constructor with one thing wrong; `parts` are further sections of it. */
function wrong(process: string, parts = ''): string {
  return `constructor: notes
${parts}process:
  program: /usr/local/bin/notes
${process}---
system: demo
hosts:
  here: { platform: linux, address: localhost, containers: { main: { type: systemd } } }
processes:
  notes: { constructor: notes, on: [here] }
`
}

/** A constructor with one file of a format. */
function file(format: string, content: string, parts = ''): string {
  const lines = content.split('\n').map((line) => `      ${line}\n`)
  return wrong(
    '  arguments: ["${files.config}"]\n',
    `${parts}files:\n  config:\n    format: ${format}\n    content: |\n${lines.join('')}`,
  )
}

export const language: Codes = {
  'unknown-parent': {
    message: 'Constructor {name} extends {parent}, which does not exist.',
    wayOut: 'Correct the name, or add a constructor called {parent}.',
    explanation:
      'A constructor may take everything from another one and change parts of it. The other one must be in the system or built in.',
    example: wrong('', 'extends: nothingOfTheKind\n'),
  },
  'extends-cycle': {
    message: 'Constructor {name} extends itself by way of {parent}.',
    wayOut: 'Let one of them stand alone.',
    explanation:
      'A constructor is the one that it extends with changes made to it; two that extend each other have no beginning.',
    example: wrong('', 'extends: notes\n'),
  },
  'constructor-twice': {
    message: 'There are two constructors called {name}.',
    wayOut: 'Rename one of them.',
    explanation:
      'A process names its constructor, so the name must mean one thing. A constructor of a system may replace a built-in one of the same name.',
    example: `constructor: notes\nprocess: { program: /bin/true }\n---\n${wrong('')}`,
  },
  'template-syntax': {
    message: 'Expected {expected} but found "{found}" (line {line} of this text).',
    wayOut: 'Correct the expression, or write $${ where a literal ${ is meant.',
    explanation:
      'In a constructor ${...} holds an expression, and lines that begin with $for, $if, $else, $end or $insert are directives.',
    example: wrong('  arguments: ["${name +}"]\n'),
  },
  'expression-syntax': {
    message: 'Expected {expected} but found "{found}" (column {column}).',
    wayOut: 'Correct the expression.',
    explanation:
      'Conditions and loops hold an expression: names, fields, texts, numbers, comparisons, and, or, not, ?:, ??, + and a few functions.',
    example: wrong('  foreground: { when: "name ==" }\n'),
  },
  'unknown-name': {
    message: 'Nothing here is called {name}.',
    wayOut: 'Correct the name; or, if ${{name}} is meant for the program that reads this text, write $${{name}}.',
    explanation:
      'A constructor may use its parameters, values, slots and directories by name, and name, pidFile, userChange, host, dirs, files, users, groups, bin and share.',
    example: wrong('  arguments: ["${port}"]\n'),
  },
  'unknown-field': {
    message: '{of} has no {field}; it has: {fields}.',
    wayOut: 'Use one of those.',
    explanation:
      'A field is asked for that is not there, such as a property that the interface of a slot does not have.',
    example: wrong('  arguments: ["${host.colour}"]\n'),
  },
  'may-be-unset': {
    message: '{expression} may be unset here.',
    wayOut: 'Ask for it first ($if), or give something to use instead: {expression} ?? "...".',
    explanation:
      'A text or a list must not depend on something that may not be there: it would end in an option without its value. In a map, an entry without a value is left out.',
    example: wrong(
      '  arguments: [--greeting, "${greeting}"]\n',
      'parameters: { greeting: { type: text, optional: true } }\n',
    ),
  },
  'condition-not-bool': {
    message: '{expression} is {type}, which is neither true nor false.',
    wayOut: 'Compare it with something.',
    explanation:
      'A condition asks a bool, whether something that may be unset is set, or whether a list is empty. Texts and numbers are compared.',
    example: wrong('  foreground: { when: name }\n'),
  },
  'wrong-type': {
    message: 'Wanted is {wanted}, but this is {given}.',
    wayOut: 'Write {wanted}.',
    explanation: 'Every part of a constructor has a type, which is known before any process is made with it.',
    example: wrong('  arguments: ["${name + 1}"]\n'),
  },
  'wrong-arguments': {
    message: '{function} takes {wanted} arguments, not {given}.',
    wayOut: 'Correct the call.',
    explanation:
      'count(list), first(list), join(list, ", "), sort(list), sort(list, .field), group(list, .field), where(list, condition).',
    example: wrong(
      '  arguments: ["${join(words)}"]\n',
      'parameters: { words: { type: list, of: { type: text }, default: [] } }\n',
    ),
  },
  'never-equal': {
    message: '"{value}" is none of {choices}: this comparison is always the same.',
    wayOut: 'Compare with one of {choices}.',
    explanation: 'A choice has only the values that its parameter lists.',
    example: wrong(
      '  foreground: { when: \'mode == "fast"\' }\n',
      'parameters: { mode: { type: choice, of: [slow, quick], default: slow } }\n',
    ),
  },
  'not-text': {
    message: 'A text must stand here, but this is {type}.',
    wayOut: 'Use one of its fields, or join() its items.',
    explanation:
      'Only texts, numbers and truth values can be written into a text. A host or a list has no text of its own.',
    example: wrong('  arguments: ["on ${host}"]\n'),
  },
  'not-a-list': {
    message: 'A loop goes over a list or a map, but this is a {type}.',
    wayOut: 'Loop over a list, such as a slot with many or a parameter that is a list.',
    explanation: '$for takes the items of a list, or the keys and values of a map, one after another.',
    example: wrong('  arguments: [{ $for: x, $in: name, $do: "${x}" }]\n'),
  },
  'name-taken': {
    message: '{name} has a meaning here already.',
    wayOut: 'Call the item of the loop something else.',
    explanation:
      'There is one namespace and nothing hides anything in it, so that a name means the same wherever it stands.',
    example: wrong(
      '  arguments: [{ $for: name, $in: words, $do: "${name}" }]\n',
      'parameters: { words: { type: list, of: { type: text }, default: [] } }\n',
    ),
  },
  'name-clash': {
    message: '{name} is already {other}.',
    wayOut: 'Rename one of them.',
    explanation: 'Parameters, values, slots and directories share one namespace with the names of the language.',
    example: wrong('', 'parameters: { host: { type: text, default: here } }\n'),
  },
  'bad-name': {
    message: '"{name}" cannot be a name in expressions.',
    wayOut:
      'Begin with a letter or "_" and go on with letters, digits, "_" and "-"; and, or, not, true and false are taken.',
    explanation: 'Names stand in expressions, where other characters mean something.',
    example: wrong('', 'parameters: { "2nd": { type: text, default: x } }\n'),
  },
  'value-cycle': {
    message: '{name} needs itself to be known.',
    wayOut: 'Break the circle: give one of the values something fixed.',
    explanation:
      'Values and defaults may refer to each other, and processes to what others provide, but not in a circle.',
    example: wrong('', 'values: { a: "${b}", b: "${a}" }\n'),
  },
  'loops-too-deep': {
    message: 'Loops may stand {limit} deep in each other, not deeper.',
    wayOut: 'Flatten the data that is looped over.',
    explanation: 'The language is total and small: what it makes is bounded.',
    example: wrong(
      `  arguments: [${'{ $for: "a", $in: words, $do: '.repeat(7).replace(/"a"/g, () => 'x')}"x"${' }'.repeat(7)}]\n`,
      'parameters: { words: { type: list, of: { type: text }, default: [] } }\n',
    ),
  },
  'data-too-deep': {
    message: 'Data may nest {limit} deep, not deeper.',
    wayOut: 'Flatten it.',
    explanation: 'No configuration that we know nests that deeply.',
    example: wrong('', `values: { deep: ${'['.repeat(45)}x${']'.repeat(45)} }\n`),
  },
  'unknown-directive-key': {
    message: '{key} is not known here; known are {allowed}.',
    wayOut: 'Correct it, or write $${key} if a key of that name is meant.',
    explanation: 'Keys that begin with $ are directives of the constructor language.',
    example: wrong('  environment: { $when: name }\n'),
  },
  'unknown-key': {
    message: '{key} is not known here; known are {allowed}.',
    wayOut: 'Correct its spelling.',
    explanation: 'A key that nothing reads would be a setting without effect.',
    example: wrong('  prepare: [{ delete: /tmp/x }]\n'),
  },
  'unknown-account': {
    message: 'There is no user or group {name} in this constructor; there is: {known}.',
    wayOut: 'Add it under users (with existing: true, if the host has it already).',
    explanation: 'A bare word as user, owner or as is a key of users; a text with ${} is the name of an account.',
    example: wrong('  user: main\n'),
  },
  'unknown-interface': {
    message: 'There is no interface {name}; there are: {known}.',
    wayOut: 'Use one of those, or add a document interface: {name}.',
    explanation: 'An interface says which properties a process offers to others. Slots and provisions name one.',
    example: wrong('', 'provides: { nothingOfTheKind: {} }\n'),
  },
  'unknown-property': {
    message: 'Interface {interface} has no property {property}; it has: {properties}.',
    wayOut: 'Use one of those.',
    explanation: 'What a constructor provides must be what the interface promises.',
    example: wrong('', 'provides: { tcp: { port: 80, colour: red } }\n'),
  },
  'property-missing': {
    message: 'Interface {interface} wants the property {property}.',
    wayOut: 'Add {property}.',
    explanation: 'Whoever connects to this interface counts on it.',
    example: wrong('', 'provides: { tcp: {} }\n'),
  },
  'unknown-format': {
    message: 'There is no format {format}; there are: {known}.',
    wayOut: 'Use one of those; raw is text without any grammar.',
    explanation: 'A file says in which grammar it is written, so that values can be escaped where they stand.',
    example: file('nothingOfTheKind', 'x'),
  },
  'format-without-data': {
    message: '{format} cannot be written from data.',
    wayOut: 'Write content: with the text of the file instead.',
    explanation: 'Some formats are written from data, such as JSON and YAML; others only from text.',
    example: wrong('', 'files: { config: { format: nginx, data: { a: b } } }\n'),
  },
  'unknown-fragment': {
    message: 'There is no fragment {name}.',
    wayOut: 'Add it under fragments, or add a parameter of type fragment.',
    explanation:
      '$insert takes a fragment of the constructor, which others that extend it may replace, or one that the user wrote.',
    example: file('nginx', '$insert site'),
  },
  'fragment-of-other-format': {
    message: 'Fragment {name} is {given} text, but this file is {wanted}.',
    wayOut: 'Insert a fragment of the same format.',
    explanation: 'Text of one grammar means something else in another.',
    example: file('nginx', '$insert site', 'fragments: { site: { format: json, content: "{}" } }\n'),
  },
  'fragment-inserts-itself': {
    message: 'Fragment {name} inserts itself.',
    wayOut: 'Take the $insert out of it.',
    explanation: 'It would never end.',
    example: file(
      'nginx',
      '$insert site',
      'fragments:\n  site:\n    format: nginx\n    content: |\n      $insert site\n',
    ),
  },
  'loop-changes-state': {
    message: 'The loop in line {line} does not end where it began in the grammar of {format}.',
    wayOut: 'Close in the loop every quote that is opened in it.',
    explanation:
      'How a value is escaped depends on where it stands. A loop that opens a quote and does not close it would stand somewhere else each time.',
    example: file(
      'nginx',
      '$for w in words\nadd "${w}\n$end\n";',
      'parameters: { words: { type: list, of: { type: text }, default: [] } }\n',
    ),
  },
  'branches-differ-in-state': {
    message: 'The two branches in line {line} end in different places in the grammar of {format}.',
    wayOut: 'Close in each branch what is opened in it.',
    explanation:
      'How a value is escaped depends on where it stands, so both ways through a condition must lead to the same place.',
    example: file('nginx', '$if userChange\nadd "x\n$end\n;'),
  },
  'file-ends-inside': {
    message: 'The file ends inside of something in the grammar of {format} ({state}).',
    wayOut: 'Close what is open: a quote, for instance.',
    explanation: 'A file that ends within a quoted text is refused by whoever reads it.',
    example: file('nginx', 'add "x;'),
  },
  'open-text-in-bare-word': {
    message: '{expression} is {type}, which may hold anything, and it stands without quotes in {format}.',
    wayOut: 'Write quotes around the whole word.',
    explanation:
      'Without quotes only numbers, names, addresses and the like can be written safely; a blank or a semicolon in a text would end the word.',
    example: file('nginx', 'return 404 ${banner};', 'parameters: { banner: { type: text, default: none } }\n'),
  },
  'package-not-constant': {
    message: '{expression} does not name a package and a program.',
    wayOut: 'Write bin.package.program, or bin.package["program"].',
    explanation:
      'Which programs a constructor needs is known before anything is evaluated: hosts are asked for them, and images get them.',
    example: wrong('  arguments: ["${bin.notes[name]}"]\n'),
  },
  'program-missing': {
    message: 'There is no program.',
    wayOut: 'Add process.program.',
    explanation: 'A process runs a program: for both modes, or one for each.',
    example: wrong('').replace('  program: /usr/local/bin/notes', '  umask: "022"'),
  },
  'kind-without-field': {
    message: 'A {kind} has no `{field}`: {why}.',
    wayOut: 'Take `{field}` out, with `null` where a constructor sets it; or let it be of kind longrun.',
    explanation:
      'A oneshot runs once and is up when it has ended with 0; a timer does so at each of its times. What says how a process stays, is told something, or is started again means nothing to either.',
    example: wrong('  kind: oneshot\n  restart: always\n'),
  },
  'stop-command-not-supported': {
    message: 'A command that stops the process cannot be run yet.',
    wayOut: 'Give stop.signal instead.',
    explanation: 'A process is stopped with a signal and given a time to end.',
    example: wrong('  stop: { run: [/bin/true] }\n'),
  },
  'directory-without-place': {
    message: 'This directory says neither in nor path.',
    wayOut: 'Add in: state (or runtime, log, cache, spool, lock, lib, tmp), or an absolute path.',
    explanation: "A directory stands below one of the host's directories, or at an absolute path.",
    example: wrong('', 'directories: { data: { mode: "0750" } }\n'),
  },
  'id-not-static': {
    message: 'The name of an account depends on {needs}, which is known only after numbers are assigned.',
    wayOut: 'Make the name from ${name} or from parameters that are not assigned.',
    explanation: 'Numbers from pools are assigned to accounts by name, before anything else is worked out.',
    example: wrong(
      '',
      'parameters: { port: { type: port, assign: ports } }\nusers: { main: { name: "u${port}", uid: { assign: uids } } }\n',
    ),
  },
  'text-with-nul': {
    message: '"{text}" holds a NUL character, which no argument, variable or path can hold.',
    wayOut: 'Take it out.',
    explanation: 'Texts reach processes byte for byte, and a NUL byte ends them there.',
    example: wrong('  arguments: ["a\\0b"]\n'),
  },
  'text-not-unicode': {
    message: '"{text}" holds half of a character.',
    wayOut: 'Type the character anew.',
    explanation: 'A lone surrogate has no bytes in UTF-8.',
    example: wrong('  arguments: ["\\ud800"]\n'),
  },
}
