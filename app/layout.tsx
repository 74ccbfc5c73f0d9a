/** The frame of every page: faces, theme, providers, and the rail. */
import type { Metadata, Viewport } from 'next'
import { Providers } from '#app/_features/shell/providers.tsx'
import { Shell } from '#app/_features/shell/shell.tsx'
import { FONTS } from './fonts.ts'
import './globals.css'

export const metadata: Metadata = {
  title: { default: 'Longrun', template: '%s · Longrun' },
  description: 'Draw your services once, run them under any process manager, on any mix of hosts.',
  icons: { icon: '/icon.svg' },
}
export const viewport: Viewport = { colorScheme: 'light dark' }

export default function RootLayout({ children }: { children: React.ReactNode }) {
  return (
    // The theme script sets data-theme before React wakes.
    <html lang="en" className={FONTS} suppressHydrationWarning>
      <head>
        {/* It must run before the first paint, so it may not wait. */}
        {/* eslint-disable-next-line @next/next/no-sync-scripts -- the theme must stand before the first paint */}
        <script src="/theme.js" />
      </head>
      <body>
        <Providers>
          <Shell>{children}</Shell>
        </Providers>
      </body>
    </html>
  )
}
