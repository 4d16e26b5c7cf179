import { PresageError } from '../error.js';

/** Why the caller gave up: its own error when it gave one, else a timeout that names `subject`. */
export function abortError(signal: AbortSignal, subject: string): PresageError {
  if (signal.reason instanceof PresageError) return signal.reason;
  return new PresageError('PRS_SOURCE_TIMEOUT', `${subject}: given up before the answer came`);
}

/**
 * Settles like `work`, but rejects with `abortError` as soon as the signal fires. `work` itself goes on:
 * whoever started it ends it.
 */
export async function abortable<T>(work: Promise<T>, signal: AbortSignal, subject: string): Promise<T> {
  let give: () => void = () => undefined;
  const aborted = new Promise<never>((_resolve, reject) => {
    give = () => reject(abortError(signal, subject));
    if (signal.aborted) give();
    else signal.addEventListener('abort', give, { once: true });
  });
  // What loses the race may still reject.
  work.catch(() => undefined);
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener('abort', give);
  }
}

/** Waits, or rejects with `abortError`. */
export async function pause(milliseconds: number, signal: AbortSignal, subject: string): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const waiting = new Promise<void>((resolve) => (timer = setTimeout(resolve, milliseconds)));
  try {
    await abortable(waiting, signal, subject);
  } finally {
    clearTimeout(timer);
  }
}

/** Settles like `work`, but rejects with PRS_SOURCE_TIMEOUT after the time. */
export async function within<T>(work: Promise<T>, milliseconds: number, subject: string, what: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    const fail = () =>
      reject(new PresageError('PRS_SOURCE_TIMEOUT', `${subject}: ${what} within ${milliseconds / 1000} s`));
    timer = setTimeout(fail, milliseconds);
  });
  work.catch(() => undefined);
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
