import { createJoint, judgeJoint } from '../../exporter/src/analysis/anomaly/joint.js';
import { createSeries, scorePoint } from '../../exporter/src/analysis/anomaly/stream.js';
import type { Server } from './data.js';
import { isolationForest } from './isolation-forest.js';

/** Scores of the test part of a server, one a moment. */
type JointDetector = (server: Server) => number[];

const JOINT: Record<string, JointDetector> = {
  'presage, series together': together,
  'presage, highest of the series': ({ train, test }) => {
    const scores = scoresOf(train, test);
    return test[0]!.map((_, index) => Math.max(...scores.map((own) => own[train[0]!.length + index]!)));
  },
  'isolation forest': ({ train, test }) => {
    const score = isolationForest(momentsOf(train), 1);
    return momentsOf(test).map(score);
  },
};

const BLOCK = 10;
const GUARD_BEFORE = 3;
const GUARD_AFTER = 10;

/**
 * Best F1 that one threshold for all servers reaches: an event is found by an alarm anywhere in it, false alarms count per
 * block of ten points outside the events and a guard around them.
 */
export function serverRows(servers: readonly Server[]) {
  return Object.entries(JOINT).map(([detector, detect]) => ({ detector, ...eventF1(servers, servers.map(detect)) }));
}

function eventF1(servers: readonly Server[], scores: readonly number[][]) {
  const events: number[] = [];
  const falseAlarms: number[] = [];
  servers.forEach(({ events: spans }, index) => {
    const own = scores[index]!;
    const counted = new Array<boolean>(own.length).fill(true);
    for (const [start, end] of spans) {
      counted.fill(false, Math.max(0, start - GUARD_BEFORE), end + GUARD_AFTER + 1);
      events.push(Math.max(...own.slice(start, end + 1)));
    }
    for (let block = 0; block < own.length; block += BLOCK) {
      const outside = own.slice(block, block + BLOCK).filter((_, i) => counted[block + i]);
      if (outside.length > 0) falseAlarms.push(Math.max(...outside));
    }
  });
  const atThreshold = [...new Set(events)].map((threshold) => {
    const found = events.filter((score) => score >= threshold).length;
    const wrong = falseAlarms.filter((score) => score >= threshold).length;
    return { eventF1: (2 * found) / (found + wrong + events.length), found, falseAlarms: wrong, threshold };
  });
  return { events: events.length, ...atThreshold.sort((a, b) => b.eventF1 - a.eventF1)[0]! };
}

function together({ train, test }: Server): number[] {
  const scores = scoresOf(train, test);
  const joint = createJoint();
  const all = scores[0]!.map(
    (_, index) =>
      judgeJoint(
        joint,
        scores.map((own, series) => ({ key: String(series), score: own[index]! })),
      ).score,
  );
  return all.slice(train[0]!.length);
}

function scoresOf(train: readonly number[][], test: readonly number[][]): number[][] {
  return train.map((values, index) => {
    const state = createSeries();
    return [...values, ...test[index]!].map((value, i) => scorePoint(state, i * 300, value)!.score);
  });
}

function momentsOf(series: readonly number[][]): number[][] {
  return series[0]!.map((_, index) => series.map((values) => values[index]!));
}
