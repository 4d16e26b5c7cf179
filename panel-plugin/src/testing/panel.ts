import { type DataFrame, EventBusSrv, LoadingState, type PanelData, type PanelProps } from '@grafana/data';
import { DEFAULT_OPTIONS, type PanelOptions } from '../options';
import { lastDay } from './chart';

/** What a panel or a view gets, with the given frames and options. */
export function panelProps(
  series: DataFrame[],
  options: Partial<PanelOptions> = {},
  data: Partial<PanelData> = {}
): PanelProps<PanelOptions> {
  return {
    id: 1,
    title: 'Panel',
    width: 600,
    height: 400,
    data: { state: LoadingState.Done, series, timeRange: lastDay(), ...data },
    options: { ...DEFAULT_OPTIONS, legend: { ...DEFAULT_OPTIONS.legend, showLegend: false }, ...options },
    timeRange: lastDay(),
    timeZone: 'utc',
    transparent: false,
    renderCounter: 0,
    fieldConfig: { defaults: {}, overrides: [] },
    eventBus: new EventBusSrv(),
    replaceVariables: (text) => text,
    onOptionsChange: () => undefined,
    onFieldConfigChange: () => undefined,
    onChangeTimeRange: () => undefined,
  };
}
