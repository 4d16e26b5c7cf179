import type { PresageError } from '../error.js';
import { abortable } from '../sources/abort.js';

/**
 * Runs `work` until `seconds` have passed or `parent` is aborted, then rejects, whether or not `work` listens to its
 * signal. `settled` resolves when `work` itself has ended, which may be later.
 */
export function withDeadline<T>(
  work: (signal: AbortSignal) => Promise<T>,
  seconds: number,
  late: () => PresageError,
  parent: AbortSignal,
): { result: Promise<T>; settled: Promise<void> } {
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(late()), seconds * 1000);
  const give = () => controller.abort(parent.reason);
  if (parent.aborted) give();
  else parent.addEventListener('abort', give, { once: true });

  // a synchronous throw becomes a rejection too
  const running = (async () => work(controller.signal))();
  const settled = running.then(
    () => undefined,
    () => undefined,
  );
  const result = abortable(running, controller.signal, 'run').finally(() => {
    clearTimeout(timer);
    parent.removeEventListener('abort', give);
  });
  return { result, settled };
}
