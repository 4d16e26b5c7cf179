import { HOSTILE } from './history.mjs';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** Text that a browser could take for something else: markup, a script, right-to-left marks, and no end. */
export const WILD = [HOSTILE, '</script><script>window.hacked=1</script>', '\u202Egnp.exe\u202C', 'x'.repeat(2_000)];

/**
 * Answers of an exporter with every kind of insight, with numbers that are the same in every run and names of people
 * who mean ill.
 * @param {number} now milliseconds
 */
export function wildAnswers(now) {
  return {
    forecast: [forecastFrame(now)],
    anomaly: WILD.map((name, index) => anomalyFrame(now, name, index)),
    recommendation: [recommendationFrame(now)],
    score: [scoreFrame()],
    curve: [curveFrame('sessions', 'objects'), curveFrame(WILD[0], 'bytes')],
    change: [changeFrame(now)],
    cause: [causeFrame(now)],
  };
}

/** A forecast of `points` hourly points, two thirds of them history, with a scenario and a threshold. */
export function forecastFrame(now, { points = 300, name = 'disk', shift = 0, plain = false } = {}) {
  const history = Math.floor((points * 2) / 3);
  const rows = Array.from({ length: points }, (_, index) => index);
  const level = (index) => 50 + shift + index * (30 / points) + 5 * Math.sin((index / 24) * 2 * Math.PI);
  const past = (value) => rows.map((index) => (index < history ? value(index) : null));
  const future = (value) => rows.map((index) => (index < history ? null : value(index)));
  const reach = (index) => 2 + (index - history) / 15;
  const columns = {
    actual: past(level),
    predicted: future(level),
    lower: future((index) => level(index) - reach(index)),
    upper: future((index) => level(index) + reach(index)),
    ...Object.fromEntries(
      [
        ['80', 0.7],
        ['50', 0.4],
      ].flatMap(([name, part]) => [
        [`lower${name}`, future((index) => level(index) - part * reach(index))],
        [`upper${name}`, future((index) => level(index) + part * reach(index))],
      ]),
    ),
    ...(!plain && {
      scenario: future((index) => 1.3 * level(index)),
      scenarioLower: future((index) => 1.3 * (level(index) - reach(index))),
      scenarioUpper: future((index) => 1.3 * (level(index) + reach(index))),
    }),
  };
  const crossing = { expected: now + 2 * DAY, earliest: now + DAY, latest: now + 3 * DAY };
  const threshold = { name: WILD[0], value: 100, direction: 'above' };
  const custom = {
    name,
    expr: 'disk_used',
    now,
    level: 0.9,
    models: ['mstl'],
    breakdown: {
      candidates: [
        { model: 'mstl', error: 1, weight: 1 },
        { model: HOSTILE, error: 2, weight: 0.5 },
      ],
      scaledError: 0.7,
      trend: { first: 70, last: 80 },
      seasonParts: [{ season: 86_400, amplitude: 12, strength: 0.9 }],
      reasons: [`${HOSTILE} is short.`],
    },
    seasons: [86_400],
    confidence: 0.8,
    backtestError: 1.5,
    thresholds: plain ? [] : [threshold],
    ...(!plain && {
      scenario: {
        growth: 1.3,
        start: now,
        end: now,
        growthOf: 'level',
        thresholds: [{ ...threshold, crossing, risk: 0.8 }],
      },
    }),
  };
  const times = rows.map((index) => now + (index - history + 1) * HOUR);
  return frame('forecast', custom, { time: times, ...columns }, { series: name });
}

function anomalyFrame(now, name, seed) {
  const times = Array.from({ length: 168 }, (_, index) => now - (167 - index) * HOUR);
  const odd = (index) => index % (29 + 11 * seed) === 7 && seed < 3;
  const actual = times.map((_, index) => 10 + seed * 4 + Math.sin(index / 4) + (odd(index) ? 6 : 0));
  return frame(
    'anomaly',
    { name, expr: 'latency', warmup: false, sensitivity: 'medium' },
    {
      time: times,
      actual,
      expected: times.map((_, index) => 10 + seed * 4 + Math.sin(index / 4)),
      lower: times.map((_, index) => 8 + seed * 4 + Math.sin(index / 4)),
      upper: times.map((_, index) => 12 + seed * 4 + Math.sin(index / 4)),
      score: times.map((_, index) => (odd(index) ? 1.2 + seed : 0.3)),
    },
    { instance: `app-${seed}` },
  );
}

function recommendationFrame(now) {
  const rows = WILD.map((text, index) => ({
    id: String(index),
    advisor: 'indexes',
    target: 'shop',
    action: ['create_index', 'drop_index', 'change_setting', 'rebuild_index'][index],
    object: text,
    title: `Create an index on ${text}`,
    reason: text,
    gainRatio: 0.4 / (index + 1),
    sizeBytes: 1_048_576 * (index + 1),
    confidence: 0.9,
    change: `CREATE INDEX ON "${text}" (id);`,
    rollback: 'DROP INDEX;',
    evidence: JSON.stringify([{ label: text, value: text }]),
    labels: JSON.stringify({ relname: text }),
    firstSeen: now - (index + 1) * DAY,
    state: ['confirmed', 'unconfirmed', 'contradicted', 'a later one'][index],
  }));
  return table('recommendation', {}, rows, {
    firstSeen: 'time',
    gainRatio: 'number',
    sizeBytes: 'number',
    confidence: 'number',
  });
}

function scoreFrame() {
  const rows = WILD.map((text, index) => ({
    target: 'shop',
    name: text,
    value: index / 3,
    unit: 'percentunit',
    description: text,
    labels: JSON.stringify({ db: text }),
  }));
  return table('score', {}, rows, { value: 'number' });
}

function curveFrame(name, sizeUnit) {
  const sizes = Array.from({ length: 40 }, (_, index) => Math.round(1_000 * 1.3 ** index));
  const policy = (power) => sizes.map((size) => Math.min(1, (1_000 / size) ** power));
  const custom = {
    name,
    sizeUnit,
    currentPolicy: 'lru',
    currentSize: sizes[15],
    currentMissRatio: 0.45,
    targetMissRatio: 0.1,
    targetSize: sizes[30],
    kneeSize: sizes[22],
    advisedSize: sizes[26],
    advisedPolicy: 's3fifo',
    requests: 1_000_000,
    sampledKeys: 8_192,
    confidence: 0.9,
  };
  return frame('curve', custom, { size: sizes, lru: policy(0.25), s3fifo: policy(0.32), lfu: policy(0.28) });
}

function changeFrame(now) {
  const rows = WILD.map((text, index) => ({
    time: now - (index + 1) * 30 * HOUR,
    series: text,
    before: 0.2,
    after: [0.5, 0.1, 0.2, 0.3][index],
    effect: [1.5, -0.5, 0, 0.5][index],
    confidence: 0.9,
    verdict: ['worse', 'better', 'same', 'unsure'][index],
    text: `The mean of ${text} moved.`,
    labels: JSON.stringify({ instance: text }),
  }));
  const types = { time: 'time', before: 'number', after: 'number', effect: 'number', confidence: 'number' };
  return table('change', {}, rows, types);
}

function causeFrame(now) {
  const rows = WILD.map((text, index) => ({
    series: text,
    score: 0.9 / (index + 1),
    onset: now - HOUR + index * 600_000,
    deviation: 7 - index,
    direction: index % 2 ? 'down' : 'up',
    text: `Moved ${index * 10} minutes after the first: ${text}`,
    labels: JSON.stringify({ instance: text }),
  }));
  const custom = {
    name: 'checkout',
    expr: 'latency',
    start: now - 40 * 60_000,
    end: now,
    explanation: `${WILD[0]} rose first, ten minutes before the latency.`,
    edges: [
      { from: 0, to: 1, strength: 0.9, lagSeconds: 600 },
      { from: 1, to: 3, strength: -0.6, lagSeconds: 1_200 },
    ],
  };
  return table('cause', custom, rows, { onset: 'time', score: 'number', deviation: 'number' });
}

function table(kind, custom, rows, types) {
  const names = Object.keys(rows[0]);
  const fields = names.map((name) => ({ name, type: types[name] ?? 'string' }));
  const values = names.map((name) => rows.map((row) => row[name]));
  return { schema: { meta: { type: 'table', custom: { presage: 1, kind, ...custom } }, fields }, data: { values } };
}

function frame(kind, custom, columns, labels) {
  const type = kind === 'curve' ? 'numeric-wide' : 'timeseries-wide';
  const fields = Object.keys(columns).map((name) =>
    name === 'time' ? { name, type: 'time' } : { name, type: 'number', ...(labels && { labels }) },
  );
  return {
    schema: { meta: { type, typeVersion: [0, 1], custom: { presage: 1, kind, ...custom } }, fields },
    data: { values: Object.values(columns) },
  };
}
