import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { z } from 'zod';
import { readDocument } from '../config/document.js';
import { ConfigError, type ConfigProblem, type Path } from '../config/problem.js';
import { schemaProblems } from '../config/schema-problems.js';

const CLIENT_AUTH_TYPES = [
  'NoClientCert',
  'RequestClientCert',
  'RequireAnyClientCert',
  'VerifyClientCertIfGiven',
  'RequireAndVerifyClientCert',
] as const;
export type ClientAuthType = (typeof CLIENT_AUTH_TYPES)[number];

const VERSIONS = ['TLS10', 'TLS11', 'TLS12', 'TLS13'] as const;
type TlsVersion = (typeof VERSIONS)[number];

const schema = z.strictObject({
  tls_server_config: z
    .strictObject({
      cert_file: z.string(),
      key_file: z.string(),
      client_ca_file: z.string().optional(),
      client_auth_type: z.enum(CLIENT_AUTH_TYPES).default('NoClientCert'),
      min_version: z.enum(VERSIONS).default('TLS12'),
      max_version: z.enum(VERSIONS).default('TLS13'),
    })
    .optional(),
  http_server_config: z
    .strictObject({
      headers: z
        .strictObject({
          'Content-Security-Policy': z.string().optional(),
          'Strict-Transport-Security': z.string().optional(),
          'X-Content-Type-Options': z.enum(['nosniff']).optional(),
          'X-Frame-Options': z.enum(['deny', 'sameorigin', 'DENY', 'SAMEORIGIN']).optional(),
          'X-XSS-Protection': z.string().optional(),
        })
        .optional(),
    })
    .optional(),
  basic_auth_users: z
    .record(z.string(), z.string().regex(/^\$2[aby]\$\d\d\$[./A-Za-z0-9]{53}$/, 'must be a bcrypt hash'))
    .optional(),
  bearer_tokens: z.array(z.string().regex(/^\S{16,}$/, 'must be at least 16 characters without spaces')).optional(),
  bearer_tokens_file: z.string().optional(),
});

/** The web configuration file with everything that it refers to. PEM texts, not paths. */
export interface WebConfig {
  tls?: {
    cert: string;
    key: string;
    ca?: string;
    clientAuthType: ClientAuthType;
    minVersion: TlsVersion;
    maxVersion: TlsVersion;
  };
  headers: Record<string, string>;
  users: Map<string, string>;
  tokens: string[];
  /** All files that were read. */
  files: string[];
}

/**
 * Reads a web configuration file: the format of Prometheus' exporter-toolkit, and `bearer_tokens` besides.
 * Paths in it start at its folder.
 *
 * @throws ConfigError with every problem at once
 */
export async function loadWebConfig(file: string): Promise<WebConfig> {
  const reader = new Reader(file);
  const document = readDocument((await reader.read(file, [])) ?? '', undefined);
  reader.problems.push(...document.problems);
  const parsed = schema.safeParse(document.value ?? {});
  if (!parsed.success) {
    reader.problems.push(...schemaProblems(schema, parsed.error.issues));
  } else {
    checkClientAuth(parsed.data.tls_server_config, reader.problems);
    const config = await build(parsed.data, reader);
    if (reader.problems.length === 0) return config;
  }
  throw new ConfigError(
    file,
    reader.problems.map((problem) => ({
      ...problem,
      position: problem.position ?? document[problem.atKey ? 'locateKey' : 'locate'](problem.path ?? []),
    })),
  );
}

class Reader {
  readonly problems: ConfigProblem[] = [];
  readonly files: string[] = [];
  readonly #directory: string;

  constructor(file: string) {
    this.#directory = dirname(resolve(file));
  }

  async read(name: string, path: Path): Promise<string | undefined> {
    const file = path.length === 0 ? resolve(name) : resolve(this.#directory, name);
    this.files.push(file);
    try {
      return await readFile(file, 'utf8');
    } catch (error) {
      const reason = (error as NodeJS.ErrnoException).code ?? 'unknown error';
      this.problems.push({ code: 'PRS_CONFIG_UNREADABLE', path, message: `cannot read the file ${file}: ${reason}` });
      return undefined;
    }
  }
}

async function build(config: z.infer<typeof schema>, reader: Reader): Promise<WebConfig> {
  const { tls_server_config: tls, bearer_tokens_file: tokensFile } = config;
  const tlsPath = (key: string) => ['tls_server_config', key];
  const tokens = tokensFile === undefined ? undefined : await reader.read(tokensFile, ['bearer_tokens_file']);
  const fromFile = (tokens ?? '').split(/\s+/).filter((token) => token !== '');
  if (fromFile.some((token) => token.length < 16)) {
    const message = 'each token must have at least 16 characters';
    reader.problems.push({ code: 'PRS_CONFIG_INVALID', path: ['bearer_tokens_file'], message });
  }
  if (tokens !== undefined && fromFile.length === 0) {
    const message = 'the file holds no token';
    reader.problems.push({ code: 'PRS_CONFIG_INVALID', path: ['bearer_tokens_file'], message });
  }
  return {
    tls: tls && {
      cert: (await reader.read(tls.cert_file, tlsPath('cert_file'))) ?? '',
      key: (await reader.read(tls.key_file, tlsPath('key_file'))) ?? '',
      ca: tls.client_ca_file && (await reader.read(tls.client_ca_file, tlsPath('client_ca_file'))),
      clientAuthType: tls.client_auth_type,
      minVersion: tls.min_version,
      maxVersion: tls.max_version,
    },
    headers: Object.fromEntries(Object.entries(config.http_server_config?.headers ?? {})),
    users: new Map(Object.entries(config.basic_auth_users ?? {})),
    tokens: [...(config.bearer_tokens ?? []), ...fromFile],
    files: reader.files,
  };
}

function checkClientAuth(tls: z.infer<typeof schema>['tls_server_config'], problems: ConfigProblem[]): void {
  if (!tls) return;
  const verifies = /Verify/.test(tls.client_auth_type);
  const path = ['tls_server_config', 'client_auth_type'];
  if (verifies && !tls.client_ca_file) {
    const message = `${tls.client_auth_type} needs client_ca_file`;
    problems.push({ code: 'PRS_CONFIG_INVALID', path, message, example: 'client_ca_file: ca.pem' });
  }
  if (tls.client_ca_file && tls.client_auth_type === 'NoClientCert') {
    const message = 'client_ca_file has no effect without a client_auth_type that asks for certificates';
    const example = 'client_auth_type: RequireAndVerifyClientCert';
    problems.push({ code: 'PRS_CONFIG_INVALID', path, message, example });
  }
}
