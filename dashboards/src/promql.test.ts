import { dashboards } from './dashboards/dashboards.js';
import { familyOf, NOTHING, orNothing, select, selectShown, unknownNames } from './promql.js';

it('selects with and without matchers', () => {
  expect(select('presage_advisor_up')).toBe('presage_advisor_up');
  expect(select('presage_source_requests_total', 'outcome!="ok"', 'source="redis"')).toBe(
    'presage_source_requests_total{outcome!="ok", source="redis"}',
  );
});

it('filters by the variables whose label the family carries, and by no other', () => {
  expect(selectShown('presage_advisor_up')).toBe('presage_advisor_up{target=~"$target", advisor=~"$advisor"}');
  expect(selectShown('presage_cache_hit_ratio')).toBe('presage_cache_hit_ratio{target=~"$target"}');
  expect(selectShown('presage_build_info')).toBe('presage_build_info');
  expect(selectShown('presage_source_request_duration_seconds_bucket', 'le="1"')).toBe(
    'presage_source_request_duration_seconds_bucket{target=~"$target", le="1"}',
  );
});

it('a row that says that there is nothing has a label of its own, titled as the first column and without its link', () => {
  expect(orNothing('up == 0', 'all up')).toBe(
    'up == 0 or on () label_replace(vector(NaN), "nothing", "all up", "", "")',
  );
  interface Override {
    matcher: { options: string };
    properties: { id: string; value: unknown }[];
  }
  const panels = dashboards().flatMap(
    (board) => JSON.parse(JSON.stringify(board.panels)) as { fieldConfig?: { overrides: Override[] } }[],
  );
  const own = panels.flatMap(({ fieldConfig }) =>
    (fieldConfig?.overrides ?? []).filter(({ matcher }) => matcher.options === NOTHING),
  );
  expect(new Set(own.map(({ properties }) => JSON.stringify(properties)))).toEqual(
    new Set(
      ['Forecast', 'Rule', 'Incident', 'Causes of'].map((value) => JSON.stringify([{ id: 'displayName', value }])),
    ),
  );
});

it('knows the family of the series of a histogram, and keeps names that only look like one', () => {
  expect(familyOf('presage_http_request_duration_seconds_count')).toBe('presage_http_request_duration_seconds');
  expect(familyOf('presage_advisor_up')).toBe('presage_advisor_up');
});

it('finds names that nobody publishes', () => {
  expect(unknownNames('presage_advisor_up == 0 and presage_advisor_upp')).toEqual(['presage_advisor_upp']);
  expect(unknownNames('rate(presage_http_request_duration_seconds_bucket[5m])')).toEqual([]);
  expect(unknownNames('presage_cache_entries_count')).toEqual(['presage_cache_entries_count']);
});

// the point of the types: a name that is not in the catalogue does not compile
// @ts-expect-error no such metric
select('presage_advisor_upp');
