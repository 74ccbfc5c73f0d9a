/** Which tool becomes another user where, and in what words. */
import { describe, expect, test } from 'vitest'
import { fillHoles, text } from '../contract/text.ts'
import { becomeSetting, becomeWords, chooseBecoming } from './become.ts'

describe('the tool', () => {
  test.each([
    [['chroot', 'setpriv'], 'linux', 'setpriv'],
    [['chroot', 'perl'], 'linux', 'chroot'],
    [['chroot', 'perl'], 'freebsd', 'bsd-chroot'],
    [['chroot', 'perl'], 'darwin', 'perl'],
    [['chroot'], 'darwin', null],
    [[], 'freebsd', null],
  ] as const)('of %j on %s is %s', (tools, platform, tool) => {
    expect(chooseBecoming(tools, platform)).toBe(tool)
  })
})

test('FreeBSD’s chroot is found by its own name and given user, group and all groups', () => {
  const words = (group?: string) =>
    fillHoles(becomeWords('bsd-chroot', { name: text('web'), ...(group ? { group: text(group) } : {}) }), () => '')
  expect(becomeSetting('bsd-chroot')).toBe('tool chroot || true\nlr_become=$lr_tool')
  expect(words('www')).toBe(`"$lr_become" -u web -g www -G "$(id -G web | tr ' ' ,)" /`)
  expect(words()).toBe(`"$lr_become" -u web -g "$(id -g web)" -G "$(id -G web | tr ' ' ,)" /`)
})
