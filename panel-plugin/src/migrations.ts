import { RECOMMENDATION_GROUPS, RECOMMENDATION_SORTS } from './data/recommendations';
import { DEFAULT_OPTIONS, type PanelOptions, VIEWS } from './options';

/**
 * Options as this version understands them. Dashboards are also written by hand and by generators: a value that is
 * missing or of a wrong type becomes the default, unknown keys go.
 */
export function migrateOptions({ options }: { options: unknown }): PanelOptions {
  const given: Record<string, unknown> = isRecord(options) ? options : {};
  const merged = merge({ ...DEFAULT_OPTIONS }, given);
  return {
    ...merged,
    view: oneOf(VIEWS, merged.view) ?? DEFAULT_OPTIONS.view,
    sortRecommendations: oneOf(RECOMMENDATION_SORTS, merged.sortRecommendations) ?? DEFAULT_OPTIONS.sortRecommendations,
    groupRecommendations:
      oneOf(RECOMMENDATION_GROUPS, merged.groupRecommendations) ?? DEFAULT_OPTIONS.groupRecommendations,
    legend: {
      ...merged.legend,
      displayMode:
        merged.legend.displayMode === 'table' ? merged.legend.displayMode : DEFAULT_OPTIONS.legend.displayMode,
      placement: merged.legend.placement === 'right' ? 'right' : 'bottom',
    },
  };
}

/** Takes over the given values that have the type of the default, level by level. */
function merge<T extends object>(defaults: T, given: Record<string, unknown>): T {
  const entries = Object.entries(defaults).map(([key, fallback]) => {
    const value = given[key];
    if (isRecord(fallback)) {
      return [key, merge(fallback, isRecord(value) ? value : {})];
    }
    return [key, typeof value === typeof fallback ? value : fallback];
  });
  return Object.fromEntries(entries);
}

function oneOf<T extends string>(values: readonly T[], value: string): T | undefined {
  return values.find((known) => known === value);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
