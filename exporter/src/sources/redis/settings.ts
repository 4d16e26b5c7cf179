import type { RedisTarget } from '../../config/config.js';
import { PresageError } from '../../error.js';
import type { TlsConfig } from '../tls.js';

export interface Endpoint {
  host: string;
  port: number;
}

/** Where a target is and how to log in. */
export interface RedisSettings {
  /** Messages about this target open with it. */
  subject: string;
  mode: RedisTarget['mode'];
  /** The server itself, the sentinels, or some nodes of the cluster. */
  endpoints: Endpoint[];
  masterName: string;
  username: string | undefined;
  password: string | undefined;
  sentinelPassword: string | undefined;
  database: number;
  tls: TlsConfig | undefined;
  timeoutMs: number;
}

const DEFAULT_PORTS = { standalone: 6379, cluster: 6379, sentinel: 26_379 };

/**
 * Settings of a target; single fields win over the parts of the URL, so that a password file can complete it.
 * PRS_CONFIG_INVALID when the URL is none; the message never repeats it, since it may hold a password.
 */
export function redisSettings(target: RedisTarget): RedisSettings {
  const subject = `Redis target "${target.name}"`;
  const url = target.url === undefined ? undefined : parseUrl(target.url, subject);
  return {
    subject,
    mode: target.mode,
    endpoints: endpoints(target, url),
    masterName: target.master_name ?? 'mymaster',
    username: target.username ?? part(url?.username),
    password: target.password ?? part(url?.password),
    sentinelPassword: target.sentinel_password,
    database: target.database ?? Number(url?.pathname.slice(1) || 0),
    tls: target.tls ? (target.tls.enabled ? target.tls : undefined) : urlTls(url),
    timeoutMs: target.timeout * 1000,
  };
}

/** `host:port`, as `RedisSource.info` names a node. */
export function endpointName({ host, port }: Endpoint): string {
  return `${host}:${port}`;
}

function endpoints(target: RedisTarget, url: URL | undefined): Endpoint[] {
  if (target.nodes !== undefined && target.nodes.length > 0) return target.nodes.map(parseEndpoint);
  const host = target.host ?? (url?.hostname.replace(/^\[(.*)\]$/, '$1') || 'localhost');
  return [{ host, port: target.port ?? (Number(url?.port) || DEFAULT_PORTS[target.mode]) }];
}

function parseEndpoint(text: string): Endpoint {
  const colon = text.lastIndexOf(':');
  return { host: text.slice(0, colon).replace(/^\[(.*)\]$/, '$1'), port: Number(text.slice(colon + 1)) };
}

function parseUrl(text: string, subject: string): URL {
  let url: URL | undefined;
  try {
    url = new URL(text);
    for (const encoded of [url.username, url.password]) decodeURIComponent(encoded);
  } catch {
    url = undefined;
  }
  if (url !== undefined && /^rediss?:$/.test(url.protocol) && /^(\/\d*)?$/.test(url.pathname)) return url;
  throw new PresageError('PRS_CONFIG_INVALID', `${subject}: url is not a Redis URL such as redis://user@host:6379/0`);
}

function part(encoded: string | undefined): string | undefined {
  return encoded ? decodeURIComponent(encoded) : undefined;
}

function urlTls(url: URL | undefined): TlsConfig | undefined {
  return url?.protocol === 'rediss:' ? { enabled: true, insecure_skip_verify: false } : undefined;
}
