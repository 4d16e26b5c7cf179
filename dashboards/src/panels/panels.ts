import * as common from '@grafana/grafana-foundation-sdk/common';
import * as dashboard from '@grafana/grafana-foundation-sdk/dashboard';
import * as lanes from '@grafana/grafana-foundation-sdk/statetimeline';
import * as stat from '@grafana/grafana-foundation-sdk/stat';
import * as tables from '@grafana/grafana-foundation-sdk/table';
import * as timeseries from '@grafana/grafana-foundation-sdk/timeseries';
import type { RecommendationQuery } from '@presage/contract/api';
import { NOTHING } from '../promql.js';
import { SETTINGS } from '../settings.js';
import { insight, PRESAGE, PROMETHEUS, type Query } from './queries.js';

/** What every panel must say. Width in 24ths of the dashboard, height in grid units. */
export interface PanelText {
  title: string;
  description: string;
  /** Grafana's unit id, e.g. `percentunit`, `s`, `short`. */
  unit: string;
  width: number;
  height: number;
  queries: Query[];
  datasource?: common.DataSourceRef;
}

/** Colour steps from below: `[[null, 'green'], [1, 'red']]`. */
export type Steps = [number | null, string][];

type AnyPanel =
  | lanes.PanelBuilder
  | timeseries.PanelBuilder
  | stat.PanelBuilder
  | tables.PanelBuilder
  | dashboard.PanelBuilder;

function dress<P extends AnyPanel>(panel: P, text: PanelText): P {
  panel.title(text.title);
  panel.description(text.description);
  panel.unit(text.unit);
  panel.span(text.width);
  panel.height(text.height);
  panel.datasource(text.datasource ?? PROMETHEUS);
  panel.targets(text.queries);
  return panel;
}

function thresholds(steps: Steps): dashboard.ThresholdsConfigBuilder {
  return new dashboard.ThresholdsConfigBuilder()
    .mode(dashboard.ThresholdsMode.Absolute)
    .steps(steps.map(([value, color]) => ({ value, color })));
}

/**
 * Lines over time.
 *
 * @param ends lower and upper end of the axis where the quantity has them, e.g. 0 and 1 of a ratio.
 */
export function linesPanel(
  text: PanelText,
  ends: { min?: number; max?: number } = { min: 0 },
): timeseries.PanelBuilder {
  const panel = dress(new timeseries.PanelBuilder(), text)
    .lineWidth(1)
    .fillOpacity(8)
    .showPoints(common.VisibilityMode.Never)
    .legend(
      new common.VizLegendOptionsBuilder()
        .showLegend(true)
        .displayMode(common.LegendDisplayMode.List)
        .placement(common.LegendPlacement.Bottom),
    )
    .tooltip(
      new common.VizTooltipOptionsBuilder().mode(common.TooltipDisplayMode.Multi).sort(common.SortOrder.Descending),
    );
  if (ends.min !== undefined) panel.min(ends.min);
  if (ends.max !== undefined) panel.max(ends.max);
  return panel;
}

/** A lane for each series, filled while it has a value: 1 is an alarm, 0 that there is none. */
export function lanesPanel(text: PanelText): lanes.PanelBuilder {
  return dress(new lanes.PanelBuilder(), text)
    .rowHeight(0.8)
    .showValue(common.VisibilityMode.Never)
    .mappings([
      {
        type: dashboard.MappingType.ValueToText,
        options: { 0: { text: 'no alarm', color: 'green' }, 1: { text: 'alarm', color: 'orange' } },
      },
    ])
    .thresholds(thresholds([[null, 'orange']]));
}

/** The latest value in large, coloured by steps. */
export function numberPanel(text: PanelText, steps: Steps): stat.PanelBuilder {
  return latest(
    dress(new stat.PanelBuilder(), text)
      .colorMode(common.BigValueColorMode.Value)
      .graphMode(common.BigValueGraphMode.None)
      .reduceOptions(new common.ReduceDataOptionsBuilder().calcs(['lastNotNull']).values(false))
      .noValue('–')
      .mappings([NO_VALUE])
      .thresholds(thresholds(steps)),
  );
}

/** How a column of a table looks: its header, unit and, where it has steps, the colour of its text. */
export interface Column {
  title: string;
  unit?: string;
  decimals?: number;
  /** In pixels; columns share what is left. */
  width?: number;
  steps?: Steps;
  /** Where a click on a cell leads; `\${__value.text}` is the text of the cell. */
  link?: { title: string; url: string };
}

/**
 * Latest values as a table, a row a set of labels.
 *
 * @param columns keyed by field, in their order; labels that are not among them follow.
 * @param options `hide`: labels that stay out; `sortBy`: title of a column, `descending` or not.
 */
export function tablePanel(
  text: PanelText,
  columns: Record<string, Column>,
  options: { hide?: string[]; sortBy?: string; descending?: boolean } = {},
): tables.PanelBuilder {
  const hidden = ['Time', 'job', ...(options.hide ?? [])];
  const panel = latest(
    dress(new tables.PanelBuilder(), text)
      .cellHeight(common.TableCellHeight.Sm)
      // Grafana's own 150 pixels push the numbers out of a narrow table
      .minWidth(90)
      // rows of several metrics become one only where all their labels are the same
      .withTransformation({ id: 'organize', options: { excludeByName: { __name__: true } } })
      .withTransformation({ id: 'merge', options: {} })
      .withTransformation({
        id: 'organize',
        options: {
          excludeByName: Object.fromEntries(hidden.map((name) => [name, true])),
          indexByName: Object.fromEntries([NOTHING, ...Object.keys(columns)].map((name, index) => [name, index])),
        },
      }),
  );
  for (const [name, column] of Object.entries(columns)) panel.overrideByName(name, columnProperties(column));
  const [first] = Object.values(columns);
  if (text.queries.some(saysNothing)) panel.overrideByName(NOTHING, columnProperties({ title: first?.title ?? '' }));
  if (!options.sortBy) return panel;
  const sort = new common.TableSortByFieldStateBuilder().displayName(options.sortBy).desc(options.descending ?? false);
  return panel.sortBy([sort]);
}

/** Nothing is no reason for a colour. */
const NO_VALUE: dashboard.SpecialValueMap = {
  type: dashboard.MappingType.SpecialValue,
  options: { match: dashboard.SpecialValueMatch.NullAndNan, result: { text: '–', color: 'text' } },
};

/** Rows that say that there is nothing have NaN for a value. */
const NOT_A_NUMBER = { type: 'special', options: { match: 'nan', result: { text: '–', color: 'text', index: 0 } } };

function saysNothing(query: Query): boolean {
  return JSON.stringify(query.build()).includes(`\\"${NOTHING}\\"`);
}

function columnProperties({ title, unit, decimals, width, steps, link }: Column): dashboard.DynamicConfigValue[] {
  return [
    { id: 'displayName', value: title },
    ...(unit ? [{ id: 'unit', value: unit }] : []),
    ...(decimals === undefined ? [] : [{ id: 'decimals', value: decimals }]),
    ...(width === undefined ? [] : [{ id: 'custom.width', value: width }]),
    ...(link ? [{ id: 'links', value: [link] }] : []),
    ...(unit || steps ? [{ id: 'mappings', value: [NOT_A_NUMBER] }] : []),
    ...(steps
      ? [
          { id: 'thresholds', value: thresholds(steps).build() },
          { id: 'custom.cellOptions', value: { type: 'color-text' } },
        ]
      : []),
  ];
}

/** Our own panel, which chooses its view by what the query returns. */
export function insightsPanel(text: PanelText, options: Record<string, unknown> = {}): dashboard.PanelBuilder {
  return dress(new dashboard.PanelBuilder().type(SETTINGS.panelPlugin), text).options(options);
}

/** What to change, as one advisor or all of them say. */
export function advicePanel(
  text: Pick<PanelText, 'title' | 'description' | 'width' | 'height'>,
  advisor?: RecommendationQuery['advisor'],
): dashboard.PanelBuilder {
  const queries = [insight({ refId: 'A', kind: 'recommendation', ...(advisor && { advisor }) })];
  return insightsPanel({ ...text, unit: 'short', datasource: PRESAGE, queries });
}

/** A panel that ends now on a dashboard that ends later: of what only the past is known. */
export function untilNow(panel: timeseries.PanelBuilder, length: string): timeseries.PanelBuilder {
  return panel.timeFrom(length);
}

/** Our dashboards end tomorrow, where an instant query finds nothing: let the panel end now. */
function latest<P extends stat.PanelBuilder | tables.PanelBuilder>(panel: P): P {
  panel.timeFrom('1h');
  panel.hideTimeOverride(true);
  return panel;
}
