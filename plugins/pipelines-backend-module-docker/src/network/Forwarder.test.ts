import { refuse } from './Forwarder';

const basic = (secret: string) =>
  `Basic ${Buffer.from(`step:${secret}`).toString('base64')}`;
const asked = (
  method: string,
  url: string,
  headers: Record<string, string> = {},
) => refuse({ method, url, headers });

describe('The way of containers to the portal', () => {
  it('is for run tokens, and for who asks without one what to bring', () => {
    const run = 'dop_run_1_secret';
    for (const url of ['/git/shop/a.git/info/refs', '/v2/', '/v2/token?x=1']) {
      expect(asked('GET', url)).toBeUndefined();
      expect(asked('GET', url, { authorization: basic(run) })).toBeUndefined();
      expect(
        asked('GET', url, { authorization: basic('dop_pat_1_secret') }),
      ).toBe('Only run tokens pass here');
      expect(
        asked('GET', url, { authorization: 'Bearer dop_pat_1_secret' }),
      ).toBe('Only run tokens pass here');
      expect(asked('GET', url, { cookie: 'session=1' })).toBe(
        'Only run tokens pass here',
      );
    }
  });

  it('exchanges no token that a form may hold', () => {
    for (const url of ['/v2/token', '/v2/token/', '/V2/Token', '/v2/%74oken']) {
      expect(asked('POST', url)).toBeDefined();
    }
    expect(asked('POST', '/v2/shop/a/blobs/uploads/')).toBeUndefined();
  });

  it('leads to Git, registry and artifacts only', () => {
    for (const url of [
      '/',
      '/api/access/me',
      '/api/pipelines/runs',
      '/git/../api/access/me',
      '/v2/%2e%2e/api/access/me',
      '/v2//api',
      '/v2/%zz',
    ]) {
      expect(asked('GET', url)).toBeDefined();
    }
    expect(asked('GET', '/api/pipelines/artifacts/sha256:1')).toBeUndefined();
  });
});
