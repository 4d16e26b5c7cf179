/** What the meta data says in words; the empty string where it says nothing or something else. */
export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** What the meta data says in numbers; undefined where it says nothing or something else. */
export function finiteOf(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}
