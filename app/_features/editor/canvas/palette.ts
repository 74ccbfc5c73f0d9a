/** The tokens as the drawing needs them: read from the style sheet, and again when the theme changes. */
import { readTokens } from '#app/_ui/tokens.ts'

const TOKENS = [
  'canvas',
  'paper',
  'raised',
  'grid',
  'line-1',
  'line-2',
  'line-3',
  'ink-1',
  'ink-2',
  'ink-3',
  'draft',
  'draft-line',
  'draft-tint',
  'draft-hatch',
  'on-draft',
  'run-line',
  'fail',
  'fail-line',
  'on-fail',
  'warn-line',
  'mute-line',
  'mute-tint',
] as const
type Token = (typeof TOKENS)[number]
export type Palette = Readonly<Record<Token, string>> & { readonly sans: string; readonly mono: string }

export function readPalette(element: HTMLElement): Palette {
  const style = getComputedStyle(element)
  const mono = style.getPropertyValue('--font-commit').trim()
  return {
    ...readTokens(element, TOKENS),
    sans: style.fontFamily,
    mono: `${mono ? `${mono}, ` : ''}ui-monospace, monospace`,
  }
}

/** Calls back when the theme changes, by the person or by the system. */
export function onThemeChange(listener: () => void): () => void {
  const observer = new MutationObserver(listener)
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme', 'class'] })
  const dark = matchMedia('(prefers-color-scheme: dark)')
  dark.addEventListener('change', listener)
  return () => {
    observer.disconnect()
    dark.removeEventListener('change', listener)
  }
}
