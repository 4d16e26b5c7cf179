import { INSIGHT_KINDS, type InsightKind } from '@presage/contract/kinds';
import type { PresageQuery } from './query';

/** How kinds are called where somebody writes a dashboard by hand: mostly in the plural. */
const OTHER_NAMES = new Map<string, InsightKind>([
  ['anomalies', 'anomaly'],
  ...INSIGHT_KINDS.map((kind): [string, InsightKind] => [`${kind}s`, kind]),
]);

/**
 * A query that is whole, of one as it may be stored: without a kind, as in a dashboard that was made for Prometheus and
 * points to Presage now, or with another name of the kind. What cannot be understood stays, to be complained about.
 */
export function mendQuery(stored: PresageQuery): PresageQuery {
  const kind: unknown = stored.kind;
  if (kind === undefined || kind === null || kind === '') {
    return { ...stored, kind: 'forecast' };
  }
  const known = typeof kind === 'string' ? OTHER_NAMES.get(kind.toLowerCase()) : undefined;
  return known ? { ...stored, kind: known } : stored;
}
