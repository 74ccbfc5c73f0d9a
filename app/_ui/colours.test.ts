/** Nobody writes a colour outside the tokens: blue would stop to mean draft with the first one who does. */
import { globSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'

const ROOT = new URL('../../', import.meta.url).pathname
const TOKENS = 'app/_ui/tokens.css'
const FILES = globSync('{app,public}/**/*.{ts,tsx,css,svg,js}', { cwd: ROOT }).filter(
  (file) => file !== TOKENS && !/\.test\.tsx?$/.test(file),
)
const LITERAL =
  /(?<![\w&/])#(?:[0-9a-f]{3,4}|[0-9a-f]{6}|[0-9a-f]{8})(?![\w/-])|\b(?:rgba?|hsla?|hwb|lab|lch|oklab|oklch)\(/gi
const NAMED =
  /\b(?:fill|stroke|color|background(?:-?color)?|stop-?color|border(?:-?color)?)\s*[=:]\s*["'{`\s]*(?:white|black|red|green|blue|gr[ae]y|orange|yellow|purple|navy|teal|silver|pink)\b/gi
/** Style sheets of others that may be used: each was read, and brings no colour that is not overridden by a token. */
const FOREIGN = [
  'tailwindcss/theme.css',
  'tailwindcss/preflight.css',
  'tailwindcss/utilities.css',
  '@xyflow/react/dist/base.css',
]

/** A browser shows the icon outside the page, where no token reaches; it repeats ink-1 of both themes. */
function allowedIn(file: string): readonly string[] {
  return file === 'public/icon.svg'
    ? [
        ...(/--ink-1: light-dark\((.*)\);/.exec(readFileSync(ROOT + TOKENS, 'utf8'))?.[1]?.match(/oklch\([^)]*\)/g) ??
          []),
      ]
    : []
}

describe('colours', () => {
  test('there are files to look at', () => expect(FILES.length).toBeGreaterThan(30))
  test.each(FILES)('%s writes no colour of its own', (file) => {
    let text = readFileSync(ROOT + file, 'utf8')
    for (const allowed of allowedIn(file)) text = text.replaceAll(allowed, '')
    expect([...text.matchAll(LITERAL), ...text.matchAll(NAMED)].map(([found]) => found)).toEqual([])
  })
  test.each(FILES)('%s takes no foreign style sheet', (file) => {
    const text = readFileSync(ROOT + file, 'utf8')
    const sheets = [...text.matchAll(/(?:@import|import)\s+(?:url\()?["']([^"'.#][^"']*\.css)["']/g)].map(
      ([, sheet]) => sheet,
    )
    expect(sheets.filter((sheet) => !FOREIGN.includes(sheet!))).toEqual([])
  })
})
