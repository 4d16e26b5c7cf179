import { connect as connectPlain, type Socket } from 'node:net';
import { connect as connectTls, type ConnectionOptions } from 'node:tls';
import { PresageError } from '../../error.js';
import { abortError } from '../abort.js';
import type { BurstLimits, CommandBurst } from '../source.js';
import type { RedisLogin } from './connection.js';
import { redisError } from './errors.js';
import type { Endpoint } from './settings.js';

/** Beyond it a reply to AUTH or MONITOR is none. */
const LONGEST_REPLY = 4_096;

export interface BurstPlace {
  endpoint: Endpoint;
  login: RedisLogin;
  tls: ConnectionOptions | undefined;
  /** Until the server has begun to tell. */
  timeoutMs: number;
  /** Messages open with it. */
  subject: string;
}

/**
 * Runs `MONITOR` on a connection of its own and cuts it when the time is over or the bytes are used up, whichever comes
 * first. Nothing is looked at meanwhile: a slow reader would make the server hold the rest in its memory.
 *
 * @throws PresageError PRS_REDIS_COMMAND_DENIED when the user may not run `MONITOR`, and as `RedisConnection` does
 */
export function listenBurst(
  place: BurstPlace,
  limits: BurstLimits,
  signal: AbortSignal,
): Promise<Omit<CommandBurst, 'database'>> {
  const { endpoint, login, tls, timeoutMs, subject } = place;
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(abortError(signal, subject));
    const socket: Socket = tls ? connectTls({ ...endpoint, ...tls }) : connectPlain(endpoint);
    const handshake = new Handshake(login, subject);
    const chunks: Buffer[] = [];
    let [bytes, start] = [0, 0];
    let timer = setTimeout(
      () => end(new PresageError('PRS_SOURCE_TIMEOUT', `${subject}: no answer to MONITOR in time`)),
      timeoutMs,
    );
    const abort = () => end(abortError(signal, subject));
    const end = (error?: PresageError) => {
      clearTimeout(timer);
      signal.removeEventListener('abort', abort);
      socket.destroy();
      if (error) reject(error);
      else
        resolve({
          text: Buffer.concat(chunks, Math.min(bytes, limits.bytes)),
          seconds: (performance.now() - start) / 1_000,
          isCut: bytes >= limits.bytes,
        });
    };
    signal.addEventListener('abort', abort, { once: true });
    socket.once(tls ? 'secureConnect' : 'connect', () => socket.write(handshake.request));
    socket.on('error', (error) => end(redisError(error, subject, ['MONITOR'])));
    // a server that ends has told enough
    socket.on('close', () =>
      end(
        start > 0
          ? undefined
          : new PresageError('PRS_SOURCE_UNREACHABLE', `${subject}: the server closed the connection`),
      ),
    );
    socket.on('data', (chunk: Buffer) => {
      let rest: Buffer | undefined = chunk;
      if (start === 0) {
        try {
          rest = handshake.take(chunk);
        } catch (error) {
          return end(error as PresageError);
        }
        if (rest === undefined) return;
        start = performance.now();
        clearTimeout(timer);
        timer = setTimeout(end, limits.seconds * 1_000);
      }
      chunks.push(rest);
      bytes += rest.length;
      if (bytes >= limits.bytes) end();
    });
  });
}

/** Login and `MONITOR` sent at once; the replies to them come before the first command. */
class Handshake {
  readonly request: string;
  private readonly names: string[];
  private received: Buffer = Buffer.alloc(0);

  constructor(
    { username, password }: RedisLogin,
    private readonly subject: string,
  ) {
    const commands = [['MONITOR']];
    if (password !== undefined) commands.unshift(['AUTH', ...(username === undefined ? [] : [username]), password]);
    this.request = commands.map(encode).join('');
    this.names = commands.map(([name]) => name!);
  }

  /** What follows the last reply, once it is there. */
  take(chunk: Buffer): Buffer | undefined {
    this.received = Buffer.concat([this.received, chunk]);
    for (let end = this.received.indexOf('\r\n'); end >= 0; end = this.received.indexOf('\r\n')) {
      const reply = this.received.toString('utf8', 0, end);
      const name = this.names.shift()!;
      if (reply.startsWith('-')) throw redisError(new Error(reply.slice(1)), this.subject, [name]);
      if (reply !== '+OK') throw this.unexpected(name);
      this.received = this.received.subarray(end + 2);
      if (this.names.length === 0) return this.received;
    }
    if (this.received.length > LONGEST_REPLY) throw this.unexpected(this.names[0]!);
    return undefined;
  }

  private unexpected(name: string): PresageError {
    return new PresageError('PRS_SOURCE_PROTOCOL', `${this.subject}: unexpected reply to ${name}`);
  }
}

function encode(words: readonly string[]): string {
  return `*${words.length}\r\n${words.map((word) => `$${Buffer.byteLength(word)}\r\n${word}\r\n`).join('')}`;
}
