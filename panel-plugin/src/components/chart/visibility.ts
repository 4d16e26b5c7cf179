/** Keys of the series that are switched off in the legend. */
export type Hidden = ReadonlySet<string>;

/** A click shows one series alone, or all again when it was alone; with a modifier key it switches that one series. */
export function toggleSeries(hidden: Hidden, key: string, all: string[], single: boolean): Hidden {
  if (single) {
    const next = new Set(hidden);
    return next.delete(key) ? next : next.add(key);
  }
  const alone = !hidden.has(key) && all.every((other) => other === key || hidden.has(other));
  return new Set(alone ? [] : all.filter((other) => other !== key));
}
