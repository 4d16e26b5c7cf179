/** One command as `MONITOR` tells it. Arguments are as the server escaped them: see `argumentText`. */
export interface MonitoredCommand {
  /** Unix seconds. */
  time: number;
  database: number;
  /** Lower case. */
  name: string;
  arguments: string[];
}

const HEAD = /^\+?(\d+\.\d+) \[(\d+) /;
const ESCAPE = /\\(?:x([0-9a-f]{2})|(.))/gis;
const CONTROL: Record<string, string> = { n: '\n', r: '\r', t: '\t', a: '\x07', b: '\b' };

/**
 * Reads a line such as `1339518083.107412 [0 127.0.0.1:60866] "set" "key" "value"`; the client may also be a socket, an address
 * of IPv6 or `lua`. Undefined where it is none, as of a line that was cut.
 * https://redis.io/docs/latest/commands/monitor/
 *
 * @param line in latin1: the server escapes every byte that is not printable ASCII
 */
export function parseMonitorLine(line: string): MonitoredCommand | undefined {
  const [head, time = '', database = ''] = HEAD.exec(line) ?? [];
  if (head === undefined) return undefined;
  const start = line.indexOf('] "', head.length);
  const words = start < 0 ? undefined : readWords(line, start + 2);
  const name = words?.shift();
  if (words === undefined || name === undefined) return undefined;
  return { time: Number(time), database: Number(database), name: name.toLowerCase(), arguments: words };
}

/** The text that an escaped argument stands for; bytes that are no UTF-8 become U+FFFD. */
export function argumentText(escaped: string): string {
  if (!escaped.includes('\\')) return escaped;
  const bytes = escaped.replace(ESCAPE, (_, hex: string | undefined, other: string) =>
    hex === undefined ? (CONTROL[other] ?? other) : String.fromCharCode(parseInt(hex, 16)),
  );
  return Buffer.from(bytes, 'latin1').toString('utf8');
}

/** Bytes of an escaped argument. */
export function argumentBytes(escaped: string): number {
  let bytes = escaped.length;
  for (let at = escaped.indexOf('\\'); at >= 0; ) {
    const length = escaped[at + 1] === 'x' ? 4 : 2;
    bytes -= length - 1;
    at = escaped.indexOf('\\', at + length);
  }
  return bytes;
}

/** Quoted words with one blank between them up to the end of the line. */
function readWords(line: string, from: number): string[] | undefined {
  const words: string[] = [];
  for (let at = from; ; at++) {
    if (line[at] !== '"') return undefined;
    const end = closingQuote(line, at + 1);
    if (end < 0) return undefined;
    words.push(line.slice(at + 1, end));
    at = end + 1;
    if (at >= line.length) return words;
    if (line[at] !== ' ') return undefined;
  }
}

function closingQuote(line: string, from: number): number {
  for (let at = from; ; at++) {
    const quote = line.indexOf('"', at);
    if (quote < 0) return -1;
    let slashes = 0;
    while (line[quote - 1 - slashes] === '\\' && quote - 1 - slashes >= from) slashes++;
    if (slashes % 2 === 0) return quote;
    at = quote;
  }
}
