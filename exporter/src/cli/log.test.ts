import { createLog, type LogFormat } from './log.js';

function logged(
  format: LogFormat,
  log: (logger: ReturnType<typeof createLog>) => void,
  level: 'debug' | 'warn' = 'debug',
) {
  const lines: string[] = [];
  log(createLog(level, format, (line) => lines.push(line)));
  return lines;
}

describe('createLog', () => {
  it('writes JSON with level names and times that people can read', () => {
    const [line] = logged('json', (log) => log.info({ job: 'cache/a' }, 'run ended'));
    expect(JSON.parse(line!)).toEqual({
      level: 'info',
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
      job: 'cache/a',
      msg: 'run ended',
    });
  });

  it('writes logfmt with quotes where they are needed', () => {
    const [line] = logged('logfmt', (log) => log.warn({ a: 1, b: 'x y', c: 'p="q"', d: ['z'] }, 'm'));
    expect(line).toMatch(/^level=warn time=\S+ a=1 b="x y" c="p=\\"q\\"" d="\[\\"z\\"\]" msg=m\n$/);
  });

  it('writes text', () => {
    const [line] = logged('text', (log) => log.error({ code: 'PRS_INTERNAL' }, 'no luck'));
    expect(line).toMatch(/^\S+Z ERROR no luck {2}code=PRS_INTERNAL\n$/);
  });

  it.each(['json', 'logfmt', 'text'] as const)(
    'never lets a value break the line or reach the terminal (%s)',
    (format) => {
      const evil = 'a\nlevel=error msg=forged\u001b[31m\u009b2J';
      const [line] = logged(format, (log) => log.info({ evil }, evil));
      expect(line!.trimEnd()).not.toMatch(format === 'json' ? /[\n\u001b]/ : /\p{Cc}/u);
    },
  );

  it('leaves out what is below the level', () => {
    expect(logged('text', (log) => log.info('quiet'), 'warn')).toEqual([]);
  });
});
