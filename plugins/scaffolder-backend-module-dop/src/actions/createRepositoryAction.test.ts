import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import {
  createMockDirectory,
  mockServices,
} from '@backstage/backend-test-utils';
import { createMockActionContext } from '@backstage/plugin-scaffolder-node-test-utils';
import { createRepositoryAction } from './createRepositoryAction';

describe('dop:repository:create', () => {
  const workspace = createMockDirectory();
  const calls: {
    place: string;
    body?: { trust?: string };
    authorization?: string;
  }[] = [];
  let refuseTrust = false;
  let taken = false;
  let server: Server;
  let baseUrl: string;

  beforeAll(async () => {
    server = createServer((request, response) => {
      let text = '';
      request.on('data', chunk => {
        text += chunk;
      });
      request.on('end', () => {
        const body = text ? JSON.parse(text) : undefined;
        const place = `${request.method} ${request.url}`;
        calls.push({
          place,
          body,
          authorization: request.headers.authorization,
        });
        const answer = (status: number, value: unknown) => {
          response.writeHead(status, { 'content-type': 'application/json' });
          response.end(JSON.stringify(value));
        };
        const refuse = (status: number, name: string, message: string) =>
          answer(status, {
            error: { name, message },
            response: { statusCode: status },
          });
        if (place.endsWith('/commits')) {
          answer(201, { sha: 'a'.repeat(40) });
        } else if (request.method === 'GET') {
          answer(200, { id: 'other' });
        } else if (taken) {
          refuse(409, 'ConflictError', 'There is already one');
        } else if (body.trust && refuseTrust) {
          refuse(403, 'NotAllowedError', 'Only an administrator gives trust');
        } else {
          answer(201, {
            id: 'id-1',
            ...body,
            defaultBranch: 'main',
            cloneUrl: 'http://localhost/git/shop/checkout.git',
          });
        }
      });
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

  beforeEach(async () => {
    calls.length = 0;
    refuseTrust = false;
    taken = false;
    workspace.clear();
    await mkdir(join(workspace.path, 'src'));
    await mkdir(join(workspace.path, '.git'));
    await writeFile(join(workspace.path, '.git', 'config'), 'secret');
    await writeFile(join(workspace.path, 'src', 'main.js'), 'run();\n');
    await writeFile(join(workspace.path, 'start.sh'), '#!/bin/sh\n');
    await chmod(join(workspace.path, 'start.sh'), 0o755);
  });

  async function run() {
    const action = createRepositoryAction({
      auth: mockServices.auth(),
      config: mockServices.rootConfig({
        data: { app: { baseUrl: 'http://localhost:7007/' } },
      }),
      discovery: mockServices.discovery.mock({
        getBaseUrl: async () => baseUrl,
      }),
    });
    const context = createMockActionContext({
      input: {
        namespace: 'group:default/shop',
        name: 'checkout',
        trust: 'protectedRefs' as const,
      },
      workspacePath: workspace.path,
    });
    await action.handler(context);
    return context;
  }

  it('makes the repository as the person and commits the workspace without Git’s own folder', async () => {
    const context = await run();
    expect(calls.map(({ place }) => place)).toEqual([
      'POST /repositories',
      'POST /repositories/shop/checkout/commits',
    ]);
    expect(calls[0].body).toMatchObject({
      namespace: 'shop',
      name: 'checkout',
      trust: 'protectedRefs',
    });
    expect(calls[0].authorization).toMatch(
      /^Bearer mock-user|^Bearer mock-service/,
    );
    expect(calls[1].body).toMatchObject({
      branch: 'main',
      expectedHead: '0'.repeat(40),
      files: [
        {
          path: 'src/main.js',
          content: Buffer.from('run();\n').toString('base64'),
          executable: false,
        },
        { path: 'start.sh', executable: true },
      ],
    });
    expect(context.output).toHaveBeenCalledWith(
      'repositoryUrl',
      'http://localhost:7007/code/shop/checkout',
    );
    expect(context.output).toHaveBeenCalledWith(
      'entityRef',
      'component:shop/checkout',
    );
    expect(context.output).toHaveBeenCalledWith('commit', 'a'.repeat(40));
  });

  it('leaves trust out where the person may not give it', async () => {
    refuseTrust = true;
    await run();
    expect(calls.map(({ body }) => body?.trust)).toEqual([
      'protectedRefs',
      undefined,
      undefined,
    ]);
  });

  it('says that a name is taken', async () => {
    taken = true;
    await expect(run()).rejects.toThrow(
      'There is already a repository shop/checkout. Choose another name.',
    );
  });

  it('makes nothing out of an empty workspace', async () => {
    workspace.clear();
    await expect(run()).rejects.toThrow('no files');
    expect(calls).toEqual([]);
  });
});
