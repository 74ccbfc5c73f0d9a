/** How the pages are built and served. */
import type { NextConfig } from 'next'

/**
 * No inline script but Next's own flight data, which Next writes without a hash and, on static pages, without a nonce: so
 * 'unsafe-inline' stands for scripts, and everything else is closed (docs/decisions/content-security-policy.md).
 */
const POLICY = [
  "default-src 'self'",
  `script-src 'self' 'unsafe-inline'${process.env.NODE_ENV === 'development' ? " 'unsafe-eval'" : ''}`,
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "font-src 'self'",
  "connect-src 'self'",
  "worker-src 'self' blob:",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ')

const HEADERS = [
  { key: 'Content-Security-Policy', value: POLICY },
  { key: 'X-Content-Type-Options', value: 'nosniff' },
  { key: 'Referrer-Policy', value: 'same-origin' },
  { key: 'X-Frame-Options', value: 'DENY' },
  { key: 'Cross-Origin-Opener-Policy', value: 'same-origin' },
  { key: 'Permissions-Policy', value: 'camera=(), microphone=(), geolocation=()' },
]

export default {
  output: 'standalone',
  poweredByHeader: false,
  outputFileTracingRoot: import.meta.dirname,
  // Files that the server reads, but does not import.
  outputFileTracingIncludes: { '/*': ['./server/host-kit/kit/**', './examples/**', './prisma/migrations/**'] },
  serverExternalPackages: ['better-sqlite3', '@prisma/adapter-better-sqlite3', 'pino', 'execa'],
  // CI checks the types with tsc; a machine that only runs Longrun has no types of the test tools.
  typescript: { ignoreBuildErrors: true },
  headers: async () => [{ source: '/:path*', headers: HEADERS }],
} satisfies NextConfig
