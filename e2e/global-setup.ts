/** Starts the product that all journeys meet; keeps the printed first-account link and its PID. */
import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import type { FullConfig } from '@playwright/test'
import { ROOT, startProduct } from './product.ts'

export default async function globalSetup(config: FullConfig): Promise<() => Promise<void>> {
  const port = Number(new URL(config.projects[0]!.use.baseURL!).port)
  const product = await startProduct(port)
  mkdirSync(path.join(ROOT, 'test-results'), { recursive: true })
  writeFileSync(path.join(ROOT, 'test-results/first-account'), product.link)
  writeFileSync(path.join(ROOT, 'test-results/product-pid'), String(product.pid))
  return () => product.stop()
}
