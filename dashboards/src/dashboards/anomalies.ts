import type { Builder } from '@grafana/grafana-foundation-sdk/cog';
import type { Dashboard, Panel } from '@grafana/grafana-foundation-sdk/dashboard';
import { insightsPanel, linesPanel, numberPanel, tablePanel, type Steps } from '../panels/panels.js';
import { insight, instant, PRESAGE, range, table } from '../panels/queries.js';
import { selectShown } from '../promql.js';
import { SETTINGS } from '../settings.js';
import { anomaliesNow } from './findings.js';
import { dataSourceVariable, houseDashboard, labelVariable } from './house.js';

const NONE_IS_GOOD: Steps = [
  [null, 'green'],
  [1, 'orange'],
];
const EDGE: Steps = [
  [null, 'text'],
  [1, 'orange'],
  [2, 'red'],
];

/** `presage-anomalies`: what is odd now, since when, what else is, and who says so. */
export function anomalies(): Dashboard {
  const board = houseDashboard({
    uid: 'presage-anomalies',
    title: 'Presage anomalies',
    description:
      'An incident at a glance: which series are odd, since when, which others are with them, and who says so.',
    time: { from: 'now-6h', to: 'now' },
  })
    .withVariable(dataSourceVariable('presage', 'Presage', SETTINGS.datasourcePlugin))
    .withVariable(labelVariable('target', 'Target', 'presage_anomaly_up'))
    .withVariable(labelVariable('anomaly', 'Rule', 'presage_anomaly_up', 'single'));
  for (const panel of [...numbers(), anomaliesNow(), oddTogether(), rule(), groups(), detectors()])
    board.withPanel(panel);
  return board.build();
}

function numbers(): Builder<Panel>[] {
  const active = selectShown('presage_anomaly_active');
  const shape = { unit: 'short', width: 6, height: 4 };
  return [
    numberPanel(
      {
        ...shape,
        title: 'Series with an alarm',
        description: 'Series that are anomalous now, of all rules.',
        queries: [instant('A', `sum(${active})`, 'series')],
      },
      NONE_IS_GOOD,
    ),
    numberPanel(
      {
        ...shape,
        title: 'Groups with an alarm',
        description: 'Groups of series that are anomalous together now.',
        queries: [instant('A', `sum(${selectShown('presage_anomaly_group_active')}) or vector(0)`, 'groups')],
      },
      NONE_IS_GOOD,
    ),
    numberPanel(
      {
        ...shape,
        title: 'Series that are learnt',
        description: 'Series whose history is still too short for a score.',
        queries: [instant('A', `sum(${selectShown('presage_anomaly_warmup')})`, 'series')],
      },
      [[null, 'text']],
    ),
    numberPanel(
      {
        ...shape,
        title: 'Rules without an answer',
        description: 'Rules whose expression could not be evaluated in the last run.',
        queries: [instant('A', `count(${selectShown('presage_anomaly_up')} == 0) or vector(0)`, 'rules')],
      },
      NONE_IS_GOOD,
    ),
  ];
}

/** What began together is likely one incident. */
function oddTogether(): Builder<Panel> {
  return linesPanel({
    title: 'Series with an alarm over time',
    description: 'Anomalous series of each rule; what begins at the same time is likely one incident.',
    unit: 'short',
    width: 15,
    height: 9,
    queries: [range('A', `sum by (anomaly) (${selectShown('presage_anomaly_active')})`, '{{anomaly}}')],
  });
}

function rule(): Builder<Panel> {
  return insightsPanel({
    title: 'Rule: $anomaly',
    description: 'Values, what was expected, and where each series was odd.',
    unit: 'short',
    width: 24,
    height: 12,
    datasource: PRESAGE,
    queries: [insight({ refId: 'A', kind: 'anomaly', name: '$anomaly' })],
  });
}

function groups(): Builder<Panel> {
  return tablePanel(
    {
      title: 'Groups',
      description: 'Series that are scored together, the most anomalous group first.',
      unit: 'short',
      width: 12,
      height: 8,
      queries: [
        table('A', selectShown('presage_anomaly_group_score')),
        table('B', selectShown('presage_anomaly_group_odd_series')),
      ],
    },
    {
      anomaly: { title: 'Rule' },
      'Value #A': { title: 'Score', steps: EDGE },
      'Value #B': { title: 'Odd series' },
      target: { title: 'Target' },
    },
    { sortBy: 'Score', descending: true },
  );
}

function detectors(): Builder<Panel> {
  return tablePanel(
    {
      title: 'Who raised the alarm',
      description: 'The detector that spoke and the side of normal, for each series that is anomalous now.',
      unit: 'short',
      width: 12,
      height: 8,
      queries: [table('A', selectShown('presage_anomaly_detector_info'))],
    },
    {
      anomaly: { title: 'Rule' },
      detector: { title: 'Detector' },
      direction: { title: 'Side' },
      target: { title: 'Target' },
    },
    { hide: ['Value', 'Value #A'] },
  );
}
