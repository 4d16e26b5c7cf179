import type { DataQuery } from '@grafana/schema';
import type { AdvisorName, InsightKind, Sensitivity } from '@presage/contract/kinds';

/** A number, or text with variables that must become one. */
export type NumberOption = number | string;

/**
 * A query as dashboards store it. Every text may hold template variables.
 * Options that do not belong to `kind` are kept, so that switching back and forth does not lose them, but not sent.
 */
export interface PresageQuery extends DataQuery {
  kind: InsightKind;
  /** Name of a target; the first that fits when empty. */
  target?: string;
  /** Name of a configured insight; all of them when empty. Not sent beside an expression. */
  name?: string;
  /** PromQL; forecasts and anomalies of it are computed on demand. */
  expr?: string;
  horizon?: string;
  step?: string;
  level?: NumberOption;
  minimum?: NumberOption;
  maximum?: NumberOption;
  threshold?: NumberOption;
  /** Factor of a scenario: what if it grows so much? */
  growth?: NumberOption;
  /** When the growth begins: a date or Unix milliseconds. */
  launch?: string | number;
  ramp?: string;
  growthOf?: 'level' | 'change' | string;
  sensitivity?: Sensitivity | string;
  sizeUnit?: 'objects' | 'bytes' | string;
  /** PromQL of the series that may be causes. */
  among?: string;
  format?: 'series' | 'table' | 'annotations' | string;
  advisor?: AdvisorName | string;
  minimumConfidence?: NumberOption;
  /** False: answered once, although the data source pushes what is new. */
  live?: boolean;
}

export const DEFAULT_QUERY: Partial<PresageQuery> = { kind: 'forecast' };

/** Options that hold text with variables, besides `expr`, which is escaped for PromQL. */
export const TEXT_OPTIONS = [
  'target',
  'name',
  'horizon',
  'step',
  'level',
  'minimum',
  'maximum',
  'threshold',
  'growth',
  'launch',
  'ramp',
  'growthOf',
  'sensitivity',
  'format',
  'sizeUnit',
  'advisor',
  'minimumConfidence',
] as const satisfies ReadonlyArray<keyof PresageQuery>;

/** One line for the query history and for collapsed rows. */
export function displayText({ kind, target, name, expr, advisor }: PresageQuery): string {
  const subject = (takesExpression(kind) && expr) || name || (!takesExpression(kind) && advisor) || 'all';
  return `${kind}: ${subject}${target ? ` on ${target}` : ''}`;
}

/** Whether the kind can be computed of PromQL that is typed in. */
export function takesExpression(kind: InsightKind): boolean {
  return kind === 'forecast' || kind === 'anomaly' || kind === 'change' || kind === 'cause';
}

/** Whether the kind can be asked of one advisor. */
export function hasAdvisor(kind: InsightKind): boolean {
  return kind === 'recommendation' || kind === 'score';
}
