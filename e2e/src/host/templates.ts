import type { ScopedVars } from '@grafana/data';
import type { TemplateSrv } from '@grafana/runtime';

type Format = string | ((value: unknown) => string);

/** Grafana's template service with variables from the address: `?var-name=value`, several for a list. */
export function templatesFromAddress(search: URLSearchParams): TemplateSrv {
  const value = (name: string, scopedVars: ScopedVars = {}) => {
    const given = search.getAll(`var-${name}`);
    return scopedVars[name]?.value ?? (given.length > 1 ? given : given[0]);
  };
  const replace = (text = '', scopedVars?: ScopedVars, format?: Format) =>
    text.replace(/\$(\w+)|\$\{(\w+)\}/g, (match, plain, braced) => {
      const found: unknown = value(plain ?? braced, scopedVars);
      if (found === undefined) return match;
      if (typeof format === 'function') return format(found);
      return Array.isArray(found) ? `{${found.join(',')}}` : String(found);
    });
  return { replace, getVariables: () => [], containsTemplate: (text = '') => text.includes('$'), updateTimeRange() {} };
}
