import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { ask, askWell, bearer, until } from '../__testUtils__/Person';
import { seedPortal, type Seed } from '../__testUtils__/seedPortal';
import { startPortal, type TestPortal } from '../__testUtils__/startPortal';

const workflow = `apiVersion: dop/v1
kind: Workflow
metadata: { name: agent-delivery, title: Agent delivery }
spec:
  triggers: { manual: {} }
  steps:
    say:
      uses: dop/shell@1
      with: { script: 'echo "the disk is on fire"; exit 3' }
`;

/** What a tool answered; `structuredContent` is as its schema says. */
interface ToolAnswer {
  isError?: boolean;
  content: { type: string; text: string }[];
  structuredContent?: {
    run?: { id: string; state: string; actor: string };
    sentence?: string;
    workflows?: { id: string; name: string }[];
  };
}

describe('An agent that speaks MCP, with a personal token', () => {
  let portal: TestPortal;
  let seed: Seed;
  const clients: Client[] = [];

  beforeAll(async () => {
    portal = await startPortal();
    seed = await seedPortal(portal);
    const send = (path: string, body: unknown) =>
      askWell(portal.url, {
        method: 'POST',
        path: `/api/code/repositories${path}`,
        body,
        authorization: bearer(seed.administrator.session),
      });
    await send('', {
      namespace: 'hidden',
      name: 'agent',
      visibility: 'internal',
      trust: 'members',
    });
    await send('/hidden/agent/commits', {
      branch: 'main',
      message: 'Begin',
      files: [
        {
          path: '.dop/agent.yaml',
          content: Buffer.from(workflow).toString('base64'),
        },
      ],
    });
  }, 180_000);
  afterAll(async () => {
    await Promise.all(clients.map(client => client.close()));
    await portal?.stop();
  });

  /** The client of the Model Context Protocol's own SDK. */
  const connect = async (token?: string) => {
    const client = new Client({ name: 'test', version: '1' });
    await client.connect(
      new StreamableHTTPClientTransport(
        new URL(`${portal.url}/api/mcp-actions/v1`),
        {
          requestInit: {
            headers: token ? { authorization: `Bearer ${token}` } : {},
          },
        },
      ),
    );
    clients.push(client);
    return client;
  };
  const connected = new Map<string, Promise<Client>>();
  const tool = async (name: string, args: object, token: string) => {
    const client = connected.get(token) ?? connect(token);
    connected.set(token, client);
    return (await (
      await client
    ).callTool({ name, arguments: { ...args } })) as unknown as ToolAnswer;
  };
  const workflowId = (token: string) =>
    until('The workflow', async () => {
      const { structuredContent } = await tool(
        'find-workflows',
        { search: 'agent-delivery' },
        token,
      );
      return structuredContent?.workflows?.[0]?.id;
    });

  it('is told who the portal is and what it can do, each name once', async () => {
    const client = await connect(seed.administrator.token);
    expect(client.getServerVersion()?.name).toBe('dop');
    const { tools } = await client.listTools();
    const names = tools.map(({ name }) => name);
    expect(names).toEqual([...new Set(names)]);
    expect(names).toEqual(
      expect.arrayContaining([
        'cancel-run',
        'decide-approval',
        'explain-run',
        'find-approvals',
        'find-runs',
        'find-workflows',
        'read-log',
        'rerun-run',
        'start-run',
      ]),
    );
    for (const name of names) {
      expect(name).toMatch(/^[a-zA-Z0-9_-]{1,64}$/);
    }
  });

  it('starts a run as the owner of its token, and learns why it failed', async () => {
    const { token, name } = seed.administrator;
    const started = await tool(
      'start-run',
      { workflowId: await workflowId(token) },
      token,
    );
    const run = started.structuredContent?.run;
    expect(run?.actor).toBe(`user:default/${name}`);
    const sentence = await until('The end of the run', async () => {
      const { structuredContent: told } = await tool(
        'explain-run',
        { runId: run?.id },
        token,
      );
      return told?.run?.state === 'failed' && told.sentence;
    });
    expect(sentence).toMatch(/^Run #1 of Agent delivery failed because say/);
  });

  it('may do no more than the owner of its token', async () => {
    const { token } = seed.stranger;
    // A reader sees it, and may not start it.
    const refused = await tool(
      'start-run',
      { workflowId: await workflowId(token) },
      token,
    );
    expect(refused.isError).toBe(true);
    expect(refused.content[0].text).toMatch(/NotAllowedError|may not/);
    const hidden = await tool(
      'explain-run',
      { runId: seed.values.runId },
      token,
    );
    expect(hidden.isError).toBe(true);
    expect(JSON.stringify(hidden)).not.toContain('vault');
  });

  it('is refused without a token, and with one that is for something else', async () => {
    await expect(connect()).rejects.toMatchObject({ code: 401 });
    await expect(connect(seed.narrow.repository)).rejects.toMatchObject({
      code: 403,
    });
    const page = await ask(portal.url, {
      method: 'GET',
      path: '/api/mcp-actions/v1',
      authorization: bearer(seed.administrator.session),
    });
    expect(page.status).toBe(405);
  });
});
