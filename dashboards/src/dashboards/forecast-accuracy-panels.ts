import type { Builder } from '@grafana/grafana-foundation-sdk/cog';
import type { Panel } from '@grafana/grafana-foundation-sdk/dashboard';
import { linesPanel, numberPanel, tablePanel, type Steps } from '../panels/panels.js';
import { instant, range, table } from '../panels/queries.js';
import { select, selectShown } from '../promql.js';

const MORE_IS_BETTER: Steps = [
  [null, 'red'],
  [0.75, 'orange'],
  [0.9, 'green'],
];
const LESS_IS_BETTER: Steps = [
  [null, 'green'],
  [0.2, 'orange'],
  [0.5, 'red'],
];
const SERIES = '{{horizon}} {{instance}} {{mountpoint}}{{datname}}{{service}}';
const ofForecast = 'forecast=~"$forecast"';

/** The first row: how many forecasts may be used, and how good they are at the median. */
export function accuracyNumbers(): Builder<Panel>[] {
  const number = (title: string, description: string, expr: string, unit: string, steps: Steps) =>
    numberPanel({ title, description, unit, width: 6, height: 4, queries: [instant('A', expr, title)] }, steps);
  return [
    number(
      'Usable forecasts',
      'Share of the forecasts that nothing speaks against.',
      `avg(${selectShown('presage_forecast_valid')})`,
      'percentunit',
      MORE_IS_BETTER,
    ),
    number(
      'Median confidence',
      'How far the forecasts beat a constant in their backtests, at the median.',
      `quantile(0.5, ${selectShown('presage_forecast_confidence_ratio')})`,
      'percentunit',
      [
        [null, 'orange'],
        [0.3, 'green'],
      ],
    ),
    number(
      'Median error of the backtest',
      'Mean absolute error of the backtest by the mean of the series, at the median over the forecasts.',
      `quantile(0.5, ${selectShown('presage_forecast_backtest_error_ratio')})`,
      'percentunit',
      LESS_IS_BETTER,
    ),
    number(
      'Coverage of intervals',
      'Share of what came that lay within the published intervals, over all horizons. Empty until half a day has been compared.',
      `avg(${selectShown('presage_forecast_interval_coverage_ratio')})`,
      'percentunit',
      MORE_IS_BETTER,
    ),
  ];
}

export function invalidForecasts(): Builder<Panel> {
  return tablePanel(
    {
      title: 'Not to be used',
      description: 'Forecasts that something speaks against, and what. Empty is good.',
      unit: 'short',
      width: 12,
      height: 8,
      queries: [table('A', selectShown('presage_forecast_invalid_info'))],
    },
    { forecast: { title: 'Forecast' }, reason: { title: 'Reason' }, target: { title: 'Target' } },
    { sortBy: 'Forecast', hide: ['Value'] },
  );
}

export function backtestErrors(): Builder<Panel> {
  return tablePanel(
    {
      title: 'Backtest',
      description: 'What each forecast promises: its error on its own past, and how far it beats a constant there.',
      unit: 'short',
      width: 12,
      height: 8,
      queries: [
        table('A', selectShown('presage_forecast_backtest_error_ratio')),
        table('B', selectShown('presage_forecast_confidence_ratio')),
      ],
    },
    {
      forecast: { title: 'Forecast' },
      'Value #A': { title: 'Error', unit: 'percentunit', steps: LESS_IS_BETTER },
      'Value #B': { title: 'Confidence', unit: 'percentunit' },
      target: { title: 'Target' },
    },
    { sortBy: 'Error', descending: true },
  );
}

export function errorByHorizon(): Builder<Panel> {
  return linesPanel({
    title: 'Error by horizon: $forecast',
    description:
      'Mean absolute error of what was published the horizon ago by the mean of what came. It should stay near the error of the backtest.',
    unit: 'percentunit',
    width: 12,
    height: 8,
    queries: [
      range('A', select('presage_forecast_error_ratio', ofForecast), SERIES),
      range('B', select('presage_forecast_backtest_error_ratio', ofForecast), 'backtest {{instance}}'),
    ],
  });
}

export function coverageByHorizon(): Builder<Panel> {
  return linesPanel(
    {
      title: 'Coverage by horizon: $forecast',
      description:
        'Share of what came that lay within the interval of the horizon ago, against what the rule promises.',
      unit: 'percentunit',
      width: 12,
      height: 8,
      queries: [
        range('A', select('presage_forecast_interval_coverage_ratio', ofForecast), SERIES),
        range('B', select('presage_forecast_interval_level_ratio', ofForecast), 'promised'),
      ],
    },
    { min: 0, max: 1 },
  );
}

export function scaleByHorizon(): Builder<Panel> {
  return linesPanel(
    {
      title: 'Adaptation of intervals: $forecast',
      description:
        'How many times as wide as their backtest says intervals are published, after what came of those before them. Absent until enough was compared.',
      unit: 'short',
      width: 12,
      height: 7,
      queries: [range('A', select('presage_forecast_interval_scale_ratio', ofForecast), SERIES)],
    },
    { min: 0 },
  );
}

/** Forecast against actual in PromQL alone, for readers without our plugins. */
export function missOfTheDayBefore(): Builder<Panel> {
  const dayBefore = `${select('presage_forecast_value', ofForecast, 'horizon="24h"')} offset 1d`;
  return linesPanel(
    {
      title: 'Miss of the forecast of the day before: $forecast',
      description: 'What came less what was predicted for it 24 hours earlier, from the metrics in Prometheus alone.',
      unit: 'short',
      width: 12,
      height: 7,
      queries: [
        range(
          'A',
          `${select('presage_forecast_observed_value', ofForecast)} - ignoring (horizon) (${dayBefore})`,
          'miss {{instance}}',
        ),
      ],
    },
    {},
  );
}
