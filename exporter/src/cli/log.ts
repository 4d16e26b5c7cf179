import { pino, type Logger } from 'pino';

export const LOG_FORMATS = ['text', 'logfmt', 'json'] as const;
export type LogFormat = (typeof LOG_FORMATS)[number];
export const LOG_LEVELS = ['debug', 'info', 'warn', 'error'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** A logger that writes one line an event to `write`. Everything that could break a line is escaped. */
export function createLog(level: LogLevel, format: LogFormat, write: (line: string) => void): Logger {
  const line = FORMATTERS[format];
  return pino(
    {
      level,
      base: undefined,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
    },
    { write: (json: string) => write(line(json)) },
  );
}

type Fields = Record<string, unknown>;

const FORMATTERS: Record<LogFormat, (json: string) => string> = {
  json: (json) => json,
  logfmt: (json) => `${logfmt(JSON.parse(json) as Fields)}\n`,
  text: (json) => {
    const { time, level, msg, ...rest } = JSON.parse(json) as Fields;
    const fields = Object.keys(rest).length > 0 ? `  ${logfmt(rest)}` : '';
    return `${String(time)} ${String(level).toUpperCase().padEnd(5)} ${printable(String(msg))}${fields}\n`;
  },
};

function logfmt(fields: Fields): string {
  return Object.entries(fields)
    .map(([key, value]) => `${key}=${quote(typeof value === 'object' ? JSON.stringify(value) : String(value))}`)
    .join(' ');
}

function quote(text: string): string {
  return /^[^\s"=\p{Cc}]+$/u.test(text) ? text : printable(JSON.stringify(text));
}

/** Terminals obey control characters, also those that JSON leaves alone. */
function printable(text: string): string {
  return text.replace(/\p{Cc}/gu, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
