/** The two faces, served by ourselves: one made so that 1 l I and 0 O cannot be confused, and one for code. */
import localFont from 'next/font/local'

const atkinson = localFont({
  src: '../node_modules/@fontsource-variable/atkinson-hyperlegible-next/files/atkinson-hyperlegible-next-latin-wght-normal.woff2',
  variable: '--font-atkinson',
  weight: '200 800',
  display: 'swap',
})
const atkinsonExtended = localFont({
  src: '../node_modules/@fontsource-variable/atkinson-hyperlegible-next/files/atkinson-hyperlegible-next-latin-ext-wght-normal.woff2',
  variable: '--font-atkinson-ext',
  weight: '200 800',
  display: 'swap',
  preload: false,
  adjustFontFallback: false,
})
const commit = localFont({
  src: [
    { path: '../node_modules/@fontsource/commit-mono/files/commit-mono-latin-400-normal.woff2', weight: '400' },
    { path: '../node_modules/@fontsource/commit-mono/files/commit-mono-latin-700-normal.woff2', weight: '700' },
  ],
  variable: '--font-commit',
  display: 'swap',
  preload: false,
  adjustFontFallback: false,
})

/** Classes for `<html>` that make the faces known to the style sheet. */
export const FONTS = `${atkinson.variable} ${atkinsonExtended.variable} ${commit.variable}`
