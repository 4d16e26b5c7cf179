import fc from 'fast-check';
import { METRICS, type MetricDefinition, type MetricName, type MetricSample } from '@presage/contract/metrics';
import { LONGEST_LABEL_VALUE } from './accept.js';
import { FORMATS, type MetricsFormat } from './family.js';
import { MetricsSnapshot } from './snapshot.js';

const rejected: string[] = [];
let snapshot: MetricsSnapshot;
beforeEach(() => {
  rejected.length = 0;
  snapshot = new MetricsSnapshot((job, reason, sample) => rejected.push(`${job} ${reason} ${sample.name}`));
});

const page = (format: MetricsFormat = 'text') => Buffer.concat(snapshot.page(format)).toString();
const lines = (format?: MetricsFormat) =>
  page(format)
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'));
const hits = (target: string, value: number): MetricSample => ({
  name: 'presage_cache_hits_total',
  labels: { target, cache: 'redis' },
  value,
});
const forecast = (series: Record<string, string>, value = 1): MetricSample => ({
  name: 'presage_forecast_value',
  labels: { ...series, target: 'main', forecast: 'disk', horizon: '1h' },
  value,
});

describe('MetricsSnapshot', () => {
  it('is empty at first', () => {
    expect(page()).toBe('');
  });

  it('writes a family once, however many jobs have series of it', () => {
    snapshot.set('cache/a', [hits('a', 1)]);
    snapshot.set('cache/b', [hits('b', 2)]);
    expect(page()).toBe(
      `# HELP presage_cache_hits_total ${METRICS.presage_cache_hits_total.help}\n` +
        '# TYPE presage_cache_hits_total counter\n' +
        'presage_cache_hits_total{target="a",cache="redis"} 1\n' +
        'presage_cache_hits_total{target="b",cache="redis"} 2\n',
    );
  });

  it('names counters in OpenMetrics without their ending, and their samples with it', () => {
    snapshot.set('cache/a', [
      hits('a', 1),
      { name: 'presage_cache_hit_ratio', labels: { target: 'a', cache: 'redis' }, value: 0.5 },
    ]);
    expect(page('openmetrics')).toContain('# TYPE presage_cache_hits counter\n# HELP presage_cache_hits Look-ups');
    expect(page('openmetrics')).toContain('\npresage_cache_hits_total{target="a",cache="redis"} 1\n');
    expect(page('openmetrics')).toContain('# UNIT presage_cache_hit_ratio ratio\n');
    expect(page('text')).not.toContain('UNIT');
  });

  it('replaces what a job published before as a whole', () => {
    snapshot.set('cache/a', [hits('a', 1), hits('b', 1)]);
    snapshot.set('cache/a', [hits('b', 2)]);
    expect(lines()).toEqual(['presage_cache_hits_total{target="b",cache="redis"} 2']);
    snapshot.set('cache/a', []);
    expect(page()).toBe('');
  });

  it('forgets jobs that are gone', () => {
    snapshot.set('cache/a', [hits('a', 1)]);
    snapshot.set('cache/b', [hits('b', 1)]);
    snapshot.retain((job) => job === 'cache/b');
    expect(lines()).toEqual(['presage_cache_hits_total{target="b",cache="redis"} 1']);
  });

  it('leaves the page of a scrape under way alone', () => {
    snapshot.set('cache/a', [hits('a', 1)]);
    const before = snapshot.page('text');
    snapshot.set('cache/a', [hits('a', 2)]);
    expect(Buffer.concat(before).toString()).toContain('} 1\n');
  });

  it('publishes no number that is not finite, and calls that no mistake', () => {
    snapshot.set('cache/a', [hits('a', NaN), hits('b', Infinity), hits('c', 0)]);
    expect(lines()).toEqual(['presage_cache_hits_total{target="c",cache="redis"} 0']);
    expect(rejected).toEqual([]);
  });

  it('rejects what the catalogue does not allow', () => {
    snapshot.set('x', [
      { name: 'presage_nonsense' as MetricName, labels: {}, value: 1 },
      { name: 'toString' as MetricName, labels: {}, value: 1 },
      { name: 'presage_cache_hits_total', labels: { target: 'a' }, value: 1 },
      { name: 'presage_cache_hits_total', labels: { target: 'a', cache: 'r', more: 'x' }, value: 1 },
      forecast({ 'not a name': 'x' }),
      forecast({ __reserved: 'x' }),
      forecast(Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`l${index}`, 'x']))),
      hits('a', 1),
      hits('a', 2),
    ]);
    expect(rejected).toEqual([
      'x unknown_metric presage_nonsense',
      'x unknown_metric toString',
      'x missing_label presage_cache_hits_total',
      'x unknown_label presage_cache_hits_total',
      'x invalid_label presage_forecast_value',
      'x invalid_label presage_forecast_value',
      'x invalid_label presage_forecast_value',
      'x duplicate presage_cache_hits_total',
    ]);
    expect(lines()).toEqual(['presage_cache_hits_total{target="a",cache="redis"} 1']);
  });

  it('publishes what was rendered with pauses as it does what it renders at once', async () => {
    const samples = Array.from({ length: 3_000 }, (_, index) => hits(`t${index}`, index));
    const rendered = await snapshot.render('x', [...samples, hits('t1', 2)]);
    expect(page()).toBe('');
    expect(rejected).toEqual(['x duplicate presage_cache_hits_total']);
    snapshot.set('y', [hits('t2', 7)]);
    snapshot.set('x', rendered);
    expect(rejected).toHaveLength(2);
    const withPauses = page();
    snapshot.set(
      'x',
      samples.filter((_, index) => index !== 2),
    );
    expect(page()).toBe(withPauses);
  });

  it('rejects a series that another job publishes', () => {
    snapshot.set('x', [hits('a', 1)]);
    snapshot.set('y', [hits('a', 2)]);
    expect(rejected).toEqual(['y duplicate presage_cache_hits_total']);
    snapshot.set('x', [hits('a', 3)]);
    expect(lines()).toEqual(['presage_cache_hits_total{target="a",cache="redis"} 3']);
  });

  it('writes labels of the user after its own, by name, and leaves empty ones out', () => {
    snapshot.set('f', [forecast({ job: 'api', exported_target: 'theirs', empty: '' })]);
    expect(lines()).toEqual([
      'presage_forecast_value{target="main",forecast="disk",horizon="1h",exported_target="theirs",job="api"} 1',
    ]);
  });

  it('cleans and cuts label values', () => {
    snapshot.set('f', [
      forecast({ a: `x\u0000\n\u001B[31my`, b: 'é'.repeat(2_000), c: `${'x'.repeat(510)}😀y`, d: '\uD800' }),
    ]);
    const [line] = lines();
    expect(line).toContain('a="x [31my"');
    expect(line).toContain(`b="${'é'.repeat(LONGEST_LABEL_VALUE - 1)}…"`);
    expect(line).toContain(`c="${'x'.repeat(510)}…"`);
    expect(line).toContain('d="\uFFFD"');
  });

  it('is read back as it was written, in both formats', () => {
    const names = Object.keys(METRICS).filter((name) => definition(name).type !== 'histogram') as MetricName[];
    const text = fc.string({ unit: 'grapheme', maxLength: 30 });
    const sample = fc.constantFrom(...names).chain((name) =>
      fc.record({
        name: fc.constant(name),
        labels: fc.tuple(...definition(name).labels.map(() => text)).map((values) => {
          return Object.fromEntries(definition(name).labels.map((label, index) => [label, values[index]!]));
        }),
        value: fc.double({ noNaN: true, noDefaultInfinity: true }),
      }),
    );
    fc.assert(
      fc.property(fc.array(sample, { maxLength: 30 }), (samples) => {
        const fresh = new MetricsSnapshot(() => undefined);
        fresh.set('a', samples.slice(0, 15));
        fresh.set('b', samples.slice(15));
        for (const format of FORMATS) {
          const parsed = parseExposition(Buffer.concat(fresh.page(format)).toString());
          expect(parsed).toEqual(expected(samples));
        }
      }),
      { numRuns: 200 },
    );
  });
});

function definition(name: string): MetricDefinition {
  return METRICS[name as MetricName];
}

/** The first sample of each series, keyed by name and labels. */
function expected(samples: MetricSample[]): Map<string, number> {
  const result = new Map<string, number>();
  for (const { name, labels, value } of samples) {
    const cleaned = definition(name).labels.map((label) => [
      label,
      labels[label]!.replace(/\p{Cc}+/gu, ' ').replace(/\p{Cs}/gu, '\uFFFD'),
    ]);
    const key = JSON.stringify([name, cleaned]);
    if (!result.has(key)) result.set(key, value === 0 ? 0 : value);
  }
  return result;
}

/** Reads an exposition as a scraper does; throws on what one would not take. */
function parseExposition(text: string): Map<string, number> {
  const result = new Map<string, number>();
  const typed = new Set<string>();
  let family = '';
  for (const line of text.split('\n').slice(0, -1)) {
    const type = /^# TYPE (\S+) (gauge|counter)$/.exec(line);
    if (type) {
      family = type[1]!;
      if (typed.has(family)) throw new Error(`${family} comes twice`);
      typed.add(family);
    }
    if (line.startsWith('#')) continue;
    const match = /^([a-z_]+)(?:\{((?:[a-z_]+="(?:[^"\\]|\\.)*",?)*)\})? (\S+)$/.exec(line);
    if (!match) throw new Error(`not a sample: ${line}`);
    const [, name, labelText = '', value] = match;
    if (name !== family && name !== `${family}_total`) throw new Error(`${name} stands under ${family}`);
    const labels = [...labelText.matchAll(/([a-z_]+)="((?:[^"\\]|\\.)*)"/g)].map(([, label, escaped]) => [
      label,
      escaped!.replace(/\\(.)/g, (_, character: string) => (character === 'n' ? '\n' : character)),
    ]);
    const key = JSON.stringify([name, labels]);
    if (result.has(key)) throw new Error(`${key} comes twice`);
    result.set(key, Number(value));
  }
  return result;
}
