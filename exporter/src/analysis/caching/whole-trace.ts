import { ReferenceBuffer } from './reference-buffer.js';
import { bytesOf, type ReferenceTrace } from './reference-trace.js';

/** Every reference of every key, for exact answers; memory grows with the trace. */
export class WholeTrace {
  private readonly numbers = new Map<string, number>();
  private readonly references = new ReferenceBuffer();

  add(key: string, time: number, size = 1, ttl = 0): void {
    let number = this.numbers.get(key);
    if (number === undefined) this.numbers.set(key, (number = this.numbers.size));
    this.references.push(number, time, size, ttl);
  }

  trace(): ReferenceTrace {
    const columns = this.references.columns();
    const trace = { ...columns, total: { requests: columns.ids.length, keys: columns.keys, bytes: 0 } };
    trace.total.bytes = bytesOf(trace);
    return trace;
  }
}
