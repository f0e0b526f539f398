import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  componentsFolder,
  definitionOf,
  runComponent,
} from './testUtils/runComponent';

describe('shell', () => {
  it('hands on values, files and a report, also of a script that fails', async () => {
    const result = await runComponent('shell', {
      inputs: {
        script: `echo "hello $NAME"
printf '{"version": "%s", "count": 3}' "$NAME" > "$OUTPUT_VALUES"
echo x > "$OUTPUT_FILES/x.txt"
echo '<testsuites/>' > "$OUTPUT_REPORT"
false
echo never`,
        env: { NAME: "it's $HOME" },
      },
    });
    expect(result).toMatchObject({
      code: 1,
      problems: [],
      output: {
        values: { version: "it's $HOME", count: '3' },
        files: { path: 'outputs/files' },
        report: { path: 'outputs/report/junit.xml' },
      },
    });
    expect(result.log).toContain("hello it's $HOME");
    expect(result.log).not.toContain('never');
  });

  it.each([
    [{ script: 'echo no > "$OUTPUT_VALUES"' }, 'is not JSON'],
    [{ script: 'true', env: { PATH: '/tmp' } }, 'PATH may not be set'],
    [{ script: 'true', env: { CO_TOKEN_FILE: '/tmp' } }, 'may not be set'],
  ])('refuses %j', async (inputs, message) => {
    const result = await runComponent('shell', { inputs });
    expect(result).toMatchObject({ code: 1, output: undefined });
    expect(result.log).toContain(message);
  });

  it('succeeds with nothing to hand on', async () => {
    const result = await runComponent('shell', { inputs: { script: 'true' } });
    expect(result).toMatchObject({ code: 0, output: { values: {} } });
    expect(Object.keys(result.output ?? {})).toEqual(['values']);
  });
});

describe('http-request', () => {
  let busy = 0;
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', chunk => chunks.push(chunk));
    request.on('end', () => {
      if (request.url === '/large') {
        response.end('x'.repeat(100_000));
      } else if (request.url === '/busy' && busy++ === 0) {
        response.writeHead(503).end();
      } else if (!request.url?.startsWith('/hang')) {
        response.writeHead(request.url === '/teapot' ? 418 : 200, {
          'content-type': 'application/json',
          'set-cookie': 'a=b',
        });
        response.end(
          JSON.stringify({
            method: request.method,
            type: request.headers['content-type'],
            authorization: request.headers.authorization,
            body: Buffer.concat(chunks).toString(),
          }),
        );
      }
    });
  });
  let url: string;
  beforeAll(async () => {
    await new Promise<void>(done => server.listen(0, '127.0.0.1', done));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });

  it('sends what it was given and hands on the answer', async () => {
    const result = await runComponent('http-request', {
      inputs: { url, method: 'POST', body: '{"a":1}', expectedStatus: [200] },
      env: { HTTP_AUTHORIZATION: 'Bearer secret' },
    });
    expect(result).toMatchObject({
      code: 0,
      problems: [],
      output: {
        status: 200,
        headers: { 'content-type': 'application/json' },
        truncated: false,
      },
    });
    expect(JSON.parse(String(result.output?.body))).toEqual({
      method: 'POST',
      type: 'application/json',
      authorization: 'Bearer secret',
      body: '{"a":1}',
    });
    expect(JSON.stringify(result.output?.headers)).not.toContain('a=b');
    expect(readFileSync(join(result.home, 'outputs/body'), 'utf8')).toBe(
      result.output?.body,
    );
  });

  it('fails with outputs on another status, bounds the body, waits and tries again', async () => {
    const teapot = await runComponent('http-request', {
      inputs: { url: `${url}/teapot` },
    });
    expect(teapot).toMatchObject({ code: 1, output: { status: 418 } });
    expect(teapot.log).toContain('expected 200 to 299');
    const large = await runComponent('http-request', {
      inputs: { url: `${url}/large` },
    });
    expect(large).toMatchObject({ code: 0, output: { truncated: true } });
    expect(String(large.output?.body)).toHaveLength(65536);
    const again = await runComponent('http-request', {
      inputs: { url: `${url}/busy`, attempts: 2 },
    });
    expect(again).toMatchObject({ code: 0, output: { status: 200 } });
    const hang = await runComponent('http-request', {
      inputs: { url: `${url}/hang?secret=1`, timeoutSeconds: 1 },
    });
    expect(hang).toMatchObject({ code: 1, output: undefined });
    expect(hang.log).toContain('the time limit was reached');
    expect(hang.log).not.toContain('secret');
  });
});

describe('the shipped components', () => {
  const names = readdirSync(componentsFolder, { withFileTypes: true })
    .filter(entry => entry.isDirectory())
    .map(entry => entry.name);

  it.each(names)('%s is complete and keeps the contract', name => {
    const files = readdirSync(join(componentsFolder, name));
    expect(files).toEqual(
      expect.arrayContaining([
        'Dockerfile',
        'README.md',
        'component.yaml',
        'main.mjs',
      ]),
    );
    const { metadata, spec } = definitionOf(name);
    expect(metadata.name).toBe(name);
    expect(spec.image).toBe(`dop/${name}`);
    expect(spec.samples?.length).toBeGreaterThan(0);
    expect(
      readFileSync(join(componentsFolder, name, 'contract.mjs'), 'utf8'),
    ).toBe(
      readFileSync(join(componentsFolder, 'shell', 'contract.mjs'), 'utf8'),
    );
  });
});
