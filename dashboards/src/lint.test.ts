import { dashboards } from './dashboards/dashboards.js';
import { expressions, lint, withoutVariables, type DashboardJson } from './lint.js';

const ours = dashboards().map((dashboard) => JSON.parse(JSON.stringify(dashboard)) as DashboardJson);

it.each(ours)('$uid breaks no rule', (dashboard) => {
  expect(lint(dashboard)).toEqual([]);
});

it('gives each dashboard its own uid and title', () => {
  expect(new Set(ours.map(({ uid }) => uid)).size).toBe(ours.length);
  expect(new Set(ours.map(({ title }) => title)).size).toBe(ours.length);
});

it.each(ours)('$uid places no panel over another', ({ panels }) => {
  const cells = panels.flatMap(({ gridPos: { x, y, w, h } }) =>
    Array.from({ length: w * h }, (_, index) => `${x + (index % w)},${y + Math.floor(index / w)}`),
  );
  expect(new Set(cells).size).toBe(cells.length);
});

describe('each rule can fail', () => {
  const cases: [string, (dashboard: DashboardJson) => void][] = [
    ['dashboard', (dashboard) => delete dashboard.uid],
    ['dashboard', (dashboard) => delete dashboard.description],
    ['dashboard', (dashboard) => (dashboard.tags = [])],
    ['dashboard', (dashboard) => (dashboard.__inputs = [{ name: 'DS_PROMETHEUS' }])],
    ['dashboard', (dashboard) => (dashboard.links = [])],
    ['uneditable-dashboard', (dashboard) => (dashboard.editable = false)],
    ['template-datasource', (dashboard) => dashboard.templating.list.shift()],
    ['template-datasource', (dashboard) => (queryVariable(dashboard).datasource = { uid: 'prometheus' })],
    ['template-on-time-change-reload', (dashboard) => (queryVariable(dashboard).refresh = 1)],
    ['template-label-promql', (dashboard) => (queryVariable(dashboard).query = 'metrics(up)')],
    ['panel-title-description', (dashboard) => delete dashboard.panels[0]!.title],
    ['panel-title-description', (dashboard) => delete dashboard.panels[0]!.description],
    ['panel-units', (dashboard) => delete dashboard.panels[0]!.fieldConfig!.defaults.unit],
    ['panel-no-targets', (dashboard) => (dashboard.panels[0]!.targets = [])],
    ['panel-position', (dashboard) => (dashboard.panels[0]!.gridPos.w = 25)],
    ['panel-datasource', (dashboard) => (dashboard.panels[0]!.datasource = { uid: 'prometheus' })],
    ['panel-datasource', (dashboard) => (firstTarget(dashboard).datasource = { uid: 'prometheus' })],
    ['target-rate-interval', (dashboard) => (firstTarget(dashboard).expr = 'rate(presage_cache_hits_total[5m])')],
    ['target-counter-agg', (dashboard) => (firstTarget(dashboard).expr = 'sum(presage_cache_hits_total)')],
    ['target-names', (dashboard) => (firstTarget(dashboard).expr = 'presage_cache_hit_rate')],
    ['target-variable', (dashboard) => (firstTarget(dashboard).expr = 'presage_advisor_up{target=~"$place"}')],
    ['target-instant', (dashboard) => delete dashboard.panels[0]!.timeFrom],
  ];

  it.each(cases)('%s', (rule, spoil) => {
    const spoilt = structuredClone(ours[0]!);
    spoil(spoilt);
    expect(lint(spoilt)).toEqual([expect.stringMatching(new RegExp(`^${rule}: `))]);
  });

  it.each<[string, (dashboard: DashboardJson) => void]>([
    ['template-job', (dashboard) => (variable(dashboard, 'job').type = 'textbox')],
    ['template-instance', (dashboard) => (variable(dashboard, 'instance').type = 'textbox')],
    ['target-job', (dashboard) => (firstTarget(dashboard).expr = 'node_load1{instance=~"$instance"}')],
    ['target-instance', (dashboard) => (firstTarget(dashboard).expr = 'node_load1{job=~"$job"}')],
    ['target-names', (dashboard) => (firstTarget(dashboard).expr = 'node_load2{job=~"$job", instance=~"$instance"}')],
    ['annotation-datasource', ({ annotations }) => (annotations!.list![0]!.datasource = { uid: 'presage' })],
  ])('%s beside a stock exporter', (rule, spoil) => {
    const spoilt = structuredClone(ours.find(({ uid }) => uid === 'presage-beside-node')!);
    spoil(spoilt);
    expect(lint(spoilt)).toEqual([expect.stringMatching(new RegExp(`^${rule}: `))]);
  });

  const variable = ({ templating }: DashboardJson, wanted: string) =>
    templating.list.find(({ name }) => name === wanted)!;
  const queryVariable = ({ templating }: DashboardJson) => templating.list.find(({ type }) => type === 'query')!;
  const firstTarget = ({ panels }: DashboardJson) => panels[0]!.targets![0]!;
});

it('finds the expressions of panels and variables', () => {
  const found = expressions(ours[0]!);
  expect(found).toContainEqual({ where: 'variable target', expr: 'presage_advisor_up' });
  expect(found.find(({ where }) => where === 'Cache hit ratio A')?.expr).toContain('rate(presage_cache_hits_total');
  expect(found.length).toBeGreaterThan(15);
});

it('replaces every variable of Grafana by something that parses', () => {
  expect(withoutVariables('rate(a{target=~"$target", b="${c:regex}"}[$__rate_interval])')).toBe(
    'rate(a{target=~"any", b="any"}[5m])',
  );
});
