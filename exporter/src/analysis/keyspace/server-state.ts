/** What INFO says of a server besides its memory and counters of hits. Bytes and seconds. */
export interface ServerState {
  kind: 'redis' | 'valkey';
  version: string;
  uptimeSeconds: number;
  policy: string;
  /** Absent when unlimited. */
  limitBytes?: number;
  usedBytes: number;
  clients: number;
  replication?: ReplicationState;
}

/** The master's view of its replicas, or a replica's of its master. */
export interface ReplicationState {
  replicas: number;
  /** Of the replica that is furthest behind; absent without one that is online. */
  lagBytes?: number;
  /** Since the replica that was heard of last longest ago. */
  lagSeconds?: number;
  backlogBytes?: number;
  /** Position in the stream of writes, for its rate. */
  offset?: number;
}

type Fields = Readonly<Record<string, string>>;

/** Reads the flattened fields of INFO of Redis 6 to 8 or Valkey. */
export function readServerState(fields: Fields): ServerState {
  const isValkey = fields['server_name'] === 'valkey' || fields['valkey_version'] !== undefined;
  const limit = numberOf(fields['maxmemory']) ?? 0;
  const replication = readReplication(fields);
  return {
    kind: isValkey ? 'valkey' : 'redis',
    version: (isValkey ? fields['valkey_version'] : fields['redis_version']) ?? '',
    uptimeSeconds: numberOf(fields['uptime_in_seconds']) ?? 0,
    policy: fields['maxmemory_policy'] ?? '',
    ...(limit > 0 && { limitBytes: limit }),
    usedBytes: numberOf(fields['used_memory']) ?? 0,
    clients: numberOf(fields['connected_clients']) ?? 0,
    ...(replication && { replication }),
  };
}

function readReplication(fields: Fields): ReplicationState | undefined {
  if (fields['role'] !== 'master') return undefined;
  const offset = numberOf(fields['master_repl_offset']);
  const online = Object.entries(fields).flatMap(([name, value]) => {
    const parts = /^slave\d+$/.test(name) ? Object.fromEntries(value.split(',').map((part) => part.split('='))) : {};
    return parts['state'] === 'online' ? [parts as Record<string, string | undefined>] : [];
  });
  const behind = online.flatMap((replica) => {
    const own = numberOf(replica['offset']);
    return own === undefined || offset === undefined ? [] : [Math.max(0, offset - own)];
  });
  const seconds = online.flatMap((replica) => {
    const lag = numberOf(replica['lag']);
    return lag === undefined || lag < 0 ? [] : [lag];
  });
  const backlog = fields['repl_backlog_active'] === '1' ? numberOf(fields['repl_backlog_size']) : undefined;
  return {
    replicas: numberOf(fields['connected_slaves']) ?? 0,
    ...(behind.length > 0 && { lagBytes: Math.max(...behind) }),
    ...(seconds.length > 0 && { lagSeconds: Math.max(...seconds) }),
    ...(backlog !== undefined && { backlogBytes: backlog }),
    ...(offset !== undefined && { offset }),
  };
}

/** Calls of each command since the server started, from `INFO commandstats`. */
export function readCommandCalls(fields: Fields): Record<string, number> {
  return Object.fromEntries(
    Object.entries(fields).flatMap(([name, value]) => {
      const calls = /^calls=(\d+),/.exec(value)?.[1];
      return name.startsWith('cmdstat_') && calls !== undefined ? [[name.slice('cmdstat_'.length), Number(calls)]] : [];
    }),
  );
}

/** Keys by the power of two that their size reaches, from `INFO keysizes` of Redis 8; keyed by type such as `strings`. */
export function readKeySizes(fields: Fields): Record<string, { size: number; keys: number }[]> {
  const sizes: Record<string, Map<number, number>> = {};
  for (const [name, value] of Object.entries(fields)) {
    const type = /^db\d+_distrib_([a-z]+)_(?:sizes|items)$/.exec(name)?.[1];
    if (type === undefined) continue;
    const own = (sizes[type] ??= new Map());
    for (const [, digits, unit, keys] of value.matchAll(/(\d+)([KMGTPE]?)=(\d+)/g)) {
      const size = Number(digits) * 1_024 ** ' KMGTPE'.indexOf(unit || ' ');
      own.set(size, (own.get(size) ?? 0) + Number(keys));
    }
  }
  return Object.fromEntries(
    Object.entries(sizes).map(([type, counts]) => [
      type,
      [...counts].sort(([a], [b]) => a - b).map(([size, keys]) => ({ size, keys })),
    ]),
  );
}

function numberOf(text: string | undefined): number | undefined {
  const value = Number(text);
  return text === undefined || text === '' || !Number.isFinite(value) ? undefined : value;
}
