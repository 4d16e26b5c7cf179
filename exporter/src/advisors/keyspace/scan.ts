import type { KeyRecord } from '../../analysis/keyspace/key-record.js';
import { PresageError } from '../../error.js';
import type { RedisCommand, RedisSource } from '../../sources/source.js';
import type { CommandBook, InspectionCommand } from './commands.js';

/** What one run may look at and cost. */
export interface ScanLimits {
  /** Over all nodes. */
  keysPerRun: number;
  /** Share of a server's core that the scan may take while it runs. */
  loadRatio: number;
  budgetSeconds: number;
}

/** A part of the keyspace of one node. SCAN walks buckets of a salted hash, so any part is an even sample. */
export interface Slice {
  keys: KeyRecord[];
  /** Where the next slice goes on; `0` when this one reached the end. */
  cursor: string;
  /** Time that the server spent on it at most, and on the longest round trip. */
  busySeconds: number;
  longestSeconds: number;
  roundTrips: number;
}

export interface ScanContext {
  source: RedisSource;
  node: string;
  signal: AbortSignal;
  commands: CommandBook;
  isFrequency: boolean;
  onKeys?: (count: number) => void;
}

const COUNT = 100;
/** Encodings are asked of so many keys of a slice, since each costs a look-up. */
const ENCODED = 200;
const NAME_LENGTH = 200;
const MEMORY_SAMPLES = 5;
/** Round trips by which the time on the way is told from the time of the server. */
const PROBES = 3;
const SHORTEST_BUSY_SECONDS = 1e-4;
/** Ten times what a server was measured to take; what a batch takes beyond that is our own time to read the replies. */
const LONGEST_BUSY_SECONDS_A_COMMAND = 1e-5;

/** Walks on from `cursor` until `keys` are seen, the end is reached or the time is up. Pauses so that the server stays idle. */
export async function scanSlice(
  context: ScanContext,
  cursor: string,
  keys: number,
  { loadRatio, budgetSeconds }: ScanLimits,
): Promise<Slice> {
  const start = performance.now();
  const slice: Slice = { keys: [], cursor, busySeconds: 0, longestSeconds: 0, roundTrips: 0 };
  const way = await shortestTrip(context);
  /** Runs one round trip, then waits until the server has had its share of rest. */
  const trip = async (commands: readonly RedisCommand[]): Promise<unknown[]> => {
    const sent = performance.now();
    const replies = await context.source.batch(commands, context.signal, context.node);
    const most = LONGEST_BUSY_SECONDS_A_COMMAND * Math.max(COUNT, commands.length);
    const busy = Math.max(Math.min((performance.now() - sent) / 1_000 - way, most), SHORTEST_BUSY_SECONDS);
    slice.busySeconds += busy;
    slice.longestSeconds = Math.max(slice.longestSeconds, busy);
    slice.roundTrips++;
    const left = budgetSeconds - (performance.now() - start) / 1_000;
    await rest(Math.min(busy * (1 / loadRatio - 1), Math.max(0, left)), context.signal);
    return replies;
  };
  const inTime = () => performance.now() - start < budgetSeconds * 1_000;
  const seen = new Set<string>();
  do {
    const [page] = await trip([['SCAN', slice.cursor, 'COUNT', COUNT]]);
    if (page instanceof PresageError) {
      context.commands.failed('SCAN', page);
      break;
    }
    context.commands.worked('SCAN');
    const [next, names] = readPage(page);
    slice.cursor = next;
    const fresh = names.filter((name) => {
      const text = name.toString('latin1');
      return seen.has(text) ? false : seen.add(text);
    });
    const records = await look(context, fresh, trip, Math.max(0, ENCODED - slice.keys.length));
    slice.keys.push(...records);
    context.onKeys?.(slice.keys.length);
  } while (slice.cursor !== '0' && slice.keys.length < keys && inTime());
  return slice;
}

/** Asks everything about some keys. Those that went in the meantime are left out. */
async function look(
  context: ScanContext,
  names: readonly Buffer[],
  trip: (commands: readonly RedisCommand[]) => Promise<unknown[]>,
  encoded: number,
): Promise<KeyRecord[]> {
  const age: InspectionCommand = context.isFrequency ? 'OBJECT FREQ' : 'OBJECT IDLETIME';
  const wanted: [InspectionCommand, readonly Buffer[], (name: Buffer) => RedisCommand][] = [
    ['MEMORY USAGE', names, (name) => ['MEMORY', 'USAGE', name, 'SAMPLES', MEMORY_SAMPLES]],
    ['PTTL', names, (name) => ['PTTL', name]],
    [age, names, (name) => ['OBJECT', context.isFrequency ? 'FREQ' : 'IDLETIME', name]],
    ['TYPE', names.slice(0, encoded), (name) => ['TYPE', name]],
    ['OBJECT ENCODING', names.slice(0, encoded), (name) => ['OBJECT', 'ENCODING', name]],
  ];
  const asked = wanted.filter(([command, of]) => context.commands.allows(command) && of.length > 0);
  if (asked.length === 0) return [];
  const replies = await trip(asked.flatMap(([, of, build]) => of.map(build)));
  let at = 0;
  const answers = new Map<InspectionCommand, unknown[]>();
  for (const [command, of] of asked) {
    const own = replies.slice(at, (at += of.length));
    const error = own.find((reply) => reply instanceof PresageError);
    if (error !== undefined) context.commands.failed(command, error);
    else {
      context.commands.worked(command);
      answers.set(command, own);
    }
  }
  return names.flatMap((name, index) => {
    const memory = answers.get('MEMORY USAGE')?.[index];
    const ttl = answers.get('PTTL')?.[index];
    if (memory === null || ttl === -2) return [];
    const idle = answers.get(age)?.[index];
    const type = answers.get('TYPE')?.[index];
    const encoding = answers.get('OBJECT ENCODING')?.[index];
    const text = name.toString('utf8');
    return [
      {
        name: text.slice(0, NAME_LENGTH),
        nameBytes: name.length,
        memoryBytes: typeof memory === 'number' ? memory : 0,
        ...(typeof ttl === 'number' && { ttlSeconds: ttl < 0 ? null : ttl / 1_000 }),
        ...(typeof idle === 'number' && { [context.isFrequency ? 'frequency' : 'idleSeconds']: idle }),
        ...(Boolean(type) && { type: String(type) }),
        ...(Boolean(encoding) && { encoding: String(encoding) }),
      },
    ];
  });
}

function readPage(reply: unknown): [string, Buffer[]] {
  const [cursor, names] = Array.isArray(reply) ? (reply as unknown[]) : [];
  if (cursor === undefined || !Array.isArray(names)) {
    throw new PresageError('PRS_SOURCE_PROTOCOL', 'unexpected reply to SCAN');
  }
  return [String(cursor), (names as unknown[]).filter((name) => Buffer.isBuffer(name))];
}

/** Time that a round trip takes even where the server has nothing to do, in seconds. */
async function shortestTrip({ source, signal, node }: ScanContext): Promise<number> {
  let shortest = Infinity;
  for (let i = 0; i < PROBES; i++) {
    const sent = performance.now();
    await source.batch([['PING']], signal, node);
    shortest = Math.min(shortest, (performance.now() - sent) / 1_000);
  }
  return shortest;
}

async function rest(seconds: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  await new Promise<void>((resolve) => {
    const end = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, seconds * 1_000);
    signal.addEventListener('abort', end, { once: true });
  });
}
