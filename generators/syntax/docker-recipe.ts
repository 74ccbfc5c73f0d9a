/**
 * Writer of image recipes over `Text`: https://docs.docker.com/reference/dockerfile/. One instruction a line; what could hold a newline
 * stands in JSON, which has a word for it.
 */
import { concat, joinTexts, mapLiterals, type Text, text } from '../contract/text.ts'
import { quoteJson } from './json.ts'
import { outlineOf } from './outline.ts'

/** `INSTRUCTION rest`. */
export interface Instruction {
  readonly word: string
  readonly rest: Text
}

/** The exec form: a JSON array of strings, in which nothing is expanded ("Shell and exec form"). */
export function execForm(words: readonly Text[]): Text {
  return concat(text('['), joinTexts(words.map(quoteJson), ', '), text(']'))
}

/**
 * A word of ENV, LABEL and WORKDIR, in which variables are replaced ("Environment replacement"): within double quotes the backslash
 * takes the meaning of `"`, `$` and itself away, and nothing else has one.
 */
export function quotedValue(value: Text): Text {
  return concat(
    text('"'),
    mapLiterals(value, (s) => s.replaceAll(/["$\\]/g, '\\$&')),
    text('"'),
  )
}

/** The parser goes by lines, and trims their ends; a secret would stand in the image for everybody who has it. */
export function holdsValue(value: Text): boolean {
  const outline = outlineOf(value)
  return outline !== null && !/[\n\r]/.test(outline)
}

/** `NAME="value"`; the name must be one of a shell variable. */
export function assignmentOf(name: string, value: Text): Text {
  return concat(text(`${name}=`), quotedValue(value))
}

/** In: comment lines, then instructions. Out: the file. The first comment is no `key=value`, which would be a directive of the parser. */
export function recipe(comments: readonly Text[], instructions: readonly Instruction[]): Text {
  const lines = [
    ...comments.map((one) => concat(text('# '), one)),
    ...instructions.map(({ word, rest }) => concat(text(`${word} `), rest)),
  ]
  return concat(joinTexts(lines, '\n'), text('\n'))
}
