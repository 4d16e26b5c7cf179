import { createHash } from 'node:crypto';
import type { Catalog, CatalogAdvisor, CatalogTarget } from '@presage/contract/api';
import type { ApiError } from '@presage/contract/errors';
import { Html, html } from './html.js';

const STYLE = `
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif }
body { margin: 0 auto; max-width: 70rem; padding: 1.5rem }
h1 { margin: 0 } h2 { margin-top: 2rem }
table { border-collapse: collapse; width: 100% }
th, td { border-bottom: 1px solid color-mix(in srgb, currentColor 20%, transparent); padding: .4rem .6rem; text-align: left; vertical-align: top }
.table { overflow-x: auto }
.up, .down, .unknown { font-weight: 600; white-space: nowrap }
.up { color: light-dark(#1a7f37, #56d364) } .down { color: light-dark(#b3261e, #ff8a80) }
.hint { opacity: .8 } code { overflow-wrap: anywhere }
nav ul { display: flex; flex-wrap: wrap; gap: 1rem; list-style: none; padding: 0 }
`;

/** What the content security policy lets the page use. */
export const LANDING_STYLE_HASH = `sha256-${createHash('sha256').update(STYLE).digest('base64')}`;

export interface LandingOptions {
  telemetryPath: string;
  notReady: string | undefined;
  /** Unix milliseconds. */
  now: number;
}

/** The page at `/`: how targets and advisors are doing, and where everything else is. Works without scripts. */
export function renderLanding(catalog: Catalog, { telemetryPath, notReady, now }: LandingOptions): string {
  const { text } = html`<html lang="en">
    <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <title>Presage</title>
      ${new Html(`<style>${STYLE}</style>`)}
    </head>
    <body>
      <header>
        <h1>Presage</h1>
        <p>Version ${catalog.version}. ${notReady === undefined ? 'Ready.' : `Not ready: ${notReady}.`}</p>
        <nav aria-label="Pages">
          <ul>
            <li><a href="${telemetryPath}">Metrics</a></li>
            <li><a href="/api/v1/catalog">Catalog</a></li>
            <li><a href="/api/v1/openapi.json">API description</a></li>
            <li><a href="/-/healthy">Health</a></li>
            <li><a href="/-/ready">Readiness</a></li>
          </ul>
        </nav>
      </header>
      <main>
        <h2 id="targets">Targets</h2>
        ${table('targets', ['Target', 'Source', 'State', 'Error'], catalog.targets.map(targetRow))}
        <h2 id="advisors">Advisors</h2>
        ${table(
          'advisors',
          ['Advisor', 'Target', 'State', 'Last run', 'Last success', 'Next run', 'Error'],
          catalog.advisors.map((advisor) => advisorRow(advisor, now)),
        )}
        <h2 id="documentation">Documentation</h2>
        <p>
          Metrics, API, errors and configuration are described in the folder <code>docs</code> of the distribution;
          <code>presage check</code> tests the configuration and the connection to every target.
        </p>
      </main>
    </body>
  </html>`;
  return `<!doctype html>\n${text}\n`;
}

function table(labelledBy: string, columns: string[], rows: Html[]): Html {
  if (rows.length === 0) return html`<p>None.</p>`;
  const headings = columns.map((column) => html`<th scope="col">${column}</th>`);
  return html`<div class="table" role="region" aria-labelledby="${labelledBy}" tabindex="0">
    <table aria-labelledby="${labelledBy}">
      <thead>
        <tr>
          ${headings}
        </tr>
      </thead>
      <tbody>
        ${rows}
      </tbody>
    </table>
  </div>`;
}

function targetRow({ name, source, up, error }: CatalogTarget): Html {
  return html`<tr>
    <th scope="row">${name}</th>
    <td>${source}</td>
    <td>${state(up)}</td>
    <td>${errorCell(error)}</td>
  </tr>`;
}

function advisorRow(advisor: CatalogAdvisor, now: number): Html {
  const { lastDurationSeconds: duration } = advisor;
  const took = duration === undefined ? '' : `, took ${duration.toFixed(2)}\u00a0s`;
  return html`<tr>
    <th scope="row">${advisor.name}</th>
    <td>${advisor.target}</td>
    <td>${state(advisor.up)}</td>
    <td>${time(advisor.lastRun, now)}${advisor.lastRun === undefined ? '' : took}</td>
    <td>${time(advisor.lastSuccess, now)}</td>
    <td>${time(advisor.nextRun, now)}</td>
    <td>${errorCell(advisor.error)}</td>
  </tr>`;
}

function state(up: boolean | undefined): Html {
  if (up === undefined) return html`<span class="unknown">not tried yet</span>`;
  return up ? html`<span class="up">✓ up</span>` : html`<span class="down">✗ failing</span>`;
}

function errorCell(error: ApiError | undefined): Html {
  if (!error) return html``;
  return html`<code>${error.code}</code> ${error.message} <span class="hint">${error.hint}</span>`;
}

/** Distance from now, with the moment itself for those who need it. `seconds` is Unix time. */
function time(seconds: number | undefined, now: number): Html {
  if (seconds === undefined) return html`–`;
  const distance = Math.round(seconds - now / 1000);
  const words = distance > 0 ? `in ${distance}\u00a0s` : `${-distance}\u00a0s ago`;
  const moment = new Date(seconds * 1000).toISOString();
  return html`<time datetime="${moment}" title="${moment}">${words}</time>`;
}
