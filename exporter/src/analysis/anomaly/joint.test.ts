import { noise } from '../../../testing/noise.js';
import { createJoint, judgeJoint, type JointState } from './joint.js';

const KEYS = ['a', 'b', 'c', 'd', 'e'];
const random = noise(3, 0.1);
const calm = () => KEYS.map((key) => ({ key, score: Math.abs(0.2 + random()) }));

function learnt(): JointState {
  const state = createJoint();
  for (let i = 0; i < 500; i++) judgeJoint(state, calm());
  return state;
}

describe('judgeJoint', () => {
  it('sees several series that are somewhat odd at once, none of which would be told alone', () => {
    const together = KEYS.map((key) => ({ key, score: 0.95 }));
    expect(judgeJoint(learnt(), together).score).toBeGreaterThan(1);
    expect(judgeJoint(learnt(), [...calm().slice(1), { key: 'a', score: 0.95 }]).score).toBeLessThan(1);
  });

  it('counts what came shortly after each other', () => {
    const state = learnt();
    const scores = KEYS.map((odd) =>
      judgeJoint(
        state,
        calm().map((one) => (one.key === odd ? { ...one, score: 2 } : one)),
      ),
    );
    expect(scores[0]!.score).toBeLessThan(1);
    expect(Math.max(...scores.map(({ score }) => score))).toBeGreaterThan(1);
  });

  it('is calm on what is usual and says nothing before it knows it', () => {
    const state = learnt();
    expect(Math.max(...Array.from({ length: 500 }, () => judgeJoint(state, calm()).score))).toBeLessThan(1);
    expect(
      judgeJoint(
        createJoint(),
        KEYS.map((key) => ({ key, score: 9 })),
      ),
    ).toMatchObject({ score: 0, warmup: true });
  });

  it('forgets members that went away', () => {
    const state = learnt();
    for (let i = 0; i < 60; i++) judgeJoint(state, [{ key: 'f', score: 0.2 }]);
    expect(Object.keys(state.evidence)).toEqual(['f']);
  });
});
