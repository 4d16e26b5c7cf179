import { interpolate } from './interpolate.js';

const environment = { USER: 'presage', EMPTY: '', TRICK: '${USER}$$' };
const textOf = (text: string) => interpolate(text, environment).text;

describe('interpolate', () => {
  it('fills in variables anywhere in the text', () => {
    expect(textOf('postgres://${USER}@db/${USER}')).toBe('postgres://presage@db/presage');
  });

  it('takes the default of a variable that is absent or empty', () => {
    expect(textOf('${NOWHERE:-5432}')).toBe('5432');
    expect(textOf('${EMPTY:-x}')).toBe('x');
    expect(textOf('${USER:-x}')).toBe('presage');
    expect(textOf('${NOWHERE:-}')).toBe('');
  });

  it('takes an empty variable without a default as it is', () => {
    expect(interpolate('${EMPTY}', environment)).toEqual({ text: '', missing: [], variables: true });
  });

  it('names every variable that is missing', () => {
    expect(interpolate('${A}:${B}:${USER}', environment).missing).toEqual(['A', 'B']);
  });

  it('reads $$ as one dollar and leaves other dollars alone', () => {
    expect(textOf('$${USER}')).toBe('${USER}');
    expect(textOf('rate(x[5m]) =~ "a$" $1 ${1x} ${')).toBe('rate(x[5m]) =~ "a$" $1 ${1x} ${');
    expect(interpolate('$$', environment).variables).toBe(false);
  });

  it('does not look into what it filled in', () => {
    expect(textOf('${TRICK}')).toBe('${USER}$$');
  });
});
