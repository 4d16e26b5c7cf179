import type { DataSourceApi, DataSourceInstanceSettings, DataSourceJsonData, DataSourcePlugin } from '@grafana/data';
import type { DataQuery } from '@grafana/schema';
import { loadDataSourcePlugin } from './loader';

export const DATA_SOURCE_ID = 'presage-insights-datasource';

export type Query = DataQuery & Record<string, unknown>;
export type DataSource = DataSourceApi<Query>;
export type Plugin = DataSourcePlugin<DataSource, Query>;

/** Data source plugin with an instance of it that goes through the page server's data proxy. */
export interface LoadedDataSource {
  plugin: Plugin;
  instance: DataSource;
}

export async function loadDataSource(jsonData: DataSourceJsonData = {}): Promise<LoadedDataSource> {
  const plugin = (await loadDataSourcePlugin(DATA_SOURCE_ID)) as unknown as Plugin;
  return { plugin, instance: instantiate(plugin, jsonData) };
}

/** What Grafana does after the settings of a data source were saved. */
export function instantiate(plugin: Plugin, jsonData: DataSourceJsonData): DataSource {
  const settings = {
    uid: 'presage',
    name: 'Presage',
    type: DATA_SOURCE_ID,
    url: '/api/datasources/proxy/uid/presage',
    access: 'proxy',
    readOnly: false,
    jsonData,
    meta: plugin.meta,
  } as unknown as DataSourceInstanceSettings;
  return new plugin.DataSourceClass(settings);
}
