import {
  readClients,
  readLatencyHistogram,
  readLatencySpikes,
  readPackingSettings,
  readSlotStatistics,
  type ClientState,
  type CommandLatency,
  type SlotState,
} from '../../analysis/keyspace/replies.js';
import {
  readCommandCalls,
  readKeySizes,
  readServerState,
  type ServerState,
} from '../../analysis/keyspace/server-state.js';
import { readRedisInfo, type RedisSnapshot } from '../../analysis/caching/redis.js';
import { PresageError, toPresageError } from '../../error.js';
import type { RedisSource, Sources } from '../../sources/source.js';
import type { Job } from '../advisor.js';
import { CommandBook, type InspectionCommand, type SkipReason } from './commands.js';
import type { KeyspaceConfig } from './config.js';
import type { KeyspaceFindings } from './findings.js';
import { scanSlice, type Slice } from './scan.js';

/** What one run saw of one target. `time` is Unix seconds. */
export interface KeyspaceObservation {
  time: number;
  nodes: NodeObservation[];
  /** What was asked, and what was left out and why. */
  commands: { command: InspectionCommand; skipped?: SkipReason }[];
}

export interface NodeObservation {
  /** `redis`, or `host:port` of a cluster node. */
  cache: string;
  state: ServerState;
  snapshot: RedisSnapshot;
  /** In the database of the target. */
  keys: number;
  /** Absent where SCAN is denied. */
  slice?: Slice & { startedAt: string };
  calls?: Record<string, number>;
  keySizes?: Record<string, { size: number; keys: number }[]>;
  latency?: CommandLatency[];
  spikes?: { event: string; seconds: number; at: number }[];
  clients?: ClientState;
  slots?: SlotState[];
  /** Settings that bound the packing of small collections, by name; absent where they may not be read. */
  packing?: Record<string, number>;
}

/** The reply of CLIENT LIST takes the server time for each client; above so many it is not asked. */
const MOST_CLIENTS = 1_000;
const LARGEST_SLOTS = 10;

/** Looks at a slice of the keys of every master, and at the masters themselves. */
export async function observeKeyspace(
  job: Job<KeyspaceConfig>,
  sources: Sources,
  signal: AbortSignal,
  previous: KeyspaceFindings | undefined,
): Promise<KeyspaceObservation> {
  return inspect(sources.redis(job.target), job.config, signal, previous);
}

/**
 * One inspection. `previous` says where the last one stopped; `onKeys` hears how many keys were seen so far on a node.
 * Masters are asked one after the other, so that the load meets one at a time.
 */
export async function inspect(
  source: RedisSource,
  config: KeyspaceConfig,
  signal: AbortSignal,
  previous: KeyspaceFindings | undefined,
  onKeys?: (node: string, count: number) => void,
): Promise<KeyspaceObservation> {
  const commands = new CommandBook();
  const infos = await source.info(signal);
  const time = Date.now() / 1_000;
  const nodes: NodeObservation[] = [];
  for (const [node, fields] of infos) {
    const snapshot = readRedisInfo(fields, time);
    if (!snapshot) {
      throw new PresageError('PRS_SOURCE_PROTOCOL', `${source.name}: the answer to INFO of ${node} has no statistics`);
    }
    const cache = config.perNode ? node : 'redis';
    const state = readServerState(fields);
    const ask = asker(source, node, signal, commands);
    const cursor = previous?.nodes.find((known) => known.cache === cache)?.cursor ?? '0';
    const share = { keys: Math.ceil(config.keysPerRun / infos.size), budgetSeconds: config.budgetSeconds / infos.size };
    const about = await observeServer(ask, state, fields['cluster_enabled'] === '1', commands);
    const keys = Number((await ask('DBSIZE', ['DBSIZE'])) ?? snapshot.entries);
    const context = {
      source,
      node,
      signal,
      commands,
      isFrequency: state.policy.endsWith('-lfu'),
      ...(onKeys && { onKeys: (count: number) => onKeys(node, count) }),
    };
    const slice = keys === 0 ? undefined : await scanSlice(context, cursor, share.keys, { ...config, ...share });
    nodes.push({
      cache,
      state,
      snapshot,
      keys,
      ...about,
      ...(slice && commands.allows('SCAN') && { slice: { ...slice, startedAt: cursor } }),
    });
  }
  return { time, nodes, commands: commands.states() };
}

type Ask = (command: InspectionCommand, args: [string, ...(string | number)[]]) => Promise<unknown>;

/** Asks one command; undefined when it is left out, now or from now on. */
function asker(source: RedisSource, node: string, signal: AbortSignal, commands: CommandBook): Ask {
  return async (command, args) => {
    if (!commands.allows(command)) return undefined;
    try {
      const reply = await source.command(args, signal, node);
      commands.worked(command);
      return reply;
    } catch (error) {
      commands.failed(command, toPresageError(error));
      return undefined;
    }
  };
}

async function observeServer(
  ask: Ask,
  state: ServerState,
  isCluster: boolean,
  commands: CommandBook,
): Promise<Partial<NodeObservation>> {
  const statistics = await ask('INFO COMMANDSTATS', ['INFO', 'commandstats']);
  const sizes = readKeySizes(fieldsOf(await ask('INFO KEYSIZES', ['INFO', 'keysizes'])));
  const latency = readLatencyHistogram(await ask('LATENCY HISTOGRAM', ['LATENCY', 'HISTOGRAM']));
  const spikes = readLatencySpikes(await ask('LATENCY LATEST', ['LATENCY', 'LATEST']));
  const settings = readPackingSettings(await ask('CONFIG GET', ['CONFIG', 'GET', '*-max-*']));
  const isCrowded = state.clients > MOST_CLIENTS;
  if (isCrowded) commands.skip('CLIENT LIST', 'too-many-clients');
  const clients = readClients(await ask('CLIENT LIST', ['CLIENT', 'LIST']));
  const slots = isCluster
    ? readSlotStatistics(
        await ask('CLUSTER SLOT-STATS', [
          'CLUSTER',
          'SLOT-STATS',
          'ORDERBY',
          'KEY-COUNT',
          'LIMIT',
          LARGEST_SLOTS,
          'DESC',
        ]),
      )
    : [];
  return {
    ...(typeof statistics === 'string' && { calls: readCommandCalls(fieldsOf(statistics)) }),
    ...(Object.keys(sizes).length > 0 && { keySizes: sizes }),
    ...(latency.length > 0 && { latency }),
    ...(spikes.length > 0 && { spikes }),
    ...(clients && { clients }),
    ...(slots.length > 0 && { slots }),
    ...(Object.keys(settings).length > 0 && { packing: settings }),
  };
}

function fieldsOf(text: unknown): Record<string, string> {
  if (typeof text !== 'string') return {};
  return Object.fromEntries(
    text.split(/\r?\n/).flatMap((line) => {
      const colon = line.indexOf(':');
      return colon > 0 && !line.startsWith('#') ? [[line.slice(0, colon), line.slice(colon + 1)]] : [];
    }),
  );
}
