/** What became of deployments, in words. */
import { expect, test } from 'vitest'
import { plainText } from '#app/_ui/answer.ts'
import type { DeploymentSummary } from '#server/api/views.ts'
import { historyAnswer } from './history.ts'
import { deploymentWords, outcomeOf, tookWords } from './outcome.ts'

const DONE: DeploymentSummary = {
  id: 'd',
  number: 31,
  systemId: 'shop',
  system: 'shop',
  target: { kind: 'draft' },
  state: 'ended',
  outcome: 'succeeded',
  hosts: {},
  generation: 13,
  by: 'Ann',
  reason: '',
  createdAt: '2026-11-21T10:00:00.000Z',
  endedAt: '2026-11-21T10:00:03.900Z',
  cancelRequested: false,
}
test.each<[Partial<DeploymentSummary>, string]>([
  [{}, 'the draft, succeeded as 13'],
  [{ target: { kind: 'generation', number: 11 } }, 'back to 11, succeeded as 13'],
  [{ outcome: 'rolled-back', generation: null }, 'the draft, rolled back'],
  [{ target: { kind: 'nothing' }, generation: null }, 'undeploy, succeeded'],
  [{ outcome: null, state: 'queued' }, 'the draft, waits for its turn'],
  [{ outcome: null, state: 'reverting' }, 'the draft, going back'],
  [{ outcome: null, state: 'activating' }, 'the draft, under way'],
])('%j', (change, words) => expect(deploymentWords({ ...DONE, ...change })).toBe(words))

test('nothing but success is green', () => {
  const outcomes = ['refused', 'cancelled', 'rolled-back', 'partial', 'rollback-failed', 'waiting'] as const
  expect(outcomeOf(DONE).glyph).toBe('done')
  for (const outcome of outcomes) expect(outcomeOf({ outcome, state: 'ended' }).glyph).not.toBe('done')
})
test('how long it took', () => {
  expect(tookWords(DONE, 0)).toBe('3.9 s')
  expect(tookWords({ ...DONE, endedAt: null }, Date.parse('2026-11-21T10:00:10Z'))).toBe('10 s')
})
test.each([
  [[], ''],
  [[DONE], 'The one so far succeeded.'],
  [[DONE, DONE], 'All 2 so far succeeded.'],
  [[DONE, { ...DONE, outcome: 'refused' as const }], '1 of 2 so far succeeded.'],
  [[{ ...DONE, outcome: null }], '1 deployment is under way.'],
])('%#', (deployments, sentence) =>
  expect(plainText(historyAnswer(deployments)).replaceAll('\u00a0', ' ')).toBe(sentence),
)
