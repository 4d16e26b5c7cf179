import { type DataQueryRequest, type DataSourceInstanceSettings, dateTime, type ScopedVars } from '@grafana/data';
import type { Catalog } from '@presage/contract/api';
import { DataSource } from '../datasource/datasource';
import type { PresageOptions } from '../datasource/settings';
import type { PresageQuery } from '../queries/query';
import { templates } from './templates';

export const FROM = 1_700_000_000_000;
export const TO = 1_700_086_400_000;

/** A data source as Grafana constructs it, with the given variables. */
export function dataSource(jsonData: PresageOptions = {}, variables: Record<string, string | string[]> = {}) {
  const settings = {
    uid: 'presage',
    type: 'presage-insights-datasource',
    name: 'Presage',
    url: '/proxy',
    access: 'proxy',
    readOnly: false,
    meta: {},
    jsonData,
  } as DataSourceInstanceSettings<PresageOptions>;
  return new DataSource(settings, templates(variables));
}

/** A panel's request over one day. */
export function panelRequest(targets: PresageQuery[], scopedVars: ScopedVars = {}): DataQueryRequest<PresageQuery> {
  const range = { from: dateTime(FROM), to: dateTime(TO), raw: { from: 'now-1d', to: 'now' } };
  return {
    requestId: 'Q1',
    app: 'dashboard',
    interval: '1m',
    intervalMs: 60_000,
    range,
    scopedVars,
    targets,
    timezone: 'utc',
    startTime: TO,
  };
}

export const CATALOG: Catalog = {
  version: '0.1.0',
  targets: [
    { name: 'shop', source: 'postgres', up: true },
    { name: 'sessions', source: 'redis', up: true },
    { name: 'metrics', source: 'prometheus', up: true },
  ],
  advisors: [
    { name: 'indexes', target: 'shop', up: true },
    { name: 'cache', target: 'shop', up: true },
    { name: 'cache', target: 'sessions', up: true },
    { name: 'forecasts', target: 'metrics', up: true },
  ],
  insights: [
    { kind: 'forecast', advisor: 'forecasts', target: 'metrics', name: 'disk', expr: 'node_filesystem_avail_bytes' },
    { kind: 'forecast', advisor: 'forecasts', target: 'metrics', name: 'requests', expr: 'sum(rate(http[5m]))' },
    { kind: 'anomaly', advisor: 'anomalies', target: 'metrics', name: 'latency', expr: 'latency_seconds' },
  ],
};
