import { type ForecastBreakdown } from '@presage/contract/frames';
import { finiteOf, textOf } from './meta-values';

type Season = ForecastBreakdown['seasonParts'][number];

/** What a forecast consists of, as far as the frame tells it. */
export interface Breakdown {
  trend?: { first: number; last: number };
  /** Seasons in seconds. */
  seasons: Season[];
  /** Models that entered, each with its share of all weights, 0 to 1. */
  shares: Array<{ model: string; share: number }>;
  /** Error relative to repeating the last season. */
  scaledError?: number;
  reasons: string[];
}

/** Reads the breakdown of a frame's meta data; parts that are missing or of a wrong type are left out. */
export function readBreakdown(said: unknown): Breakdown | undefined {
  if (typeof said !== 'object' || said === null) {
    return undefined;
  }
  const { trend, seasonParts, candidates, scaledError, reasons } = said as Partial<ForecastBreakdown>;
  const first = finiteOf(trend?.first);
  const last = finiteOf(trend?.last);
  return {
    trend: first === undefined || last === undefined ? undefined : { first, last },
    seasons: list(seasonParts).flatMap(({ season, amplitude, strength }: Partial<Season>) =>
      [season, amplitude, strength].every((part) => finiteOf(part) !== undefined)
        ? [{ season, amplitude, strength } as Season]
        : []
    ),
    shares: readShares(candidates),
    scaledError: finiteOf(scaledError),
    reasons: Array.isArray(reasons) ? reasons.map(textOf).filter(Boolean) : [],
  };
}

function readShares(candidates: unknown): Breakdown['shares'] {
  const entered = list(candidates).flatMap(({ model, weight }: { model?: unknown; weight?: unknown }) => {
    const own = finiteOf(weight);
    return own !== undefined && own > 0 ? [{ model: textOf(model), weight: own }] : [];
  });
  const sum = entered.reduce((total, { weight }) => total + weight, 0);
  return entered.map(({ model, weight }) => ({ model, share: weight / sum }));
}

function list(value: unknown): object[] {
  return Array.isArray(value) ? value.filter((entry) => typeof entry === 'object' && entry !== null) : [];
}
