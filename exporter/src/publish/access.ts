import { accessBatch } from '@presage/contract/access';
import { API_LIMITS } from '@presage/contract/api';
import express, { type NextFunction, type Request, type RequestHandler, type Response } from 'express';
import { PresageError } from '../error.js';
import type { Backend } from './backend.js';
import { invalidBody } from './failure.js';
import { sendJson } from './send.js';

/** Where samplers send their batches; the name of the stream follows. */
export const ACCESS_PATH = '/api/v1/access/';
/** Batches that may be read and checked at the same time; each holds its body in memory. */
const MOST_AT_ONCE = 16;

/** Takes batches of sampled references. Whoever has to wait learns from `Retry-After` for how long. */
export function acceptAccess(backend: Backend): RequestHandler[] {
  let current = 0;
  const admit = (_request: Request, response: Response, next: NextFunction) => {
    if (current >= MOST_AT_ONCE) {
      response.setHeader('Retry-After', '1');
      throw new PresageError('PRS_OVERLOADED', `${MOST_AT_ONCE} batches are being read already`);
    }
    current++;
    response.once('close', () => current--);
    next();
  };
  const take = async (request: Request, response: Response) => {
    const parsed = accessBatch.safeParse(request.body);
    if (!parsed.success) throw invalidBody(request, parsed.error);
    try {
      await sendJson(request, response, await backend.access(String(request.params['stream']), parsed.data));
    } catch (error) {
      const wait = (error as { retryAfterSeconds?: number }).retryAfterSeconds;
      if (wait !== undefined) response.setHeader('Retry-After', String(wait));
      throw error;
    }
  };
  return [admit, express.json({ limit: API_LIMITS.bodyBytes }), take];
}
