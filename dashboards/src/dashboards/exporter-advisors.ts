import type { Builder } from '@grafana/grafana-foundation-sdk/cog';
import type { Panel } from '@grafana/grafana-foundation-sdk/dashboard';
import { linesPanel, tablePanel } from '../panels/panels.js';
import { range, table } from '../panels/queries.js';
import { selectShown } from '../promql.js';

const size = { width: 12, height: 8 };

export function advisorTable(): Builder<Panel> {
  return tablePanel(
    {
      title: 'Advisors',
      description: 'One row an advisor and target: whether its last run succeeded, when, and how long it took.',
      unit: 'short',
      width: 24,
      height: 8,
      queries: [
        table('A', selectShown('presage_advisor_up')),
        table('B', `time() - ${selectShown('presage_advisor_last_success_timestamp_seconds')}`),
        table('C', selectShown('presage_advisor_run_duration_seconds')),
        table('D', selectShown('presage_advisor_interval_seconds')),
        table('E', selectShown('presage_advisor_warmup')),
      ],
    },
    {
      advisor: { title: 'Advisor' },
      target: { title: 'Target' },
      'Value #A': {
        title: 'Up',
        unit: 'bool_yes_no',
        steps: [
          [null, 'red'],
          [1, 'green'],
        ],
      },
      'Value #B': { title: 'Last success', unit: 's' },
      'Value #C': { title: 'Last run took', unit: 's' },
      'Value #D': { title: 'Interval', unit: 's' },
      'Value #E': { title: 'Warming up', unit: 'bool_yes_no' },
      instance: { title: 'Exporter' },
    },
    { sortBy: 'Advisor' },
  );
}

export function runDurations(): Builder<Panel> {
  return linesPanel({
    ...size,
    title: 'Duration of runs',
    description: 'How long the last run of each advisor took, successful or not.',
    unit: 's',
    queries: [range('A', selectShown('presage_advisor_run_duration_seconds'), '{{advisor}} {{target}}')],
  });
}

export function shares(): Builder<Panel> {
  return linesPanel({
    ...size,
    title: 'Share of the interval that runs take',
    description: 'Duration of a run by the interval between runs; near 100 % the advisor cannot keep up.',
    unit: 'percentunit',
    queries: [
      range(
        'A',
        `${selectShown('presage_advisor_run_duration_seconds')} / ${selectShown('presage_advisor_interval_seconds')}`,
        '{{advisor}} {{target}}',
      ),
    ],
  });
}

export function advisorErrors(): Builder<Panel> {
  return linesPanel({
    ...size,
    title: 'Failed runs by error code',
    description: 'Runs that failed in each interval of the graph, by error code; docs/errors.md explains the codes.',
    unit: 'short',
    queries: [
      range(
        'A',
        `sum by (advisor, target, code) (increase(${selectShown('presage_advisor_errors_total')}[$__rate_interval]))`,
        '{{advisor}} {{target}} {{code}}',
      ),
    ],
  });
}

export function droppedSeries(): Builder<Panel> {
  return linesPanel({
    ...size,
    title: 'Series left out',
    description:
      'Series of the last run beyond max_series of the advisor, and samples that were not fit to be published.',
    unit: 'short',
    queries: [
      range('A', selectShown('presage_series_dropped'), '{{advisor}} {{target}}'),
      range(
        'B',
        `sum by (advisor, reason) (increase(${selectShown('presage_samples_rejected_total')}[$__rate_interval]))`,
        '{{advisor}} rejected: {{reason}}',
      ),
    ],
  });
}
