import type { AccessAnswer, AccessBatch } from '@presage/contract/access';
import type { Catalog, QueryRequest, QueryResponse, Revisions } from '@presage/contract/api';
import type { Frame } from '@presage/contract/frames';
import type { GateAnswer, GateRequest } from '@presage/contract/gate';
import type { MetricSample } from '@presage/contract/metrics';
import type { NamesAnswer, NamesRequest } from '@presage/contract/names';
import type { Logger } from 'pino';
import type { ChangeFindings } from './advisors/changes/analyse.js';
import { gateAnswer, gateJob } from './advisors/changes/gate.js';
import { allSamples } from './advisors/advisor.js';
import { advisors } from './advisors/registry.js';
import type { Config } from './config/config.js';
import type { LoadedConfig } from './config/environment.js';
import type { Environment } from './config/interpolate.js';
import { loadConfig } from './config/load.js';
import { ConfigError } from './config/problem.js';
import { toPresageError, type PresageError } from './error.js';
import { Authentication } from './publish/authentication.js';
import type { Backend } from './publish/backend.js';
import { LiveWebConfig } from './publish/live-web-config.js';
import type { MetricsFormat } from './publish/metrics/family.js';
import { SelfMetrics } from './publish/metrics/self.js';
import { MetricsSnapshot, type RenderedBlock } from './publish/metrics/snapshot.js';
import { listen, type WebServer } from './publish/server.js';
import { createWeb } from './publish/web.js';
import { inlineAnalysis, workerAnalysis, type AnalysisRunner } from './schedule/analysis.js';
import { answerRequest } from './schedule/answer.js';
import { buildCatalog } from './schedule/catalog.js';
import { jobSamples } from './schedule/job-samples.js';
import { LiveSources } from './schedule/live-sources.js';
import { reportTransition } from './schedule/report.js';
import { answerNames, type NameList } from './schedule/names.js';
import { runJob, type RunResult } from './schedule/run.js';
import { Scheduler, keyOf, type JobState, type ScheduledJob } from './schedule/scheduler.js';
import { SharedRuns } from './schedule/shared-runs.js';
import { inShard } from './schedule/timing.js';
import { StreamStates } from './sources/access-stream/stream-source.js';
import { createSources } from './sources/create.js';
import type { SourceObserver } from './sources/observer.js';
import type { Sources } from './sources/source.js';

export interface AppOptions {
  version: string;
  environment: Environment;
  log: Logger;
  listenAddress: string;
  telemetryPath: string;
  /** 0: analysis in the main thread. */
  analysisWorkers: number;
  configFile?: string;
  webConfigFile?: string;
  /** Counted from 1. */
  shard?: { index: number; count: number };
}

/** Cells of frames that are kept for equal queries; about 100 MB. */
const KEPT_CELLS = 5_000_000;
/** Typed-in expressions that may wait, for each that is being analysed. */
const WAITING_PER_RUN = 16;
/** What a name takes in memory, counted in cells of frames. */
const CELLS_A_NAME = 10;
const END_MARK = Buffer.from('# EOF\n');

/** What a scheduled run found, with its page of metrics. */
interface RenderedResult extends RunResult {
  rendered: RenderedBlock;
}

/** The exporter: sources, advisors, schedule and web side tied together. */
export class App implements Backend {
  readonly #snapshot = new MetricsSnapshot((job, reason, sample) => this.#rejected(job, reason, sample));
  readonly #self: SelfMetrics;
  readonly #observer: SourceObserver;
  readonly #scheduler: Scheduler<RenderedResult>;
  readonly #analysis: AnalysisRunner;
  readonly #streams = new StreamStates();
  readonly #sources: LiveSources;
  readonly #reported = new Set<string>();
  #config: Config;
  #shared: SharedRuns<Frame[]>;
  #gates: SharedRuns<GateAnswer>;
  #names: SharedRuns<NameList>;
  #reloading: Promise<unknown> = Promise.resolve();
  #web: WebServer | undefined;
  #webConfig: LiveWebConfig | undefined;

  /** Reads the configuration, starts the advisors and listens. Rejects when one of these cannot be done. */
  static async start(options: AppOptions): Promise<App> {
    const app = new App(options, await loadConfig(options.configFile, options.environment));
    try {
      await app.#listen();
    } catch (error) {
      await app.close();
      throw error;
    }
    app.#scheduler.setJobs(app.#jobs(app.#config));
    return app;
  }

  private constructor(
    private readonly options: AppOptions,
    loaded: LoadedConfig,
  ) {
    this.#self = new SelfMetrics(options.version);
    this.#observer = {
      request: (...request) => this.#self.sourceRequest(...request),
      retry: (...target) => this.#self.sourceRetry(...target),
    };
    this.#sources = new LiveSources(createSources(loaded.config, this.#observer, this.#streams));
    this.#config = loaded.config;
    this.#shared = sharedRuns(loaded.config, cellsOf);
    this.#gates = sharedRuns(loaded.config, ({ series }) => series.length);
    this.#names = sharedRuns(loaded.config, ({ names }) => names.length * CELLS_A_NAME);
    this.#analysis =
      options.analysisWorkers > 0
        ? workerAnalysis(options.analysisWorkers, (error) => this.unexpected(toPresageError(error)))
        : inlineAnalysis(advisors);
    this.#scheduler = new Scheduler({
      run: (job, previous, signal) => this.#runAndRender(job, previous, signal),
      ended: (state, result, previousError) => this.#ended(state, result, previousError),
    });
    this.#loaded(loaded);
  }

  get version(): string {
    return this.options.version;
  }

  get port(): number {
    return this.#web!.port;
  }

  catalog(): Catalog {
    return buildCatalog(this.version, advisors, this.#scheduler.states(), this.#sources.current.status());
  }

  revisions(): Revisions {
    const states = this.#scheduler.states();
    return { revisions: states.map(({ job: { advisor, target }, lastSuccess }) => ({ advisor, target, lastSuccess })) };
  }

  query(request: QueryRequest, signal: AbortSignal): Promise<QueryResponse> {
    const context = {
      config: this.#config,
      advisors,
      states: this.#scheduler.states(),
      targets: this.#sources.current.status().map(({ name }) => name),
      shared: this.#shared,
      runOnDemand: async (...[, job, runSignal]: Parameters<Parameters<typeof answerRequest>[1]['runOnDemand']>) =>
        (await this.#run(job, undefined, runSignal)).findings,
      unexpected: (error: PresageError) => this.unexpected(error),
    };
    return answerRequest(request, context, signal);
  }

  gate(request: GateRequest, signal: AbortSignal): Promise<GateAnswer> {
    const job = gateJob(request, this.#config, Date.now() / 1000);
    return this.#gates.run(JSON.stringify(job), signal, async (runSignal) =>
      gateAnswer((await this.#run(job, undefined, runSignal)).findings as ChangeFindings),
    );
  }

  names(request: NamesRequest, signal: AbortSignal): Promise<NamesAnswer> {
    const { targets } = this.#config;
    return answerNames(
      request,
      targets.prometheus.map(({ name }) => name),
      signal,
      {
        lists: this.#names,
        read: (target, work) => this.#sources.use((sources) => work(sources.prometheus(target))),
      },
    );
  }

  access(stream: string, batch: AccessBatch): Promise<AccessAnswer> {
    return this.#sources.use((sources) => sources.stream(stream).push(batch));
  }

  async metrics(format: MetricsFormat): Promise<readonly Buffer[]> {
    const own = Buffer.from(await this.#self.render(format, this.#sources.current.status()));
    return [...this.#snapshot.page(format), own, ...(format === 'openmetrics' ? [END_MARK] : [])];
  }

  notReady(): string | undefined {
    if (this.#scheduler.ready()) return undefined;
    const waiting = this.#scheduler.states().filter(({ lastDurationSeconds }) => lastDurationSeconds === undefined);
    return `the first run of ${waiting.map(({ key }) => key).join(', ')} has not ended`;
  }

  /** Takes the configuration over as it is now; a wrong one changes nothing. */
  reload(): Promise<void> {
    const reload = this.#reloading.then(() => this.#reload());
    this.#reloading = reload.catch(() => undefined);
    return reload;
  }

  requestEnded(route: string, status: number, seconds: number): void {
    this.#self.httpRequest(route, status, seconds);
  }

  unexpected(error: PresageError): void {
    this.options.log.error({ err: error.cause ?? error }, 'unexpected error');
  }

  /** Ends everything that was started. */
  async close(): Promise<void> {
    this.#webConfig?.close();
    await Promise.all([this.#web?.close(), this.#scheduler.stop()]);
    await Promise.all([this.#analysis.close(), this.#sources.close(), this.#streams.retain(new Set())]);
  }

  async #listen(): Promise<void> {
    const { webConfigFile, listenAddress, telemetryPath, log } = this.options;
    if (webConfigFile !== undefined) {
      this.#webConfig = await LiveWebConfig.open(webConfigFile, {
        changed: (config) => {
          if (config.tls) this.#web?.setTls(config.tls);
          log.info({ file: webConfigFile }, 'web configuration read again');
        },
        failed: (error) => this.#configProblem(error, 'new web configuration is wrong; the old one stays in force'),
      });
    }
    const credentials = () => this.#webConfig?.current ?? { users: new Map<string, string>(), tokens: [] };
    const headers = () => this.#webConfig?.current.headers ?? {};
    const web = createWeb(this, new Authentication(credentials), { telemetryPath, headers });
    this.#web = await listen(web, listenAddress, this.#webConfig?.current.tls);
    log.info({ address: listenAddress, port: this.port, tls: this.#webConfig?.current.tls !== undefined }, 'listening');
  }

  #run(job: ScheduledJob['job'], previous: unknown, signal: AbortSignal): Promise<RunResult> {
    const advisor = advisors.find(({ name }) => name === job.advisor)!;
    return this.#sources.use((sources) => runJob(advisor, job, sources, this.#analysis, previous, signal));
  }

  async #runAndRender(job: ScheduledJob['job'], previous: unknown, signal: AbortSignal): Promise<RenderedResult> {
    const result = await this.#run(job, previous, signal);
    return { ...result, rendered: await this.#snapshot.render(keyOf(job), allSamples(result.published)) };
  }

  #ended(state: JobState, result: RenderedResult | undefined, previousError: PresageError | undefined): void {
    if (result) this.#snapshot.set(state.key, result.rendered);
    this.#snapshot.set(ownBlock(state.key), jobSamples(state));
    reportTransition(this.options.log, state, previousError);
    if (state.error?.code === 'PRS_INTERNAL') this.unexpected(state.error);
  }

  /** The first sample of each sort is logged, all are counted. */
  #rejected(job: string, reason: string, { name, labels }: MetricSample): void {
    this.#self.sampleRejected(job.split('/')[0]!, reason);
    const sort = `${job} ${reason} ${name}`;
    if (this.#reported.has(sort) || this.#reported.size > 1_000) return;
    this.#reported.add(sort);
    this.options.log.warn({ job, reason, metric: name, labels: Object.keys(labels) }, 'sample not published');
  }

  async #reload(): Promise<void> {
    let loaded: LoadedConfig;
    let sources: Sources;
    try {
      loaded = await loadConfig(this.options.configFile, this.options.environment);
      sources = createSources(loaded.config, this.#observer, this.#streams);
    } catch (error) {
      this.#self.configLoaded(false, Date.now() / 1000);
      this.#configProblem(error, 'new configuration is wrong; the old one stays in force');
      throw error;
    }
    // old connections may take a while to close
    this.#sources.replace(sources).catch((error: unknown) => this.unexpected(toPresageError(error)));
    this.#config = loaded.config;
    this.#shared = sharedRuns(loaded.config, cellsOf);
    this.#gates = sharedRuns(loaded.config, ({ series }) => series.length);
    this.#names = sharedRuns(loaded.config, ({ names }) => names.length * CELLS_A_NAME);
    const jobs = this.#jobs(loaded.config);
    const before = new Map(this.#scheduler.states().map((state) => [state.key, state]));
    this.#scheduler.setJobs(jobs);
    // what a job published goes with its findings: only those that were kept stay
    const kept = new Set(
      this.#scheduler
        .states()
        .filter((state) => before.get(state.key) === state)
        .map(({ key }) => key),
    );
    this.#snapshot.retain((block) => kept.has(block) || kept.has(block.replace(/ job$/, '')));
    const { targets } = loaded.config;
    await this.#streams.retain(new Set(targets.stream.map(({ name }) => name)));
    await this.#self.retainTargets((source, target) =>
      targets[source as keyof typeof targets].some(({ name }) => name === target),
    );
    this.#loaded(loaded);
  }

  #loaded({ config, origin }: LoadedConfig): void {
    const { log } = this.options;
    this.#self.configLoaded(true, Date.now() / 1000);
    log.info(
      {
        from: origin,
        jobs: this.#jobs(config)
          .map(({ job }) => keyOf(job))
          .join(', '),
      },
      'configuration loaded',
    );
    const { forecasts, anomalies } = config.advisors;
    const rules = forecasts.rules.length + forecasts.capacity.length + anomalies.rules.length;
    if (config.targets.prometheus.length > 0 && rules === 0) {
      log.info(
        'nothing is forecast or watched yet: add advisors.forecasts.capacity, advisors.forecasts.rules or advisors.anomalies.rules to the configuration',
      );
    }
  }

  #jobs(config: Config): ScheduledJob[] {
    const { shard } = this.options;
    const targets = Object.values(config.targets).flat();
    return advisors
      .flatMap((advisor) => advisor.jobs(config))
      .filter(({ target }) => shard === undefined || inShard(target, shard))
      .map((job) => ({ job, fingerprint: JSON.stringify([job, targets.find(({ name }) => name === job.target)]) }));
  }

  #configProblem(error: unknown, message: string): void {
    const { code } = toPresageError(error);
    const problems = error instanceof ConfigError ? error.message.split('\n') : [toPresageError(error).message];
    for (const problem of problems) this.options.log.error({ code, problem }, message);
  }
}

function ownBlock(key: string): string {
  return `${key} job`;
}

function cellsOf(frames: Frame[]): number {
  return frames.reduce(
    (sum, { data }) => sum + data.values.reduce((cellSum, column) => cellSum + column.length, 100),
    0,
  );
}

function sharedRuns<T>({ limits }: Config, weigh: (value: T) => number): SharedRuns<T> {
  return new SharedRuns(
    {
      concurrent: limits.concurrent_queries,
      waiting: limits.concurrent_queries * WAITING_PER_RUN,
      timeout: limits.timeout,
      keep: limits.cache,
      weight: KEPT_CELLS,
    },
    weigh,
  );
}
