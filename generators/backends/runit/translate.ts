/** From what a process is to the files of its service directory: runsv(8), sv(8), svlogd(8). */
import type { Lowered } from '../../contract/backend.ts'
import type { StepKind } from '../../contract/chain.ts'
import { concat, hole, joinTexts, literalOf, type Text, text } from '../../contract/text.ts'
import { outlineOf } from '../../syntax/outline.ts'
import { assignment, comment, word, words } from '../../syntax/posix-shell.ts'
import type { Native, ServiceFile } from './schema.ts'

/** One turn of waiting for what it depends on; then runsv starts it again, and it waits on. */
const TURN = 60

function outlinesHold(values: readonly Text[], says: (outline: string) => boolean): boolean {
  return values.map(outlineOf).every((one) => one !== null && says(one))
}

/** Whether a script that everybody may read can say it; what it cannot, the launcher does. `values` as the contract's `holds` says. */
export function holds(step: StepKind, values: readonly Text[]): boolean {
  switch (step) {
    case 'umask':
      return outlinesHold(values, (one) => /^[0-7]{1,4}$/.test(one))
    case 'nice':
      return outlinesHold(values, (one) => /^-?\d{1,2}$/.test(one))
    case 'environment':
    case 'directory':
    case 'output':
    case 'exec':
      return outlinesHold(values, () => true)
    case 'wait':
    case 'prepare':
      return true
    case 'limits':
    case 'user':
      return false
  }
}

/** It becomes a comment, a line of it for each line: nobody reads it but people. */
export function holdsDescription(value: Text): boolean {
  return outlinesHold([value], (one) => !/[\0-\x08\x0b-\x1f\x7f]/.test(one))
}

/** In: a lowered placement whose native steps `holds` said yes to. Out: the files of its service directory, with their origins. */
export function translate(lowered: Lowered): Native {
  const { of, gate } = lowered
  const files: ServiceFile[] = [{ at: 'run', content: run(lowered), mode: 0o755 }]
  if (of.restart === 'never' || of.restart === 'on-failure')
    files.push({ at: 'finish', content: finish(lowered), mode: 0o755 })
  if (gate) {
    // "sv check" and "sv start" run it until it ends with 0: sv(8), "check".
    const ask = word(hole({ kind: 'artefact', of: gate, via: 'store' }, of.set.get('ready')))
    files.push({ at: 'check', content: script([concat(text('exec '), ask, text(' once'))]), mode: 0o755 })
  }
  const signal = of.stop.signal.replace(/^SIG/, '')
  if (signal !== 'TERM') {
    // Ends with 0, so runsv sends no TERM of its own: runsv(8), "CUSTOMIZE CONTROL".
    const kill = concat(text('exec kill -s '), text(signal, of.set.get('stop')), text(' "$(cat supervise/pid)"'))
    for (const at of ['control/d', 'control/t']) files.push({ at, content: script([kill]), mode: 0o755 })
  }
  if (!of.boot) files.push({ at: 'down', content: text('', of.set.get('boot')), mode: 0o644 })
  // Also where the model names a file: what the launcher and the scripts say before they open that one has a place, too.
  files.push({ at: 'log/run', content: logger(lowered), mode: 0o755 })
  return { files }
}

function script(lines: readonly Text[]): Text {
  return joinTexts([text('#!/bin/sh'), ...lines, []], '\n')
}

function run(lowered: Lowered): Text {
  const { of, native, hook, exec } = lowered
  const blank = literalOf(of.description)?.trim() === '' || !holdsDescription(of.description)
  const lines: Text[] = [
    ...(blank ? [] : [comment(of.description)]),
    comment(text('Made by Longrun; changes here are lost.')),
  ]
  if (!of.restart || of.restart === 'always')
    lines.push(comment(text('When it ends, runsv starts it again.', of.set.get('restart'))))
  if (of.restart === 'never') lines.push(text('rm -f supervise/ended'))
  lines.push(text('exec 2>&1'))
  if (native.umask) lines.push(concat(text('umask '), native.umask))
  // A oneshot is down when it has done its work; the waits of the hook ask for that.
  for (const one of lowered.after.filter(
    ({ container, kind }) => container === of.container.name && kind !== 'oneshot',
  )) {
    const beside = text(`../${one.name}`, one.from)
    // At boot its runsv may come a moment later than this one, and sv(8) does not wait for that.
    lines.push(
      concat(
        text('tries=0; until sv status '),
        beside,
        text(' >/dev/null 2>&1 || [ $((tries += 1)) -gt 100 ]; do sleep 0.1 2>/dev/null || sleep 1; done'),
      ),
      concat(text(`sv -w ${TURN} check `), beside, text(' || exit 1')),
    )
  }
  if (hook) lines.push(concat(word(hole({ kind: 'artefact', of: hook, via: 'store' })), text(' || exit 111')))
  for (const [name, value] of native.environment ?? []) lines.push(concat(text('export '), assignment(name, value)))
  if (native.directory) lines.push(concat(text('cd -- '), word(native.directory), text(' || exit 111')))
  if (native.output) lines.push(concat(text('exec >>'), word(native.output), text(' 2>&1')))
  const nice = native.nice ? concat(text('nice -n '), native.nice, text(' ')) : []
  lines.push(concat(text('exec '), nice, words([exec.path, ...exec.args])))
  return script(lines)
}

/** `$1`: the status that `run` ended with, -1 where a signal ended it: runsv(8). What was asked to end is left alone. */
function finish({ of }: Lowered): Text {
  const from = of.set.get('restart')
  const once = of.restart === 'on-failure' ? [text('[ "$1" = 0 ] || exit 0', from)] : []
  const mark = of.restart === 'never' ? [text('[ "$1" = 0 ] || echo "$1 $2" >supervise/ended', from)] : []
  return script([
    comment(text('Keeps what ended by itself from being started again. Made by Longrun; changes here are lost.')),
    text(`case $(cat supervise/stat) in *'want down'*) exit 0 ;; esac`),
    ...once,
    ...mark,
    text('exec sv down .'),
  ])
}

/** How much is kept stands in a `config` in that directory: svlogd(8). One that somebody wrote is left alone. */
function logger({ name, rotation }: Lowered): Text {
  const directory = word(concat(hole({ kind: 'directory', of: 'log' }), text(`/${name}`)))
  const config = concat(directory, text('/config'))
  const rule = rotation ? `s${rotation.bytes}\\nn${rotation.keep}\\n` : ''
  return script([
    concat(text('mkdir -p '), directory, text(' || exit 111')),
    ...(rotation
      ? [concat(text('[ -e '), config, text(` ] || printf '${rule}' >`), config, text(' || exit 111'))]
      : []),
    concat(text('exec svlogd -tt '), directory),
  ])
}
