/** How long a condition has held, with hysteresis: it opens and closes only after several observations in a row. */
export interface ConditionState {
  open: boolean;
  /** Observations in a row that spoke against the present state. */
  against: number;
}

/** Observations in a row that open a condition, and that close it again. */
export const OPEN_AFTER = 3;
export const CLOSE_AFTER = 5;

/** The state after one more observation; undefined says nothing and changes nothing. */
export function stepCondition(state: ConditionState | undefined, holds: boolean | undefined): ConditionState {
  const { open, against } = state ?? { open: false, against: 0 };
  if (holds === undefined) return { open, against };
  if (holds === open) return { open, against: 0 };
  const needed = open ? CLOSE_AFTER : OPEN_AFTER;
  return against + 1 >= needed ? { open: !open, against: 0 } : { open, against: against + 1 };
}
