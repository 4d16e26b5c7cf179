const UNITS: Array<[number, string]> = [
  [86_400_000, 'd'],
  [3_600_000, 'h'],
  [60_000, 'min'],
  [1_000, 's'],
];

/**
 * A length of time in its two largest units, e.g. `3 d 4 h`; under ten of the larger unit the smaller one is kept, above it
 * would be false precision. Unit symbols are the same in all languages that Grafana speaks.
 */
export function durationWords(milliseconds: number): string {
  const length = Math.max(0, milliseconds);
  const index = UNITS.findIndex(([size]) => length >= size);
  if (index < 0) {
    return '0 s';
  }
  const [size, symbol] = UNITS[index];
  const next = UNITS[index + 1];
  if (!next || length / size >= 10) {
    return carry(Math.round(length / size), index, symbol);
  }
  const [nextSize, nextSymbol] = next;
  const whole = Math.floor(length / size);
  const rest = Math.round((length - whole * size) / nextSize);
  if (rest === 0) {
    return `${whole} ${symbol}`;
  }
  return rest * nextSize === size ? `${whole + 1} ${symbol}` : `${whole} ${symbol} ${rest} ${nextSymbol}`;
}

/** 59.9 min rounds to 60, which is 1 h. */
function carry(count: number, index: number, symbol: string): string {
  const larger = UNITS[index - 1];
  return larger && count * UNITS[index][0] === larger[0] ? `1 ${larger[1]}` : `${count} ${symbol}`;
}
