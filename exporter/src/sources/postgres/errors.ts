import type { ErrorCode } from '@presage/contract/errors';
import { PresageError } from '../../error.js';
import { cutText, describeError, networkError } from '../network-error.js';

/** SQLSTATE, or its class of two characters, to error code; https://www.postgresql.org/docs/current/errcodes-appendix.html */
const SQLSTATES: Record<string, ErrorCode> = {
  '28': 'PRS_SOURCE_AUTHENTICATION',
  '42501': 'PRS_SOURCE_PERMISSION',
  '57014': 'PRS_SOURCE_TIMEOUT',
  '55P03': 'PRS_SOURCE_TIMEOUT',
  '25P03': 'PRS_SOURCE_TIMEOUT',
  '53300': 'PRS_SOURCE_UNREACHABLE',
  '57P': 'PRS_SOURCE_UNREACHABLE',
  // Said by a live server about our message, e.g. a wrong number of parameters.
  '08P01': 'PRS_SOURCE_QUERY',
  '08': 'PRS_SOURCE_UNREACHABLE',
};

/** Messages of the client library, which has no codes for them. */
const CLIENT_MESSAGES: [RegExp, ErrorCode][] = [
  [/timeout expired|Query read timeout/, 'PRS_SOURCE_TIMEOUT'],
  [/does not support SSL|establishing an SSL connection/, 'PRS_SOURCE_TLS'],
  [/^SASL|SCRAM/, 'PRS_SOURCE_AUTHENTICATION'],
  [/^Connection terminated|not queryable/, 'PRS_SOURCE_UNREACHABLE'],
  [/received invalid response|unexpected \w+ message/, 'PRS_SOURCE_PROTOCOL'],
];

/** Any error of the PostgreSQL client as PresageError; `subject` opens the message. */
export function postgresError(error: unknown, subject: string): PresageError {
  const state = sqlState(error);
  if (state !== undefined) {
    const code = SQLSTATES[state] ?? SQLSTATES[state.slice(0, 3)] ?? SQLSTATES[state.slice(0, 2)];
    return new PresageError(code ?? 'PRS_SOURCE_QUERY', `${subject}: ${cutText(describeError(error))} (${state})`);
  }
  const network = networkError(error, subject);
  if (network !== undefined) return network;
  const text = describeError(error);
  const code = CLIENT_MESSAGES.find(([pattern]) => pattern.test(text))?.[1] ?? 'PRS_SOURCE_QUERY';
  return new PresageError(code, `${subject}: ${text}`);
}

function sqlState(error: unknown): string | undefined {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  const isServerError = error instanceof Error && 'severity' in error && error.severity !== undefined;
  return isServerError && typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code) ? code : undefined;
}
