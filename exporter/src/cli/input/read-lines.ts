import { createReadStream } from 'node:fs';
import { pipeline, type Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { PresageError } from '../../error.js';

const LONGEST_LINE = 1 << 20;

/**
 * Lines of a file, or of the standard input for `-`, in batches; gzip is recognised by its first bytes.
 * Throws PRS_INPUT_UNREADABLE.
 */
export async function* readLines(input: string): AsyncGenerator<string[]> {
  let rest = '';
  try {
    for await (const text of (await decompressed(input)).setEncoding('utf8') as AsyncIterable<string>) {
      const lines = (rest + text).split('\n');
      rest = lines.pop()!;
      if (rest.length > LONGEST_LINE) throw new Error('a line is longer than 1 MiB');
      yield lines;
    }
  } catch (error) {
    const name = input === '-' ? 'the standard input' : input;
    const reason = error instanceof Error ? error.message : String(error);
    throw new PresageError('PRS_INPUT_UNREADABLE', `Cannot read ${name}: ${reason}`, { cause: error });
  }
  if (rest !== '') yield [rest];
}

async function decompressed(input: string): Promise<Readable> {
  const stream: Readable = input === '-' ? process.stdin : createReadStream(input);
  const isGzip = await new Promise<boolean>((resolve, reject) => {
    stream.once('error', reject);
    stream.once('end', () => resolve(false));
    stream.once('readable', () => {
      const first = stream.read() as Buffer | null;
      if (first) stream.unshift(first);
      resolve(first?.[0] === 0x1f && first[1] === 0x8b);
    });
  });
  // errors of both reach the reader of the last stream
  return isGzip ? pipeline(stream, createGunzip(), () => undefined) : stream;
}
