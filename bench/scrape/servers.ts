import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startBackfilled, type History } from '../../exporter/testing/backfilled-prometheus.js';
import { freePort, startProcess } from '../../scripts/services.mjs';

const HOUR = 3_600;
const DAY = 24 * HOUR;
const CONTROL = fileURLToPath(new URL('control.mjs', import.meta.url));
const PRESAGE = fileURLToPath(new URL('../../exporter/bin/presage.mjs', import.meta.url));

export interface Servers {
  exporterUrl: string;
  exporterPid: number;
  controlUrl: string;
  stop(): Promise<void>;
}

/** A Prometheus with a generated past, and the exporter as users run it, which forecasts `forecasts` series of it. */
export async function startServers(forecasts: number): Promise<Servers> {
  const directory = await mkdtemp(join(tmpdir(), 'presage-bench-'));
  const backfilled = await startBackfilled([
    ...histories('bench_load', forecasts, 28 * DAY, HOUR),
    ...histories('bench_requests', 20, 14 * DAY, 300),
  ]);
  const [port, controlPort] = [await freePort(), await freePort()];
  const config = join(directory, 'presage.yaml');
  await writeFile(config, configuration(backfilled.server.url));
  const remove = async () => {
    await backfilled.remove();
    await rm(directory, { recursive: true, force: true });
  };
  const start = (name: string, ownPort: number, page: string, ...own: string[]) =>
    startProcess({
      name,
      directory,
      command: process.execPath,
      arguments: own,
      port: ownPort,
      readyUrl: `http://127.0.0.1:${ownPort}/${page}`,
    }).catch(async (error: unknown) => {
      await remove();
      throw error;
    });
  const control = await start('control', controlPort, '1', CONTROL, String(controlPort));
  const flags = ['--config.file', config, '--web.listen-address', `127.0.0.1:${port}`];
  const exporter = await start('presage', port, '-/healthy', PRESAGE, 'serve', ...flags);
  return {
    exporterUrl: `http://127.0.0.1:${port}`,
    exporterPid: exporter.pid,
    controlUrl: `http://127.0.0.1:${controlPort}`,
    stop: async () => {
      await Promise.all([exporter.stop(), control.stop()]);
      await remove();
    },
  };
}

function configuration(prometheusUrl: string): string {
  return `targets:
  prometheus: [{ name: main, url: "${prometheusUrl}" }]
advisors:
  forecasts:
    interval: 10m
    timeout: 10m
    rules: [{ name: load, expr: bench_load, horizon: 7d, thresholds: [{ name: full, value: 1000 }] }]
`;
}

/** Days and weeks with noise, each series its own. */
function histories(metric: string, count: number, length: number, step: number): History[] {
  const last = Math.floor(Date.now() / 1000 / step) * step;
  const points = length / step;
  return Array.from({ length: count }, (_, series) => {
    const times = Array.from({ length: points }, (_, i) => last - (points - 1 - i) * step);
    return {
      metric,
      labels: { service: `service-${series}` },
      times,
      values: times.map((time) => shape(time, series)),
    };
  });
}

function shape(time: number, series: number): number {
  const day = Math.sin((2 * Math.PI * time) / DAY + series);
  const weekend = new Date(time * 1000).getUTCDay() % 6 === 0 ? 0.6 : 1;
  const noise = ((Math.floor(time / 300) * 7_919 + series * 104_729) % 1_009) / 1_009 - 0.5;
  return Number((weekend * (100 + series + 40 * day) + 10 * noise).toFixed(3));
}
