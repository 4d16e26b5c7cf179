import type { Model } from './model.js';
import { mstl } from './mstl.js';
import { drift, naive, seasonalNaive } from './naive.js';
import { seasonalAutoregression } from './seasonal-autoregression.js';

/** The models whose median is the prediction, where the backtest does not speak against them. */
export const CANDIDATES: readonly Model[] = [
  seasonalAutoregression({ name: 'autoregression', lags: 'long', transform: 'none', penalty: 1e-4 }),
  seasonalAutoregression({ name: 'autoregression-log', lags: 'long', transform: 'log', penalty: 1e-4 }),
  seasonalAutoregression({ name: 'autoregression-log-short', lags: 'short', transform: 'log', penalty: 1e-4 }),
  mstl,
  seasonalNaive('shortest'),
  seasonalNaive('longest'),
];

/** Models that enter only where they beat all candidates, or where none fits. */
export const FALLBACKS: readonly Model[] = [naive, drift];
