import type { Builder } from '@grafana/grafana-foundation-sdk/cog';
import type { Panel } from '@grafana/grafana-foundation-sdk/dashboard';
import type { MetricName } from '@presage/contract/metrics';
import { advicePanel, insightsPanel, linesPanel, tablePanel, type Steps } from '../panels/panels.js';
import { insight, MIXED, PRESAGE, range, table } from '../panels/queries.js';
import { orNothing, select, selectShown } from '../promql.js';
import { LIMITS } from '../settings.js';
import { linkTo } from './house.js';

const MORE_IS_BETTER: Steps = [
  [null, 'text'],
  [LIMITS.recommendation.gain, 'green'],
];
const SURE: Steps = [
  [null, 'orange'],
  [LIMITS.recommendation.confidence, 'green'],
];
const SOON: Steps = [
  [null, 'red'],
  [LIMITS.forecastCritical.within, 'orange'],
  [LIMITS.forecastWarning.within, 'text'],
];

/** Forecasts that cross a threshold, the nearest first. */
export function atRisk(): Builder<Panel> {
  const until = selectShown('presage_forecast_seconds_until_threshold');
  const confidence = selectShown('presage_forecast_confidence_ratio');
  return tablePanel(
    {
      title: 'At risk, and when',
      description:
        'Forecasts that are predicted to cross a threshold within their horizon, the nearest first. A click on one opens it.',
      unit: 'short',
      width: 9,
      height: 9,
      // times zero gives both columns the same labels, by which they become one row
      queries: [
        table('A', orNothing(until, 'nothing within its horizon')),
        table('B', `${until} * 0 + ignoring (threshold) group_left ${confidence}`),
      ],
    },
    {
      forecast: {
        title: 'Forecast',
        link: { title: 'Open in capacity', url: linkTo('presage-capacity', 'var-forecast') },
      },
      threshold: { title: 'Threshold' },
      'Value #A': { title: 'Crosses in', unit: 's', steps: SOON },
      'Value #B': { title: 'Confidence', unit: 'percentunit', steps: SURE },
    },
    { sortBy: 'Crosses in', hide: ['target', 'instance'] },
  );
}

export function recommendations(): Builder<Panel> {
  return advicePanel({
    title: 'What to do first, and what it brings',
    description:
      'Proposed changes with their predicted gain, evidence, text to apply and the way back, the best first.',
    width: 15,
    height: 9,
  });
}

export function forecast(): Builder<Panel> {
  return insightsPanel({
    title: 'Forecast: $forecast',
    description: 'History, prediction with its interval, and the moment at which the threshold is crossed.',
    unit: 'short',
    width: 15,
    height: 9,
    datasource: PRESAGE,
    queries: [insight({ refId: 'A', kind: 'forecast', name: '$forecast' })],
  });
}

export function anomaliesNow(): Builder<Panel> {
  const active = `(${selectShown('presage_anomaly_active')} == 1)`;
  const whileActive = (name: MetricName) => `${selectShown(name)} and ${active}`;
  return tablePanel(
    {
      title: 'Anomalies now',
      description:
        'Series that behave unlike their past at this moment; a score of 1 is the edge of normal. A click on a rule opens it.',
      unit: 'short',
      width: 9,
      height: 9,
      queries: [
        table('A', orNothing(whileActive('presage_anomaly_score'), 'nothing is odd')),
        table('B', whileActive('presage_anomaly_observed_value')),
        table('C', whileActive('presage_anomaly_expected_value')),
      ],
    },
    {
      anomaly: {
        title: 'Rule',
        link: { title: 'Open in anomalies', url: linkTo('presage-anomalies', 'var-anomaly') },
      },
      'Value #A': {
        title: 'Score',
        decimals: 1,
        steps: [
          [null, 'orange'],
          [2, 'red'],
        ],
      },
      'Value #B': { title: 'Observed', decimals: 2 },
      'Value #C': { title: 'Expected', decimals: 2 },
    },
    { sortBy: 'Score', descending: true, hide: ['target', 'instance'] },
  );
}

/** What was predicted a day before each moment, against what came: the honest look at a forecast. */
export function forecastAgainstActual(): Builder<Panel> {
  const matchers = ['forecast=~"$forecast"', 'horizon="24h"'];
  const dayBefore = (name: MetricName) => `${select(name, ...matchers)} offset 1d`;
  return (
    linesPanel(
      {
        title: 'Forecast of the day before against what came: $forecast',
        description:
          'Each moment shows what was predicted for it 24 hours earlier, from the metrics in Prometheus, beside what was measured.',
        unit: 'short',
        width: 24,
        height: 8,
        datasource: MIXED,
        queries: [
          range('A', dayBefore('presage_forecast_lower'), 'lower, a day before'),
          range('B', dayBefore('presage_forecast_upper'), 'upper, a day before'),
          range('C', dayBefore('presage_forecast_value'), 'predicted, a day before'),
          insight({ refId: 'D', kind: 'forecast', name: '$forecast' }),
        ],
      },
      {},
    )
      .withTransformation({
        id: 'filterFieldsByName',
        options: { exclude: { pattern: '/(^| )(predicted|lower|upper)$/' } },
      })
      // the metrics carry no unit, and one axis for both needs the same
      .overrideByRegexp('.*', [{ id: 'unit', value: 'short' }])
      .overrideByRegexp('^(lower|upper), a day before$', [
        { id: 'custom.lineWidth', value: 0 },
        { id: 'custom.fillOpacity', value: 0 },
      ])
      .overrideByName('upper, a day before', [
        { id: 'custom.fillBelowTo', value: 'lower, a day before' },
        { id: 'custom.fillOpacity', value: 15 },
      ])
  );
}

/** The recommendations from Prometheus alone, for readers without our plugins. */
export function adviceTable(): Builder<Panel> {
  const about = 'action, object, title';
  const info = selectShown('presage_recommendation_info');
  const described = (refId: string, name: MetricName) =>
    table(refId, `${selectShown(name)} * ignoring (${about}) group_left (${about}) ${info}`);
  return tablePanel(
    {
      title: 'Recommendations as metrics',
      description: 'Open recommendations from Prometheus alone, the highest predicted gain first.',
      unit: 'short',
      width: 24,
      height: 8,
      queries: [
        described('A', 'presage_recommendation_gain_ratio'),
        described('B', 'presage_recommendation_confidence_ratio'),
        described('C', 'presage_recommendation_size_bytes'),
      ],
    },
    {
      title: { title: 'Recommendation' },
      object: { title: 'Object' },
      'Value #A': { title: 'Gain', unit: 'percentunit', steps: MORE_IS_BETTER },
      'Value #B': { title: 'Confidence', unit: 'percentunit', steps: SURE },
      'Value #C': { title: 'Size', unit: 'bytes' },
      action: { title: 'Action' },
      target: { title: 'Target' },
      advisor: { title: 'Advisor' },
      id: { title: 'Id' },
    },
    { sortBy: 'Gain', descending: true, hide: ['instance'] },
  );
}
