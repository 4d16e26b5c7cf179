/** A change that a check proposes; who publishes it adds target, id and age. */
export interface Advice {
  /** Check and object, the same from run to run while the advice stands. */
  key: string;
  action: 'create_index' | 'change_setting' | 'change_schema' | 'run_maintenance';
  object: string;
  title: string;
  reason: string;
  change: string;
  rollback: string;
  /** 0 to 1. */
  confidence: number;
  /** Bytes that the change needs (positive) or frees (negative). */
  sizeBytes?: number;
  evidence: { label: string; value: string }[];
  /** `schemaname`, `relname` and the like, as the stock exporters name them. */
  labels: Record<string, string>;
}

const UNITS = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'];

/** Bytes for people, in the units of PostgreSQL (1024). */
export function bytesText(bytes: number): string {
  const power = Math.min(UNITS.length - 1, Math.max(0, Math.floor(Math.log(Math.max(bytes, 1)) / Math.log(1024))));
  const value = bytes / 1024 ** power;
  return `${value.toFixed(power === 0 || value >= 100 ? 0 : 1)} ${UNITS[power]}`;
}

/** Counts for people: `1.2 million`. */
export function countText(count: number): string {
  if (count >= 1e9) return `${(count / 1e9).toFixed(1)} billion`;
  return count >= 1e6 ? `${(count / 1e6).toFixed(1)} million` : String(Math.round(count));
}

/** Lengths of time for people: the largest unit that fits. */
export function spanText(seconds: number): string {
  if (seconds >= 2 * 86_400) return `${(seconds / 86_400).toFixed(0)} days`;
  return seconds >= 2 * 3_600 ? `${(seconds / 3_600).toFixed(0)} hours` : `${(seconds / 60).toFixed(0)} minutes`;
}
