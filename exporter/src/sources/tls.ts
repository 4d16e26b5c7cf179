import { readFile } from 'node:fs/promises';
import { isIP } from 'node:net';
import { checkServerIdentity, type ConnectionOptions, type PeerCertificate } from 'node:tls';
import type { PostgresTarget } from '../config/config.js';
import { PresageError } from '../error.js';

export type TlsConfig = NonNullable<PostgresTarget['tls']>;

/** Reads the files that the configuration names. PRS_CONFIG_UNREADABLE names the file that fails. */
export async function readTls(config: TlsConfig): Promise<ConnectionOptions> {
  const options: ConnectionOptions = {
    ca: await readPem(config.ca_file),
    cert: await readPem(config.cert_file),
    key: await readPem(config.key_file),
    rejectUnauthorized: !config.insecure_skip_verify,
    minVersion: 'TLSv1.2',
  };
  const name = config.server_name;
  if (name !== undefined) {
    if (isIP(name) === 0) options.servername = name;
    // pg overwrites the server name with the host, so the check itself has to know the name.
    options.checkServerIdentity = (_host: string, certificate: PeerCertificate) =>
      checkServerIdentity(name, certificate);
  }
  return options;
}

async function readPem(file: string | undefined): Promise<Buffer | undefined> {
  if (file === undefined) return undefined;
  try {
    return await readFile(file);
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : 'unreadable';
    throw new PresageError('PRS_CONFIG_UNREADABLE', `TLS file ${file}: ${reason}`);
  }
}
