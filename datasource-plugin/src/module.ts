import { DataSourcePlugin } from '@grafana/data';
import { DataSource } from './datasource/datasource';
import type { PresageOptions } from './datasource/settings';
import { ConfigEditor } from './editors/ConfigEditor';
import { QueryEditor } from './editors/QueryEditor';
import type { PresageQuery } from './queries/query';

export const plugin = new DataSourcePlugin<DataSource, PresageQuery, PresageOptions>(DataSource)
  .setConfigEditor(ConfigEditor)
  .setQueryEditor(QueryEditor);
