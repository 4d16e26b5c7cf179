import fc from 'fast-check';
import { groupAlarms as group, type Incident, type LastingAlarm } from './incidents.js';

const minute = (start: number) => `${new Date(start * 1000).toISOString().slice(0, 16)}Z`;
const groupAlarms = (now: LastingAlarm[], previous: Incident[]) => group(now, previous, minute);
const START = 1_700_000_000;
const alarm = (key: string, start: number, ...marks: string[]): LastingAlarm => ({ key, start: START + start, marks });
const members = (incidents: Incident[]) => incidents.map((one) => one.members.join(' '));

describe('groupAlarms', () => {
  it('takes what began together for one incident', () => {
    const found = groupAlarms([alarm('c', 5_000), alarm('b', 500), alarm('a', 0), alarm('d', 1_100)], []);
    expect(found).toEqual([
      { id: '2023-11-14T22:13Z', start: START, members: ['a', 'b', 'd'] },
      { id: '2023-11-14T23:36Z', start: START + 5_000, members: ['c'] },
    ]);
  });

  it('adds what comes later when it has a mark in common', () => {
    expect(members(groupAlarms([alarm('a', 0, 'x'), alarm('b', 3_000, 'x'), alarm('c', 3_700, 'y')], []))).toEqual([
      'a b',
      'c',
    ]);
    expect(members(groupAlarms([alarm('a', 0, 'x'), alarm('b', 4_000, 'x')], []))).toEqual(['a', 'b']);
  });

  it('keeps the name while anybody of it is left', () => {
    const first = groupAlarms([alarm('a', 0), alarm('b', 100)], []);
    const later = groupAlarms([alarm('b', 100), alarm('c', 600)], first);
    expect(later).toEqual([{ id: first[0]!.id, start: START, members: ['b', 'c'] }]);
    const apart = groupAlarms([alarm('b', 100), alarm('d', 9_000)], later);
    expect(apart.map(({ id }) => id)).toEqual([first[0]!.id, '2023-11-15T00:43Z']);
  });

  it('does not give one name twice', () => {
    const old: Incident[] = [{ id: '2023-11-14T22:13Z', start: START, members: ['a'] }];
    expect(groupAlarms([alarm('b', 10)], old)[0]!.id).toBe('2023-11-14T22:13Z-2');
    const both = groupAlarms([alarm('a', -5_000), alarm('b', 10)], old);
    expect(new Set(both.map(({ id }) => id)).size).toBe(2);
  });

  it('puts every alarm into exactly one incident', () => {
    const alarms = fc.uniqueArray(
      fc.record({
        key: fc.string({ maxLength: 3 }),
        start: fc.integer({ min: START, max: START + 20_000 }),
        marks: fc.array(fc.constantFrom('x', 'y', 'z'), { maxLength: 2 }),
      }),
      { selector: ({ key }) => key, maxLength: 12 },
    );
    fc.assert(
      fc.property(alarms, alarms, (now, then) => {
        const found = groupAlarms(now, groupAlarms(then, []));
        expect(found.flatMap((one) => one.members).sort()).toEqual(now.map(({ key }) => key).sort());
        expect(new Set(found.map(({ id }) => id)).size).toBe(found.length);
      }),
    );
  });
});
