import { METRICS, type MetricName } from '@presage/contract/metrics';

/** A histogram of the catalogue is three families on the wire. */
export type SeriesName = MetricName | `${MetricName}_${'bucket' | 'sum' | 'count'}`;

/** Variables of our dashboards that filter by the label of the same name. */
const FILTERS = ['target', 'advisor'] as const;

/**
 * Instant vector selector of one family of the catalogue.
 *
 * @param matchers PromQL label matchers, e.g. `outcome!="ok"`.
 */
export function select(name: SeriesName, ...matchers: string[]): string {
  return matchers.length ? `${name}{${matchers.join(', ')}}` : name;
}

/** Like `select`, narrowed by those variables of the dashboard whose label the family carries. */
export function selectShown(name: SeriesName, ...matchers: string[]): string {
  const labels = METRICS[familyOf(name)].labels;
  const shown = FILTERS.filter((label) => labels.includes(label)).map((label) => `${label}=~"$${label}"`);
  return select(name, ...shown, ...matchers);
}

/** Label of the row that says that there is nothing; no other has it, so that no link of a column leads from it. */
export const NOTHING = 'nothing';

/** The expression, or where it finds nothing one row that says so: NaN with `text` as its only label. Tables would be empty without a word. */
export function orNothing(expression: string, text: string): string {
  return `${expression} or on () label_replace(vector(NaN), "${NOTHING}", "${text}", "", "")`;
}

/** Family of a series name, e.g. `x_seconds` of `x_seconds_bucket`. */
export function familyOf(name: SeriesName): MetricName {
  return (name in METRICS ? name : name.replace(/_(bucket|sum|count)$/, '')) as MetricName;
}

/** Names in a PromQL expression that begin with `presage_` but that no exporter publishes. */
export function unknownNames(expression: string): string[] {
  const names = expression.match(/\bpresage_\w+/g) ?? [];
  return names.filter((name) => !isPublished(name));
}

function isPublished(name: string): boolean {
  const definition = (METRICS as Record<string, { type: string }>)[familyOf(name as SeriesName)];
  return definition !== undefined && (name in METRICS || definition.type === 'histogram');
}
