import { lastValueFrom } from 'rxjs';
import { fetchFailure, useBackend } from '../testing/backend';
import { CATALOG, dataSource, panelRequest } from '../testing/requests';
import type { PresageVariableQuery } from './values';

async function list(query: Partial<PresageVariableQuery>, variables = {}) {
  const request = { ...panelRequest([]), targets: [{ refId: 'V', list: 'targets' as const, ...query }] };
  const { data } = await lastValueFrom(dataSource({}, variables).variables.query(request));
  return data.map(({ text, value }: { text: string; value: string }) => {
    expect(value).toBe(text);
    return text;
  });
}

describe('a variable', () => {
  it('lists targets, all or of one kind of server', async () => {
    const asked = useBackend(() => CATALOG);
    expect(await list({})).toEqual(['metrics', 'sessions', 'shop']);
    expect(await list({ source: 'redis' })).toEqual(['sessions']);
    expect(asked[0].request.url).toBe('/proxy/api/v1/catalog');
  });

  it('lists each advisor once, and those of a target', async () => {
    useBackend(() => CATALOG);
    expect(await list({ list: 'advisors' })).toEqual(['cache', 'forecasts', 'indexes']);
    expect(await list({ list: 'advisors', target: 'shop' })).toEqual(['cache', 'indexes']);
  });

  it('lists forecasts and anomalies by name', async () => {
    useBackend(() => CATALOG);
    expect(await list({ list: 'forecasts' })).toEqual(['disk', 'requests']);
    expect(await list({ list: 'anomalies', target: 'metrics' })).toEqual(['latency']);
    expect(await list({ list: 'anomalies', target: 'shop' })).toEqual([]);
  });

  it('lists the names of every kind that has names, and takes variables for the source', async () => {
    const curve = { kind: 'curve' as const, advisor: 'streams' as const, target: 'pages', name: 'pages' };
    useBackend(() => ({ ...CATALOG, insights: [...CATALOG.insights, curve] }));
    expect(await list({ list: 'curves' })).toEqual(['pages']);
    expect(await list({ list: 'changes' })).toEqual([]);
    expect(await list({ source: '$s' }, { s: ['redis', 'postgres'] })).toEqual(['sessions', 'shop']);
    expect(await list({ source: '$s', target: '$s' }, { s: '.*' })).toEqual(['metrics', 'sessions', 'shop']);
  });

  it('follows another variable, with one value or several', async () => {
    useBackend(() => CATALOG);
    expect(await list({ list: 'advisors', target: '$t' }, { t: 'sessions' })).toEqual(['cache']);
    expect(await list({ list: 'advisors', target: '$t' }, { t: ['sessions', 'metrics'] })).toEqual([
      'cache',
      'forecasts',
    ]);
  });

  it('fails with a sentence', async () => {
    useBackend(() => {
      throw fetchFailure(404);
    });
    await expect(list({})).rejects.toThrow('There is no Presage API at this URL.');
    useBackend(() => CATALOG);
    await expect(list({ list: 'wishes' as never })).rejects.toThrow('not “wishes”');
  });
});
