/** Hosts: what was found on this machine, what each process manager promises, and another host over SSH, by its key. */
import { chmodSync, chownSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { startLoopback } from '#server/transports/ssh/loopback.ts'
import { expect, test } from '../fixtures.ts'

test('this machine shows its process managers, and three facts of each', async ({ page }) => {
  await page.goto('/hosts')
  await page.getByRole('link', { name: 'local' }).first().click()
  const found = page.getByRole('region', { name: /^Process managers found/ }).getByRole('listitem')
  await expect(found.first()).toBeVisible()
  for (const manager of (await found.all()).slice(0, 1)) {
    await expect(manager).toContainText(/survives logout|ends at logout/)
    await expect(manager).toContainText(/restarts on crash|no restart on crash/)
    await expect(manager).toContainText(/starts at boot|not at boot/)
  }
  await page.getByRole('button', { name: 'Capture again' }).click()
  await expect(page.getByRole('button', { name: 'Capture again' })).toBeEnabled()
  await expect(page.getByRole('banner')).toContainText(/Reached directly/)
})

test('a host over SSH shows its key first, and is looked at only once the key is accepted', async ({ page }) => {
  const prefix = mkdtempSync(path.join(tmpdir(), 'lr-e2e-host-'))
  const host = await startLoopback({ LONGRUN_PREFIX: prefix })
  try {
    const { port, user, hostKey, identityFile } = host.address
    readableForProduct(path.dirname(identityFile!))
    await page.goto('/hosts/new')
    await page.getByLabel('Name').fill('loop')
    await page.getByLabel('Address').fill('127.0.0.1')
    await page.getByLabel('Port').fill(String(port))
    await page.getByLabel('User').fill(user)
    await page.getByText('Key file, jump host').click()
    await page.getByLabel('Key file').fill(identityFile!)
    await expect(page.getByRole('button', { name: 'Accept this key and look' })).toBeDisabled()
    await page.getByRole('button', { name: 'Ask for its key' }).click()
    await expect(page.getByText(/SHA256:/).first()).toBeVisible()
    expect(hostKey).toContain('ssh-ed25519')
    expect(readdirSync(prefix)).toEqual([])
    await page.getByRole('button', { name: 'Accept this key and look' }).click()
    await page.waitForURL(/\/hosts\/loop$/, { timeout: 60_000 })
    await expect(page.getByText(`${user}@127.0.0.1, port ${port}`)).toBeVisible()
    await expect(page.getByRole('region', { name: /^Process managers found/ })).toBeVisible()
    await expect(page.getByRole('region', { name: 'Host key' })).toContainText('SHA256:')
  } finally {
    await host.stop()
    rmSync(prefix, { recursive: true, force: true })
  }
})

/** The product runs as nobody where the tests run as root; its ssh reads only a key that is its own. */
function readableForProduct(folder: string): void {
  if (process.getuid?.() !== 0) return
  chmodSync(folder, 0o755)
  chownSync(path.join(folder, 'client'), 65534, 65534)
}
