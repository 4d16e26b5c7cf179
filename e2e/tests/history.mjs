import { writeFileSync } from 'node:fs';

const DAY = 86_400;
const STEP = 300;
const DAYS = 14;

/** A metric name or label value of somebody who means ill; must come out as text wherever it is shown. */
export const HOSTILE = '<img src=x onerror="window.hacked=1">';

/** Generated series with a known shape: value of `t` seconds before the end. */
const SERIES = {
  // the daily rhythm of requests, with a little noise that is the same in every run
  'app_requests_per_second{instance="app"}': (t) => 100 + 60 * Math.sin((2 * Math.PI * t) / DAY) + noise(t),
  // a disk that fills at a constant rate: 100 GB are reached three days after the end
  'app_disk_used_bytes{instance="app"}': (t) => 100e9 - (2e9 * (t + 3 * DAY)) / DAY + 2e8 * noise(t + 1),
  // a steady latency with a step up in the last 40 minutes
  'app_latency_seconds{instance="app"}': (t) => 0.2 + 0.01 * noise(t + 2) + (t < 2_400 ? 1.5 : 0),
  [`app_jobs{queue="${HOSTILE.replaceAll('"', '\\"')}"}`]: (t) => 50 + 20 * Math.sin((2 * Math.PI * t) / DAY),
};

/**
 * Writes two weeks of the series as OpenMetrics for `promtool tsdb create-blocks-from openmetrics`.
 * @param {string} file
 * @param {number} end Unix seconds
 */
export function writeHistory(file, end) {
  const lines = [];
  for (const [series, value] of Object.entries(SERIES)) {
    for (let t = DAYS * DAY; t >= 0; t -= STEP) lines.push(`${series} ${value(t).toFixed(4)} ${end - t}`);
  }
  writeFileSync(file, `${lines.join('\n')}\n# EOF\n`);
}

/** Between -1 and 1, and the same for the same time. */
function noise(t) {
  return ((((Math.sin(t * 12.9898) * 43_758.5453) % 1) + 1) % 2) - 1;
}
