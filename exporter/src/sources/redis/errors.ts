import type { ErrorCode } from '@presage/contract/errors';
import { PresageError } from '../../error.js';
import { describeError, networkError } from '../network-error.js';

/** Beginning of an error reply to error code. What is not listed is PRS_SOURCE_QUERY. */
const REPLIES: [RegExp, ErrorCode][] = [
  [/^NOPERM/, 'PRS_REDIS_COMMAND_DENIED'],
  [/^(WRONGPASS|NOAUTH|DENIED)|^ERR (invalid password|Client sent AUTH|AUTH <password>)/, 'PRS_SOURCE_AUTHENTICATION'],
  [/^(LOADING|MASTERDOWN|CLUSTERDOWN)|^ERR max number of clients/, 'PRS_SOURCE_UNREACHABLE'],
];

/** Commands whose first argument names the subcommand; the argument of others may be a key. */
const CONTAINERS = new Set(
  'ACL CLIENT CLUSTER COMMAND CONFIG FUNCTION LATENCY MEMORY MODULE OBJECT SCRIPT SENTINEL SLOWLOG XINFO'.split(' '),
);

/** Any error of the Redis client as PresageError. `args` is the command; of its arguments only a subcommand is named. */
export function redisError(error: unknown, subject: string, args: readonly unknown[]): PresageError {
  const network = networkError(error, subject);
  if (network !== undefined) return network;
  const text = describeError(error);
  const name = error instanceof Error ? error.name : '';
  if (name === 'ParserError' || /Please report this\.$/.test(text)) {
    return new PresageError('PRS_SOURCE_PROTOCOL', `${subject}: the server does not speak the Redis protocol`);
  }
  if (/^Connection is closed|^Stream isn't writeable|aborted due to connection close/.test(text)) {
    return new PresageError('PRS_SOURCE_UNREACHABLE', `${subject}: the server closed the connection`);
  }
  if (/^Command timed out/.test(text)) {
    return new PresageError('PRS_SOURCE_TIMEOUT', `${subject}: no answer to ${commandName(args)} in time`);
  }
  const code = REPLIES.find(([pattern]) => pattern.test(text))?.[1] ?? 'PRS_SOURCE_QUERY';
  if (code === 'PRS_REDIS_COMMAND_DENIED') {
    return new PresageError(code, `${subject}: the user may not run ${commandName(args)}`);
  }
  return new PresageError(code, `${subject}: ${text}`);
}

/** `CONFIG GET` of `['config', 'get', 'maxmemory']`. */
export function commandName(args: readonly unknown[]): string {
  const [command = '', subcommand] = args.map((argument) => String(argument).toUpperCase());
  return CONTAINERS.has(command) && subcommand !== undefined ? `${command} ${subcommand}` : command;
}
