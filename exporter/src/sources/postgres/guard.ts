import type { Duplex } from 'node:stream';
import { PresageError } from '../../error.js';
import { describeError } from '../network-error.js';

/** More than any answer that Presage asks for; a server that sends more is broken or hostile. */
export const MAXIMUM_ANSWER_BYTES = 64 * 1024 * 1024;

/** What a PostgreSQL server may begin with: authentication, error, notice, protocol version, or the answer on TLS. */
const FIRST_BYTES = 'RENvS';

/**
 * Stands between a socket and the protocol parser of pg, which throws out of the data event on bad input and buffers
 * without end. Bad input, and more than `MAXIMUM_ANSWER_BYTES` between two calls of the returned function, destroy the
 * socket with a PresageError.
 */
export function guardStream(stream: Duplex, subject: string): () => void {
  let received = 0;
  let begun = false;
  const emit = stream.emit.bind(stream);
  const receive = (chunk: Buffer): boolean => {
    if (!begun && !FIRST_BYTES.includes(String.fromCharCode(chunk[0] ?? 0))) {
      throw new PresageError('PRS_SOURCE_PROTOCOL', `${subject}: the server does not speak the PostgreSQL protocol`);
    }
    begun = true;
    received += chunk.length;
    if (received > MAXIMUM_ANSWER_BYTES) {
      const limit = `${MAXIMUM_ANSWER_BYTES / 1024 / 1024} MiB`;
      throw new PresageError('PRS_SOURCE_TOO_LARGE', `${subject}: the answer has more than ${limit}`);
    }
    return emit('data', chunk);
  };
  stream.emit = (event: string | symbol, ...values: unknown[]): boolean => {
    if (event !== 'data' || !Buffer.isBuffer(values[0])) return emit(event, ...values);
    try {
      return receive(values[0]);
    } catch (error) {
      const text = `${subject}: ${describeError(error)}`;
      stream.destroy(error instanceof PresageError ? error : new PresageError('PRS_SOURCE_PROTOCOL', text));
      return true;
    }
  };
  return () => {
    received = 0;
  };
}
