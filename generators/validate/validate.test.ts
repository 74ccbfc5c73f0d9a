/** Where a wrong model is wrong, and what one click does about it. */
import { describe, expect, test } from 'vitest'
import { codesOf, compileText, lineOf } from '#tests/fixtures/compiling.ts'
import { byHand, CYCLE, oneHost, TWO_HOSTS, webapps } from '#tests/fixtures/systems.ts'
import { at, formatPath, root } from '../contract/path.ts'

const process = (name: string) => at(root, 'system', 'processes', name)

describe('a circle of order', () => {
  const { diagnostics, manifest } = compileText(CYCLE)
  test('is said once, with its members and only them', () => {
    expect(diagnostics.map(lineOf)).toEqual(['error order-cycle at system.processes.a.after[0]'])
    expect(diagnostics[0]!.related).toEqual(['a', 'b', 'c'].map(process))
    expect(diagnostics[0]!.data.members).toBe('a > b > c > a')
  })
  test('and nothing can be deployed', () => expect(manifest).toBeNull())
  test('two that know each other without waiting are none', () => {
    const peers = `constructor: peer
parameters: { port: { type: port, default: 7000 } }
connects: { peers: { interface: tcp, many: true, order: none } }
provides: { tcp: { port: "\${port}" } }
process: { program: /bin/true }
---
${oneHost(`  a: { constructor: peer, on: [here], connects: { peers: [b] } }
  b: { constructor: peer, on: [here], with: { port: 7001 }, connects: { peers: [a] } }
`)}`
    expect(codesOf(compileText(peers))).toEqual([])
  })
  test('a thousand that wait for each other in a row are no circle', () => {
    const names = Array.from({ length: 1000 }, (_, index) => `p${index}`)
    const text = oneHost(names.map((name, index) => byHand(name, '', index > 0 ? [names[index - 1]!] : [])).join(''))
    expect(codesOf(compileText(text))).toEqual([])
  })
})

describe('places and ways out', () => {
  test.each([
    [
      webapps().replace('on: [here]', 'on: [hree]'),
      'error host-unknown at system.processes.webapp1.on[0]',
      'Write here',
    ],
    [
      webapps().replace('constructor: webapp,', 'constructor: webap,'),
      'error constructor-unknown at system.processes.webapp1.constructor',
      'Use webapp',
    ],
    [
      webapps().replace('port: 8080', 'prot: 8080'),
      'error parameter-unknown at system.processes.proxy.with.prot',
      'Rename to port',
    ],
    [
      webapps().replace('[webapp1,', '[webap1,'),
      'error instance-unknown at system.processes.proxy.connects.webapps[0]',
      'Write webapp1',
    ],
    [
      webapps().replace('type: systemd', 'type: systmd'),
      'error manager-unknown at system.hosts.here.containers.main.type',
      'Write systemd',
    ],
    [
      webapps().replace('platform: linux', 'platform: linx'),
      'error platform-unknown at system.hosts.here.platform',
      'Write linux',
    ],
  ])('%#', (text, line, title) => {
    const found = compileText(text).diagnostics.find((one) => lineOf(one) === line)
    expect(found?.fix?.title).toBe(title)
  })
  test('two processes that want one port of one host are told of each other; on two hosts they may', () => {
    const text = (second: string) =>
      TWO_HOSTS.replace('on: [one] }', 'on: [one], with: { port: 8080 } }').replace(
        'on: [one, two] }',
        `on: [${second}], with: { port: 8080 } }`,
      )
    const same = compileText(text('one')).diagnostics.filter(({ code }) => code === 'port-taken')
    expect(same.map(lineOf)).toEqual(['error port-taken at system.processes.webapp2.with.port'])
    expect(same[0]!.related!.map(formatPath)).toEqual(['system.processes.webapp1.with.port'])
    expect(
      compileText(text('two'))
        .diagnostics.filter(({ code }) => code === 'port-taken')
        .map(lineOf),
    ).toEqual(['error port-taken at system.processes.proxy.with.port'])
  })
  test('a port that is pinned is given to nobody else', () => {
    const { ids, diagnostics } = compileText(
      webapps().replace('webapp2: { constructor: webapp,', 'webapp2: { constructor: webapp, with: { port: 5000 },'),
    )
    expect(diagnostics).toEqual([])
    expect(ids.assigned['webappPorts/webapp1.port']).toBe(5001)
  })
  test('everything wrong is said at once, errors first', () => {
    const codes = codesOf(
      compileText(
        webapps()
          .replace('on: [here]', 'on: []')
          .replace('port: 8080', 'prot: 8080')
          .replace('webapp3] }', 'webapp9] }'),
      ),
    )
    expect(codes).toEqual(['parameter-unknown', 'instance-unknown', 'placed-nowhere'])
  })
})
