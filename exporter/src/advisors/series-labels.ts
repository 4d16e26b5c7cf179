/**
 * The labels under which a user's series is published again: `__name__` and other internal labels go, names that the
 * text format cannot carry are rewritten, and names that Presage uses itself get the prefix that Prometheus gives.
 *
 * @param reserved label names of our own metric
 */
export function publishedLabels(labels: Record<string, string>, reserved: ReadonlySet<string>): Record<string, string> {
  const published: Record<string, string> = {};
  for (const [name, value] of Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (name.startsWith('__')) continue;
    const safe = name.replace(/[^A-Za-z0-9_]/g, '_').replace(/^(?=\d)/, '_');
    published[reserved.has(safe) ? `exported_${safe}` : safe] = value;
  }
  return published;
}

/** Identity of a series: its labels as one text, the same whatever their order. */
export function seriesKey(labels: Record<string, string>): string {
  return JSON.stringify(Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** `name{a="b"}` as people write it; without labels the name alone. */
export function seriesTitle(name: string, labels: Record<string, string>): string {
  const parts = Object.entries(labels).map(([label, value]) => `${label}=${JSON.stringify(value)}`);
  return parts.length === 0 ? name : `${name}{${parts.join(', ')}}`;
}
