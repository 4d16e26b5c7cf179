import { type PanelOptionsEditorBuilder } from '@grafana/data';
import { LegendDisplayMode, type LegendPlacement, TooltipDisplayMode } from '@grafana/schema';
import {
  type RecommendationGroup,
  RECOMMENDATION_GROUPS,
  type RecommendationSort,
  RECOMMENDATION_SORTS,
} from './data/recommendations';
import { translate } from './i18n';

export const VIEWS = [
  'auto',
  'forecast',
  'anomalies',
  'causes',
  'changes',
  'curve',
  'recommendations',
  'scores',
] as const;
export type View = (typeof VIEWS)[number];

export interface ChartOptions {
  legend: { showLegend: boolean; displayMode: LegendDisplayMode; placement: LegendPlacement };
  tooltip: { mode: TooltipDisplayMode };
  showBand: boolean;
  showThresholds: boolean;
  showAnomalies: boolean;
  showNow: boolean;
  shadeFuture: boolean;
  extendToFuture: boolean;
  showOutlook: boolean;
}

export interface PanelOptions extends ChartOptions {
  view: View;
  sortRecommendations: RecommendationSort;
  groupRecommendations: RecommendationGroup;
}

export const DEFAULT_OPTIONS: PanelOptions = {
  view: 'auto',
  legend: { showLegend: true, displayMode: LegendDisplayMode.List, placement: 'bottom' },
  tooltip: { mode: TooltipDisplayMode.Single },
  showBand: true,
  showThresholds: true,
  showAnomalies: true,
  showNow: true,
  shadeFuture: true,
  extendToFuture: true,
  showOutlook: true,
  sortRecommendations: 'rank',
  groupRecommendations: 'none',
};

const drawsCurves = ({ view }: PanelOptions) => view === 'auto' || view === 'forecast' || view === 'anomalies';
const hasLegendAndWords = (options: PanelOptions) => drawsCurves(options) || options.view === 'curve';
const drawsFuture = ({ view }: PanelOptions) => view === 'auto' || view === 'forecast';

/** The panel's options; each is shown only for the views that it changes. */
export function addOptions(builder: PanelOptionsEditorBuilder<PanelOptions>): void {
  builder.addSelect({
    path: 'view',
    name: translate('options.view', 'View'),
    description: translate(
      'options.view-description',
      'Automatic chooses by the kind of insight that the query returns.'
    ),
    defaultValue: DEFAULT_OPTIONS.view,
    settings: { options: VIEWS.map((value) => ({ value, label: viewLabel(value) })) },
  });
  addChartOptions(builder);
  addRecommendationOptions(builder);
  addLegendAndTooltip(builder);
}

/** Name of a view in words. */
export function viewLabel(view: View): string {
  return {
    auto: translate('view.auto', 'Automatic'),
    forecast: translate('view.forecast', 'Forecast'),
    anomalies: translate('view.anomalies', 'Anomalies'),
    causes: translate('view.causes', 'Causes'),
    changes: translate('view.changes', 'Changes'),
    curve: translate('view.curve', 'Miss-ratio curve'),
    recommendations: translate('view.recommendations', 'Recommendations'),
    scores: translate('view.scores', 'Scores'),
  }[view];
}

/** Name of an order of recommendations in words. */
export function sortLabel(sort: RecommendationSort): string {
  return {
    rank: translate('sort.rank', 'Gain × confidence'),
    gain: translate('sort.gain', 'Gain'),
    size: translate('sort.size', 'Smallest cost'),
    confidence: translate('sort.confidence', 'Confidence'),
    newest: translate('sort.newest', 'Newest'),
    object: translate('sort.object', 'Object'),
  }[sort];
}

/** What recommendations are grouped by, in words. */
export function groupLabel(group: RecommendationGroup): string {
  return {
    none: translate('group.none', 'No groups'),
    object: translate('group.object', 'By object'),
    target: translate('group.target', 'By target'),
    advisor: translate('group.advisor', 'By advisor'),
    action: translate('group.action', 'By action'),
  }[group];
}

function addChartOptions(builder: PanelOptionsEditorBuilder<PanelOptions>) {
  const category = [translate('options.chart', 'Chart')];
  const addSwitch = (
    path:
      | 'showBand'
      | 'showThresholds'
      | 'showAnomalies'
      | 'showNow'
      | 'shadeFuture'
      | 'extendToFuture'
      | 'showOutlook',
    name: string,
    description: string,
    showIf: (options: PanelOptions) => boolean
  ) => builder.addBooleanSwitch({ path, name, description, category, defaultValue: DEFAULT_OPTIONS[path], showIf });
  addSwitch(
    'showBand',
    translate('options.band', 'Interval'),
    translate('options.band-description', 'Shade the interval around the prediction, and the narrower ones within it.'),
    drawsCurves
  );
  addSwitch(
    'showAnomalies',
    translate('options.anomalies', 'Anomalies and annotations'),
    translate('options.anomalies-description', 'Mark odd points, and spans from annotations.'),
    drawsCurves
  );
  addSwitch(
    'showThresholds',
    translate('options.thresholds', 'Thresholds'),
    translate(
      'options.thresholds-description',
      'Lines for the thresholds of the forecast and of the Thresholds option below, and where the prediction crosses them.'
    ),
    drawsCurves
  );
  addSwitch(
    'showOutlook',
    translate('options.outlook', 'Outlook in words'),
    translate(
      'options.outlook-description',
      'Say above the chart when thresholds are crossed, how many anomalies there are, and which cache size is advised.'
    ),
    hasLegendAndWords
  );
  addSwitch(
    'extendToFuture',
    translate('options.extend', 'Show the future'),
    translate(
      'options.extend-description',
      'While the time range ends now, go on to the end of the forecast, at most as far ahead as the range looks back.'
    ),
    drawsFuture
  );
  addSwitch('showNow', translate('options.now', 'Now line'), '', drawsFuture);
  addSwitch('shadeFuture', translate('options.shade', 'Shade the future'), '', drawsFuture);
}

function addRecommendationOptions(builder: PanelOptionsEditorBuilder<PanelOptions>) {
  builder.addSelect({
    path: 'sortRecommendations',
    name: translate('options.sort', 'Sort by'),
    description: translate(
      'options.sort-description',
      'The order at first; the reader of the panel can choose another.'
    ),
    category: [translate('view.recommendations', 'Recommendations')],
    defaultValue: DEFAULT_OPTIONS.sortRecommendations,
    settings: { options: RECOMMENDATION_SORTS.map((value) => ({ value, label: sortLabel(value) })) },
    showIf: ({ view }) => view === 'auto' || view === 'recommendations',
  });
  builder.addSelect({
    path: 'groupRecommendations',
    name: translate('options.group', 'Group'),
    description: translate('options.group-description', 'The groups at first; the best of a group gives its place.'),
    category: [translate('view.recommendations', 'Recommendations')],
    defaultValue: DEFAULT_OPTIONS.groupRecommendations,
    settings: { options: RECOMMENDATION_GROUPS.map((value) => ({ value, label: groupLabel(value) })) },
    showIf: ({ view }) => view === 'auto' || view === 'recommendations',
  });
}

function addLegendAndTooltip(builder: PanelOptionsEditorBuilder<PanelOptions>) {
  const legend = [translate('options.legend', 'Legend')];
  const hasLegend = (options: PanelOptions) => hasLegendAndWords(options) && options.legend.showLegend;
  builder
    .addBooleanSwitch({
      path: 'legend.showLegend',
      name: translate('options.legend-visibility', 'Visibility'),
      category: legend,
      defaultValue: DEFAULT_OPTIONS.legend.showLegend,
      showIf: hasLegendAndWords,
    })
    .addRadio({
      path: 'legend.displayMode',
      name: translate('options.legend-mode', 'Mode'),
      category: legend,
      defaultValue: DEFAULT_OPTIONS.legend.displayMode,
      settings: {
        options: [
          { value: LegendDisplayMode.List, label: translate('options.legend-list', 'List') },
          { value: LegendDisplayMode.Table, label: translate('options.legend-table', 'Table') },
        ],
      },
      showIf: hasLegend,
    })
    .addRadio({
      path: 'legend.placement',
      name: translate('options.legend-placement', 'Placement'),
      category: legend,
      defaultValue: DEFAULT_OPTIONS.legend.placement,
      settings: {
        options: [
          { value: 'bottom', label: translate('options.legend-bottom', 'Bottom') },
          { value: 'right', label: translate('options.legend-right', 'Right') },
        ],
      },
      showIf: hasLegend,
    })
    .addRadio({
      path: 'tooltip.mode',
      name: translate('options.tooltip-mode', 'Tooltip mode'),
      category: [translate('options.tooltip', 'Tooltip')],
      defaultValue: DEFAULT_OPTIONS.tooltip.mode,
      settings: {
        options: [
          { value: TooltipDisplayMode.Single, label: translate('options.tooltip-single', 'Single') },
          { value: TooltipDisplayMode.Multi, label: translate('options.tooltip-all', 'All') },
          { value: TooltipDisplayMode.None, label: translate('options.tooltip-hidden', 'Hidden') },
        ],
      },
      showIf: hasLegendAndWords,
    });
}
