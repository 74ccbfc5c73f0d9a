/** Unit, golden, property and architecture tests; and, as a second project, the tests that start real process managers. */
import { defineConfig } from 'vitest/config'

const exclude = ['node_modules/**', '.next/**', 'dist/**', 'e2e/**']
const REAL = ['tests/real/**/*.test.ts', 'tests/quoting/**/*.test.ts']

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['**/*.test.{ts,tsx}'],
          exclude: [...exclude, ...REAL],
          environment: 'node',
          testTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'real',
          include: REAL,
          exclude,
          environment: 'node',
          testTimeout: 300_000,
          hookTimeout: 300_000,
          // They wait for process managers more than they work; each has labs and data of its own.
          maxWorkers: 2,
        },
      },
    ],
  },
})
