import type { Builder } from '@grafana/grafana-foundation-sdk/cog';
import type { Dashboard, Panel } from '@grafana/grafana-foundation-sdk/dashboard';
import type { MetricName } from '@presage/contract/metrics';
import { insightsPanel, lanesPanel, numberPanel, tablePanel, type Steps } from '../panels/panels.js';
import { insight, instant, PRESAGE, range, table } from '../panels/queries.js';
import { orNothing, selectShown } from '../promql.js';
import { SETTINGS } from '../settings.js';
import { dataSourceVariable, houseDashboard, labelVariable, linkTo } from './house.js';

const NONE_IS_GOOD: Steps = [
  [null, 'green'],
  [1, 'orange'],
];
const LIKELY: Steps = [
  [null, 'text'],
  [0.5, 'orange'],
  [0.75, 'red'],
];

/** `presage-incident`: what began when, what led it, whether a release is to blame, and what moves together. */
export function incident(): Dashboard {
  const board = houseDashboard({
    uid: 'presage-incident',
    title: 'Presage incident',
    description: 'An incident in lanes: which series left normal and when, what led it, and what was deployed before.',
    time: { from: 'now-3h', to: 'now' },
  })
    .withVariable(dataSourceVariable('presage', 'Presage', SETTINGS.datasourcePlugin))
    .withVariable(labelVariable('target', 'Target', 'presage_anomaly_incidents'))
    .withVariable(labelVariable('cause', 'Causes of', 'presage_cause_up', 'single'));
  for (const panel of [...numbers(), lanes(), members(), causes(), ranking(), releases(), correlations()])
    board.withPanel(panel);
  return board.build();
}

function numbers(): Builder<Panel>[] {
  const shape = { width: 6, height: 4 };
  const started = selectShown('presage_anomaly_incident_start_timestamp_seconds');
  return [
    numberPanel(
      {
        ...shape,
        title: 'Incidents now',
        description: 'Alarms that began together or have labels in common count as one incident.',
        unit: 'short',
        queries: [instant('A', `sum(${selectShown('presage_anomaly_incidents')})`, 'incidents')],
      },
      NONE_IS_GOOD,
    ),
    numberPanel(
      {
        ...shape,
        title: 'Series in the largest',
        description: 'Series with an alarm that belong to the incident with most of them.',
        unit: 'short',
        queries: [instant('A', `max(${selectShown('presage_anomaly_incident_series')}) or vector(0)`, 'series')],
      },
      NONE_IS_GOOD,
    ),
    numberPanel(
      {
        ...shape,
        title: 'The first began',
        description: 'When the first alarm of the oldest incident of now began.',
        unit: 'dateTimeFromNow',
        queries: [instant('A', `1000 * min(${started})`, 'began')],
      },
      [[null, 'text']],
    ),
    numberPanel(
      {
        ...shape,
        title: 'Releases to take back',
        description: 'Series that the newest deployment made worse for sure.',
        unit: 'short',
        queries: [instant('A', `sum(${selectShown('presage_deployment_rollback_advised')}) or vector(0)`, 'series')],
      },
      NONE_IS_GOOD,
    ),
  ];
}

function lanes(): Builder<Panel> {
  return lanesPanel({
    title: 'Series with an alarm',
    description:
      'A lane for each series from the first moment of its alarm to the last, and one for the time in which there was none.',
    unit: 'short',
    width: 24,
    height: 10,
    queries: [
      range('A', `max without (incident, target) (${selectShown('presage_anomaly_incident_info')})`, '__auto'),
      range('B', `sum(${selectShown('presage_anomaly_incidents')}) == 0`, 'no alarm'),
    ],
  });
}

function members(): Builder<Panel> {
  const score = selectShown('presage_anomaly_score');
  const info = selectShown('presage_anomaly_incident_info');
  return tablePanel(
    {
      title: 'Members of each incident',
      description:
        'Series with an alarm now, their incident and their highest score of the last hour. A click on a rule opens it.',
      unit: 'short',
      width: 12,
      height: 9,
      queries: [
        table('A', orNothing(`${info} * ignoring (incident) group_left max_over_time(${score}[1h])`, 'there is none')),
      ],
    },
    {
      incident: { title: 'Incident' },
      anomaly: {
        title: 'Rule',
        link: { title: 'Open in anomalies', url: linkTo('presage-anomalies', 'var-anomaly') },
      },
      Value: { title: 'Score', unit: 'short', decimals: 1 },
    },
    { sortBy: 'Incident', hide: ['target'] },
  );
}

function causes(): Builder<Panel> {
  const of = (name: MetricName) => `${selectShown(name)}`;
  return tablePanel(
    {
      title: 'Likely causes now',
      description:
        'What moved first and most, or is left unexplained along the call graph; 0.5 is the edge of the usual.',
      unit: 'short',
      width: 12,
      height: 9,
      queries: [
        table('A', orNothing(of('presage_cause_score'), 'no incident')),
        table('B', of('presage_cause_deviation')),
        table('C', `1000 * ${of('presage_cause_onset_timestamp_seconds')}`),
      ],
    },
    {
      cause: { title: 'Causes of' },
      'Value #A': { title: 'Score', decimals: 2, steps: LIKELY },
      'Value #B': { title: 'Times the usual', decimals: 1 },
      'Value #C': { title: 'Left it', unit: 'dateTimeFromNow' },
    },
    { sortBy: 'Score', descending: true, hide: ['target', 'instance'] },
  );
}

function ranking(): Builder<Panel> {
  return insightsPanel({
    title: 'Causes of: $cause',
    description: 'The ranking of the incident of now, and which series moved before which.',
    unit: 'short',
    width: 24,
    height: 10,
    datasource: PRESAGE,
    queries: [insight({ refId: 'A', kind: 'cause', name: '$cause' })],
  });
}

function releases(): Builder<Panel> {
  return tablePanel(
    {
      title: 'What the newest deployments did',
      description: 'Change of the level since the newest deployment, and how sure it is.',
      unit: 'short',
      width: 12,
      height: 8,
      queries: [
        table('A', selectShown('presage_deployment_effect')),
        table('B', selectShown('presage_deployment_confidence_ratio')),
      ],
    },
    {
      change: { title: 'Rule' },
      'Value #A': { title: 'Change', unit: 'percentunit', decimals: 1 },
      'Value #B': { title: 'Sure', unit: 'percentunit', decimals: 1 },
    },
    { sortBy: 'Change', descending: true, hide: ['target'] },
  );
}

function correlations(): Builder<Panel> {
  return tablePanel(
    {
      title: 'What goes with what',
      description:
        'Significant correlations of what users or the business feel with what may move it, and how much it moves before.',
      unit: 'short',
      width: 12,
      height: 8,
      queries: [
        table('A', selectShown('presage_correlation_strength')),
        table('B', selectShown('presage_correlation_lag_seconds')),
        table('C', selectShown('presage_correlation_confidence_ratio')),
      ],
    },
    {
      outcome: { title: 'Outcome' },
      factor: { title: 'Factor' },
      'Value #A': { title: 'Strength', decimals: 2 },
      'Value #B': { title: 'Before', unit: 's' },
      'Value #C': { title: 'Sure', unit: 'percentunit', decimals: 1 },
    },
    { sortBy: 'Strength', descending: true, hide: ['target', 'correlation', 'instance'] },
  );
}
