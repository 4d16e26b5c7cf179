import type { Builder, Dataquery } from '@grafana/grafana-foundation-sdk/cog';
import type { DataSourceRef } from '@grafana/grafana-foundation-sdk/common';
import { DataqueryBuilder, PromQueryFormat } from '@grafana/grafana-foundation-sdk/prometheus';
import type { InsightQuery } from '@presage/contract/api';
import { SETTINGS } from '../settings.js';

/** Prometheus as the variable of the dashboard chooses it. */
export const PROMETHEUS: DataSourceRef = { type: 'prometheus', uid: '${datasource}' };
/** Our own data source as the variable of the dashboard chooses it. */
export const PRESAGE: DataSourceRef = { type: SETTINGS.datasourcePlugin, uid: '${presage}' };
/** Several data sources in one panel. */
export const MIXED: DataSourceRef = { type: 'datasource', uid: '-- Mixed --' };

export type Query = Builder<Dataquery>;

/** A PromQL range query; `legend` may name labels as in `{{target}}`. */
export function range(refId: string, expr: string, legend: string): Query {
  return new DataqueryBuilder().refId(refId).expr(expr).legendFormat(legend).range().datasource(PROMETHEUS);
}

/** A PromQL query for the latest value. */
export function instant(refId: string, expr: string, legend: string): Query {
  return new DataqueryBuilder().refId(refId).expr(expr).legendFormat(legend).instant().datasource(PROMETHEUS);
}

/** A PromQL query for the latest values as one table: a column a label. */
export function table(refId: string, expr: string): Query {
  return new DataqueryBuilder().refId(refId).expr(expr).format(PromQueryFormat.Table).instant().datasource(PROMETHEUS);
}

/** A query to our own data source. */
export function insight(query: InsightQuery): Query {
  const dataquery: Dataquery & InsightQuery & { datasource: DataSourceRef } = {
    ...query,
    datasource: PRESAGE,
    _implementsDataqueryVariant() {},
  };
  return { build: () => dataquery };
}
