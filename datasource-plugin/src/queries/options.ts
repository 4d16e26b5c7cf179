import type { ScopedVars } from '@grafana/data';
import { interpolateExpression, type Replace } from './interpolation';
import type { PresageQuery } from './query';

type OptionName = Exclude<keyof PresageQuery, 'refId' | 'kind' | 'datasource' | 'hide' | 'key' | 'queryType' | 'live'>;

/** As the API takes it; `$__interval` and the like are replaced before. */
const DURATION = /^([0-9]+(ms|s|m|h|d|w|y))+$/;

/** Reads the options of one stored query as the API wants them, and collects what is wrong with them. */
export class OptionReader {
  readonly problems: string[] = [];

  constructor(
    private readonly query: PresageQuery,
    private readonly scopedVars: ScopedVars,
    private readonly replace: Replace,
  ) {}

  /** Undefined when empty. */
  text(option: OptionName): string | undefined {
    const value = this.query[option];
    if (value === undefined || value === null) {
      return undefined;
    }
    return this.replace(String(value), this.scopedVars).trim() || undefined;
  }

  /** PromQL. */
  expression(option: OptionName): string | undefined {
    return interpolateExpression(String(this.query[option] ?? ''), this.scopedVars, this.replace).trim() || undefined;
  }

  number(option: OptionName, accepts: (value: number) => boolean = () => true, bounds = ''): number | undefined {
    const text = this.text(option);
    if (text === undefined) {
      return undefined;
    }
    const value = Number(text);
    if (Number.isFinite(value) && accepts(value)) {
      return value;
    }
    this.problems.push(`${option} must be a number${bounds}, not “${text}”`);
    return undefined;
  }

  duration(option: OptionName): string | undefined {
    const text = this.text(option);
    if (text === undefined || DURATION.test(text)) {
      return text;
    }
    this.problems.push(`${option} must be a duration such as 30m or 7d, not “${text}”`);
    return undefined;
  }

  /** A date, or Unix milliseconds as variables of dates hold them. */
  moment(option: OptionName): number | undefined {
    const text = this.text(option);
    if (text === undefined) {
      return undefined;
    }
    const moment = /^\d+$/.test(text) ? Number(text) : Date.parse(text);
    if (Number.isSafeInteger(moment) && moment >= 0) {
      return moment;
    }
    this.problems.push(`${option} must be a date such as 2026-11-27, not “${text}”`);
    return undefined;
  }

  choice<T extends string>(option: OptionName, choices: readonly T[]): T | undefined {
    const text = this.text(option);
    const choice = choices.find((candidate) => candidate === text);
    if (text !== undefined && choice === undefined) {
      this.problems.push(`${option} must be one of ${choices.join(', ')}, not “${text}”`);
    }
    return choice;
  }
}
