import { endRequested, numberVariable, variable } from '../environment.js';
import { createRandom } from '../random.js';
import { MEAN_REQUEST_RATE } from '../shape.js';
import { runLoad } from './load.js';

const seconds = numberVariable('LOAD_SECONDS', 0, 0, 31_536_000);
const signals = [endRequested(), ...(seconds > 0 ? [AbortSignal.timeout(seconds * 1000)] : [])];
const summary = await runLoad({
  shopUrl: variable('SHOP_URL'),
  meanRate: numberVariable('LOAD_RATE', MEAN_REQUEST_RATE, 0.1, 5_000),
  concurrency: numberVariable('LOAD_CONCURRENCY', 64, 1, 1_000),
  random: createRandom(numberVariable('LOAD_SEED', 1, 0, 2 ** 32 - 1)),
  signal: AbortSignal.any(signals),
});
console.log(JSON.stringify(summary));
