import type { ErrorRequestHandler, NextFunction, Request, RequestHandler, Response } from 'express';
import type { ErrorResponse } from '@presage/contract/api';
import { API_LIMITS } from '@presage/contract/api';
import type { z } from 'zod';
import { PresageError } from '../error.js';
import type { Backend } from './backend.js';

/** Answers everything that went wrong as `{error: {code, message, hint}}`. */
export function failureHandler(backend: Backend): ErrorRequestHandler {
  // four parameters are how express knows an error handler
  return (thrown: unknown, _request: Request, response: Response, next: NextFunction) => {
    if (response.headersSent) return next(thrown);
    const error = toShown(thrown, backend);
    sendFailure(response, error);
  };
}

export function sendFailure(response: Response, error: PresageError, status = error.status): void {
  const body: ErrorResponse = { error: error.toApiError() };
  response.status(status).json(body);
}

/** What is wrong with a body, or parameters, that the page does not take. */
export function invalidBody(request: Request, error: z.ZodError): PresageError {
  if (request.method === 'POST' && !request.is('application/json')) {
    return new PresageError('PRS_QUERY_INVALID', 'the body must be JSON with Content-Type: application/json');
  }
  const issues = error.issues
    .slice(0, 5)
    .map(({ path, message }) => `${path.join('.') || (request.method === 'POST' ? 'body' : 'parameters')}: ${message}`);
  return new PresageError('PRS_QUERY_INVALID', issues.join('; '));
}

export const notFound: RequestHandler = (request) => {
  throw new PresageError('PRS_NOT_FOUND', `nothing answers ${request.method} on this path`);
};

/** Answers a method that a page does not have. */
export function onlyMethod(method: string): RequestHandler {
  return (_request, response) => {
    response.setHeader('Allow', method);
    sendFailure(response, new PresageError('PRS_NOT_FOUND', `this page answers ${method} only`), 405);
  };
}

function toShown(thrown: unknown, backend: Backend): PresageError {
  if (thrown instanceof PresageError && thrown.code !== 'PRS_INTERNAL') return thrown;
  const { type, status } = thrown as { type?: string; status?: number };
  if (type === 'entity.too.large') {
    return new PresageError('PRS_QUERY_TOO_LARGE', `the body is larger than ${API_LIMITS.bodyBytes} bytes`);
  }
  // of the body parser and the router: bad JSON, encoding, charset or path
  if (typeof status === 'number' && status >= 400 && status < 500) {
    const reason = type === 'entity.parse.failed' ? 'the body is not JSON' : 'the request cannot be read';
    return new PresageError('PRS_QUERY_INVALID', reason);
  }
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  backend.unexpected(new PresageError('PRS_INTERNAL', message, { cause: thrown }));
  return new PresageError('PRS_INTERNAL', 'the request could not be answered');
}
