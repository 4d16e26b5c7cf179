import type { Comparison } from './compare.js';

/** One clause on what a comparison found, e.g. `12.3 % higher (95.2 instead of 84.8), 99.9 % sure`. */
export function explainComparison({ before, after, effect, confidence }: Comparison): string {
  if (before.points === 0 || after.points === 0) return 'nothing to compare';
  const levels = `${digits(after.centre)} instead of ${digits(before.centre)}`;
  if (after.centre === before.centre) return `unchanged at ${digits(before.centre)}`;
  const way = after.centre > before.centre ? 'higher' : 'lower';
  const size = effect === undefined ? way : `${digits(100 * Math.abs(effect))} % ${way}`;
  return `${size} (${levels}), ${certainty(confidence)} sure`;
}

/** Percent, never rounded up to certainty. */
export function certainty(confidence: number): string {
  return `${Math.floor(1000 * confidence) / 10} %`;
}

/** Three significant digits. */
export function digits(value: number): string {
  return String(Number(value.toPrecision(3)));
}
