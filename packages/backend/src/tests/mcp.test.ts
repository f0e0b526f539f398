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
  let id = 0;

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
  afterAll(() => portal?.stop());

  const post = async (method: string, params: object, token?: string) =>
    fetch(`${portal.url}/api/mcp-actions/v1`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'application/json, text/event-stream',
        ...(token && { authorization: `Bearer ${token}` }),
      },
      body: JSON.stringify({ jsonrpc: '2.0', id: (id += 1), method, params }),
    });
  const rpc = async <T>(method: string, params: object, token: string) => {
    const answer = await post(method, params, token);
    const text = await answer.text();
    expect(answer.status).toBe(200);
    // One message, as a server-sent event.
    const data = /^data: (.*)$/m.exec(text)?.[1] ?? text;
    return JSON.parse(data).result as T;
  };
  const tool = (name: string, args: object, token: string) =>
    rpc<ToolAnswer>('tools/call', { name, arguments: args }, token);
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
    const { token } = seed.administrator;
    const hello = await rpc<{ serverInfo: { name: string } }>(
      'initialize',
      {
        protocolVersion: '2025-06-18',
        capabilities: {},
        clientInfo: { name: 'test', version: '1' },
      },
      token,
    );
    expect(hello.serverInfo.name).toBe('dop');
    const { tools } = await rpc<{ tools: { name: string }[] }>(
      'tools/list',
      {},
      token,
    );
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
    const nobody = await post('tools/list', {});
    expect(nobody.status).toBe(401);
    const narrow = await post('tools/list', {}, seed.narrow.repository);
    expect(narrow.status).toBe(403);
    const page = await ask(portal.url, {
      method: 'GET',
      path: '/api/mcp-actions/v1',
      authorization: bearer(seed.administrator.session),
    });
    expect(page.status).toBe(405);
  });
});
