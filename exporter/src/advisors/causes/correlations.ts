import { correlateResiduals, residualsOf } from '../../analysis/causes/correlation.js';
import type { CorrelationRule } from '../../config/config.js';
import type { PrometheusSeries } from '../../sources/source.js';
import { onGrid, type QueryWindow } from '../query-window.js';
import { seriesTitle } from '../series-labels.js';
import type { SeenTogether } from './observe.js';

/** A significant correlation of an outcome with a factor, both named as Prometheus writes them. */
export interface CorrelatedPair {
  outcome: string;
  factor: string;
  /** -1 to 1. */
  strength: number;
  /** Seconds by which the factor moves first; negative: after. */
  lagSeconds: number;
  /** 0 to 1, after allowing for all pairs. */
  confidence: number;
}

/** Series that are looked at in one run. */
const MOST_OUTCOMES = 10;
const MOST_FACTORS = 50;
const MOST_LAGS = 60;
const NAME_LENGTH = 120;

/** The significant pairs, the strongest first, and how many were not looked at. */
export function correlations(
  rule: CorrelationRule,
  { window, outcomes, factors }: SeenTogether,
): { pairs: CorrelatedPair[]; left: number } {
  const named = (series: readonly PrometheusSeries[], expr: string) =>
    series.map((one) => ({ name: nameOf(one, expr), residuals: residualsOf(onGrid(one, window)) }));
  const first = named(outcomes.slice(0, MOST_OUTCOMES), rule.expr);
  const second = named(factors.slice(0, MOST_FACTORS), rule.with);
  // a series correlates with itself
  const looked = first.flatMap((outcome) =>
    second.filter(({ name }) => name !== outcome.name).map((factor) => ({ outcome, factor })),
  );
  const longest = longestLag(rule, window);
  const pairs = looked.flatMap(({ outcome, factor }) => {
    const found = correlateResiduals(factor.residuals, outcome.residuals, longest);
    if (!found) return [];
    const confidence = 1 - (1 - found.confidence) * looked.length;
    if (confidence < rule.confidence || Math.abs(found.strength) < rule.minimum_strength) return [];
    const { strength, lag } = found;
    return [{ outcome: outcome.name, factor: factor.name, strength, lagSeconds: lag * window.step, confidence }];
  });
  return {
    pairs: pairs.sort((a, b) => Math.abs(b.strength) - Math.abs(a.strength)),
    left: outcomes.length * factors.length - first.length * second.length,
  };
}

function longestLag({ longest_lag }: CorrelationRule, { step }: QueryWindow): number {
  return Math.min(MOST_LAGS, Math.floor(longest_lag / step));
}

function nameOf({ labels: { __name__: name = '', ...labels } }: PrometheusSeries, expr: string): string {
  return (seriesTitle(name, labels) || expr).slice(0, NAME_LENGTH);
}
