import { createSecureContext, type SecureVersion, type TLSSocket } from 'node:tls';
import type { Server as HttpsServer, ServerOptions } from 'node:https';
import { PresageError } from '../error.js';
import type { ClientAuthType, WebConfig } from './web-config.js';

type Tls = NonNullable<WebConfig['tls']>;

/**
 * Options of node for the TLS part of a web configuration.
 *
 * @throws PRS_CONFIG_INVALID when certificate and key are not usable, without showing them
 */
export function tlsOptions(tls: Tls): ServerOptions {
  const options: ServerOptions = {
    cert: tls.cert,
    key: tls.key,
    ca: tls.ca,
    minVersion: secureVersion(tls.minVersion),
    maxVersion: secureVersion(tls.maxVersion),
    requestCert: tls.clientAuthType !== 'NoClientCert',
    rejectUnauthorized: tls.clientAuthType === 'RequireAndVerifyClientCert',
  };
  try {
    createSecureContext(options);
  } catch (error) {
    const reason = (error as Error).message;
    throw new PresageError('PRS_CONFIG_INVALID', `tls_server_config: certificate and key do not work: ${reason}`);
  }
  return options;
}

function secureVersion(version: Tls['minVersion']): SecureVersion {
  const versions = { TLS10: 'TLSv1', TLS11: 'TLSv1.1', TLS12: 'TLSv1.2', TLS13: 'TLSv1.3' } as const;
  return versions[version];
}

/** Ends connections whose certificate the policy does not allow; node itself only knows all or nothing. */
export function enforceClientAuth(server: HttpsServer, type: () => ClientAuthType): void {
  server.on('secureConnection', (socket: TLSSocket) => {
    const given = Object.keys(socket.getPeerCertificate()).length > 0;
    const policy = type();
    const refused =
      (policy === 'RequireAnyClientCert' && !given) ||
      (policy === 'VerifyClientCertIfGiven' && given && !socket.authorized);
    if (refused) socket.destroy();
  });
}
