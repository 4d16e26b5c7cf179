import { execFile } from 'node:child_process';
import { createWriteStream, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Running, StartOptions } from './running.js';

const run = promisify(execFile);

/** Services of docker-compose.yml that the demo asks, with the port inside the container. */
const SERVICES = {
  exporter: ['presage', 10978],
  prometheus: ['prometheus', 9090],
  alertmanager: ['alertmanager', 9093],
  shop: ['shop', 3000],
  receiver: ['webhook', 9095],
  page: ['grafana', 3000],
} as const;

/** Starts docker-compose.yml and waits until every container is healthy; the stop removes containers and volumes. */
export async function startCompose({ root, signal, report }: StartOptions): Promise<Running> {
  const directory = join(root, '.presage', 'demo');
  mkdirSync(directory, { recursive: true });
  const compose = (composeArguments: string[], options: { signal?: AbortSignal } = {}) =>
    run('docker', ['compose', ...composeArguments], { cwd: root, maxBuffer: 64 * 2 ** 20, ...options });
  const stop = async () => {
    const { stdout } = await compose(['logs', '--no-color', '--timestamps']);
    createWriteStream(join(directory, 'compose.log')).end(stdout);
    await compose(['down', '--volumes']);
  };
  report('Building and starting the containers (some minutes the first time)');
  try {
    await compose(['up', '--detach', '--build', '--wait'], { signal });
    const endpoints = await Promise.all(
      Object.entries(SERVICES).map(async ([name, [service, port]]) => {
        const { stdout } = await compose(['port', service, String(port)]);
        return [name, `http://${stdout.trim().replace(/^0\.0\.0\.0/, '127.0.0.1')}`] as const;
      }),
    );
    return {
      mode: 'compose',
      endpoints: Object.fromEntries(endpoints) as unknown as Running['endpoints'],
      directory,
      stop,
    };
  } catch (error) {
    await stop().catch(() => undefined);
    throw error;
  }
}
