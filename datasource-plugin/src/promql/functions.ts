/** What can be called in PromQL. */
export interface PromqlFunction {
  name: string;
  signature: string;
  help: string;
  isAggregation: boolean;
}

const AGGREGATIONS: Array<[signature: string, help: string]> = [
  ['sum(v)', 'The sum over the series.'],
  ['avg(v)', 'The average over the series.'],
  ['min(v)', 'The smallest of the series.'],
  ['max(v)', 'The largest of the series.'],
  ['count(v)', 'The number of series.'],
  ['group(v)', 'The value 1 for each group of series.'],
  ['stddev(v)', 'The standard deviation over the series.'],
  ['stdvar(v)', 'The variance over the series.'],
  ['topk(k, v)', 'The k largest series.'],
  ['bottomk(k, v)', 'The k smallest series.'],
  ['quantile(φ, v)', 'The φ-quantile over the series, φ from 0 to 1.'],
  ['count_values(label, v)', 'The number of series with each value, which becomes a label.'],
];

const FUNCTIONS: typeof AGGREGATIONS = [
  ['abs(v)', 'The absolute value.'],
  ['absent(v)', 'The value 1 where there are no series.'],
  ['absent_over_time(v[d])', 'The value 1 where there were no series over the time.'],
  ['acos(v)', 'The arc cosine in radians.'],
  ['acosh(v)', 'The inverse hyperbolic cosine.'],
  ['asin(v)', 'The arc sine in radians.'],
  ['asinh(v)', 'The inverse hyperbolic sine.'],
  ['atan(v)', 'The arc tangent in radians.'],
  ['atanh(v)', 'The inverse hyperbolic tangent.'],
  ['avg_over_time(v[d])', 'The average over the time.'],
  ['ceil(v)', 'Rounded up.'],
  ['changes(v[d])', 'How often the value changed over the time.'],
  ['clamp(v, min, max)', 'Limited to the range from min to max.'],
  ['clamp_max(v, max)', 'Limited to at most max.'],
  ['clamp_min(v, min)', 'Limited to at least min.'],
  ['cos(v)', 'The cosine of radians.'],
  ['cosh(v)', 'The hyperbolic cosine.'],
  ['count_over_time(v[d])', 'The number of samples over the time.'],
  ['day_of_month(v)', 'The day of the month in UTC, from 1 to 31.'],
  ['day_of_week(v)', 'The day of the week in UTC, 0 for Sunday.'],
  ['day_of_year(v)', 'The day of the year in UTC.'],
  ['days_in_month(v)', 'The number of days of the month.'],
  ['deg(v)', 'Radians as degrees.'],
  ['delta(v[d])', 'The difference of a gauge between the ends of the time.'],
  ['deriv(v[d])', 'The slope of a gauge per second, by linear regression.'],
  ['exp(v)', 'The exponential.'],
  ['floor(v)', 'Rounded down.'],
  ['histogram_quantile(φ, b)', 'The φ-quantile of a histogram, φ from 0 to 1.'],
  ['hour(v)', 'The hour of the day in UTC.'],
  ['idelta(v[d])', 'The difference of the last two samples of a gauge.'],
  ['increase(v[d])', 'How much a counter grew over the time.'],
  ['irate(v[d])', 'The rate per second of a counter by its last two samples.'],
  ['label_join(v, label, separator, source, …)', 'Joins the values of labels into another one.'],
  ['label_replace(v, label, replacement, source, regex)', 'Sets a label by a regular expression over another one.'],
  ['last_over_time(v[d])', 'The newest sample of the time.'],
  ['ln(v)', 'The natural logarithm.'],
  ['log10(v)', 'The decimal logarithm.'],
  ['log2(v)', 'The binary logarithm.'],
  ['max_over_time(v[d])', 'The largest value of the time.'],
  ['min_over_time(v[d])', 'The smallest value of the time.'],
  ['minute(v)', 'The minute of the hour in UTC.'],
  ['month(v)', 'The month in UTC, from 1 to 12.'],
  ['pi()', 'The number π.'],
  ['predict_linear(v[d], t)', 'The value of a gauge in t seconds, by linear regression.'],
  ['present_over_time(v[d])', 'The value 1 for each series of the time.'],
  ['quantile_over_time(φ, v[d])', 'The φ-quantile of the samples of the time, φ from 0 to 1.'],
  ['rad(v)', 'Degrees as radians.'],
  ['rate(v[d])', 'The rate per second of a counter, averaged over the time.'],
  ['resets(v[d])', 'How often a counter was reset over the time.'],
  ['round(v, to)', 'Rounded to the nearest multiple of to, by default 1.'],
  ['scalar(v)', 'The value of a single series as a number.'],
  ['sgn(v)', 'The sign: 1, 0 or -1.'],
  ['sin(v)', 'The sine of radians.'],
  ['sinh(v)', 'The hyperbolic sine.'],
  ['sort(v)', 'Sorted, the smallest first.'],
  ['sort_desc(v)', 'Sorted, the largest first.'],
  ['sqrt(v)', 'The square root.'],
  ['stddev_over_time(v[d])', 'The standard deviation over the time.'],
  ['stdvar_over_time(v[d])', 'The variance over the time.'],
  ['sum_over_time(v[d])', 'The sum of the samples of the time.'],
  ['tan(v)', 'The tangent of radians.'],
  ['tanh(v)', 'The hyperbolic tangent.'],
  ['time()', 'The seconds since 1970 in UTC.'],
  ['timestamp(v)', 'The time of each sample in seconds since 1970.'],
  ['vector(s)', 'A number as a series without labels.'],
  ['year(v)', 'The year in UTC.'],
];

const named =
  (isAggregation: boolean) =>
  ([signature, help]: [string, string]): PromqlFunction => ({
    name: signature.slice(0, signature.indexOf('(')),
    signature,
    help,
    isAggregation,
  });

/** Functions and aggregations that every Prometheus since 2.40 has, from its documentation. */
export const PROMQL_FUNCTIONS: readonly PromqlFunction[] = [
  ...AGGREGATIONS.map(named(true)),
  ...FUNCTIONS.map(named(false)),
];

/** Words between and after expressions. */
export const PROMQL_KEYWORDS: ReadonlyArray<[word: string, help: string]> = [
  ['and', 'Series of the left that the right has too.'],
  ['or', 'Series of the left, and of the right what the left has not.'],
  ['unless', 'Series of the left that the right has not.'],
  ['by', 'Keep these labels of an aggregation.'],
  ['without', 'Keep all but these labels of an aggregation.'],
  ['on', 'Match both sides by these labels.'],
  ['ignoring', 'Match both sides by all but these labels.'],
  ['group_left', 'Many series of the left match one of the right.'],
  ['group_right', 'Many series of the right match one of the left.'],
  ['offset', 'The values of some time ago.'],
  ['bool', 'Compare to 0 or 1 instead of leaving series out.'],
];
