import type { PrometheusTarget } from '../../config/config.js';
import { PresageError } from '../../error.js';
import type { TlsConfig } from '../tls.js';

/** Where a Prometheus-compatible API is and what every request to it carries. */
export interface PrometheusSettings {
  /** Messages about this target open with it. */
  subject: string;
  /** Without user, password and trailing slash; parameters of the configured URL stay. */
  url: URL;
  headers: Record<string, string>;
  tls: TlsConfig | undefined;
  timeoutMs: number;
  maxConcurrency: number;
  retries: number;
}

/** Settings of a target. PRS_CONFIG_INVALID when the URL or a header is none; the message repeats neither. */
export function prometheusSettings(target: PrometheusTarget): PrometheusSettings {
  const subject = `Prometheus target "${target.name}"`;
  const url = parseUrl(target.url, subject);
  const headers = new Headers();
  for (const [name, value] of Object.entries(target.headers ?? {})) setHeader(headers, name, value, subject);
  const authorization = authorizationOf(target, url);
  if (authorization !== undefined) setHeader(headers, 'authorization', authorization, subject);
  url.username = '';
  url.password = '';
  url.hash = '';
  return {
    subject,
    url,
    headers: Object.fromEntries(headers),
    tls: target.tls?.enabled ? target.tls : undefined,
    timeoutMs: target.timeout * 1000,
    maxConcurrency: target.max_concurrency,
    retries: target.retries,
  };
}

function parseUrl(text: string | undefined, subject: string): URL {
  const url = URL.canParse(text ?? '') ? new URL(text ?? '') : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol)) {
    const example = 'http://localhost:9090';
    throw new PresageError('PRS_CONFIG_INVALID', `${subject}: url is not an HTTP address such as ${example}`);
  }
  url.pathname = url.pathname.replace(/\/+$/, '');
  return url;
}

function authorizationOf(target: PrometheusTarget, url: URL): string | undefined {
  if (target.bearer_token !== undefined) return `Bearer ${target.bearer_token.trim()}`;
  const { username, password = '' } = target.basic_auth ?? {
    username: decode(url.username),
    password: decode(url.password),
  };
  if (username === '') return undefined;
  return `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function setHeader(headers: Headers, name: string, value: string, subject: string): void {
  try {
    headers.set(name, value);
  } catch {
    throw new PresageError(
      'PRS_CONFIG_INVALID',
      `${subject}: header ${JSON.stringify(name)} has a name or value that HTTP forbids`,
    );
  }
}
