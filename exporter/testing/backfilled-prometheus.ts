import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { findTools, startPrometheus, type Service } from '../../scripts/services.mjs';

/** A history to put into a Prometheus: `times` in Unix seconds, ascending. */
export interface History {
  metric: string;
  labels: Record<string, string>;
  times: number[];
  values: number[];
}

export const canBackfill = findTools().prometheus !== undefined && findTools().promtool !== undefined;

/** A real Prometheus that holds the histories as blocks. `remove` stops it and deletes its folder. */
export async function startBackfilled(histories: History[]): Promise<{ server: Service; remove(): Promise<void> }> {
  const directory = await mkdtemp(path.join(os.tmpdir(), 'presage-backfilled-'));
  const data = path.join(directory, 'data');
  await mkdir(data, { recursive: true });
  const file = path.join(directory, 'history.txt');
  await writeFile(file, openMetrics(histories));
  const blocks = ['tsdb', 'create-blocks-from', '--max-block-duration=720h', 'openmetrics', file, data];
  await promisify(execFile)(findTools().promtool!, blocks);
  const server = await startPrometheus({
    directory,
    config: 'global: {}\n',
    arguments: ['--storage.tsdb.retention.time=10y'],
  });
  return {
    server,
    remove: async () => {
      await server.stop();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

function openMetrics(histories: History[]): string {
  const names = [...new Set(histories.map(({ metric }) => metric))];
  const lines = names.flatMap((name) => [
    `# TYPE ${name} gauge`,
    ...histories.filter(({ metric }) => metric === name).flatMap(sampleLines),
  ]);
  return `${lines.join('\n')}\n# EOF\n`;
}

function sampleLines({ metric, labels, times, values }: History): string[] {
  const inner = Object.entries(labels).map(([label, value]) => `${label}=${JSON.stringify(value)}`);
  return times.map((time, index) => `${metric}{${inner.join(',')}} ${values[index]} ${time}`);
}
