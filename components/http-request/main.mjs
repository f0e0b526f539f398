import { createWriteStream } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { home, Problem, run, writeOutput } from './contract.mjs';

const mostText = 64 * 1024;
const mostBytes = 256 * 1024 * 1024;
const passing = new Set([429, 502, 503, 504]);

function headersOf({ headers = {}, body }) {
  const sent = new Headers();
  for (const [name, value] of Object.entries(headers)) {
    try {
      sent.set(name, value);
    } catch {
      throw new Problem(`Not a header: ${JSON.stringify(name)}`);
    }
  }
  if (body !== undefined && !sent.has('content-type') && isJson(body)) {
    sent.set('content-type', 'application/json');
  }
  if (process.env.HTTP_AUTHORIZATION) {
    sent.set('authorization', process.env.HTTP_AUTHORIZATION);
  }
  return sent;
}

function isJson(text) {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** One request; the bytes go to `file`, the first of them also into memory. */
async function send(input, file) {
  const { url, method = 'GET', body, timeoutSeconds = 60 } = input;
  const response = await fetch(url, {
    method,
    body,
    headers: headersOf(input),
    redirect: input.followRedirects === false ? 'manual' : 'follow',
    signal: AbortSignal.timeout(timeoutSeconds * 1000),
  });
  let size = 0;
  const beginning = [];
  async function* bounded(chunks) {
    for await (const chunk of chunks) {
      if (size < mostText) {
        beginning.push(chunk);
      }
      size += chunk.length;
      if (size > mostBytes) {
        throw new Problem('The answer is longer than 256 MiB');
      }
      yield chunk;
    }
  }
  if (response.body) {
    await pipeline(
      Readable.fromWeb(response.body),
      bounded,
      createWriteStream(file),
    );
  }
  const text = new TextDecoder().decode(
    Buffer.concat(beginning).subarray(0, mostText),
  );
  return { response, size, text };
}

function reason(error) {
  if (error.name === 'TimeoutError') {
    return 'the time limit was reached';
  }
  return error.cause?.message || error.cause?.code || error.message;
}

await run(async input => {
  const { url, method = 'GET', attempts = 1, expectedStatus } = input;
  // The query may hold what is nobody's business.
  const shown = `${method} ${new URL(url).origin}${new URL(url).pathname}`;
  const file = join(home, 'outputs', 'body');
  await mkdir(join(home, 'outputs'), { recursive: true });
  let answer;
  for (let attempt = 1; !answer; attempt += 1) {
    const started = Date.now();
    try {
      const tried = await send(input, file);
      console.log(
        `${shown}: ${tried.response.status}, ${tried.size} bytes in ${
          Date.now() - started
        } ms`,
      );
      if (attempt < attempts && passing.has(tried.response.status)) {
        await wait(1000 * 2 ** (attempt - 1));
      } else {
        answer = tried;
      }
    } catch (error) {
      if (error instanceof Problem) {
        throw error;
      }
      if (attempt >= attempts) {
        throw new Problem(`${shown}: ${reason(error)}`);
      }
      console.log(`${shown}: ${reason(error)}; trying again`);
      await wait(1000 * 2 ** (attempt - 1));
    }
  }

  const { response, size, text } = answer;
  if (size === 0) {
    await rm(file, { force: true });
  }
  await writeOutput({
    status: response.status,
    headers: Object.fromEntries(
      [...response.headers].filter(([name]) => name !== 'set-cookie'),
    ),
    body: text,
    truncated: size > mostText,
    ...(size > 0 ? { file: { path: 'outputs/body' } } : {}),
  });
  const right = expectedStatus
    ? expectedStatus.includes(response.status)
    : response.status >= 200 && response.status < 300;
  if (!right) {
    console.error(
      `Error: the status is ${response.status}; expected ${
        expectedStatus?.join(', ') ?? '200 to 299'
      }`,
    );
    console.error(text.slice(0, 2000));
    return 1;
  }
  return 0;
});
