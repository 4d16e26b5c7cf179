import type { AbstractQuery, DataSourceApi } from '@grafana/data';
import type { DataQuery } from '@grafana/schema';
import type { CatalogInsight } from '@presage/contract/api';
import { firstSelector } from '../promql/selector';
import { type PresageQuery, takesExpression } from './query';

/** Types of data sources whose queries are PromQL: Prometheus, its relatives of the clouds, VictoriaMetrics. */
const SPEAKS_PROMQL = /prometheus|victoriametrics-metrics/;

/** Queries of a Prometheus data source as forecasts of the same PromQL; of others there is nothing that could be kept. */
export function importQueries(queries: DataQuery[], { type }: Pick<DataSourceApi, 'type'>): PresageQuery[] {
  if (!SPEAKS_PROMQL.test(type)) {
    return [];
  }
  return queries.flatMap((query) => {
    const expr: unknown = 'expr' in query ? query.expr : undefined;
    const { refId, hide } = query;
    return typeof expr === 'string' && expr.trim() !== ''
      ? [{ refId, ...(hide && { hide }), kind: 'forecast' as const, expr }]
      : [];
  });
}

/** The first selector of the query's PromQL, or of the PromQL behind its name: what data sources can exchange. */
export function exportQuery(query: PresageQuery, insights: CatalogInsight[]): AbstractQuery {
  const { refId, kind, name, target } = query;
  const isMeant = (insight: CatalogInsight) =>
    insight.kind === kind && insight.name === name && (!target || insight.target === target);
  const expr = (takesExpression(kind) && query.expr) || insights.find(isMeant)?.expr || '';
  return { refId, labelMatchers: firstSelector(expr) };
}
