import {
  applyFieldOverrides,
  CoreApp,
  type DataFrame,
  type DataQueryRequest,
  DataTopic,
  type FieldConfigSource,
  type GrafanaTheme2,
  LoadingState,
  type PanelData,
  type PanelPlugin,
  type RawTimeRange,
  rangeUtil,
  toDataFrame,
} from '@grafana/data';
import { getTemplateSrv } from '@grafana/runtime';
import { useTheme2 } from '@grafana/ui';
import { useEffect, useMemo, useState } from 'react';
import type { DataSource, Query } from '../host/datasource';

interface Asked {
  datasource: DataSource;
  queries: Query[];
  range: RawTimeRange;
  /** A new number asks again. */
  tick: number;
}

let requests = 0;

/** Runs the queries of a panel as Grafana does: the old answer stays until the new one is there. */
export function usePanelData({ datasource, queries, range, tick }: Asked): PanelData {
  const [data, setData] = useState<PanelData>(() => ({
    state: LoadingState.Loading,
    series: [],
    timeRange: rangeUtil.convertRawToRange(range),
  }));
  useEffect(() => {
    const request = makeRequest(queries, range);
    setData((before) => ({ ...before, state: LoadingState.Loading, request }));
    const subscription = runQuery(datasource, request).subscribe({
      next: ({ data: frames, errors, state = LoadingState.Done }) => {
        const all = frames.map((frame): DataFrame => toDataFrame(frame));
        const isAnnotation = (frame: DataFrame) => frame.meta?.dataTopic === DataTopic.Annotations;
        setData({
          state,
          errors,
          request,
          series: all.filter((frame) => !isAnnotation(frame)),
          annotations: all.filter(isAnnotation),
          timeRange: request.range,
        });
      },
      error: (failure: Error) =>
        setData({ state: LoadingState.Error, errors: [failure], series: [], timeRange: request.range }),
    });
    return () => subscription.unsubscribe();
  }, [datasource, queries, range, tick]);
  return data;
}

/** The panel's field options on the frames, as Grafana puts them on before a panel sees them. */
export function useFieldOptions(data: PanelData, plugin: PanelPlugin, fieldConfig: FieldConfigSource): PanelData {
  const theme = useTheme2();
  return useMemo(
    () => ({ ...data, series: withOptions(data.series, plugin, fieldConfig, theme) }),
    [data, plugin, fieldConfig, theme],
  );
}

function withOptions(series: DataFrame[], plugin: PanelPlugin, fieldConfig: FieldConfigSource, theme: GrafanaTheme2) {
  return applyFieldOverrides({
    data: series,
    fieldConfig,
    replaceVariables: (text) => getTemplateSrv().replace(text),
    theme,
    fieldConfigRegistry: plugin.fieldConfigRegistry,
  });
}

function makeRequest(queries: Query[], raw: RawTimeRange): DataQueryRequest<Query> {
  return {
    requestId: `Q${(requests += 1)}`,
    app: CoreApp.Dashboard,
    interval: '1m',
    intervalMs: 60_000,
    range: rangeUtil.convertRawToRange(raw),
    scopedVars: { __interval: { text: '1m', value: '1m' }, __interval_ms: { text: '60000', value: 60_000 } },
    targets: queries,
    timezone: 'browser',
    startTime: Date.now(),
  };
}

function runQuery(datasource: DataSource, request: DataQueryRequest<Query>) {
  const answer = datasource.query(request);
  if (!('subscribe' in answer))
    throw new TypeError('The data source answers with a promise; an observable is expected');
  return answer;
}
