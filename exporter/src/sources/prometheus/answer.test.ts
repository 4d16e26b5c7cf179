import { answerData, readSeries } from './answer.js';

const values = Array.from({ length: 500 }, (_, i) => [i, String(i)]);
const matrix = (labels: Record<string, string>[]) => ({
  status: 'success',
  data: { resultType: 'matrix', result: labels.map((metric) => ({ metric, values })) },
});
const names = Array.from({ length: 30 }, (_, i) => ({ __name__: 'load', series: `s${i}` }));

describe('a long answer', () => {
  it('is read as a short one is', async () => {
    const text = JSON.stringify(matrix(names));
    expect(text.length).toBeGreaterThan(100_000);
    expect(await answerData(text, 'main')).toEqual(JSON.parse(text).data);
    const series = await readSeries(await answerData(text, 'main'), 'matrix', 'main');
    expect(series).toHaveLength(30);
    expect(series[29]).toMatchObject({ labels: { series: 's29' } });
    expect(series[29]!.values).toHaveLength(500);
  });

  it('may have labels that look like its own parts', async () => {
    const text = JSON.stringify(matrix(names.map((name) => ({ ...name, odd: ',{"metric":{"a":"b"}]]}' }))));
    expect(await answerData(text, 'main')).toEqual(JSON.parse(text).data);
  });

  it('may have other things around the series, in another order and with spaces', async () => {
    const { data } = matrix(names);
    for (const text of [
      JSON.stringify({
        status: 'success',
        isPartial: false,
        data: { result: data.result, resultType: 'matrix' },
        infos: [],
      }),
      JSON.stringify({ status: 'success', data }, undefined, 1),
      JSON.stringify({ status: 'success', data: { resultType: 'matrix', result: [...data.result, { metric: {} }] } }),
    ]) {
      expect(await answerData(text, 'main')).toEqual(JSON.parse(text).data);
    }
  });

  it('that was cut off is no answer', async () => {
    const text = JSON.stringify(matrix(names));
    for (const cut of [text.slice(0, -1), text.slice(0, text.length / 2), text.replace(']]},{', ']],{')]) {
      await expect(answerData(cut, 'main')).rejects.toMatchObject({ code: 'PRS_SOURCE_PROTOCOL' });
    }
  });
});
