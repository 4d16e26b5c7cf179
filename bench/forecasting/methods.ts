import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { AutoETS, initSync as initialiseEts } from '@bsull/augurs/ets';
import { initSync as initialiseMstl, MSTL } from '@bsull/augurs/mstl';
import { initSync as initialiseProphet, Prophet } from '@bsull/augurs/prophet';
import { optimizer } from '@bsull/augurs-prophet-wasmstan';
import { forecast } from '../../exporter/dist/analysis/forecasting/forecast.js';
import type { Prediction } from './scores.js';
import type { Task } from './tasks.js';

export type Method = (task: Task, season: number) => Prediction | undefined;

const require = createRequire(import.meta.url);
const bytes = (name: string) => readFileSync(require.resolve(`@bsull/augurs/${name}`).replace(/\.js$/, '_bg.wasm'));
initialiseEts({ module: bytes('ets') });
initialiseMstl({ module: bytes('mstl') });
initialiseProphet({ module: bytes('prophet') });

const LEVELS = [0.8, 0.95];

/** Presage with its defaults, and its peers on the same data. */
export const METHODS: Record<string, Method> = {
  presage: (task) => {
    const times = task.train.map((_, index) => index * task.step);
    const result = forecast(
      { times, values: task.train },
      { step: task.step, horizon: task.actual.length * task.step, levels: LEVELS },
    );
    return result.status === 'ok' ? { predicted: result.predicted, intervals: result.intervals } : undefined;
  },
  'seasonal naive': ({ train, actual }, season) => {
    const filled = interpolated(train);
    return { predicted: actual.map((_, step) => filled[filled.length - season + (step % season)]!) };
  },
  'augurs MSTL': ({ step, train, actual }) => {
    const periods = [86_400 / step, 604_800 / step, 31_449_600 / step].filter(
      (period) => Number.isInteger(period) && period >= 4 && 2 * period < train.length && train.length < 5_000,
    );
    if (periods.length === 0) return undefined;
    return guarded(MSTL.ets(periods), train, actual.length);
  },
  'augurs AutoETS': ({ train, actual }) => guarded(new AutoETS(1, 'ZZN'), train, actual.length),
  'augurs Prophet': prophet,
};

/** Level of the one interval that a fit of Prophet gives; a second fit for another would double its minutes. */
const PROPHET_LEVEL = 0.95;

/** Prophet with its defaults; it leaves gaps out by itself. */
function prophet({ step, train, actual }: Task): Prediction | undefined {
  const known = train.flatMap((value, index) => (Number.isFinite(value) ? [index] : []));
  const model = new Prophet({ optimizer, intervalWidth: PROPHET_LEVEL });
  try {
    model.fit({ ds: known.map((index) => index * step), y: known.map((index) => train[index]!) });
    const { point, intervals } = model.predict({ ds: actual.map((_, index) => (train.length + index) * step) }).yhat;
    return { predicted: point, intervals: intervals && [{ ...intervals, level: PROPHET_LEVEL }] };
  } catch {
    return undefined;
  } finally {
    model.free();
  }
}

function guarded(model: MSTL | AutoETS, train: number[], horizon: number): Prediction | undefined {
  try {
    model.fit(interpolated(train));
    const intervals = LEVELS.flatMap((level) => {
      const { intervals } = model.predict(horizon, level);
      return intervals ? [{ ...intervals, level }] : [];
    });
    return { predicted: model.predict(horizon).point, intervals };
  } catch {
    return undefined;
  } finally {
    model.free();
  }
}

/** Peers know no gaps: the last value stands in for a missing one. */
function interpolated(values: number[]): number[] {
  let last = values.find(Number.isFinite) ?? 0;
  return values.map((value) => (last = Number.isFinite(value) ? value : last));
}
