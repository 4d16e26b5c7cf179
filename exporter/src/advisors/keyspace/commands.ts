import { toPresageError } from '../../error.js';

/** Commands that the inspection asks for, as `COMMAND SUBCOMMAND`. */
export const INSPECTION_COMMANDS = [
  'SCAN',
  'DBSIZE',
  'MEMORY USAGE',
  'PTTL',
  'OBJECT IDLETIME',
  'OBJECT FREQ',
  'OBJECT ENCODING',
  'TYPE',
  'INFO COMMANDSTATS',
  'INFO KEYSIZES',
  'LATENCY HISTOGRAM',
  'LATENCY LATEST',
  'CLIENT LIST',
  'CONFIG GET',
  'CLUSTER SLOT-STATS',
] as const;
export type InspectionCommand = (typeof INSPECTION_COMMANDS)[number];

/** Why a command was left out. */
export type SkipReason = 'denied' | 'unknown' | 'too-many-clients';

/** Remembers which commands work on a target and which were left out, and why. */
export class CommandBook {
  readonly #states = new Map<InspectionCommand, SkipReason | undefined>();

  /** Whether it is worth asking. */
  allows(command: InspectionCommand): boolean {
    return this.#states.get(command) === undefined;
  }

  worked(command: InspectionCommand): void {
    if (!this.#states.has(command)) this.#states.set(command, undefined);
  }

  skip(command: InspectionCommand, reason: SkipReason): void {
    this.#states.set(command, reason);
  }

  /** Takes an error reply for what it says of the command; any error that says nothing of it is thrown. */
  failed(command: InspectionCommand, thrown: unknown): void {
    const error = toPresageError(thrown);
    if (error.code === 'PRS_REDIS_COMMAND_DENIED') this.skip(command, 'denied');
    else if (/unknown (sub)?command|syntax error|wrong number|not support|maxmemory policy/i.test(error.message))
      this.skip(command, 'unknown');
    else throw error;
  }

  /** Each command that was asked, with the reason why it was left out. */
  states(): { command: InspectionCommand; skipped?: SkipReason }[] {
    return [...this.#states]
      .map(([command, skipped]) => ({ command, ...(skipped && { skipped }) }))
      .sort((a, b) => (a.command < b.command ? -1 : 1));
  }
}
