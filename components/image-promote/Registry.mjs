import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { setTimeout as wait } from 'node:timers/promises';
import { pipeline } from 'node:stream/promises';
import { Problem } from './contract.mjs';

export const manifestTypes = [
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.docker.distribution.manifest.v2+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
];

const tries = 5;

/** What the registry refused, with what it said. */
export class Refusal extends Problem {
  constructor(what, status, text) {
    super(`${what}: ${status} ${sentence(text)}`);
    this.status = status;
  }
}

function sentence(text) {
  try {
    const { errors } = JSON.parse(text);
    return errors
      .map(({ code, message, detail }) =>
        [code, message, typeof detail === 'string' ? detail : undefined]
          .filter(Boolean)
          .join(': '),
      )
      .join('; ');
  } catch {
    return text.slice(0, 500);
  }
}

/** A client of one registry, by the OCI distribution specification. */
export class Registry {
  #url;
  #shown;
  #tokenFile;
  #scopes = new Set();
  #authorization;

  /**
   * @param options.url - address of the registry as this program reaches it
   * @param options.shownAs - the address that it says it has, if that is another
   * @param options.tokenFile - file with the password for its token service
   */
  constructor({ url, shownAs, tokenFile }) {
    this.#url = new URL(url);
    this.#shown = shownAs ? new URL(shownAs) : undefined;
    this.#tokenFile = tokenFile;
  }

  /** Asks for these rights from now on, in one token. */
  want(repository, actions) {
    this.#scopes.add(`repository:${repository}:${actions}`);
    this.#authorization = undefined;
  }

  /** @returns undefined if there is no such manifest */
  async manifest(repository, reference) {
    const answer = await this.#send(
      'GET',
      `/v2/${repository}/manifests/${reference}`,
      { headers: { accept: manifestTypes.join(', ') } },
    );
    if (answer.status === 404) {
      return undefined;
    }
    expect(answer, [200], `Could not read ${repository}:${reference}`);
    const digest = digestOf(answer.body);
    if (reference.startsWith('sha256:') && reference !== digest) {
      throw new Problem(
        `${repository}@${reference} came with the digest ${digest}`,
      );
    }
    return {
      digest,
      bytes: answer.body,
      mediaType: answer.headers['content-type'],
    };
  }

  /** A small blob, such as an image's config. */
  async blob(repository, digest) {
    const answer = await this.#send('GET', `/v2/${repository}/blobs/${digest}`);
    expect(answer, [200], `Could not read ${digest} of ${repository}`);
    if (digestOf(answer.body) !== digest) {
      throw new Problem(`${repository}@${digest} came with another digest`);
    }
    return answer.body;
  }

  async hasBlob(repository, digest) {
    const answer = await this.#send(
      'HEAD',
      `/v2/${repository}/blobs/${digest}`,
    );
    return answer.status === 200;
  }

  /** Lets `repository` hold a blob of `from` without sending it. */
  async mount(repository, digest, from) {
    const answer = await this.#send(
      'POST',
      `/v2/${repository}/blobs/uploads/?mount=${digest}&from=${encodeURIComponent(
        from,
      )}`,
    );
    if (answer.status === 201) {
      return true;
    }
    if (answer.status === 202 && answer.headers.location) {
      await this.#send('DELETE', answer.headers.location);
    }
    return false;
  }

  /** Sends a blob from a file or from memory; started again when the line breaks. */
  async push(repository, { digest, size, file, bytes }) {
    await again(async () => {
      const begin = await this.#send(
        'POST',
        `/v2/${repository}/blobs/uploads/`,
      );
      expect(begin, [202], `Could not begin an upload to ${repository}`);
      const location = this.#resolve(begin.headers.location);
      location.searchParams.set('digest', digest);
      const end = await this.#send('PUT', location, {
        headers: {
          'content-type': 'application/octet-stream',
          'content-length': size,
        },
        body: file ? () => createReadStream(file) : bytes,
      });
      expect(end, [201], `Could not push ${digest} to ${repository}`);
    });
  }

  /** The bytes of a blob into a file. */
  async download(repository, digest, file) {
    await again(async () => {
      const answer = await this.#send(
        'GET',
        `/v2/${repository}/blobs/${digest}`,
        {
          into: file,
        },
      );
      expect(answer, [200], `Could not read ${digest} of ${repository}`);
    });
  }

  async putManifest(repository, reference, { bytes, mediaType }) {
    const answer = await this.#send(
      'PUT',
      `/v2/${repository}/manifests/${reference}`,
      {
        headers: { 'content-type': mediaType, 'content-length': bytes.length },
        body: bytes,
      },
    );
    expect(answer, [201], `Could not set ${repository}:${reference}`);
  }

  #resolve(location) {
    const url = new URL(location, this.#url);
    if (this.#shown && url.origin === this.#shown.origin) {
      return new URL(url.pathname + url.search, this.#url);
    }
    return url;
  }

  /** One request, repeated when the server is busy or the token has ended. */
  async #send(method, target, options = {}) {
    const url = this.#resolve(target);
    if (url.origin !== this.#url.origin) {
      throw new Problem(
        `The registry sends to another host, ${url.origin}: not followed`,
      );
    }
    return again(async () => {
      let answer = await exchange(method, url, this.#with(options));
      if (answer.status === 401) {
        await this.#authenticate(
          String(answer.headers['www-authenticate'] ?? ''),
        );
        answer = await exchange(method, url, this.#with(options));
      }
      if (answer.status === 429 || answer.status >= 500) {
        throw new Refusal(
          `${method} ${url.pathname}`,
          answer.status,
          answer.text,
        );
      }
      return answer;
    });
  }

  #with(options) {
    return {
      ...options,
      headers: {
        ...options.headers,
        ...(this.#authorization ? { authorization: this.#authorization } : {}),
      },
    };
  }

  async #authenticate(challenge) {
    if (!this.#tokenFile) {
      throw new Problem(
        'The registry asks who is there, and this step has no token for it',
      );
    }
    const secret = (await readFile(this.#tokenFile, 'utf8')).trim();
    const basic = `Basic ${Buffer.from(`run:${secret}`).toString('base64')}`;
    if (/^Basic/i.test(challenge)) {
      this.#authorization = basic;
      return;
    }
    const part = name => new RegExp(`${name}="([^"]*)"`).exec(challenge)?.[1];
    const realm = this.#resolve(part('realm') ?? '/v2/token');
    if (realm.origin !== this.#url.origin) {
      throw new Problem(
        `The registry asks to send the token to ${realm.origin}: not done`,
      );
    }
    realm.searchParams.set('service', part('service') ?? this.#url.host);
    for (const scope of this.#scopes) {
      realm.searchParams.append('scope', scope);
    }
    const answer = await exchange('GET', realm, {
      headers: { authorization: basic },
    });
    expect(answer, [200], 'The registry gave no token');
    const { token, access_token: other } = JSON.parse(answer.text);
    this.#authorization = `Bearer ${token ?? other}`;
  }
}

function digestOf(bytes) {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}

function expect(answer, statuses, what) {
  if (!statuses.includes(answer.status)) {
    throw new Refusal(what, answer.status, answer.text);
  }
}

/** Repeats what failed for a reason that may pass. */
async function again(work) {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      const passing =
        error.code !== undefined || error.status === 429 || error.status >= 500;
      if (!passing || attempt === tries) {
        throw error.code
          ? new Problem(
              `The registry cannot be reached: ${error.message || error.code}`,
            )
          : error;
      }
      const seconds = 0.25 * 2 ** attempt;
      console.log(`${error.message || error.code}; once more in ${seconds} s`);
      await wait(seconds * 1000);
    }
  }
}

const idle = 120_000;
const mostInMemory = 16 * 1024 * 1024;

/** Sends one request and reads the answer, into `into` or into memory. */
function exchange(method, url, { headers = {}, body, into } = {}) {
  return new Promise((resolve, reject) => {
    const send = url.protocol === 'https:' ? httpsRequest : httpRequest;
    const request = send(url, { method, headers });
    request.setTimeout(idle, () =>
      request.destroy(
        Object.assign(new Error(`Nothing came for ${idle / 1000} s`), {
          code: 'ETIMEDOUT',
        }),
      ),
    );
    request.on('error', reject);
    request.on('response', response => {
      const { statusCode: status, headers: answered } = response;
      if (into && status === 200) {
        pipeline(response, createWriteStream(into)).then(
          () => resolve({ status, headers: answered, text: '' }),
          reject,
        );
        return;
      }
      const chunks = [];
      let size = 0;
      response.on('data', chunk => {
        size += chunk.length;
        if (size > mostInMemory) {
          response.destroy();
          reject(
            new Problem(`The answer to ${method} ${url.pathname} is too long`),
          );
        } else {
          chunks.push(chunk);
        }
      });
      response.on('error', reject);
      response.on('end', () => {
        const whole = Buffer.concat(chunks);
        resolve({
          status,
          headers: answered,
          body: whole,
          text: whole.toString('utf8'),
        });
      });
    });
    if (typeof body === 'function') {
      pipeline(body(), request).catch(() => undefined);
    } else {
      request.end(body);
    }
  });
}
