import type { PostgresTarget } from '../../config/config.js';
import { PresageError } from '../../error.js';
import type { TlsConfig } from '../tls.js';

/** Where a target is and how to log in. */
export interface PostgresSettings {
  /** Messages about this target open with it. */
  subject: string;
  host: string;
  port: number;
  user: string;
  password: string;
  database: string;
  tls: TlsConfig | undefined;
  timeoutMs: number;
  maxConnections: number;
  /** Sessions may write; all but those of a scratch database are read-only. */
  writable?: boolean;
}

/**
 * Settings of a target; single fields win over the parts of the URL, so that a password file can complete it.
 * PRS_CONFIG_INVALID when the URL is none; the message never repeats it, since it may hold a password.
 */
export function postgresSettings(target: PostgresTarget): PostgresSettings {
  const subject = `PostgreSQL target "${target.name}"`;
  const url = target.url === undefined ? undefined : parseUrl(target.url, subject);
  const parameter = (name: string) => url?.searchParams.get(name) || undefined;
  const port = target.port ?? (Number(url?.port || parameter('port')) || 5432);
  const user = target.user ?? (part(url?.username) || parameter('user') || 'postgres');
  return {
    subject,
    host: target.host ?? parameter('host') ?? (part(url?.hostname)?.replace(/^\[(.*)\]$/, '$1') || 'localhost'),
    port,
    user,
    password: target.password ?? (part(url?.password) || parameter('password') || ''),
    database: target.database ?? (part(url?.pathname.slice(1)) || parameter('dbname') || user),
    tls: target.tls ? (target.tls.enabled ? target.tls : undefined) : urlTls(parameter, subject),
    timeoutMs: target.timeout * 1000,
    maxConnections: target.max_connections,
  };
}

/** Settings of the PgBouncer in front of a target, which has no TLS of its own here. */
export function poolerSettings(
  target: PostgresTarget,
  pooler: NonNullable<PostgresTarget['pgbouncer']>,
): PostgresSettings {
  const { timeout, max_connections, databases } = target;
  const settings = postgresSettings({ ...pooler, name: target.name, timeout, max_connections, databases });
  return { ...settings, subject: `PgBouncer of target "${target.name}"` };
}

/** Settings of the scratch database of a target, whose statements may take all of its time. */
export function scratchSettings(name: string, scratch: NonNullable<PostgresTarget['scratch']>): PostgresSettings {
  const { url, password, time: timeout } = scratch;
  const settings = postgresSettings({ name, url, password, timeout, max_connections: 1 });
  return { ...settings, subject: `scratch database of target "${name}"`, writable: true };
}

function parseUrl(text: string, subject: string): URL {
  let url: URL | undefined;
  try {
    url = new URL(text);
    for (const encoded of [url.username, url.password, url.hostname, url.pathname]) decodeURIComponent(encoded);
  } catch {
    url = undefined;
  }
  if (url !== undefined && /^postgres(ql)?:$/.test(url.protocol)) return url;
  const example = 'postgres://user@host:5432/database';
  throw new PresageError('PRS_CONFIG_INVALID', `${subject}: url is not a PostgreSQL URL such as ${example}`);
}

function part(encoded: string | undefined): string | undefined {
  return encoded === undefined ? undefined : decodeURIComponent(encoded);
}

/** `sslmode` as libpq means it: `require` encrypts without looking at the certificate. */
function urlTls(parameter: (name: string) => string | undefined, subject: string): TlsConfig | undefined {
  const mode = parameter('sslmode') ?? 'disable';
  if (['disable', 'allow', 'prefer'].includes(mode)) return undefined;
  if (!['require', 'no-verify', 'verify-ca', 'verify-full'].includes(mode)) {
    throw new PresageError('PRS_CONFIG_INVALID', `${subject}: the sslmode of the url is unknown`);
  }
  return {
    enabled: true,
    ca_file: parameter('sslrootcert'),
    cert_file: parameter('sslcert'),
    key_file: parameter('sslkey'),
    insecure_skip_verify: !mode.startsWith('verify-') && parameter('sslrootcert') === undefined,
  };
}
