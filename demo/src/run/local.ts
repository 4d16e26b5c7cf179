import { execFile } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import {
  findTools,
  startAlertmanager,
  startPostgres,
  startProcess,
  startPrometheus,
  startRedis,
  type Service,
} from '../../../scripts/services.mjs';
import { writeHistory, type BackfillOptions } from '../history.js';
import { watchExporters } from '../history/exporters.js';
import { startReceiver } from '../receiver.js';
import { MEAN_REQUEST_RATE } from '../shape.js';
import { MONITORING_ROLE } from '../shop/schema.js';
import { freeFolder, takeFolder } from './folder.js';
import { startPage } from './page.js';
import { choosePorts, type Ports } from './ports.js';
import { hurriedRules, localAlertmanagerConfig, localPrometheusConfig } from './provisioning.js';
import type { Running, StartOptions } from './running.js';
import { startStockExporters } from './stock-exporters.js';

const HISTORY_DAYS = 28;
/** How long the live shop is watched, so that the generated past has its level of latency. */
const CALIBRATION_MS = 5_000;
/** Room for some twenty category pages beside what Redis itself needs: planted, see ../faults.ts. */
const REDIS_ARGUMENTS = ['--maxmemory', '3mb', '--maxmemory-policy', 'allkeys-lru'];
/** Longer than the history, so that promtool reads its text three times and not once for every two hours. */
const BLOCK_DURATION = '486h';

type Past = Pick<BackfillOptions, 'shopUrl' | 'end' | 'exporters'>;

const local = (port: number) => `127.0.0.1:${port}`;

/** Starts everything as processes of this machine on loopback, with data and logs under `.presage/demo`. */
export async function startLocal(options: StartOptions): Promise<Running> {
  const directory = join(options.root, '.presage', 'demo');
  takeFolder(directory);
  const stops: (() => Promise<void>)[] = [];
  const stop = async () => {
    for (const end of stops.splice(0).reverse()) await end();
    freeFolder(directory);
  };
  try {
    const demo = new LocalDemo(options, directory, await choosePorts(), stops);
    const endpoints = await Promise.race([demo.start(), aborted(options.signal)]);
    return { mode: 'local', endpoints, directory, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason), { once: true }));
}

class LocalDemo {
  private readonly tools = findTools();

  constructor(
    private readonly options: StartOptions,
    private readonly directory: string,
    private readonly ports: Ports,
    private readonly stops: (() => Promise<void>)[],
  ) {}

  async start(): Promise<Running['endpoints']> {
    this.checkTools();
    const { ports } = this;
    this.step('Starting PostgreSQL, Redis and the receiver of alerts');
    const [postgres, redis, receiver] = await Promise.all([
      this.keep(startPostgres({ directory: this.folder('postgres') })),
      this.keep(startRedis({ directory: this.folder('redis'), arguments: REDIS_ARGUMENTS })),
      startReceiver(0),
    ]);
    this.stops.push(() => receiver.close());

    this.step('Starting the shop; it seeds its database (some seconds)');
    const [shop, alertmanager, exporters] = await Promise.all([
      this.shop(postgres.url, redis.url),
      this.alertmanager(receiver.url),
      this.stockExporters(postgres.port, redis.url),
    ]);
    const loadBegan = Date.now() / 1000;
    await this.load(shop.url);
    this.step('The load runs; watching the shop for its level');
    const readings = await watchExporters(exporters, CALIBRATION_MS, this.options.signal);

    const past = { shopUrl: shop.url, end: loadBegan, exporters: readings };
    const prometheus = await this.prometheus(past, alertmanager.port, exporters);
    this.step('Starting the exporter');
    const exporter = await this.exporter(postgres.port, redis.url, prometheus.url);
    const page = this.options.page ? await this.page(exporter.url, ports.page) : undefined;
    return {
      exporter: exporter.url,
      prometheus: prometheus.url,
      alertmanager: alertmanager.url,
      shop: shop.url,
      receiver: receiver.url,
      page,
    };
  }

  private checkTools(): void {
    const { redisServer, prometheus, promtool, alertmanager, hypopg } = this.tools;
    const needed = { 'redis-server': redisServer, prometheus, promtool, alertmanager };
    const missing = Object.entries(needed).flatMap(([name, path]) => (path ? [] : [name]));
    if (missing.length > 0) {
      throw new Error(
        `${missing.join(', ')} not found: run as root on Debian or Ubuntu, install them, or start Docker for the demo in containers`,
      );
    }
    if (!hypopg) this.options.report('HypoPG is not installed: index advice comes without validation');
  }

  private shop(databaseUrl: string, redisUrl: string): Promise<Service> {
    const port = this.ports.shop;
    return this.process('shop', port, '/health', ['--import', 'tsx', 'demo/src/shop/main.ts'], {
      DATABASE_URL: databaseUrl,
      REDIS_URL: redisUrl,
      PRESAGE_URL: `http://127.0.0.1:${this.ports.exporter}`,
      PORT: String(port),
    });
  }

  /** The load has no port of its own; it is up when its process is, and the shop answers then anyway. */
  private load(shopUrl: string): Promise<Service> {
    return this.keep(
      startProcess({
        name: 'load',
        directory: this.directory,
        command: process.execPath,
        arguments: ['--import', 'tsx', join(this.options.root, 'demo/src/load/main.ts')],
        environment: { SHOP_URL: shopUrl },
        port: this.ports.shop,
        readyUrl: `${shopUrl}/health`,
      }),
    );
  }

  private async alertmanager(receiverUrl: string): Promise<Service> {
    const config = localAlertmanagerConfig(this.provisioned('alertmanager/alertmanager.yml'), receiverUrl);
    return this.keep(
      startAlertmanager({ directory: this.folder('alertmanager'), port: this.ports.alertmanager, config }),
    );
  }

  /** @returns host:port of each by the name of its scrape job */
  private async stockExporters(postgresPort: number, redisUrl: string): Promise<Record<string, string>> {
    const { root } = this.options;
    const options = { root, directory: this.directory, tools: this.tools, postgresPort, redisUrl };
    const services = await startStockExporters(options);
    for (const service of Object.values(services)) this.stops.push(() => service.stop());
    return Object.fromEntries(Object.entries(services).map(([job, { port }]) => [job, local(port)]));
  }

  private async prometheus(past: Past, alertmanager: number, exporters: Record<string, string>): Promise<Service> {
    const directory = this.folder('prometheus');
    const rules = join(directory, 'rules');
    this.writeRules(rules);
    await this.backfill(past, join(directory, 'data'));
    this.step('Starting Prometheus');
    const jobs = {
      presage: local(this.ports.exporter),
      shop: local(this.ports.shop),
      prometheus: local(this.ports.prometheus),
      alertmanager: local(alertmanager),
      ...exporters,
    };
    const text = this.provisioned('prometheus/prometheus.yml');
    return this.keep(
      startPrometheus({
        directory,
        port: this.ports.prometheus,
        config: localPrometheusConfig(text, { jobs, alertmanager: local(alertmanager), rules }),
        arguments: ['--storage.tsdb.retention.time=60d'],
      }),
    );
  }

  private writeRules(directory: string): void {
    mkdirSync(directory, { recursive: true });
    const provisioned = join(this.options.root, 'provisioning/prometheus/rules');
    for (const name of readdirSync(provisioned).filter((file) => /\.ya?ml$/.test(file))) {
      writeFileSync(join(directory, name), hurriedRules(readFileSync(join(provisioned, name), 'utf8')));
    }
  }

  private async backfill(past: Past, data: string): Promise<void> {
    const file = join(this.directory, 'history.txt');
    const samples = await writeHistory({
      ...past,
      file,
      days: HISTORY_DAYS,
      meanRate: MEAN_REQUEST_RATE,
      job: 'shop',
      instance: local(this.ports.shop),
    });
    this.step(`Back-filling ${HISTORY_DAYS} days of generated (made up) history, ${samples} samples`);
    mkdirSync(data, { recursive: true });
    const blocks = ['tsdb', 'create-blocks-from', `--max-block-duration=${BLOCK_DURATION}`, 'openmetrics', file, data];
    await promisify(execFile)(this.tools.promtool!, blocks, { signal: this.options.signal });
    rmSync(file);
  }

  private exporter(postgresPort: number, redisUrl: string, prometheusUrl: string): Promise<Service> {
    const port = this.ports.exporter;
    const config = ['--config.file', join(this.options.root, 'demo/presage.yaml')];
    const address = ['--web.listen-address', `127.0.0.1:${port}`];
    const { user, password } = MONITORING_ROLE;
    return this.process('exporter', port, '/-/healthy', ['exporter/bin/presage.mjs', 'serve', ...config, ...address], {
      DATABASE_URL: `postgres://${user}:${password}@127.0.0.1:${postgresPort}/postgres`,
      REDIS_URL: redisUrl,
      PROMETHEUS_URL: prometheusUrl,
    });
  }

  private async page(exporterUrl: string, port: number): Promise<string | undefined> {
    this.step('Starting the page that shows the panels');
    const page = await startPage({ root: this.options.root, exporterUrl, port });
    if (page === undefined) return void this.options.report('The page is not built: it is left out');
    this.stops.push(() => page.close());
    return page.url;
  }

  /** A program of ours on Node. */
  private process(
    name: string,
    port: number,
    readyPath: string,
    programArguments: string[],
    environment: Record<string, string>,
  ): Promise<Service> {
    return this.keep(
      startProcess({
        name,
        directory: this.directory,
        command: process.execPath,
        arguments: programArguments.map((text) =>
          /^(demo|exporter)\//.test(text) ? join(this.options.root, text) : text,
        ),
        environment,
        port,
        readyUrl: `http://127.0.0.1:${port}${readyPath}`,
        timeoutMs: 120_000,
      }),
    );
  }

  private async keep(starting: Promise<Service>): Promise<Service> {
    const service = await starting;
    this.stops.push(() => service.stop());
    return service;
  }

  private folder(name: string): string {
    return join(this.directory, name);
  }

  private provisioned(path: string): string {
    return readFileSync(join(this.options.root, 'provisioning', path), 'utf8');
  }

  private step(text: string): void {
    this.options.signal.throwIfAborted();
    this.options.report(text);
  }
}
