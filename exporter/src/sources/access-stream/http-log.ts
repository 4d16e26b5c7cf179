import { open, stat, type FileHandle } from 'node:fs/promises';
import { hashKey } from '../../analysis/caching/hash.js';
import { OPERATION } from '../../analysis/caching/streams/access-window.js';
import { PresageError } from '../../error.js';
import { abortError } from '../abort.js';
import type { AccessCollector } from './collector.js';
import type { StoredReference } from './generation.js';
import { parseLogLine, type LogFormat } from './log-line.js';

export interface HttpLogSettings {
  file: string;
  format: LogFormat;
  /** Seconds that the cache keeps an answer; 0 where that is not known. */
  ttl: number;
}

const CHUNK_BYTES = 256 * 1024;
/** What one reading takes of a log; the rest waits for the next one. */
const MOST_BYTES = 64 * 1024 * 1024;
const LONGEST_LINE_BYTES = 64 * 1024;

/**
 * The tail of an access log: each reading takes what was appended since the one before. After a rotation the old file is read
 * to its end first. The first reading begins at the end of the file.
 */
export class HttpLog {
  private handle: FileHandle | undefined;
  private inode = 0;
  private position = 0;
  private rest = Buffer.alloc(0);
  private isFirst = true;

  constructor(
    private readonly name: string,
    private readonly settings: HttpLogSettings,
    private readonly collector: AccessCollector,
  ) {}

  /** Reads what is new. @throws PRS_SOURCE_UNREACHABLE when there is no such file */
  async read(signal: AbortSignal): Promise<void> {
    let left = MOST_BYTES;
    while (left > 0) {
      if (signal.aborted) throw abortError(signal, this.subject());
      this.handle ??= await this.openFile();
      const chunk = Buffer.allocUnsafe(Math.min(CHUNK_BYTES, left));
      const { bytesRead } = await this.handle.read(chunk, 0, chunk.length, this.position);
      if (bytesRead > 0) {
        this.position += bytesRead;
        left -= bytesRead;
        this.take(Buffer.concat([this.rest, chunk.subarray(0, bytesRead)]));
      } else if (!(await this.isReplaced())) return;
    }
  }

  async close(): Promise<void> {
    const { handle } = this;
    this.handle = undefined;
    await handle?.close();
  }

  private async openFile(): Promise<FileHandle> {
    try {
      const handle = await open(this.settings.file, 'r');
      const { ino, size } = await handle.stat();
      this.inode = ino;
      this.position = this.isFirst ? size : 0;
      this.isFirst = false;
      this.rest = Buffer.alloc(0);
      return handle;
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      throw new PresageError(
        'PRS_SOURCE_UNREACHABLE',
        `${this.subject()}: ${this.settings.file}: ${code ?? 'cannot be read'}`,
      );
    }
  }

  /** Whether another file has the name now, or the file was cut; the next reading then begins at its start. */
  private async isReplaced(): Promise<boolean> {
    const now = await stat(this.settings.file).catch(() => undefined);
    if (now === undefined || (now.ino === this.inode && now.size >= this.position)) return false;
    await this.close();
    return true;
  }

  private take(bytes: Buffer): void {
    const end = bytes.lastIndexOf(0x0a);
    // a line that never ends is no log line
    this.rest = bytes.length - end - 1 > LONGEST_LINE_BYTES ? Buffer.alloc(0) : Buffer.from(bytes.subarray(end + 1));
    if (end < 0) return;
    const references: StoredReference[] = [];
    for (const line of bytes.toString('utf8', 0, end).split('\n')) {
      const request = parseLogLine(line, this.settings.format);
      if (request === undefined) continue;
      const { time, key, size, outcome } = request;
      const prefix = /^\/[^/?#]*/.exec(key)?.[0];
      const { ttl } = this.settings;
      references.push({ hash: hashKey(key), time, size, ttl, operation: OPERATION.get, outcome, prefix });
    }
    const last = references.at(-1);
    if (last) this.collector.add(last.time, 1, { lookups: references.length, lost: 0 }, references);
  }

  private subject(): string {
    return `stream ${JSON.stringify(this.name)}`;
  }
}
