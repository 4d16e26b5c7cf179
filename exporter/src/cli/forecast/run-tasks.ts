import { availableParallelism } from 'node:os';
import { Piscina } from 'piscina';
import predict, { type Prediction, type PredictionTask } from './predict.js';

/** With fewer series, starting threads takes longer than what they save. */
const SERIES_FOR_THREADS = 16;
const MOST_THREADS = 4;
const AHEAD_A_THREAD = 4;

/** Predictions in the order of the tasks, made by several threads when there are many. */
export async function* runTasks(
  tasks: readonly PredictionTask[],
  threads = tasks.length < SERIES_FOR_THREADS ? 0 : Math.min(MOST_THREADS, availableParallelism()),
): AsyncGenerator<Prediction | undefined> {
  if (threads < 2) {
    for (const task of tasks) yield predict(task);
    return;
  }
  const filename = new URL('./predict.js', import.meta.url).href;
  const pool = new Piscina<PredictionTask, Prediction | undefined>({ filename, maxThreads: threads });
  try {
    const running: Promise<Prediction | undefined>[] = [];
    for (const task of tasks) {
      const one = pool.run(task);
      // whoever stops reading leaves tasks behind, which end with the pool
      one.catch(() => undefined);
      running.push(one);
      if (running.length >= threads * AHEAD_A_THREAD) yield await running.shift();
    }
    for (const one of running) yield await one;
  } finally {
    await pool.destroy();
  }
}
