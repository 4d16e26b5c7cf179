import type { AccessAnswer, AccessBatch } from '@presage/contract/access';
import type { StreamTarget } from '../../config/config.js';
import { PresageError } from '../../error.js';
import type { ObservedTarget } from '../observer.js';
import type { RedisSource, StreamObservation, StreamSource } from '../source.js';
import { AccessCollector } from './collector.js';
import { HttpLog } from './http-log.js';
import { PushStream } from './push-stream.js';
import { listenedWindow, RedisMonitor } from './redis-monitor.js';

/** What outlives a reload of the configuration: the references, and how far a log was read. */
export interface StreamState {
  settings: string;
  collector: AccessCollector;
  push: PushStream;
  log: HttpLog | undefined;
  monitor: RedisMonitor | undefined;
}

/** The streams of the process by name; one keeps its references as long as its settings stay the same. */
export class StreamStates {
  private readonly states = new Map<string, StreamState>();

  of(target: StreamTarget): StreamState {
    const { name, redis, http_log, monitor, window, rate, max_keys, max_references } = target;
    const settings = JSON.stringify({
      redis: monitor && redis,
      http_log,
      monitor,
      window,
      rate,
      max_keys,
      max_references,
    });
    const known = this.states.get(name);
    if (known?.settings === settings) return known;
    known?.log?.close().catch(() => undefined);
    const span = monitor ? listenedWindow(window, monitor) : window;
    const collector = new AccessCollector({ window: span, rate, keys: max_keys, references: max_references });
    const state: StreamState = {
      settings,
      collector,
      push: new PushStream(name, collector),
      log: http_log && new HttpLog(name, http_log, collector),
      monitor: monitor && new RedisMonitor(monitor, collector),
    };
    this.states.set(name, state);
    return state;
  }

  /** Forgets the streams that are not configured any more. */
  async retain(names: ReadonlySet<string>): Promise<void> {
    const gone = [...this.states].filter(([name]) => !names.has(name));
    for (const [name] of gone) this.states.delete(name);
    await Promise.all(gone.map(([, state]) => state.log?.close()));
  }
}

/** One stream of accesses to a cache: pushed by samplers, read from the log of a web server, or from what Redis tells in bursts. */
export class StreamReader implements StreamSource {
  readonly name: string;

  constructor(
    target: StreamTarget,
    private readonly observed: ObservedTarget,
    private readonly state: StreamState,
    /** The server that the cache lives on, where that is configured. */
    private readonly redis: RedisSource | undefined,
  ) {
    this.name = target.name;
  }

  async observe(signal: AbortSignal): Promise<StreamObservation> {
    const { collector, log, monitor } = this.state;
    const { redis } = this;
    if (log) await this.observed.request(signal, () => log.read(signal));
    if (monitor && redis) await this.observed.request(signal, () => monitor.read(redis, Date.now() / 1000, signal));
    const window = collector.window();
    return {
      totals: { ...collector.totals },
      ...(monitor && { listening: { ...monitor.totals } }),
      ...(window && { window }),
    };
  }

  push(batch: AccessBatch): Promise<AccessAnswer> {
    const { log, monitor } = this.state;
    if (log || monitor) {
      const reads = log ? 'reads a log' : 'listens to Redis';
      throw new PresageError('PRS_QUERY_INVALID', `stream ${JSON.stringify(this.name)} ${reads} and takes no batches`);
    }
    return this.observed.request(new AbortController().signal, async () =>
      this.state.push.push(batch, Date.now() / 1000),
    );
  }
}
