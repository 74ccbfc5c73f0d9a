/** What a readiness check waits for, in words. */
import type { Probe } from '../contract/chain.ts'
import type { Text } from '../contract/text.ts'

export function saysOf(probe: Probe, fill: (text: Text) => string): string {
  switch (probe.kind) {
    case 'tcp':
      return `answers on port ${fill(probe.port)}`
    case 'http':
      return `${fill(probe.url)} answers${probe.status === undefined ? '' : ` with ${probe.status}`}`
    case 'path':
      return `${fill(probe.path)} exists`
    case 'exec':
      return `${fill(probe.argv[0] ?? [])} succeeds`
    case 'log':
      return `its log says ${fill(probe.text)}`
    case 'ended':
      return `${fill(probe.process)} has ended with 0`
    case 'notify':
      return 'says that it is ready'
    case 'command':
      return `${fill(probe.says)} is there`
  }
}
