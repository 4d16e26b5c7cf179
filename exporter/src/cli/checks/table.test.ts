import { formatTable } from './table.js';

describe('formatTable', () => {
  it('lines up what was looked at, with code and hint below what is not fine', () => {
    const text = formatTable([
      { source: 'postgres', target: 'shop', check: 'connection', status: 'ok', message: 'PostgreSQL 15.8' },
      {
        source: 'redis',
        target: 'c',
        check: 'INFO',
        status: 'error',
        message: 'no',
        code: 'PRS_SOURCE_TLS',
        hint: 'Look.',
      },
    ]);
    expect(text).toBe(
      '✓ postgres  shop  connection  PostgreSQL 15.8\n' +
        '✗ redis     c     INFO        no\n' +
        '    PRS_SOURCE_TLS: Look.\n' +
        '\n1 fine, 0 warnings, 1 errors\n',
    );
  });

  it('keeps what servers say from the terminal', () => {
    const text = formatTable([{ source: 'redis', target: 'c', check: 'x\u001b[2J', status: 'ok', message: 'a\r\nb' }]);
    expect(text).toContain('x [2J  a b\n');
  });
});
