import { createServer, type Server } from 'node:http';
import { mockServices } from '@backstage/backend-test-utils';
import { createMockActionContext } from '@backstage/plugin-scaffolder-node-test-utils';
import { waitForEntityAction } from './waitForEntityAction';

describe('dop:catalog:wait', () => {
  let asked: string[] = [];
  let thereAfter = 0;
  let server: Server;
  let baseUrl: string;

  beforeAll(async () => {
    server = createServer((request, response) => {
      asked.push(request.url ?? '');
      response.writeHead(asked.length > thereAfter ? 200 : 404);
      response.end('{}');
    });
    await new Promise<void>(resolve => {
      server.listen(0, '127.0.0.1', resolve);
    });
    const address = server.address();
    baseUrl = `http://127.0.0.1:${
      typeof address === 'object' && address ? address.port : 0
    }`;
  });

  afterAll(() => new Promise(resolve => server.close(resolve)));

  beforeEach(() => {
    asked = [];
  });

  async function run(entityRef: string, seconds?: number) {
    const action = waitForEntityAction({
      auth: mockServices.auth(),
      discovery: mockServices.discovery.mock({
        getBaseUrl: async () => baseUrl,
      }),
    });
    await action.handler(
      createMockActionContext({ input: { entityRef, seconds } }),
    );
  }

  it('goes on when the entity is there', async () => {
    thereAfter = 2;
    await run('component:shop/checkout');
    expect(asked).toEqual(
      Array(3).fill('/entities/by-name/component/shop/checkout'),
    );
  });

  it('goes on without it when the time is over', async () => {
    thereAfter = Infinity;
    await run('component:shop/checkout', 0);
    expect(asked).toHaveLength(1);
  });

  it('refuses what is no full entity ref', async () => {
    await expect(run('checkout')).rejects.toThrow('component:shop/checkout');
    expect(asked).toEqual([]);
  });
});
