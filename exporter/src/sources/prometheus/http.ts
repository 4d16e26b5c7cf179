import { Agent, request, type Dispatcher } from 'undici';
import { PresageError } from '../../error.js';
import { abortError } from '../abort.js';
import { describeError, networkError } from '../network-error.js';
import type { ObservedTarget } from '../observer.js';
import { retry } from '../retry.js';
import { Semaphore } from '../semaphore.js';
import { readTls } from '../tls.js';
import { answerData, answerError } from './answer.js';
import type { PrometheusSettings } from './settings.js';

const LONGEST_CONNECT_MS = 5_000;
/** A matrix of 50 series with 11 000 points has about 15 MB. */
export const MAXIMUM_ANSWER_BYTES = 64 * 1024 * 1024;
const RETRY_BASE_MS = 250;

interface Message {
  method: 'GET' | 'POST';
  url: URL;
  body?: string;
}

/** An error that may pass, with the server's wish how long to wait, in milliseconds. */
class PassingError extends Error {
  constructor(
    readonly error: PresageError,
    readonly waitMs?: number,
  ) {
    super(error.message);
  }
}

/** Speaks HTTP with one Prometheus-compatible API. Redirects are not followed, so credentials stay with the target. */
export class PrometheusHttp {
  readonly #places: Semaphore;
  #agent: Promise<Agent> | undefined;

  constructor(
    private readonly settings: PrometheusSettings,
    private readonly observed: ObservedTarget,
  ) {
    this.#places = new Semaphore(settings.maxConcurrency);
  }

  /** The `data` of an answer to a form, which may be long. `path` follows `/api/v1/`. */
  ask(path: string, parameters: Record<string, string>, signal: AbortSignal): Promise<unknown> {
    const body = new URLSearchParams(parameters).toString();
    return this.#retried({ method: 'POST', url: this.#address(path), body }, signal);
  }

  /** The same for pages that answer to nothing but GET. */
  get(path: string, parameters: Record<string, string>, signal: AbortSignal): Promise<unknown> {
    const url = this.#address(path);
    for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
    return this.#retried({ method: 'GET', url }, signal);
  }

  async close(): Promise<void> {
    await (await this.#agent?.catch(() => undefined))?.destroy();
  }

  async #retried(message: Message, signal: AbortSignal): Promise<unknown> {
    const { subject, retries } = this.settings;
    const plan = {
      retries,
      baseMs: RETRY_BASE_MS,
      signal,
      subject,
      canPass: (error: unknown) => error instanceof PassingError && (error.waitMs ?? true),
      onRetry: () => this.observed.retried(),
    };
    try {
      return await retry(plan, () => this.#attempt(message, signal));
    } catch (error) {
      throw error instanceof PassingError ? error.error : error;
    }
  }

  #attempt(message: Message, signal: AbortSignal): Promise<unknown> {
    return this.#places.run(signal, this.settings.subject, async () => {
      let passing: PassingError | undefined;
      try {
        return await this.observed.request(signal, async () => {
          try {
            return await this.#exchange(message, signal);
          } catch (error) {
            if (!(error instanceof PassingError)) throw error;
            passing = error;
            throw error.error;
          }
        });
      } catch (error) {
        throw passing ?? error;
      }
    });
  }

  async #exchange({ url, ...message }: Message, signal: AbortSignal): Promise<unknown> {
    const { subject, timeoutMs } = this.settings;
    const limit = AbortSignal.timeout(timeoutMs);
    const dispatcher = await this.#dispatcher();
    try {
      const response = await request(url, {
        ...message,
        headers: this.#headers(message),
        dispatcher,
        signal: AbortSignal.any([signal, limit]),
      });
      const text = await readText(response, subject);
      if (response.statusCode === 200) return await answerData(text, subject);
      throw refusal(response, text, subject);
    } catch (error) {
      if (error instanceof PresageError || error instanceof PassingError) throw error;
      if (signal.aborted) throw abortError(signal, subject);
      if (limit.aborted) {
        throw new PresageError('PRS_SOURCE_TIMEOUT', `${subject}: no complete answer within ${timeoutMs / 1000} s`);
      }
      const network = networkError(error, subject);
      if (network?.code === 'PRS_SOURCE_UNREACHABLE') throw new PassingError(network);
      throw network ?? new PresageError('PRS_SOURCE_PROTOCOL', `${subject}: ${describeError(error)}`);
    }
  }

  #address(path: string): URL {
    const url = new URL(this.settings.url);
    url.pathname = `${url.pathname.replace(/\/$/, '')}/api/v1/${path}`;
    return url;
  }

  #headers({ body }: Omit<Message, 'url'>): Record<string, string> {
    const headers = { accept: 'application/json', 'user-agent': 'presage', ...this.settings.headers };
    return body === undefined ? headers : { ...headers, 'content-type': 'application/x-www-form-urlencoded' };
  }

  #dispatcher(): Promise<Agent> {
    this.#agent ??= this.#createAgent();
    // A certificate file that could not be read is tried again.
    this.#agent.catch(() => (this.#agent = undefined));
    return this.#agent;
  }

  async #createAgent(): Promise<Agent> {
    const { tls, timeoutMs, maxConcurrency } = this.settings;
    return new Agent({
      connections: maxConcurrency,
      pipelining: 1,
      headersTimeout: timeoutMs,
      bodyTimeout: timeoutMs,
      connect: { ...(tls && (await readTls(tls))), timeout: Math.min(timeoutMs, LONGEST_CONNECT_MS) },
    });
  }
}

async function readText({ body }: Dispatcher.ResponseData, subject: string): Promise<string> {
  const chunks: Buffer[] = [];
  let received = 0;
  for await (const chunk of body as AsyncIterable<Buffer>) {
    received += chunk.length;
    if (received > MAXIMUM_ANSWER_BYTES) {
      const limit = `${MAXIMUM_ANSWER_BYTES / 1024 / 1024} MiB`;
      throw new PresageError('PRS_SOURCE_TOO_LARGE', `${subject}: the answer has more than ${limit}`);
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function refusal(response: Dispatcher.ResponseData, text: string, subject: string): PresageError | PassingError {
  const error = answerError(response.statusCode, text, subject);
  const passes = [429, 502, 503, 504].includes(response.statusCode) && error.code === 'PRS_SOURCE_UNREACHABLE';
  return passes ? new PassingError(error, retryAfter(response.headers['retry-after'])) : error;
}

/** Milliseconds of a Retry-After header, in seconds or as a date; undefined when there is none or it is garbage. */
function retryAfter(header: string | string[] | undefined): number | undefined {
  if (typeof header !== 'string') return undefined;
  const wait = /^\d+$/.test(header) ? Number(header) * 1000 : Date.parse(header) - Date.now();
  return Number.isFinite(wait) ? Math.max(0, wait) : undefined;
}
