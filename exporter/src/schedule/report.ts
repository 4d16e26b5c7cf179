import type { Logger } from 'pino';
import type { PresageError } from '../error.js';
import type { JobState } from './scheduler.js';

/** Logs a job once when it starts to fail, when it fails for another reason, and when it works again. */
export function reportTransition(
  log: Logger,
  { key, error, lastDurationSeconds }: JobState,
  previous?: PresageError,
): void {
  const fields = { job: key, seconds: lastDurationSeconds };
  if (error && error.code !== previous?.code) {
    const { hint } = error.toApiError();
    log.warn({ ...fields, code: error.code, error: error.message, hint }, 'run failed');
  } else if (!error && previous) {
    log.info(fields, 'run succeeded again');
  } else {
    log.debug({ ...fields, code: error?.code, error: error?.message }, 'run ended');
  }
}
