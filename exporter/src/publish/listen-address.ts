import { PresageError } from '../error.js';

/** Host (absent: all interfaces) and port of text such as `:10978`, `127.0.0.1:10978` or `[::1]:10978`. */
export function parseListenAddress(text: string): { host: string | undefined; port: number } {
  const [, bracketed, plain, portText] = /^(?:\[([0-9a-fA-F:.]+)\]|([^:[\]\s]*)):(\d{1,5})$/.exec(text) ?? [];
  const port = Number(portText);
  if (portText === undefined || port > 65_535) {
    const message = `${JSON.stringify(text)} is not an address to listen on (example: 127.0.0.1:10978 or :10978)`;
    throw new PresageError('PRS_CONFIG_INVALID', message);
  }
  return { host: bracketed ?? (plain || undefined), port };
}
