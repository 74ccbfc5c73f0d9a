/** The sentence over all deployments. */
import { count, type Phrase, phrase } from '#app/_ui/answer.ts'
import type { DeploymentSummary } from '#server/api/views.ts'

export function historyAnswer(deployments: readonly DeploymentSummary[]): readonly Phrase[] {
  const ended = deployments.filter(({ outcome }) => outcome !== null)
  const succeeded = ended.filter(({ outcome }) => outcome === 'succeeded').length
  const underWay = deployments.length - ended.length
  return [
    ...(underWay ? [phrase(`${count(underWay, 'deployment is', 'deployments are')} under way.`)] : []),
    ...(ended.length
      ? [
          phrase(
            succeeded === ended.length
              ? `${ended.length === 1 ? 'The one' : `All ${ended.length}`} so far succeeded.`
              : `${succeeded} of ${ended.length} so far succeeded.`,
          ),
        ]
      : []),
  ]
}
