import { CLOSE_AFTER, OPEN_AFTER, stepCondition, type ConditionState } from './condition.js';

/** The states after each letter: `+` holds, `-` does not, `?` unknown. */
function states(observations: string): string {
  let state: ConditionState | undefined;
  return [...observations]
    .map((letter) => {
      state = stepCondition(state, letter === '?' ? undefined : letter === '+');
      return state.open ? 'o' : '.';
    })
    .join('');
}

it.each([
  ['+++++', '..ooo'],
  ['++-++-++', '........'],
  ['++?+', '...o'],
  ['+++-----', '..ooooo.'],
  ['+++----+----', '..oooooooooo'],
  ['+++?????????', '..oooooooooo'],
  ['?????', '.....'],
])('%s gives %s', (observations, expected) => {
  expect(states(observations)).toBe(expected);
});

it('opens faster than it closes', () => {
  expect(OPEN_AFTER).toBeLessThan(CLOSE_AFTER);
});
