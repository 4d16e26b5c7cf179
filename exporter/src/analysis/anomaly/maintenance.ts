/** A span of Unix seconds, or one that comes back on days of the week (0 is Sunday) at a second of the day, UTC. */
export type MaintenanceWindow =
  | { from: number; to: number }
  | { days: readonly number[]; start: number; length: number };

const DAY = 86_400;

/** Whether a time falls into any of the windows; a weekly one may reach over midnight. */
export function inMaintenance(windows: readonly MaintenanceWindow[], time: number): boolean {
  return windows.some((window) => {
    if ('from' in window) return time >= window.from && time < window.to;
    const { days, start, length } = window;
    return days.some((day) => {
      const weekday = ((Math.floor(time / DAY) + 4 - day) % 7) * DAY + (((time % DAY) + DAY) % DAY);
      const since = (((weekday - start) % (7 * DAY)) + 7 * DAY) % (7 * DAY);
      return since < length;
    });
  });
}
