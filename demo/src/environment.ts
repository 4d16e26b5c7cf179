/** A variable of the environment; an Error that names it when it is not set and there is no default. */
export function variable(name: string, otherwise?: string): string {
  const value = process.env[name] || otherwise;
  if (value === undefined) throw new Error(`${name} is not set`);
  return value;
}

/** A variable of the environment that holds a number from `minimum` to `maximum`. */
export function numberVariable(name: string, otherwise: number, minimum: number, maximum: number): number {
  const value = Number(variable(name, String(otherwise)));
  if (!(value >= minimum && value <= maximum))
    throw new Error(`${name} must be a number from ${minimum} to ${maximum}`);
  return value;
}

/** A signal that aborts when the process is asked to end. */
export function endRequested(): AbortSignal {
  const controller = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => controller.abort());
  return controller.signal;
}
