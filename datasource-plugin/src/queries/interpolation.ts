import type { ScopedVars, TimeRange } from '@grafana/data';
import type { TemplateSrv } from '@grafana/runtime';
import { type PresageQuery, TEXT_OPTIONS } from './query';

/** Replaces the template variables of a text. */
export type Replace = TemplateSrv['replace'];

/** Prometheus advice: a rate needs four scrapes, and nothing tells us the interval but this default. */
const SHORTEST_RATE_INTERVAL_SECONDS = 60;

const ALL_NAMES = new Set(['.*', '.+', '$__all']);

/** All values of a text: one for each value of a variable that has several, else one. */
export function expandVariables(text: string, scopedVars: ScopedVars, replace: Replace): string[] {
  let several: string[] | undefined;
  const single = replace(text, scopedVars, (value: unknown) => {
    if (Array.isArray(value)) {
      several ??= value.map(String);
    }
    return String(value);
  });
  if (!several) {
    return [single];
  }
  return several.map((one) =>
    replace(text, scopedVars, (value: unknown) => (Array.isArray(value) ? one : String(value))),
  );
}

/**
 * Names of a text: one for each value of a variable, and each alternative of one that is formatted as a regular expression.
 * Empty for all of them, as the "all" of dashboards that were made for Prometheus is written.
 */
export function expandNames(text: string, scopedVars: ScopedVars, replace: Replace): string[] {
  return expandVariables(text.trim(), scopedVars, replace).flatMap((value) => {
    if (ALL_NAMES.has(value)) {
      return [''];
    }
    const isList = /^\(.+\|.+\)$/.test(value);
    return isList
      ? value
          .slice(1, -1)
          .split('|')
          .map((name) => name.replace(/\\(.)/g, '$1'))
      : [value];
  });
}

/** PromQL with its variables replaced, those that only Prometheus data sources know included. */
export function interpolateExpression(expr: string, scopedVars: ScopedVars, replace: Replace): string {
  return replace(expr, { ...intervals(scopedVars), ...scopedVars }, promqlValue);
}

/** The query as another data source or Explore would have to show it: no variable is left. */
export function interpolateQuery(query: PresageQuery, scopedVars: ScopedVars, replace: Replace): PresageQuery {
  const interpolated: PresageQuery = { ...query };
  for (const option of TEXT_OPTIONS) {
    const value = query[option];
    if (typeof value === 'string') {
      interpolated[option] = replace(value, scopedVars);
    }
  }
  for (const option of ['expr', 'among'] as const) {
    const expr = query[option];
    if (expr) {
      interpolated[option] = interpolateExpression(expr, scopedVars, replace);
    }
  }
  return interpolated;
}

/** One value is escaped for a quoted string; several become alternatives of a regular expression. */
function promqlValue(value: unknown): string {
  if (!Array.isArray(value)) {
    return escapeString(String(value));
  }
  const alternatives = value.map((one) => escapeString(String(one).replace(/[\\^$*+?.()|[\]{}]/g, '\\$&')));
  return alternatives.length === 1 ? alternatives[0] : `(${alternatives.join('|')})`;
}

/** Quotes become hexadecimal escapes, since PromQL allows `\'` in single quotes only and `\"` in double quotes only. */
function escapeString(value: string): string {
  return value.replace(/\\/g, '\\\\').replace(/"/g, '\\x22').replace(/'/g, '\\x27').replace(/\n/g, '\\n');
}

/** The time range in the forms that Prometheus data sources offer it to PromQL. */
export function rangeVariables({ from, to }: TimeRange): ScopedVars {
  const milliseconds = to.valueOf() - from.valueOf();
  const seconds = Math.round(milliseconds / 1000);
  const variable = (value: string) => ({ text: value, value });
  return {
    __range: variable(`${seconds}s`),
    __range_s: variable(String(seconds)),
    __range_ms: variable(String(milliseconds)),
  };
}

function intervals(scopedVars: ScopedVars): ScopedVars {
  const milliseconds = Number(scopedVars.__interval_ms?.value ?? 0);
  const seconds = Math.max(Math.ceil(milliseconds / 1000), SHORTEST_RATE_INTERVAL_SECONDS);
  return { __rate_interval: { text: `${seconds}s`, value: `${seconds}s` } };
}
