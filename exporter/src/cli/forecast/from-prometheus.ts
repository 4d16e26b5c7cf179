import { configSchema } from '../../config/config.js';
import { seriesTitle } from '../../advisors/series-labels.js';
import { createSources } from '../../sources/create.js';
import type { InputSeries } from '../input/read-series.js';

/** A range query of one expression; times in Unix seconds. */
export interface RangeRequest {
  url: string;
  expr: string;
  from: number;
  to: number;
  step: number;
}

const TARGET = 'prometheus';

/** Series of a range query, named as Prometheus writes them. Throws the errors of the source. */
export async function seriesFromPrometheus({ url, ...request }: RangeRequest): Promise<InputSeries[]> {
  const config = configSchema.parse({ targets: { prometheus: [{ name: TARGET, url }] } });
  const sources = createSources(config, { request: () => undefined, retry: () => undefined });
  try {
    const series = await sources.prometheus(TARGET).range(request, new AbortController().signal);
    return series.map(({ labels: { __name__: name = '', ...labels }, times, values }) => ({
      name: seriesTitle(name, labels) || request.expr,
      times: Float64Array.from(times),
      values: Float64Array.from(values),
    }));
  } finally {
    await sources.close();
  }
}
