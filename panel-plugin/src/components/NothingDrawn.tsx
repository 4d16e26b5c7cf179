import { type DataFrame } from '@grafana/data';
import React from 'react';
import { isBanded } from '../data/banded-series';
import { translate } from '../i18n';
import { Explanation } from './Explanation';

interface Props {
  frames: DataFrame[];
  /** Name of the column that is drawn beside the measured one. */
  expected: string;
  /** What to say when the fields are not there. */
  title: string;
  text: string;
}

/** Why a chart over time has nothing to draw: fields without numbers, or not the fields that it needs. */
export function NothingDrawn({ frames, expected, title, text }: Props) {
  if (!frames.some((frame) => isBanded(frame, expected))) {
    return <Explanation title={title} text={text} />;
  }
  const notice = frames.flatMap(({ meta }) => meta?.notices ?? [])[0]?.text;
  const advice = translate(
    'nothing.no-values-text',
    'The answer has no numbers for this time range. Choose a wider one, or check that the source was scraped in it.'
  );
  return <Explanation title={translate('nothing.no-values', 'No values to draw')} text={notice ?? advice} />;
}
