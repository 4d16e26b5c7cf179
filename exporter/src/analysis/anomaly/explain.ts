import type { Verdict } from './verdict.js';

const DAY = 86_400;
const WEEK = 7 * DAY;
const DAYS = ['Sundays', 'Mondays', 'Tuesdays', 'Wednesdays', 'Thursdays', 'Fridays', 'Saturdays'];

/** How many series of the same rule are odd at the same time, itself included. */
export interface Company {
  odd: number;
  of: number;
  /** What they are; default: series. */
  noun?: string;
}

/** What was deployed before something became odd, and how long before. */
export interface Release {
  version?: string;
  seconds: number;
}

/**
 * What is odd of a point, as the rest of a sentence that begins with the series and "is":
 * `3.1 times below what 14:05 UTC sees (12 instead of 37); the same in 4 of 5 series; started 2 minutes after version 1.8.2`.
 *
 * @param season seconds
 */
export function explain(verdict: Verdict, season: number, company?: Company, release?: Release): string {
  const clauses = [what(verdict, season)];
  if (company && company.of > 1 && company.odd > 1)
    clauses.push(`the same in ${company.odd} of ${company.of} ${company.noun ?? 'series'}`);
  if (release) clauses.push(`started ${after(release)}`);
  return clauses.join('; ');
}

function after({ version, seconds }: Release): string {
  const what = version === undefined ? 'a deployment' : `version ${version}`;
  const minutes = Math.round(seconds / 60);
  if (minutes === 0) return `with ${what}`;
  return `${minutes} ${minutes === 1 ? 'minute' : 'minutes'} after ${what}`;
}

function what({ time, value, detector, direction, expected, lower, upper }: Verdict, season: number): string {
  if (detector === 'absent') return 'missing for longer than it ever was';
  if (detector === 'flat') return `stuck at ${short(value)} for longer than is usual`;
  if (detector === 'range') return `${short(value)}, outside of the values that it can have`;
  if (expected === undefined) return `${short(value)}, which it never was`;
  const usual = detector === 'peer' ? 'what its peers show' : `what ${moment(time, season)} sees`;
  const inside = lower !== undefined && upper !== undefined && value >= lower && value <= upper;
  if (detector === 'level' && inside)
    return `${direction ?? 'away from'} its usual level since a while (now ${short(value)})`;
  return `${amount(value, expected)} ${usual} (${short(value)} instead of ${short(expected)})`;
}

/** `Tuesdays 14:05 UTC` where seasons are weeks, `14:05 UTC` where they are days. */
function moment(time: number, season: number): string {
  const clock = `${twoDigits(time / 3_600, 24)}:${twoDigits(time / 60, 60)} UTC`;
  // the first of January 1970 was a Thursday
  if (season === WEEK) return `${DAYS[modulo(time / DAY + 4, 7)]!} ${clock}`;
  return season === DAY ? clock : 'this time of the season';
}

function twoDigits(value: number, modulus: number): string {
  return String(modulo(value, modulus)).padStart(2, '0');
}

function modulo(value: number, modulus: number): number {
  return ((Math.floor(value) % modulus) + modulus) % modulus;
}

function amount(value: number, expected: number): string {
  const side = value >= expected ? 'above' : 'below';
  const [larger, smaller] = value >= expected ? [value, expected] : [expected, value];
  const ratio = larger / smaller;
  const size = smaller > 0 && ratio >= 1.5 && ratio < 1e4 ? `${short(ratio)} times` : short(Math.abs(value - expected));
  return `${size} ${side}`;
}

/** Three significant digits without an exponent where that is readable. */
function short(value: number): string {
  return String(Number(value.toPrecision(value !== 0 && Math.abs(value) < 1e6 ? 3 : 4)));
}
