import type { CounterReading } from '../../analysis/caching/interval.js';
import type { PrefixSummary } from '../../analysis/keyspace/estimate.js';
import type { KeyRecord } from '../../analysis/keyspace/key-record.js';
import type { ClientState, CommandLatency, SlotState } from '../../analysis/keyspace/replies.js';
import type { ServerState } from '../../analysis/keyspace/server-state.js';
import type { FoundRecommendation, Open } from '../recommendation.js';
import type { KeyspaceObservation } from './observe.js';

/** What the advisor knows of a target after a run. */
export interface KeyspaceFindings {
  /** Unix seconds. */
  time: number;
  nodes: NodeFindings[];
  commands: KeyspaceObservation['commands'];
  /** Those that are published, largest first; the others are summed in the last, `$other$`. */
  prefixes: PrefixSummary[];
  /** Prefixes that are published by name. */
  published: string[];
  prefixesDropped: number;
  recommendations: Open<FoundRecommendation>[];
  /** Ids of the recommendations that the cap lets through. */
  publishedRecommendations: string[];
  droppedSeries: number;
}

export interface NodeFindings {
  /** `redis`, or `host:port` of a cluster node. */
  cache: string;
  state: ServerState;
  reading: CounterReading;
  keys: number;
  /** Where the next slice begins. */
  cursor: string;
  /** The latest keys that were looked at, oldest first: an even sample of all. */
  sample: KeyRecord[];
  /** Cost of the last scan to the server, in seconds. */
  busySeconds?: number;
  longestSeconds?: number;
  calls?: Record<string, number>;
  latency?: CommandLatency[];
  /** 99th percentile of the busiest commands since the run before, in seconds. */
  latencies: { command: string; seconds: number }[];
  spikes?: { event: string; seconds: number; at: number }[];
  clients?: ClientState;
  slots?: SlotState[];
  keySizes?: Record<string, { size: number; keys: number }[]>;
  /** How long a replica may be away before it must copy everything. */
  backlogSeconds?: number;
}
