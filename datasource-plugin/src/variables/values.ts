import type { MetricFindValue } from '@grafana/data';
import type { DataQuery } from '@grafana/schema';
import type { Catalog } from '@presage/contract/api';
import type { SourceKind } from '@presage/contract/kinds';

/** What a variable can list. */
export const VARIABLE_LISTS = ['targets', 'advisors', 'forecasts', 'anomalies'] as const;
export type VariableList = (typeof VARIABLE_LISTS)[number];

export interface PresageVariableQuery extends DataQuery {
  list: VariableList;
  /** Only targets of this kind of server. */
  source?: SourceKind | string;
  /** Only what belongs to this target; may hold variables. */
  target?: string;
}

/** Names out of the catalogue, each once and sorted; `targets` holds the wanted targets, all when it is empty. */
export function listValues(catalog: Catalog, list: VariableList, source = '', targets: string[] = []) {
  const wanted = targets.filter(Boolean);
  const ofTarget = ({ target }: { target: string }) => wanted.length === 0 || wanted.includes(target);
  const names: Record<VariableList, () => string[]> = {
    targets: () => catalog.targets.filter((target) => !source || target.source === source).map(({ name }) => name),
    advisors: () => catalog.advisors.filter(ofTarget).map(({ name }) => name),
    forecasts: () =>
      insights(catalog, 'forecast')
        .filter(ofTarget)
        .map(({ name }) => name),
    anomalies: () =>
      insights(catalog, 'anomaly')
        .filter(ofTarget)
        .map(({ name }) => name),
  };
  const values = [...new Set(names[list]())].sort((a, b) => a.localeCompare(b));
  return values.map((value): MetricFindValue => ({ text: value, value }));
}

function insights(catalog: Catalog, kind: 'forecast' | 'anomaly') {
  return catalog.insights.filter((insight) => insight.kind === kind);
}
