import { OUTCOME } from '../../analysis/caching/streams/access-window.js';

/** One request of an access log. */
export interface LoggedRequest {
  /** Unix seconds. */
  time: number;
  key: string;
  size: number;
  /** Code of `OUTCOME`. */
  outcome: number;
}

export type LogFormat = 'combined' | 'json';

const LONGEST_LINE = 16_384;
const LONGEST_KEY = 2_048;
/** Methods that caches answer. */
const READS = new Set(['GET', 'HEAD']);
/**
 * Apache's common and combined format, and nginx's default; what follows the user agent is searched for the state of the cache,
 * as in `log_format cached '… "$http_user_agent" $upstream_cache_status';`.
 */
const COMBINED =
  /^\S+ \S+ \S+ \[([^\]]{20,32})\] "([A-Z]{1,16}) ([^ "]+)[^"]*" (\d{3}) (\d+|-)(?: "(?:[^"\\]|\\.)*" "(?:[^"\\]|\\.)*")?(.*)$/;
const STATE = /\b(HIT|MISS|EXPIRED|STALE|UPDATING|REVALIDATED|BYPASS)\b/i;
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** The request that a line tells of; undefined where it is none that a cache answers, or cannot be read. */
export function parseLogLine(line: string, format: LogFormat): LoggedRequest | undefined {
  if (line.length > LONGEST_LINE) return undefined;
  return format === 'json' ? fromJson(line) : fromCombined(line);
}

function fromCombined(line: string): LoggedRequest | undefined {
  const [, when = '', method = '', path = '', status = '', size = '', rest = ''] = COMBINED.exec(line) ?? [];
  return request(combinedTime(when), method, path, Number(status), Number(size) || 0, STATE.exec(rest)?.[1]);
}

/** Names that nginx, Caddy, Varnish and CDNs give to the same things; the first that is there counts. */
const NAMES = {
  time: ['time', 'timestamp', 'time_iso8601', 'msec', 'ts', '@timestamp'],
  method: ['method', 'request_method'],
  path: ['uri', 'path', 'request_uri', 'url'],
  status: ['status', 'status_code'],
  size: ['bytes', 'size', 'bytes_sent', 'body_bytes_sent'],
  state: ['cache_status', 'upstream_cache_status', 'cache', 'x_cache'],
} as const;

function fromJson(line: string): LoggedRequest | undefined {
  let entry: Record<string, unknown>;
  try {
    entry = JSON.parse(line) as Record<string, unknown>;
  } catch {
    return undefined;
  }
  if (typeof entry !== 'object' || entry === null) return undefined;
  const read = (name: keyof typeof NAMES): string => {
    const value = NAMES[name].map((key) => entry[key]).find((found) => found !== undefined && found !== null);
    return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
  };
  const [time, size] = [read('time'), Number(read('size')) || 0];
  const seconds = /^\d+(\.\d+)?$/.test(time) ? numericTime(Number(time)) : Date.parse(time) / 1000;
  return request(
    seconds,
    read('method') || 'GET',
    read('path'),
    Number(read('status') || 200),
    size,
    STATE.exec(read('state'))?.[1],
  );
}

/** Seconds, or milliseconds where seconds would be far in the future. */
function numericTime(value: number): number {
  return value > 1e11 ? value / 1000 : value;
}

function request(
  time: number,
  method: string,
  key: string,
  status: number,
  size: number,
  state: string | undefined,
): LoggedRequest | undefined {
  // answers that no cache keeps
  const isCacheable = READS.has(method) && (status === 200 || status === 206 || status === 304 || status === 301);
  if (!Number.isFinite(time) || !isCacheable || key === '' || key.length > LONGEST_KEY) return undefined;
  return { time, key, size: status === 304 ? 0 : size, outcome: outcomeOf(state?.toUpperCase()) };
}

/** nginx answers STALE, UPDATING and REVALIDATED from the cache. */
function outcomeOf(state: string | undefined): number {
  if (state === undefined) return OUTCOME.unknown;
  return ['HIT', 'STALE', 'UPDATING', 'REVALIDATED'].includes(state) ? OUTCOME.hit : OUTCOME.miss;
}

/** Unix seconds of `29/Jan/2025:00:00:13 +0200`. */
function combinedTime(text: string): number {
  const [, day, month, year, hour, minute, second, sign, hours, minutes] =
    /^(\d{2})\/(\w{3})\/(\d{4}):(\d{2}):(\d{2}):(\d{2}) ([+-])(\d{2})(\d{2})$/.exec(text) ?? [];
  if (month === undefined || !MONTHS.includes(month)) return NaN;
  const local = Date.UTC(
    Number(year),
    MONTHS.indexOf(month),
    Number(day),
    Number(hour),
    Number(minute),
    Number(second),
  );
  const offset = (Number(hours) * 60 + Number(minutes)) * 60_000 * (sign === '-' ? -1 : 1);
  return (local - offset) / 1000;
}
