import { createHash } from 'node:crypto';
import type { Catalog } from '@presage/contract/api';
import { LANDING_STYLE_HASH, renderLanding } from './landing.js';

const now = 1_700_000_000_000;
const error = { code: 'PRS_SOURCE_TIMEOUT' as const, message: '<script>alert("x")</script>', hint: "it's & slow" };
const catalog: Catalog = {
  version: '1.2.3',
  targets: [
    { name: 'shop', source: 'postgres', up: true },
    { name: 'cache', source: 'redis', up: false, error },
    { name: 'main', source: 'prometheus' },
  ],
  advisors: [
    {
      name: 'indexes',
      target: 'shop',
      up: true,
      lastRun: now / 1000 - 30,
      lastDurationSeconds: 1.234,
      nextRun: now / 1000 + 570,
    },
  ],
  insights: [],
};
const render = (more: Partial<Parameters<typeof renderLanding>[1]> = {}) =>
  renderLanding(catalog, { telemetryPath: '/metrics', notReady: undefined, now, ...more });

describe('renderLanding', () => {
  it('shows targets and advisors with their state, runs and errors', () => {
    const page = render();
    expect(page).toMatch(/shop<\/th>\s*<td>postgres<\/td>\s*<td><span class="up">✓ up/);
    expect(page).toMatch(/cache<\/th>\s*<td>redis<\/td>\s*<td><span class="down">✗ failing/);
    expect(page).toMatch(/main<\/th>\s*<td>prometheus<\/td>\s*<td><span class="unknown">not tried yet/);
    expect(page).toContain('30\u00a0s ago</time>, took 1.23\u00a0s');
    expect(page).toContain('in 570\u00a0s');
    expect(page).toContain('<code>PRS_SOURCE_TIMEOUT</code>');
  });

  it('escapes everything that came from outside', () => {
    const page = render({ notReady: '<b>', telemetryPath: '/"onclick="x' });
    expect(page).not.toContain('<script');
    expect(page).toContain('&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt;');
    expect(page).toContain('it&#39;s &amp; slow');
    expect(page).toContain('Not ready: &lt;b&gt;.');
    expect(page).toContain('href="/&quot;onclick=&quot;x"');
  });

  it('uses no more than its policy allows', () => {
    const page = render();
    const style = /<style>([\s\S]*)<\/style>/.exec(page)![1]!;
    expect(`sha256-${createHash('sha256').update(style).digest('base64')}`).toBe(LANDING_STYLE_HASH);
    expect(page).not.toMatch(/ style=| on\w+=|<script|<img|<link/);
  });

  it('names every column and marks headings of rows', () => {
    const page = render();
    expect(page.match(/<th scope="col">/g)).toHaveLength(11);
    expect(page.match(/<th scope="row">/g)).toHaveLength(4);
    expect(page).toContain('<html lang="en">');
    expect(page).toContain('color-scheme: light dark');
  });

  it('says that there is nothing instead of an empty table', () => {
    const page = renderLanding(
      { ...catalog, targets: [], advisors: [] },
      { telemetryPath: '/m', notReady: undefined, now },
    );
    expect(page.match(/<p>None\.<\/p>/g)).toHaveLength(2);
  });
});
