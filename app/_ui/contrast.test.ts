/** Holds every pair of tokens that stand on each other to WCAG 2, by day and by night. */
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'

const CSS = readFileSync(new URL('./tokens.css', import.meta.url), 'utf8')
const DECLARED = /--([\w-]+): light-dark\(oklch\(([\d. ]+)\), oklch\(([\d. ]+)\)\);/g
const TOKENS = new Map([...CSS.matchAll(DECLARED)].map(([, name, day, night]) => [name!, { day: day!, night: night! }]))
const THEMES = ['day', 'night'] as const
type Theme = (typeof THEMES)[number]

/** CSS Color 4, section 10: OKLCH to linear sRGB, with the matrices given there. */
function linear(oklch: string): readonly [number, number, number] {
  const [lightness, chroma, hue] = oklch.split(' ').map(Number) as [number, number, number]
  const a = chroma * Math.cos((hue * Math.PI) / 180)
  const b = chroma * Math.sin((hue * Math.PI) / 180)
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3
  return [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
  ]
}
function luminance(oklch: string): number {
  const [r, g, b] = linear(oklch).map((value) => Math.min(Math.max(value, 0), 1)) as [number, number, number]
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}
function contrast(one: string, other: string, theme: Theme): number {
  const [high, low] = [one, other]
    .map((name) => luminance(TOKENS.get(name)?.[theme] ?? expect.fail(`no token ${name}`)))
    .sort((a, b) => b - a) as [number, number]
  return (high + 0.05) / (low + 0.05)
}

const GROUNDS = ['canvas', 'paper', 'panel', 'raised', 'sunk', 'hover']
const tinted = (name: string) => (TOKENS.has(`${name}-tint`) ? [...GROUNDS, `${name}-tint`] : GROUNDS)
const TEXTS: readonly (readonly [string, readonly string[]])[] = [
  ...['ink-1', 'ink-2', 'ink-3', 'draft', 'was', 'run', 'fail', 'warn', 'mute'].map(
    (name) => [name, tinted(name)] as const,
  ),
  ['ink-1', ['mute-tint', 'draft-tint', 'was-tint', 'run-tint', 'fail-tint', 'warn-tint', 'lit']],
  ['ink-2', ['mute-tint']],
  ['on-ink', ['ink-1', 'ink-2']],
  ['on-draft', ['draft']],
  ['on-fail', ['fail']],
  ...['code-key', 'code-str', 'code-num', 'code-com'].map((name) => [name, ['sunk', 'panel', 'raised']] as const),
]
const MARKS: readonly (readonly [string, readonly string[]])[] = [
  ['line-3', GROUNDS],
  ...['draft', 'run', 'fail', 'warn', 'mute'].map((name) => [`${name}-line`, tinted(name)] as const),
]
const pairs = (table: typeof TEXTS) =>
  THEMES.flatMap((theme) => table.flatMap(([name, grounds]) => grounds.map((ground) => [name, ground, theme] as const)))

describe('contrast', () => {
  test('every token is read', () => {
    const colours = CSS.match(/^ {2}--[\w-]+: light-dark/gm) ?? []
    expect(TOKENS.size).toBeGreaterThan(35)
    expect(colours.length - TOKENS.size).toBe(4) // the translucent ones: two shades, veil, grid
  })
  test.each(pairs(TEXTS))('text %s on %s, %s: 4.5', (name, ground, theme) => {
    expect(contrast(name, ground, theme)).toBeGreaterThanOrEqual(4.5)
  })
  test.each(pairs(MARKS))('mark %s on %s, %s: 3', (name, ground, theme) => {
    expect(contrast(name, ground, theme)).toBeGreaterThanOrEqual(3)
  })
  test.each([...TOKENS.keys()])('%s lies inside sRGB', (name) => {
    for (const theme of THEMES)
      for (const channel of linear(TOKENS.get(name)![theme])) {
        expect(channel).toBeGreaterThan(-0.002)
        expect(channel).toBeLessThan(1.002)
      }
  })
})
