import type { ErrorCode } from '@presage/contract/errors';
import { PresageError } from '../error.js';

const UNREACHABLE = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'EHOSTDOWN',
  'ENETUNREACH',
  'ENETDOWN',
  'EADDRNOTAVAIL',
  'EPIPE',
  'ENOENT',
  'EACCES',
  'UND_ERR_SOCKET',
]);

const TIMEOUT = new Set(['ETIMEDOUT', 'UND_ERR_CONNECT_TIMEOUT', 'UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT']);

/** OpenSSL's verification results as Node names them, beside the prefixes below. */
const CERTIFICATE = new Set([
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'HOSTNAME_MISMATCH',
  'INVALID_CA',
  'EPROTO',
]);

/** The code of a failed connection, undefined when the error is not about the network. */
export function networkErrorCode(error: unknown): ErrorCode | undefined {
  const code = text(error, 'code');
  if (code === undefined) return undefined;
  // Node reports a peer that hangs up on the handshake as ECONNRESET.
  if (text(error, 'message')?.includes('before secure TLS connection')) return 'PRS_SOURCE_TLS';
  if (UNREACHABLE.has(code)) return 'PRS_SOURCE_UNREACHABLE';
  if (TIMEOUT.has(code)) return 'PRS_SOURCE_TIMEOUT';
  if (CERTIFICATE.has(code) || /^(ERR_TLS_|ERR_SSL_|ERR_OSSL_|CERT_)/.test(code)) return 'PRS_SOURCE_TLS';
  return undefined;
}

/** A failed connection as PresageError, undefined when the error is not about the network. `subject` opens the message. */
export function networkError(error: unknown, subject: string): PresageError | undefined {
  if (error instanceof PresageError) return error;
  const code = networkErrorCode(error);
  return code && new PresageError(code, `${subject}: ${describeError(error)}`);
}

/** What an error says, fit for a log line; an attempt on several addresses speaks through its first. */
export function describeError(error: unknown): string {
  const [first] = isObject(error) && Array.isArray(error['errors']) ? (error['errors'] as unknown[]) : [];
  if (first !== undefined) return describeError(first);
  return cutText(text(error, 'message') || text(error, 'code') || String(error));
}

/** Text of a server for use in a message: one line, no control characters, at most 300 characters. */
export function cutText(long: string): string {
  const line = long
    .slice(0, 1_000)
    .replace(/[\s\u0000-\u001f\u007f-\u009f]+/g, ' ')
    .trim();
  return line.length > 300 ? `${line.slice(0, 299)}…` : line;
}

function text(error: unknown, field: string): string | undefined {
  const value = isObject(error) ? error[field] : undefined;
  return typeof value === 'string' ? value : undefined;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
