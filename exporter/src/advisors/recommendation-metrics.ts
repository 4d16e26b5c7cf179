import type { AdvisorName } from '@presage/contract/kinds';
import type { MetricSample } from '@presage/contract/metrics';
import type { Recommendation, RecommendationAction } from '@presage/contract/recommendation';

const TITLE_LENGTH = 200;

/**
 * Samples that every recommendation has, whatever the advisor.
 *
 * @param open all open recommendations, for the counts
 * @param published those that the cap lets through
 * @param actions the actions that the advisor knows; a count of 0 is published too, so that an alert can resolve
 */
export function recommendationSamples(
  advisor: AdvisorName,
  target: string,
  open: readonly Recommendation[],
  published: readonly Recommendation[],
  actions: readonly RecommendationAction[],
): MetricSample[] {
  const counts = actions.map(
    (action): MetricSample => ({
      name: 'presage_recommendations',
      labels: { advisor, target, action },
      value: open.filter((recommendation) => recommendation.action === action).length,
    }),
  );
  return [...counts, ...published.flatMap((recommendation) => samplesOf(advisor, target, recommendation))];
}

function samplesOf(advisor: AdvisorName, target: string, recommendation: Recommendation): MetricSample[] {
  const { id, action, object, title, gainRatio, sizeBytes, confidence } = recommendation;
  const labels = { advisor, target, id };
  const samples: MetricSample[] = [
    {
      name: 'presage_recommendation_info',
      labels: { ...labels, action, object, title: cutText(title, TITLE_LENGTH) },
      value: 1,
    },
    { name: 'presage_recommendation_confidence_ratio', labels, value: confidence },
  ];
  if (gainRatio !== undefined) samples.push({ name: 'presage_recommendation_gain_ratio', labels, value: gainRatio });
  if (sizeBytes !== undefined) samples.push({ name: 'presage_recommendation_size_bytes', labels, value: sizeBytes });
  return samples;
}

/** The first `length` characters, never half of a surrogate pair; `…` says that more follows. */
export function cutText(text: string, length: number): string {
  const characters = [...text];
  return characters.length <= length ? text : `${characters.slice(0, length - 1).join('')}…`;
}
