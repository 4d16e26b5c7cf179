import type { Catalog, Index, Table } from './catalog.js';

export type UnneededReason = 'unused' | 'duplicate' | 'redundant' | 'invalid';

/** An index that costs and serves nothing, and why. */
export interface UnneededIndex {
  table: Table;
  index: Index;
  reason: UnneededReason;
  /** The index that serves the same, for `duplicate` and `redundant`. */
  servedBy?: Index;
  /** 0 to 1. */
  confidence: number;
  /** What is known of the scans of an unused index beyond its counter. */
  history?: { since: number };
}

export interface UnneededOptions {
  now: number;
  /** Seconds without a scan after which an index counts as unused. */
  unusedAfter: number;
  /** Unix seconds when an index was first seen, for those that came while we watched. */
  appeared: ReadonlyMap<number, number>;
  /** Scans since a moment, replicas included, by the oid of the index; where it is known it says more than the counters. */
  histories?: ReadonlyMap<number, { since: number; scans: number }>;
}

/**
 * Indexes to drop or rebuild: invalid, duplicate, redundant (the first keys of another), unused; each with the first reason that fits.
 * Never one that backs a constraint, is unique, the replica identity, a part of a partitioned index, or (unused) supports a foreign key.
 */
export function findUnneeded(catalog: Catalog, options: UnneededOptions): UnneededIndex[] {
  return catalog.tables.flatMap((table) => {
    const found: UnneededIndex[] = [];
    const gone = new Set<Index>();
    const add = (entry: UnneededIndex) => {
      found.push(entry);
      gone.add(entry.index);
    };
    for (const index of table.indexes) {
      if (!index.valid && !index.building && !index.partitioned)
        add({ table, index, reason: 'invalid', confidence: 0.9 });
    }
    for (const index of [...table.indexes].sort(leastWorthKeeping)) {
      if (gone.has(index) || isProtected(index)) continue;
      const others = table.indexes.filter((other) => other !== index && other.valid && !gone.has(other));
      const entry =
        duplicateOf(table, index, others) ??
        redundantWith(table, index, others) ??
        unused(table, index, catalog, options);
      if (entry) add(entry);
    }
    return found;
  });
}

/** Some queries run once a month only. */
const MONTH_SECONDS = 30 * 86_400;

/** What must stay whatever its counters say. */
export function isProtected(index: Index): boolean {
  return (
    index.primary || index.unique || index.constraint || index.replicaIdentity || index.partitioned || !index.valid
  );
}

function duplicateOf(table: Table, index: Index, others: Index[]): UnneededIndex | undefined {
  const servedBy = others.find((other) => definitionKey(other) === definitionKey(index));
  return servedBy && { table, index, reason: 'duplicate', servedBy, confidence: 0.95 };
}

function redundantWith(table: Table, index: Index, others: Index[]): UnneededIndex | undefined {
  if (index.method !== 'btree') return undefined;
  const servedBy = others.find((other) => isPrefix(index, other));
  return servedBy && { table, index, reason: 'redundant', servedBy, confidence: 0.75 };
}

function unused(table: Table, index: Index, catalog: Catalog, options: UnneededOptions): UnneededIndex | undefined {
  const history = options.histories?.get(index.oid);
  if (history ? history.scans > 0 : index.scans > 0) return undefined;
  const age = options.now - idleSince(index, catalog, options);
  const { inserted, updated, deleted } = table.writes;
  const active = table.scans + inserted + updated + deleted > 0;
  if (age < options.unusedAfter || !active || supportsForeignKey(table, index)) return undefined;
  // a standby's own scans are not in the counters, and an expression index also carries statistics
  const unseen = catalog.standbys > 0 && !history;
  const doubt = (unseen ? 0.3 : 0) + (index.keys.some((key) => key.column === undefined) ? 0.1 : 0);
  const confidence = 0.5 + 0.35 * Math.min(1, age / MONTH_SECONDS) - doubt;
  return { table, index, reason: 'unused', confidence, ...(history && { history: { since: history.since } }) };
}

/** Since when nothing scanned an index, as far back as its counter, without scans, or its history reach. */
function idleSince(
  { oid, scans }: Index,
  { countersSince }: Catalog,
  { appeared, histories }: UnneededOptions,
): number {
  const counted = scans === 0 ? countersSince : Infinity;
  return Math.max(Math.min(counted, histories?.get(oid)?.since ?? Infinity), appeared.get(oid) ?? 0);
}

/** Whether the first keys of the index are the columns of a foreign key, which deletes in the other table look up. */
export function supportsForeignKey(table: Table, index: Index): boolean {
  return table.foreignKeys.some((key) => {
    const first = new Set(index.keys.slice(0, key.columns.length).map((part) => part.column));
    return key.columns.every((column) => first.has(column));
  });
}

/** Same text exactly when both indexes serve the same statements. */
function definitionKey(index: Index): string {
  return JSON.stringify([index.method, index.keys.map(keyIdentity), [...index.included].sort(), index.predicate ?? '']);
}

function keyIdentity(key: Index['keys'][number]): string {
  return JSON.stringify([key.text, key.descending, key.nullsFirst, key.operatorClass, key.collation]);
}

function isPrefix(index: Index, other: Index): boolean {
  if (other.method !== index.method || other.predicate !== index.predicate) return false;
  if (other.keys.length <= index.keys.length) return false;
  const columns = new Set([...other.keys.map((key) => key.column), ...other.included]);
  return (
    index.keys.every((key, position) => keyIdentity(key) === keyIdentity(other.keys[position]!)) &&
    index.included.every((column) => columns.has(column))
  );
}

/** Fewest scans first, then the newest: of two twins the one that was there before stays. */
function leastWorthKeeping(a: Index, b: Index): number {
  return a.keys.length - b.keys.length || a.scans - b.scans || b.oid - a.oid;
}
