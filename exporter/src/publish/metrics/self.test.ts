import { FORMATS } from './family.js';
import { SelfMetrics } from './self.js';

let metrics: SelfMetrics;
beforeEach(() => {
  metrics = new SelfMetrics('1.2.3');
});

describe('SelfMetrics', () => {
  it.each(FORMATS)('names counters the same after every rendering (%s first)', async (first) => {
    metrics.sourceRetry('redis', 'cache');
    await metrics.render(first, []);
    expect(await metrics.render('text', [])).toContain(
      'presage_source_retries_total{source="redis",target="cache"} 1\n',
    );
    expect(await metrics.render('openmetrics', [])).toContain('# TYPE presage_source_retries counter\n');
    expect(await metrics.render('text', [])).toContain('# TYPE presage_source_retries_total counter\n');
  });

  it('counts requests to sources by outcome and measures them', async () => {
    metrics.sourceRequest('postgres', 'shop', 'ok', 0.02);
    metrics.sourceRequest('postgres', 'shop', 'PRS_SOURCE_TIMEOUT', 10);
    const text = await metrics.render('text', []);
    expect(text).toContain(
      'presage_source_requests_total{source="postgres",target="shop",outcome="PRS_SOURCE_TIMEOUT"} 1\n',
    );
    expect(text).toContain(
      'presage_source_request_duration_seconds_bucket{le="1",source="postgres",target="shop"} 1\n',
    );
    expect(text).toContain(
      'presage_source_request_duration_seconds_bucket{le="+Inf",source="postgres",target="shop"} 2\n',
    );
    expect(text).toContain('presage_source_request_duration_seconds_count{source="postgres",target="shop"} 2\n');
    const open = await metrics.render('openmetrics', []);
    expect(open).toContain(
      'presage_source_request_duration_seconds_bucket{le="1.0",source="postgres",target="shop"} 1\n',
    );
    expect(open).toContain('# UNIT presage_source_request_duration_seconds seconds\n');
  });

  it.each(FORMATS)('tells of the process (%s)', async (format) => {
    const text = await metrics.render(format, []);
    for (const name of ['process_resident_memory_bytes', 'nodejs_eventloop_lag_max_seconds', 'presage_build_info'])
      expect(text.match(new RegExp(`^# TYPE ${name} gauge$`, 'gm'))).toHaveLength(1);
  });

  it('shows targets that were tried, and only those of now', async () => {
    const up = async (...states: Parameters<SelfMetrics['render']>[1]) =>
      (await metrics.render('text', states)).split('\n').filter((line) => line.startsWith('presage_source_up'));
    expect(await up({ source: 'redis', name: 'a', up: true }, { source: 'redis', name: 'b' })).toEqual([
      'presage_source_up{source="redis",target="a"} 1',
    ]);
    expect(await up({ source: 'redis', name: 'b', up: false })).toEqual([
      'presage_source_up{source="redis",target="b"} 0',
    ]);
  });

  it('forgets targets that a reload removed', async () => {
    for (const target of ['abandoned', 'kept']) {
      metrics.sourceRequest('redis', target, 'ok', 1);
      metrics.sourceRetry('redis', target);
    }
    await metrics.retainTargets((_source, target) => target === 'kept');
    const text = await metrics.render('text', []);
    expect(text).not.toContain('abandoned');
    expect(text).toContain('presage_source_request_duration_seconds_count{source="redis",target="kept"} 1');
  });

  it('keeps the time of the last good load when a reload fails', async () => {
    metrics.configLoaded(true, 1_000);
    metrics.configLoaded(false, 2_000);
    const text = await metrics.render('text', []);
    expect(text).toContain('presage_config_last_reload_successful 0\n');
    expect(text).toContain('presage_config_last_reload_success_timestamp_seconds 1000\n');
  });

  it('tells its version and shows no gauge that pretends to be a counter', async () => {
    const text = await metrics.render('text', []);
    expect(text).toContain(`presage_build_info{version="1.2.3",node_version="${process.version}"} 1\n`);
    expect(text).toContain('# TYPE process_resident_memory_bytes gauge\n');
    expect(text).not.toMatch(/# TYPE \S+_total gauge/);
  });
});
