import type { MetricFindValue } from '@grafana/data';
import type { DataQuery } from '@grafana/schema';
import type { Catalog } from '@presage/contract/api';
import type { InsightKind, SourceKind } from '@presage/contract/kinds';

/** Kinds of insight that are listed by name, and how their list is called. */
const NAMED_KINDS = {
  forecasts: 'forecast',
  anomalies: 'anomaly',
  changes: 'change',
  causes: 'cause',
  curves: 'curve',
  scores: 'score',
} as const satisfies Record<string, InsightKind>;

/** What a variable can list. */
export const VARIABLE_LISTS = ['targets', 'advisors', ...keysOf(NAMED_KINDS)] as const;
export type VariableList = (typeof VARIABLE_LISTS)[number];

export interface PresageVariableQuery extends DataQuery {
  list: VariableList;
  /** Only targets of this kind of server. */
  source?: SourceKind | string;
  /** Only what belongs to this target; may hold variables. */
  target?: string;
}

/** Names out of the catalogue, each once and sorted: of these sources and targets, all where the list is empty. */
export function listValues(catalog: Catalog, list: VariableList, sources: string[] = [], targets: string[] = []) {
  const isOf = (wanted: string[], one: string) => wanted.filter(Boolean).length === 0 || wanted.includes(one);
  const ofTarget = ({ target }: { target: string }) => isOf(targets, target);
  const names = () => {
    if (list === 'targets') {
      return catalog.targets.filter(({ source }) => isOf(sources, source)).map(({ name }) => name);
    }
    if (list === 'advisors') {
      return catalog.advisors.filter(ofTarget).map(({ name }) => name);
    }
    const insights = catalog.insights.filter(({ kind }) => kind === NAMED_KINDS[list]);
    return insights.filter(ofTarget).map(({ name }) => name);
  };
  const values = [...new Set<string>(names())].sort((a, b) => a.localeCompare(b));
  return values.map((value): MetricFindValue => ({ text: value, value }));
}

function keysOf<T extends object>(record: T): Array<keyof T> {
  return Object.keys(record) as Array<keyof T>;
}
