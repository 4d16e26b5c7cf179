import { labelPath } from './label-path.js';

describe('labelPath', () => {
  it('leaves classic names alone', () => {
    expect(labelPath('__name__')).toBe('__name__');
    expect(labelPath('Job_2')).toBe('Job_2');
  });

  it('escapes other names as Prometheus 3 reads them', () => {
    expect(labelPath('http.status_code')).toBe('U__http_2e_status__code');
    expect(labelPath('größe')).toBe('U__gr_f6__df_e');
    expect(labelPath('2xx')).toBe('U__2xx');
  });

  it('leaves no path syntax', () => {
    for (const name of ['..', '../query', 'a/b', '%2e%2e', 'a?b#c', 'a b', '']) {
      expect(labelPath(name)).toMatch(/^[A-Za-z0-9_]+$/);
    }
  });
});
