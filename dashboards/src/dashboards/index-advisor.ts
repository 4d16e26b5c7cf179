import type { Builder } from '@grafana/grafana-foundation-sdk/cog';
import type { Dashboard, Panel } from '@grafana/grafana-foundation-sdk/dashboard';
import type { MetricName } from '@presage/contract/metrics';
import { advicePanel, linesPanel, numberPanel, tablePanel, type Steps } from '../panels/panels.js';
import { instant, range, table } from '../panels/queries.js';
import { select, selectShown } from '../promql.js';
import { LIMITS, SETTINGS } from '../settings.js';
import { dataSourceVariable, houseDashboard, labelVariable } from './house.js';

const PLAIN: Steps = [[null, 'text']];
const ALL_IS_GOOD: Steps = [
  [null, 'orange'],
  [1, 'green'],
];
const SURE: Steps = [
  [null, 'orange'],
  [LIMITS.recommendation.confidence, 'green'],
];

/** `presage-index-advisor`: which indexes to create and drop, and what the advice rests on. */
export function indexAdvisor(): Dashboard {
  const board = houseDashboard({
    uid: 'presage-index-advisor',
    title: 'Presage index advisor',
    description: 'Which indexes the workload lacks, which serve nothing, and how well the advice is founded.',
    time: { from: 'now-24h', to: 'now' },
  })
    .withVariable(dataSourceVariable('presage', 'Presage', SETTINGS.datasourcePlugin))
    .withVariable(labelVariable('target', 'Target', 'presage_index_statements'));
  for (const panel of [...numbers(), advice(), details(), ...foundation()]) board.withPanel(panel);
  return board.build();
}

function numbers(): Builder<Panel>[] {
  const shape = { width: 6, height: 4 };
  return [
    numberPanel(
      {
        ...shape,
        title: 'Open recommendations',
        description: 'Indexes to create, drop or rebuild, and queries to change.',
        unit: 'short',
        queries: [instant('A', `count(${selectShown('presage_index_recommendation_info')}) or vector(0)`, 'open')],
      },
      PLAIN,
    ),
    numberPanel(
      {
        ...shape,
        title: 'Wasted',
        description: 'Size of indexes that are unused, duplicate, redundant or invalid.',
        unit: 'bytes',
        queries: [instant('A', `sum(${selectShown('presage_index_wasted_bytes')})`, 'wasted')],
      },
      PLAIN,
    ),
    numberPanel(
      {
        ...shape,
        title: 'Databases with HypoPG',
        description: 'Share of the databases in which the planner can be asked about indexes that do not exist.',
        unit: 'percentunit',
        queries: [instant('A', `avg(${selectShown('presage_index_hypothetical_available')})`, 'with HypoPG')],
      },
      ALL_IS_GOOD,
    ),
    numberPanel(
      {
        ...shape,
        title: 'Statements analysed',
        description: 'Statements of the last run whose reads and writes the advice rests on.',
        unit: 'short',
        queries: [instant('A', `sum(${selectShown('presage_index_statements')})`, 'statements')],
      },
      PLAIN,
    ),
  ];
}

function advice(): Builder<Panel> {
  return advicePanel(
    {
      title: 'What to change',
      description:
        'Indexes to create and drop with the statements that they serve, the text to apply and the way back.',
      width: 24,
      height: 10,
    },
    'indexes',
  );
}

function details(): Builder<Panel> {
  const info = selectShown('presage_index_recommendation_info');
  const described = (refId: string, name: MetricName) =>
    table(
      refId,
      `${select(name, 'target=~"$target"', 'advisor="indexes"')} * on (target, id, instance) group_left (action, datname, schemaname, relname, ddl) ${info}`,
    );
  return tablePanel(
    {
      title: 'Recommendations in figures',
      description:
        'Predicted gain, size, confidence and how far the gain for common values falls behind, from Prometheus alone.',
      unit: 'short',
      width: 24,
      height: 9,
      queries: [
        described('A', 'presage_recommendation_gain_ratio'),
        described('B', 'presage_recommendation_size_bytes'),
        described('C', 'presage_recommendation_confidence_ratio'),
        described('D', 'presage_index_opinion_disagreement_ratio'),
      ],
    },
    {
      ddl: { title: 'Statement', width: 620 },
      'Value #A': { title: 'Gain', unit: 'percentunit' },
      'Value #B': { title: 'Size', unit: 'bytes' },
      'Value #C': { title: 'Confidence', unit: 'percentunit', steps: SURE },
      'Value #D': { title: 'Disagreement', unit: 'percentunit' },
      relname: { title: 'Table' },
      schemaname: { title: 'Schema' },
      datname: { title: 'Database' },
      target: { title: 'Target' },
    },
    { sortBy: 'Gain', descending: true, hide: ['instance', 'id', 'advisor', 'action'] },
  );
}

function foundation(): Builder<Panel>[] {
  const shape = { width: 12, height: 8 };
  return [
    linesPanel({
      ...shape,
      title: 'Statements left out',
      description: 'Statements that the last run could not use, by reason.',
      unit: 'short',
      queries: [range('A', `sum by (reason) (${selectShown('presage_index_statements_skipped')})`, '{{reason}}')],
    }),
    linesPanel({
      ...shape,
      title: 'Planner calls',
      description: 'EXPLAIN calls of each run: many at first, then only what changed is asked again.',
      unit: 'short',
      queries: [range('A', selectShown('presage_index_planner_calls'), '{{target}} {{datname}}')],
    }),
  ];
}
