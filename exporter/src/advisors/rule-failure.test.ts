import { PresageError } from '../error.js';
import { askEach } from './rule-failure.js';

const bad = () => Promise.reject(new PresageError('PRS_SOURCE_QUERY', 'parse error'));

describe('askEach', () => {
  it('keeps the answers beside a failure', async () => {
    const answers = await askEach(['a', 'b'], (rule) => (rule === 'a' ? Promise.resolve(1) : bad()));
    expect(answers[0]).toEqual({ rule: 'a', outcome: { value: 1 } });
    expect(answers[1]!.outcome).toMatchObject({ error: { code: 'PRS_SOURCE_QUERY', message: 'parse error' } });
  });

  it('throws when nothing could be asked', async () => {
    await expect(askEach(['a', 'b'], bad)).rejects.toMatchObject({ code: 'PRS_SOURCE_QUERY' });
  });

  it('is content without rules', async () => {
    expect(await askEach([], bad)).toEqual([]);
  });
});
