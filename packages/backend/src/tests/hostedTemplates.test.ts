import { ask, askWell, bearer, until } from '../__testUtils__/Person';
import { addAccount, signInFirst } from '../__testUtils__/seedPortal';
import { startPortal, type TestPortal } from '../__testUtils__/startPortal';

const template = `apiVersion: scaffolder.backstage.io/v1beta3
kind: Template
metadata: { name: stall, title: A stall }
spec:
  type: service
  parameters: { properties: { name: { type: string } } }
  steps:
    - id: files
      action: fetch:template
      input:
        url: ./skeleton
        values: { name: '\${{ parameters.name }}' }
    - id: repository
      action: dop:repository:create
      input: { namespace: market, name: '\${{ parameters.name }}' }
`;

/** One byte more than the list of files has of any. */
const picture = Buffer.alloc(1024 * 1024 + 1, Uint8Array.of(0, 1, 2, 255));

describe('A template in a hosted repository', () => {
  let portal: TestPortal;
  beforeAll(async () => {
    portal = await startPortal();
  }, 120_000);
  afterAll(() => portal?.stop());

  it('that an administrator allowed is run by anybody, with all that lies beside it', async () => {
    const ada = await signInFirst(portal);
    const eve = await addAccount(portal.url, ada);
    const send = <T = unknown>(
      { session }: { session: string },
      method: string,
      path: string,
      body?: unknown,
    ) =>
      askWell<T>(portal.url, {
        method,
        path,
        body,
        authorization: bearer(session),
      });
    await send(ada, 'POST', '/api/access/groups', {
      name: 'shop',
      displayName: 'Shop',
      members: [{ account: 'ada', role: 'owner' }],
    });
    await send(ada, 'POST', '/api/access/groups', {
      name: 'market',
      displayName: 'Market',
      members: [{ account: 'eve', role: 'owner' }],
    });
    // The second is not allowed what the first is.
    for (const name of ['forms', 'others']) {
      await send(ada, 'POST', '/api/code/repositories', {
        namespace: 'shop',
        name,
        visibility: 'internal',
      });
      await send(ada, 'POST', `/api/code/repositories/shop/${name}/commits`, {
        branch: 'main',
        message: 'Offer a form',
        files: [
          ['stall/template.yaml', Buffer.from(template)],
          [
            'stall/skeleton/README.md',
            Buffer.from('The stall ${{ values.name }}\n'),
          ],
          ['stall/skeleton/picture.png', picture],
          ['catalog-info.yaml', Buffer.from(template)],
        ]
          .filter(
            ([path]) => (path === 'catalog-info.yaml') === (name === 'others'),
          )
          .map(([path, content]) => ({
            path,
            content: content.toString('base64'),
          })),
      });
    }

    await until('The template', async () => {
      const { status } = await ask(portal.url, {
        method: 'GET',
        path: '/api/catalog/entities/by-name/template/shop/stall',
        authorization: bearer(eve.session),
      });
      return status === 200;
    });
    const { id } = await send<{ id: string }>(
      eve,
      'POST',
      '/api/scaffolder/v2/tasks',
      { templateRef: 'template:shop/stall', values: { name: 'fruit' } },
    );
    const task = await until('The end of the task', async () => {
      const found = await send<{ status: string }>(
        eve,
        'GET',
        `/api/scaffolder/v2/tasks/${id}`,
      );
      return !['open', 'processing'].includes(found.status) && found;
    });
    expect(task.status).toBe('completed');

    const read = async (path: string) => {
      const response = await fetch(
        `${portal.url}/api/code/repositories/market/fruit/blob?path=${path}`,
        { headers: { authorization: bearer(eve.session) } },
      );
      return Buffer.from(await response.arrayBuffer());
    };
    expect(`${await read('README.md')}`).toBe('The stall fruit\n');
    expect((await read('picture.png')).equals(picture)).toBe(true);

    const findings = await until('The finding', async () => {
      const { items } = await send<{ items: { message: string }[] }>(
        eve,
        'GET',
        '/api/code/repositories/shop/others/findings',
      );
      return items.length > 0 && items;
    });
    expect(findings).toEqual([
      expect.objectContaining({
        path: 'catalog-info.yaml',
        line: 2,
        rule: 'kind',
        message: expect.stringContaining('not "Template"'),
      }),
    ]);
  }, 120_000);
});
