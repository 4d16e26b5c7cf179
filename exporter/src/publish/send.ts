import { promisify } from 'node:util';
import { constants, gzip } from 'node:zlib';
import type { Request, Response } from 'express';
import { acceptsGzip } from './metrics/negotiate.js';

const compress = promisify(gzip);
/** Below this, compressing costs more than it saves. */
const SMALLEST_COMPRESSED = 1_400;

/** Sends a body, maybe in pieces, compressed where the client takes it and the way is longer than the loopback. */
export async function send(
  request: Request,
  response: Response,
  contentType: string,
  ...body: readonly Buffer[]
): Promise<void> {
  response.setHeader('Content-Type', contentType);
  response.vary('Accept-Encoding');
  const length = body.reduce((sum, piece) => sum + piece.length, 0);
  const worthwhile = length >= SMALLEST_COMPRESSED && !isLoopback(request.socket.remoteAddress);
  if (!worthwhile || !acceptsGzip(request.headers['accept-encoding'])) {
    response.setHeader('Content-Length', length);
    // many pieces go out together, without a copy of them all
    response.cork();
    for (const piece of body) response.write(piece);
    response.end();
    return;
  }
  const packed = await compress(Buffer.concat(body), { level: constants.Z_BEST_SPEED });
  response.setHeader('Content-Encoding', 'gzip');
  response.end(packed);
}

export function sendJson(request: Request, response: Response, value: unknown): Promise<void> {
  return send(request, response, 'application/json; charset=utf-8', Buffer.from(JSON.stringify(value)));
}

function isLoopback(address: string | undefined): boolean {
  return address === undefined || address === '::1' || /^(::ffff:)?127\./.test(address);
}
