import { forecast } from '../../exporter/dist/analysis/forecasting/forecast.js';

/** Processor time of one forecast with intervals at two levels. */
export interface Timing {
  name: string;
  points: number;
  horizon: number;
  cpuMilliseconds: number;
}

const HOUR = 3_600;
const CASES = [
  { name: 'a month of hours, 2 days ahead', step: HOUR, points: 700, horizon: 48, runs: 40 },
  { name: '2 weeks of 5 minutes, 1 day ahead', step: 300, points: 4_032, horizon: 288, runs: 10 },
  { name: '400 days of hours, 90 days ahead', step: HOUR, points: 9_600, horizon: 2_160, runs: 3 },
];

/** Times forecasts of a noisy series with a day and a week, after one run that warms up. */
export function timings(): Timing[] {
  return CASES.map(({ name, step, points, horizon, runs }) => {
    const day = 86_400 / step;
    const values = Float64Array.from({ length: points }, (_, i) => shape(i, day));
    const times = values.map((_, i) => i * step);
    const run = () => forecast({ times, values }, { step, horizon: horizon * step, levels: [0.8, 0.95] });
    run();
    const before = process.cpuUsage();
    for (let i = 0; i < runs; i++) run();
    const { user, system } = process.cpuUsage(before);
    return { name, points, horizon, cpuMilliseconds: (user + system) / 1000 / runs };
  });
}

function shape(i: number, day: number): number {
  const weekday = Math.floor(i / day) % 7 < 5 ? 15 : 0;
  return 100 + 20 * Math.sin((2 * Math.PI * i) / day) + weekday + ((i * 7_919) % 101) / 10;
}
