/** What runs elsewhere is brought in, read with its report, drawn, and taken along again as files. */
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import AxeBuilder from '@axe-core/playwright'
import { DECLARATIONS } from '#generators/backends/index.ts'
import { test as base, expect } from '../fixtures.ts'
import { Export, Import } from '../pages/import.ts'

/** A process manager that this machine need not have. */
const OTHER = DECLARATIONS[0]!
const UNITS: Readonly<Record<string, string>> = {
  'web.service': `[Unit]
Description=The shop
After=network.target stock.service
[Service]
ExecStart=/usr/bin/env python3 -m http.server 8123
EnvironmentFile=-/etc/default/web
PrivateTmp=true
Restart=on-failure
`,
  'web.service.d/10-limits.conf': '[Service]\nLimitNOFILE=4096\n',
  'stock.service': '[Service]\nExecStart=/usr/bin/env python3 -m http.server 8124\n',
  'backup.timer': '[Timer]\nOnCalendar=daily\n',
  README: 'notes\n',
}
const PROCESSES: Readonly<Record<string, string>> = {
  'nginx.json': JSON.stringify({
    name: 'nginx',
    process: '/usr/sbin/nginx',
    dependencies: ['/nix/store/0c5b8vw40dy178xlpddw65q9gf1h2186-webapp'],
    postInstall: 'touch $out/x',
  }),
  'webapp.json': JSON.stringify({ name: 'webapp', process: '/usr/bin/webapp', environment: { PORT: 5003 } }),
  'idresources.nix': '{ webappPorts = { min = 5000; max = 5999; scope = "global"; }; }\n',
  'ids.nix': '{ ids = { webappPorts = { webapp = 5003; }; }; lastAssignments = { webappPorts = 5003; }; }\n',
}

interface Journey {
  readonly importing: Import
  readonly exporting: Export
  /** Makes a folder of these files. */
  readonly folder: (name: string, files: Readonly<Record<string, string>>) => string
}
const test = base.extend<Journey>({
  importing: ({ page }, use) => use(new Import(page)),
  exporting: ({ page }, use) => use(new Export(page)),
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of fixtures from this pattern
  folder: async ({}, use) => {
    const above = mkdtempSync(path.join(tmpdir(), 'longrun-import-'))
    await use((name, files) => {
      for (const [file, text] of Object.entries(files)) {
        const place = path.join(above, name, file)
        mkdirSync(path.dirname(place), { recursive: true })
        writeFileSync(place, text)
      }
      return path.join(above, name)
    })
    rmSync(above, { recursive: true })
  },
})

test('a folder of units becomes a system, and its report names file and line', async ({
  page,
  importing,
  exporting,
  editor,
  folder,
}) => {
  await page.goto('/systems')
  await page.getByRole('link', { name: 'Import' }).click()
  await importing.expectAnswer('can be brought in')
  await importing.chooseFolder(folder('shop', UNITS))
  await importing.expectAnswer('2 processes are understood. 2 things are not carried over.')
  const lost = importing.group('Not carried over')
  await expect(lost.getByText('web.service:6')).toBeVisible()
  await expect(lost.getByText('backup.timer:1')).toBeVisible()
  await expect(importing.group('Kept for one process manager only').getByText(/PrivateTmp=true/)).toBeVisible()
  await expect(
    importing
      .group('Good to know')
      .getByText(/README/)
      .first(),
  ).toBeVisible()
  await expect(page.getByLabel('Name', { exact: true })).toHaveValue('shop')
  await importing.draw('shop')
  await expect(editor.node('web')).toBeVisible()
  await expect(editor.node('stock')).toBeVisible()
  await editor.openDock('Text')
  await expect(editor.text).toContainText('system: shop')

  await exporting.open()
  const own = await exporting.download()
  expect(own.suggestedFilename()).toBe('shop.yaml')
  await exporting.as('Nix')
  await expect(exporting.dialog.getByText(/limits\.nofile is not written/)).toBeVisible()
  const nix = await exporting.download()
  expect(nix.suggestedFilename()).toBe('shop-nix.tar')
  expect(listed(await nix.path())).toEqual(
    ['constructors.nix', 'idresources.nix', 'ids.nix', 'processes.nix'].map((name) => `shop-nix/${name}`),
  )
  await exporting.as('Process manager', OTHER.title)
  await expect(exporting.dialog.getByText(new RegExp(`^shop-${OTHER.id}\\.tar, `))).toBeVisible()
  const other = await exporting.download()
  expect(listed(await other.path())).toEqual(expect.arrayContaining([expect.stringMatching(/\/shop.web$/)]))
})

test('processes of nix-processmgmt keep their numbers, and a text that is pasted is read as a file', async ({
  page,
  importing,
  editor,
  folder,
}) => {
  await importing.open()
  await importing.chooseFolder(folder('profile', PROCESSES))
  await importing.expectAnswer('2 processes are understood. 1 thing is not carried over.')
  await expect(importing.group('Not carried over').getByText(/postInstall/)).toBeVisible()
  await importing.draw('profile')
  await editor.openDock('IDs')
  await expect(editor.dock.getByRole('row').filter({ hasText: '5003' })).toContainText('webapp')

  await importing.open()
  await importing.paste('web: node server.js\n')
  await importing.expectAnswer('1 process is understood.')
  await expect(page.getByLabel('Format')).toContainText('recognised: Procfile')
})

test('what cannot be read makes nothing, until it is left out', async ({ page, importing, folder }) => {
  await importing.open()
  await importing.chooseFolder(folder('bad', { ...UNITS, 'wrong.service': '[Service]\nExecStart /bin/x\n' }))
  await importing.expectAnswer('1 thing cannot be read')
  await expect(page.getByRole('button', { name: /^Draw/ })).toBeDisabled()
  const wrong = importing.group('Cannot be read')
  await expect(wrong.getByText('wrong.service:2')).toBeVisible()
  await wrong.getByRole('button', { name: 'Leave this file out' }).click()
  await importing.expectAnswer('2 processes are understood.')
  await expect(page.getByRole('button', { name: 'Draw 2 processes' })).toBeEnabled()
})

test('Nix is evaluated by the server, which is asked for nothing else', async ({ page, importing }) => {
  await importing.open()
  await importing.paste(
    '{ createManagedProcess }: { web.pkg = createManagedProcess { name = "web"; process = "/bin/web"; }; }',
    'processes.nix',
  )
  await importing.expectAnswer('1 process is understood.')
  await expect(page.getByText(/Evaluated by the server’s Nix/)).toBeVisible()
  await importing.open()
  await importing.paste('{ }: { web.pkg.text = builtins.readFile "/etc/passwd"; }', 'processes.nix')
  const failure = page.getByRole('alert').filter({ hasText: 'forbidden in restricted mode' })
  await expect(failure).toContainText('longrun import processmgmt')
})

test('the keyboard alone brings a text in', async ({ page, importing }) => {
  await importing.open()
  await page.getByRole('button', { name: 'Choose files' }).focus()
  await page.keyboard.press('Tab')
  await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  await expect(page.getByLabel('Text', { exact: true })).toBeFocused()
  await page.keyboard.insertText('[Service]\nExecStart=/bin/sleep 1000\n')
  await page.keyboard.press('Tab')
  await page.keyboard.insertText('sleeper.service')
  await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  await importing.expectAnswer('1 process is understood.')
  await page.getByLabel('Name', { exact: true }).focus()
  await page.keyboard.press('Enter')
  await page.waitForURL(/\/systems\/sleeper/)
})

for (const colorScheme of ['light', 'dark'] as const)
  test(`axe finds nothing serious in a report and in an export: ${colorScheme}`, async ({
    page,
    importing,
    exporting,
    editor,
    folder,
  }) => {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    const broken = folder('seen-by-axe', { ...UNITS, 'wrong.service': 'x' })
    async function expectClean(what: string): Promise<void> {
      const { violations } = await new AxeBuilder({ page }).analyze()
      const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')
      expect(serious.map(({ id, nodes }) => `${what}: ${id} ${nodes[0]?.target.join(' ')}`)).toEqual([])
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
      expect(overflow, what).toBeLessThanOrEqual(0)
    }
    for (const viewport of [
      { width: 1440, height: 900 },
      { width: 390, height: 844 },
    ]) {
      await page.setViewportSize(viewport)
      await importing.open()
      await importing.chooseFolder(broken)
      await importing.expectAnswer('cannot be read')
      await expectClean(`report, ${viewport.width}`)
      await page.getByRole('button', { name: 'Paste' }).click()
      await expectClean(`pasting, ${viewport.width}`)
    }
    await page.setViewportSize({ width: 1440, height: 900 })
    await editor.open('shop')
    await exporting.open()
    await exporting.as('Process manager', OTHER.title)
    await expect(exporting.dialog.getByText(new RegExp(`^shop-${OTHER.id}\\.tar, `))).toBeVisible()
    await expectClean('export')
  })

function listed(archive: string): string[] {
  return execFileSync('tar', ['-tf', archive], { encoding: 'utf8' }).trim().split('\n').sort()
}
