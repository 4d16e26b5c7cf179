import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { pathToFileURL } from 'node:url';
import { numberVariable, variable } from './environment.js';
import { parseExposition } from './exposition.js';
import { watchExporters, type Reading } from './history/exporters.js';
import { readLevel } from './history/level.js';
import { openMetricsText } from './history/openmetrics.js';
import { historySeries, historyTimes } from './history/series.js';
import { stockSeries } from './history/stock.js';
import { createRandom } from './random.js';
import { MEAN_REQUEST_RATE } from './shape.js';

export interface BackfillOptions {
  shopUrl: string;
  /** Written as OpenMetrics text. */
  file: string;
  days: number;
  /** Unix seconds at which the live load began. */
  end: number;
  meanRate: number;
  job: string;
  instance: string;
  /** Stock exporters whose series get a past, too. */
  exporters: readonly Reading[];
}

/**
 * Writes a generated past of the series of the shop and of stock exporters, which joins the live ones: same names and
 * labels, same daily and weekly shape, same level as they show at this moment. The shop must have answered some requests before.
 *
 * @returns how many samples were written
 */
export async function writeHistory(options: BackfillOptions): Promise<number> {
  const response = await fetch(`${options.shopUrl}/metrics`, { signal: AbortSignal.timeout(10_000) });
  const level = readLevel(parseExposition(await response.text()));
  const times = historyTimes(Math.floor(options.end), options.days);
  const target = { instance: options.instance, job: options.job };
  const random = createRandom(7);
  const series = [
    ...historySeries({ level, meanRate: options.meanRate, times, target, random }),
    ...options.exporters.flatMap((reading) => stockSeries(reading, times, random)),
  ];
  await pipeline(Readable.from(openMetricsText(series, times)), createWriteStream(options.file));
  return series.length * times.length;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const addresses = variable('EXPORTERS', 'none')
    .split(',')
    .flatMap((text) => (text.includes('=') ? [text.split('=') as [string, string]] : []));
  const exporters = await watchExporters(Object.fromEntries(addresses), 5_000);
  const samples = await writeHistory({
    shopUrl: variable('SHOP_URL'),
    file: variable('OUTPUT'),
    days: numberVariable('HISTORY_DAYS', 28, 1, 90),
    end: Date.now() / 1000,
    meanRate: numberVariable('LOAD_RATE', MEAN_REQUEST_RATE, 0.1, 5_000),
    job: variable('JOB', 'shop'),
    instance: variable('INSTANCE', new URL(variable('SHOP_URL')).host),
    exporters,
  });
  console.log(`Generated ${samples} samples of history; they are made up, see demo/README.md`);
}
