/** Changes that people marked, by annotator; indexes of the first value after the change. */
export type Annotations = Record<string, number[]>;

/**
 * F1 and covering of the Turing Change Point Dataset (van den Burg and Williams, An Evaluation of Change Point Detection
 * Algorithms, 2020): precision against the union of all annotators, recall averaged over them, index 0 counted always.
 */
export function f1(annotations: Annotations, predicted: readonly number[], margin = 5): number {
  const found = new Set([0, ...predicted]);
  const wanted = Object.values(annotations).map((changes) => new Set([0, ...changes]));
  const union = new Set(wanted.flatMap((changes) => [...changes]));
  const precision = matched(union, found, margin) / found.size;
  const recall =
    wanted.reduce((sum, changes) => sum + matched(changes, found, margin) / changes.size, 0) / wanted.length;
  return (2 * precision * recall) / (precision + recall);
}

/** How many of `truth` have a prediction of their own within the margin. */
function matched(truth: ReadonlySet<number>, predicted: ReadonlySet<number>, margin: number): number {
  const free = new Set(predicted);
  let count = 0;
  for (const at of [...truth].sort((a, b) => a - b)) {
    const nearest = [...free]
      .filter((one) => Math.abs(one - at) <= margin)
      .sort((a, b) => Math.abs(a - at) - Math.abs(b - at))[0];
    if (nearest === undefined) continue;
    free.delete(nearest);
    count++;
  }
  return count;
}

/** Share of the series that lies in segments which the prediction has too, averaged over annotators. */
export function covering(annotations: Annotations, predicted: readonly number[], length: number): number {
  const own = segments(predicted, length);
  const shares = Object.values(annotations).map((changes) =>
    segments(changes, length).reduce(
      (sum, segment) =>
        sum + ((segment[1] - segment[0]) / length) * Math.max(...own.map((one) => overlap(segment, one))),
      0,
    ),
  );
  return shares.reduce((sum, share) => sum + share, 0) / shares.length;
}

function segments(changes: readonly number[], length: number): [number, number][] {
  const starts = [0, ...[...new Set(changes)].filter((at) => at > 0).sort((a, b) => a - b)];
  return starts.map((start, index) => [start, starts[index + 1] ?? length]);
}

function overlap(a: [number, number], b: [number, number]): number {
  const both = Math.max(0, Math.min(a[1], b[1]) - Math.max(a[0], b[0]));
  return both / (a[1] - a[0] + b[1] - b[0] - both);
}
