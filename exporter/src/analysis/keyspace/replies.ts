/** Latency histogram of one command since the server started, from `LATENCY HISTOGRAM`. */
export interface CommandLatency {
  command: string;
  calls: number;
  /** Upper edges in microseconds, ascending, with the calls up to each. */
  buckets: [number, number][];
}

/** Reads the reply of `LATENCY HISTOGRAM` (RESP2); what has another shape is left out. */
export function readLatencyHistogram(reply: unknown): CommandLatency[] {
  return pairs(reply).flatMap(([command, body]) => {
    const fields = new Map(pairs(body));
    const buckets = pairs(fields.get('histogram_usec')).map(([edge, count]): [number, number] => [
      Number(edge),
      Number(count),
    ]);
    return buckets.length > 0 ? [{ command: command.toLowerCase(), calls: Number(fields.get('calls')), buckets }] : [];
  });
}

/**
 * Quantile of the latency between two readings in seconds: the upper edge of the bucket that it falls into.
 * Undefined without calls in between.
 */
export function latencyQuantile(
  before: CommandLatency | undefined,
  after: CommandLatency,
  quantile: number,
): number | undefined {
  const isNew = !before || before.calls > after.calls;
  const calls = after.calls - (isNew ? 0 : before.calls);
  if (calls <= 0) return undefined;
  // a bucket is left out while nothing falls into it, so the counts of before are looked up by edge
  const counted = (edge: number) => {
    if (isNew) return 0;
    return before.buckets.reduce((sum, [upper, count]) => (upper <= edge ? count : sum), 0);
  };
  const found =
    after.buckets.find(([edge, count]) => count - counted(edge) >= quantile * calls) ?? after.buckets.at(-1);
  return found && found[0] / 1e6;
}

/** Worst spike of each event in seconds, from `LATENCY LATEST`. */
export function readLatencySpikes(reply: unknown): { event: string; seconds: number; at: number }[] {
  return list(reply).flatMap((entry) => {
    const [event, at, latest] = list(entry);
    return event === undefined ? [] : [{ event: text(event), seconds: Number(latest) / 1_000, at: Number(at) }];
  });
}

/** Keys and, where the server counts it, processor time of a slot, from `CLUSTER SLOT-STATS`. */
export interface SlotState {
  slot: number;
  keys: number;
  processorSeconds?: number;
}

export function readSlotStatistics(reply: unknown): SlotState[] {
  return list(reply).flatMap((entry) => {
    const [slot, body] = list(entry);
    const fields = new Map(pairs(body));
    const used = fields.get('cpu-usec');
    return fields.has('key-count')
      ? [
          {
            slot: Number(slot),
            keys: Number(fields.get('key-count')),
            ...(used !== undefined && { processorSeconds: Number(used) / 1e6 }),
          },
        ]
      : [];
  });
}

/** The clients that stand out, from `CLIENT LIST`. Addresses stay inside. */
export interface ClientState {
  clients: number;
  /** Output that the slowest reader has not taken yet. */
  largestOutputBytes: number;
  /** Name, or address, and last command of the client with it. */
  largestOutputClient: string;
  /** Clients that have asked nothing for an hour and block or subscribe to nothing. */
  idleClients: number;
}

const IDLE_SECONDS = 3_600;

export function readClients(reply: unknown): ClientState | undefined {
  const lines = text(reply)
    .split('\n')
    .filter((line) => line.includes('id='));
  if (lines.length === 0) return undefined;
  const clients = lines.map(
    (line) => new Map(line.split(' ').map((part) => [part.split('=')[0], part.slice(part.indexOf('=') + 1)])),
  );
  const output = (client: Map<string | undefined, string>) => Number(client.get('omem') ?? 0);
  const largest = clients.reduce((best, client) => (output(client) > output(best) ? client : best));
  const waits = (client: Map<string | undefined, string>) => /[bPSMOx]/.test(client.get('flags') ?? '');
  return {
    clients: clients.length,
    largestOutputBytes: output(largest),
    largestOutputClient: `${largest.get('name') || largest.get('addr') || ''} (${largest.get('cmd') ?? ''})`,
    idleClients: clients.filter((client) => Number(client.get('idle')) > IDLE_SECONDS && !waits(client)).length,
  };
}

function list(reply: unknown): unknown[] {
  return Array.isArray(reply) ? reply : [];
}

function pairs(reply: unknown): [string, unknown][] {
  const items = list(reply);
  return items.flatMap((item, index): [string, unknown][] =>
    index % 2 === 0 && index + 1 < items.length ? [[text(item), items[index + 1]]] : [],
  );
}

function text(reply: unknown): string {
  return String(reply);
}

/** Settings that bound the packing of small collections, from the reply of `CONFIG GET *-max-*`; all others are left out. */
export function readPackingSettings(reply: unknown): Record<string, number> {
  if (!Array.isArray(reply)) return {};
  const words = (reply as unknown[]).map(String);
  return Object.fromEntries(
    words.flatMap((name, at): [string, number][] => {
      const value = Number(words[at + 1]);
      const isPacking = at % 2 === 0 && /^(hash|set|zset)-max-(listpack|ziplist|intset)-(entries|value)$/.test(name);
      return isPacking && Number.isInteger(value) ? [[name, value]] : [];
    }),
  );
}
