import type { ScopedVars } from '@grafana/data';
import type { TemplateSrv } from '@grafana/runtime';

type Format = (value: unknown) => string;

/** Grafana's template service, as far as this plugin uses it: `$name` and `${name}`, scoped before global ones. */
export function templates(variables: Record<string, string | string[]> = {}): TemplateSrv {
  const replace = (text = '', scopedVars: ScopedVars = {}, format?: string | Format) =>
    text.replace(/\$(\w+)|\$\{(\w+)\}/g, (match, plain, braced) => {
      const value = scopedVars[plain ?? braced]?.value ?? variables[plain ?? braced];
      if (value === undefined) {
        return match;
      }
      if (typeof format === 'function') {
        return format(value);
      }
      return Array.isArray(value) ? `{${value.join(',')}}` : String(value);
    });
  return { replace, getVariables: () => [], containsTemplate: () => false, updateTimeRange: () => undefined };
}
