// Biome formats and does the fast rules; here stand the rules that need types, and React's and Next's own.
import { defineConfig, globalIgnores } from 'eslint/config'
import nextVitals from 'eslint-config-next/core-web-vitals'
import tseslint from 'typescript-eslint'

export default defineConfig([
  globalIgnores([
    '.next/**',
    'dist/**',
    'node_modules/**',
    'prisma/generated/**',
    'next-env.d.ts',
    'test-results/**',
    'playwright-report/**',
    '**/goldens/**',
    'public/**',
    '.data/**',
  ]),
  ...nextVitals,
  {
    files: ['**/*.ts', '**/*.tsx'],
    plugins: { '@typescript-eslint': tseslint.plugin },
    languageOptions: {
      parser: tseslint.parser,
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: { attributes: false } }],
      '@typescript-eslint/await-thenable': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/no-unnecessary-type-assertion': 'error',
      '@typescript-eslint/no-explicit-any': 'error',
    },
  },
  {
    files: ['generators/**', 'server/**', 'tests/**', 'e2e/**'],
    rules: { 'react-hooks/rules-of-hooks': 'off' },
  },
])
