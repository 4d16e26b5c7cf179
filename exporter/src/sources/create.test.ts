import { configSchema } from '../config/config.js';
import { createSources } from './create.js';

const create = (targets: object) =>
  createSources(configSchema.parse({ targets }), { request: () => undefined, retry: () => undefined });

describe('createSources', () => {
  const sources = create({
    postgres: [{ name: 'shop' }, { name: 'billing' }],
    redis: [{ name: 'shop' }],
    prometheus: [{ name: 'main', url: 'http://localhost:9090' }],
  });

  it('finds targets by kind and name', () => {
    expect(sources.postgres('shop').name).toBe('shop');
    expect(sources.postgres('shop')).toBe(sources.postgres('shop'));
    expect(sources.redis('shop').name).toBe('shop');
    expect(sources.prometheus('main').name).toBe('main');
  });

  it('names what there is when a target is unknown', () => {
    expect(() => sources.postgres('stock')).toThrow(
      expect.objectContaining({
        code: 'PRS_TARGET_UNKNOWN',
        message: 'there is no postgres target "stock"; configured: "shop", "billing"',
      }),
    );
    expect(() => create({}).redis('a\nb')).toThrow('there is no redis target "a\\nb"; configured: none');
    expect(() => sources.redis('constructor')).toThrow(expect.objectContaining({ code: 'PRS_TARGET_UNKNOWN' }));
  });

  it('lists every target before anything was asked', () => {
    expect(sources.status().map(({ source, name, up }) => [source, name, up])).toEqual([
      ['postgres', 'shop', undefined],
      ['postgres', 'billing', undefined],
      ['redis', 'shop', undefined],
      ['prometheus', 'main', undefined],
    ]);
  });

  it('closes what was never opened', async () => {
    await sources.close();
  });
});
