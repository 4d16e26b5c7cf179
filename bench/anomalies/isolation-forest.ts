import { uniform } from './uniform.js';

interface Split {
  feature: number;
  threshold: number;
  below: Tree;
  above: Tree;
}
type Tree = Split | { size: number };

const TREES = 100;
const SAMPLE = 256;
const EULER = 0.5772156649;

/** Isolation forest (Liu, Ting and Zhou 2008) with 100 trees of 256 rows; returns the anomaly score of a row, 0 to 1. */
export function isolationForest(rows: readonly number[][], seed: number): (row: readonly number[]) => number {
  const random = uniform(seed);
  const trees = Array.from({ length: TREES }, () => {
    const sample = Array.from({ length: SAMPLE }, () => rows[Math.floor(random() * rows.length)]!);
    return grow(sample, 0, random);
  });
  return (row) => {
    const length = trees.reduce((sum, tree) => sum + pathLength(tree, row), 0) / TREES;
    return 2 ** (-length / expectedLength(SAMPLE));
  };
}

function grow(rows: readonly number[][], depth: number, random: () => number): Tree {
  if (rows.length <= 1 || depth >= Math.ceil(Math.log2(SAMPLE))) return { size: rows.length };
  const varying = rows[0]!.flatMap((_, feature) =>
    rows.some((row) => row[feature] !== rows[0]![feature]) ? [feature] : [],
  );
  if (varying.length === 0) return { size: rows.length };
  const feature = varying[Math.floor(random() * varying.length)]!;
  const values = rows.map((row) => row[feature]!);
  const lowest = Math.min(...values);
  const threshold = lowest + random() * (Math.max(...values) - lowest);
  return {
    feature,
    threshold,
    below: grow(
      rows.filter((row) => row[feature]! < threshold),
      depth + 1,
      random,
    ),
    above: grow(
      rows.filter((row) => row[feature]! >= threshold),
      depth + 1,
      random,
    ),
  };
}

function pathLength(tree: Tree, row: readonly number[]): number {
  let depth = 0;
  let node = tree;
  for (; 'feature' in node; depth++) node = row[node.feature]! < node.threshold ? node.below : node.above;
  return depth + expectedLength(node.size);
}

/** Mean length of an unsuccessful search in a binary search tree of so many rows. */
function expectedLength(size: number): number {
  return size <= 1 ? 0 : 2 * (Math.log(size - 1) + EULER) - (2 * (size - 1)) / size;
}
