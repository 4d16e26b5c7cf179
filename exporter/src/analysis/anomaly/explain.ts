/** `3.1 times above what is usual at this time` or, where a ratio says nothing, `12.5 below what is usual …`. */
export function explainDeviation(value: number, expected: number): string {
  const side = value >= expected ? 'above' : 'below';
  const [larger, smaller] = value >= expected ? [value, expected] : [expected, value];
  const ratio = larger / smaller;
  const amount =
    smaller > 0 && ratio >= 1.5 && ratio < 1e4 ? `${short(ratio)} times` : short(Math.abs(value - expected));
  return `${amount} ${side} what is usual at this time (${short(value)} instead of ${short(expected)})`;
}

/** Three significant digits without an exponent where that is readable. */
function short(value: number): string {
  return String(Number(value.toPrecision(value !== 0 && Math.abs(value) < 1e6 ? 3 : 4)));
}
