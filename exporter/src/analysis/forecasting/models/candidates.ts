import { calendarRegression } from './calendar-regression.js';
import { differenceAutoregression } from './difference-autoregression.js';
import type { Model } from './model.js';
import { drift, idle, naive, seasonalNaive } from './naive.js';
import { profileAutoregression } from './profile-autoregression.js';
import { seasonalAutoregression } from './seasonal-autoregression.js';

/**
 * The models whose weighted median is the prediction, where the backtest does not speak against them. Chosen on the training
 * parts of the benchmark; MSTL of augurs was tried as one more and cost more than all of these without a gain.
 */
export const CANDIDATES: readonly Model[] = [
  seasonalAutoregression({ name: 'autoregression', lags: 'long', transform: 'none', penalty: 1e-4 }),
  seasonalAutoregression({ name: 'autoregression-log', lags: 'long', transform: 'log', penalty: 1e-4 }),
  seasonalAutoregression({ name: 'autoregression-short-log', lags: 'short', transform: 'log', penalty: 1e-4 }),
  profileAutoregression({ name: 'profile', lags: 'short', transform: 'none', penalty: 1e-3 }),
  profileAutoregression({ name: 'profile-log', lags: 'short', transform: 'log', penalty: 1e-3 }),
  profileAutoregression({ name: 'profile-long', lags: 'long', transform: 'none', penalty: 1e-3 }),
  profileAutoregression({ name: 'profile-long-log', lags: 'long', transform: 'log', penalty: 1e-3 }),
  differenceAutoregression({ name: 'differences', transform: 'none', penalty: 0.1 }),
  differenceAutoregression({ name: 'differences-log', transform: 'log', penalty: 0.1 }),
  seasonalNaive('shortest'),
  seasonalNaive('longest'),
  calendarRegression({ name: 'calendar', transform: 'none' }),
  calendarRegression({ name: 'calendar-log', transform: 'log' }),
];

/** Models that enter only where they beat all candidates, or where none fits. */
export const FALLBACKS: readonly Model[] = [naive, drift, idle];
