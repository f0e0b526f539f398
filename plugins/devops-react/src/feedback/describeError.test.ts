import { ResponseError } from '@backstage/errors';
import { englishTexts } from '../__testUtils__/showInPortal';
import { describeError } from './describeError';

async function responseError(status: number, message: string) {
  return ResponseError.fromResponse(
    new Response(
      JSON.stringify({
        error: { name: 'NotAllowedError', message },
        request: { method: 'POST', url: '/api/pipelines/runs/1/cancel?a=b' },
        response: { statusCode: status },
      }),
      { status, headers: { 'content-type': 'application/json' } },
    ) as unknown as Parameters<typeof ResponseError.fromResponse>[0],
  );
}

const t = englishTexts();

describe('describeError', () => {
  it('says what the server said, where, and what to do', async () => {
    const error = await responseError(403, 'You may not cancel runs of a/b');
    expect(describeError(error, t)).toMatchObject({
      what: 'You may not cancel runs of a/b',
      where: 'POST /api/pipelines/runs/1/cancel',
      advice: expect.stringContaining('Ask an owner'),
    });
    expect(describeError(error, t).details).toContain('Status: 403');
  });

  it('shows no stack as a message', () => {
    const error = new Error('It broke\n    at secret (file.js:1:1)');
    expect(describeError(error, t).what).toBe('It broke');
    expect(describeError(error, t).details).not.toContain('file.js');
  });

  it('tells a portal that does not answer from one that refuses', () => {
    expect(describeError(new TypeError('Failed to fetch'), t).advice).toContain(
      'did not answer',
    );
    expect(describeError('odd', t).what).toBe('odd');
    expect(describeError(undefined, t).what).toBe('undefined');
  });
});
