import { DAY, HOUR } from '../testing/frames';
import { durationWords } from './duration';

const MINUTE = 60_000;

test.each([
  [3 * DAY + 4 * HOUR, '3 d 4 h'],
  [2 * DAY, '2 d'],
  [6 * DAY + 23.8 * HOUR, '7 d'],
  [12 * DAY + 6 * HOUR, '12 d'],
  [90 * DAY, '90 d'],
  [HOUR, '1 h'],
  [2 * HOUR + 30 * MINUTE, '2 h 30 min'],
  [13 * HOUR + 40 * MINUTE, '14 h'],
  [23.9 * HOUR, '1 d'],
  [59.8 * MINUTE, '1 h'],
  [45 * MINUTE, '45 min'],
  [5 * MINUTE + 20_000, '5 min 20 s'],
  [9_400, '9 s'],
  [999, '0 s'],
  [0, '0 s'],
  [-5 * HOUR, '0 s'],
])('%d ms is %s', (milliseconds, words) => expect(durationWords(milliseconds)).toBe(words));
