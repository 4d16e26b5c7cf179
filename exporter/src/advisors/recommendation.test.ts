import {
  continueRecommendations,
  recommendationId,
  WITHDRAW_AFTER,
  type FoundRecommendation,
  type Verdict,
} from './recommendation.js';

const found = (id: string, more: Partial<FoundRecommendation> = {}): FoundRecommendation => ({
  id,
  advisor: 'cache',
  target: 't',
  action: 'change_setting',
  object: 'o',
  title: id,
  reason: '',
  confidence: 0.5,
  change: '',
  rollback: '',
  evidence: [],
  labels: {},
  ...more,
});

describe('recommendationId', () => {
  it('is twelve hex digits that differ by target and change, not by white space', () => {
    const id = recommendationId('main', 'CREATE INDEX ON t (a)');
    expect(id).toMatch(/^[0-9a-f]{12}$/);
    expect(recommendationId('main', ' CREATE  INDEX\nON t (a) ')).toBe(id);
    expect(recommendationId('other', 'CREATE INDEX ON t (a)')).not.toBe(id);
    expect(recommendationId('main', 'CREATE INDEX ON t (b)')).not.toBe(id);
  });

  it('does not mix up where one part ends', () => {
    expect(recommendationId('main', 'a', 'b c')).not.toBe(recommendationId('main', 'a b', 'c'));
  });
});

describe('continueRecommendations', () => {
  const start = continueRecommendations([], [found('a'), found('b')], () => 'unknown', 100);
  const next = (verdict: Verdict, previous = start) =>
    continueRecommendations(previous, [found('b')], () => verdict, 200);

  it('keeps when it was first seen and takes the new figures', () => {
    const [again] = continueRecommendations(start, [found('a', { confidence: 0.9 })], () => 'resolved', 200);
    expect(again).toMatchObject({ firstSeen: 100, confidence: 0.9 });
    expect(continueRecommendations(start, [found('c')], () => 'resolved', 200)).toMatchObject([
      { id: 'c', firstSeen: 200 },
    ]);
  });

  it('keeps what nothing is known of, for ever', () => {
    let open = start;
    for (let run = 0; run < 20; run++) open = next('unknown', open);
    expect(open.map(({ id, firstSeen, state }) => [id, firstSeen, state])).toEqual([
      ['b', 100, 'confirmed'],
      ['a', 100, 'unconfirmed'],
    ]);
  });

  it('withdraws what is resolved at once', () => {
    expect(next('resolved').map(({ id }) => id)).toEqual(['b']);
  });

  it('withdraws what is contradicted only after several runs in a row', () => {
    let open = start;
    for (let run = 1; run < WITHDRAW_AFTER; run++) {
      open = next('contradicted', open);
      expect(open.map(({ id, state }) => [id, state])).toEqual([
        ['b', 'confirmed'],
        ['a', 'contradicted'],
      ]);
    }
    expect(next('contradicted', open).map(({ id }) => id)).toEqual(['b']);
    const found_ = continueRecommendations(open, [found('a'), found('b')], () => 'unknown', 300);
    expect(next('contradicted', found_).map(({ id }) => id)).toEqual(['b', 'a']);
  });
});
