import { promisify } from 'node:util';
import { constants, gzip } from 'node:zlib';
import type { Request, Response } from 'express';
import { acceptsGzip } from './metrics/negotiate.js';

const compress = promisify(gzip);
/** Below this, compressing costs more than it saves. */
const SMALLEST_COMPRESSED = 1_400;

/** Sends a body, compressed where the client takes it and the way is longer than the loopback. */
export async function send(request: Request, response: Response, contentType: string, body: Buffer): Promise<void> {
  response.setHeader('Content-Type', contentType);
  response.vary('Accept-Encoding');
  const worthwhile = body.length >= SMALLEST_COMPRESSED && !isLoopback(request.socket.remoteAddress);
  if (!worthwhile || !acceptsGzip(request.headers['accept-encoding'])) {
    response.end(body);
    return;
  }
  const packed = await compress(body, { level: constants.Z_BEST_SPEED });
  response.setHeader('Content-Encoding', 'gzip');
  response.end(packed);
}

export function sendJson(request: Request, response: Response, value: unknown): Promise<void> {
  return send(request, response, 'application/json; charset=utf-8', Buffer.from(JSON.stringify(value)));
}

function isLoopback(address: string | undefined): boolean {
  return address === undefined || address === '::1' || /^(::ffff:)?127\./.test(address);
}
