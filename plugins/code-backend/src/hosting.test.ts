import { GitClient } from './__testUtils__/GitClient';
import { startCode, type RunningCode } from './__testUtils__/startCode';

jest.setTimeout(120_000);

describe('Git hosting with the real git client', () => {
  let code: RunningCode;
  let owner: string;
  let member: string;
  let stranger: string;

  beforeAll(async () => {
    code = await startCode();
    owner = code.access.account('olga', { shop: 'owner' });
    member = code.access.account('max', { shop: 'member' });
    stranger = code.access.account('sam', { other: 'member' });
  });

  afterAll(() => code.stop());

  async function make(name: string, visibility = 'internal') {
    const { status, body } = await code.call('POST', '/repositories', {
      secret: owner,
      body: { namespace: 'shop', name, visibility },
    });
    expect({ status, name: body.name }).toEqual({ status: 201, name });
    return body as { id: string };
  }

  it('takes a push, journals it with its event, and gives it to a clone', async () => {
    const { id } = await make('checkout');
    const work = await GitClient.init(code.remote('shop/checkout', member));
    const head = await work.commit({ 'a.txt': 'one\n' }, 'First [skip ci]');
    await work.git('push', '-q', 'origin', 'main');

    const pushed = () =>
      code.events.filter(({ type }) => type === 'dop.ref.updated');
    while (pushed().length === 0) {
      await new Promise(resolve => setImmediate(resolve));
    }
    expect(pushed()[0]).toMatchObject({
      subject: id,
      source: 'code',
      data: {
        repositoryId: id,
        namespace: 'shop',
        name: 'checkout',
        ref: 'refs/heads/main',
        before: '0'.repeat(40),
        after: head,
        sequence: 1,
        protectedRef: true,
        defaultBranch: true,
        pusher: 'user:default/max',
        skipCi: true,
      },
    });

    const clone = await GitClient.clone(code.remote('shop/checkout', stranger));
    expect(await clone.head()).toBe(head);
  });
});
