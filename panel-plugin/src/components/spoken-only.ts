import { css } from '@emotion/css';

/** For screen readers alone. */
export const spokenOnly = css({
  position: 'absolute',
  width: 1,
  height: 1,
  overflow: 'hidden',
  clipPath: 'inset(50%)',
});
