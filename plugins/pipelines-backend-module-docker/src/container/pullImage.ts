import type { Readable } from 'node:stream';
import { createInterface } from 'node:readline';
import { AttemptNotStartedError } from '@dop/plugin-pipelines-node';
import type { EngineClient } from '../engine/EngineClient';
import type { EngineInfo } from '../engine/Engine';

/** The built-in registry as the engine reaches it. */
export interface BuiltInRegistry {
  /** `127.0.0.1:7007` */
  host: string;
  secure: boolean;
  /** A password for pulling, made anew for each pull. */
  password: () => Promise<string>;
}

/**
 * Name of an image for the engine: without a host it means the built-in registry.
 */
export function fullName(image: string, registry: BuiltInRegistry): string {
  const [first, ...rest] = image.split('/');
  const hasHost =
    rest.length > 0 && (/[.:]/.test(first) || first === 'localhost');
  return hasHost ? image : `${registry.host}/${image}`;
}

/** Like Docker, which asks nobody who a registry on loopback is. */
function mayBePlain({ host, secure }: BuiltInRegistry): boolean {
  return (
    !secure || /^(?:127\.\d+\.\d+\.\d+|localhost|\[::1\])(?::|$)/.test(host)
  );
}

/**
 * Makes an image be there; one with a digest is not pulled twice.
 *
 * @throws AttemptNotStartedError if the registry has no such image
 */
export async function pullImage(options: {
  client: EngineClient;
  info: EngineInfo;
  image: string;
  registry: BuiltInRegistry;
}): Promise<void> {
  const { client, info, image, registry } = options;
  const known = await client.call('GET', `/images/${image}/json`, {
    expect: [404],
  });
  if (known.status === 200) {
    return;
  }
  const own = image.startsWith(`${registry.host}/`);
  const headers: Record<string, string> = own
    ? {
        'x-registry-auth': Buffer.from(
          JSON.stringify({
            username: 'portal',
            password: await registry.password(),
            serveraddress: registry.host,
          }),
        )
          .toString('base64')
          // Podman wants the URL alphabet and the padding.
          .replaceAll('+', '-')
          .replaceAll('/', '_'),
      }
    : {};
  // Podman's Docker-compatible pull insists on TLS, its own can do without.
  const path = info.podman
    ? `/v4.0.0/libpod/images/pull?reference=${encodeURIComponent(
        image,
      )}&tlsVerify=${!(own && mayBePlain(registry))}&quiet=true`
    : `/images/create?fromImage=${encodeURIComponent(image)}`;
  const response = await client.open('POST', path, { headers });
  let problem =
    response.statusCode === 200 ? undefined : `status ${response.statusCode}`;
  for await (const line of createInterface({ input: response as Readable })) {
    try {
      const { error, message, cause } = JSON.parse(line);
      problem = error ?? message ?? cause ?? problem;
    } catch {
      // Progress in words.
    }
  }
  if (problem) {
    const text = `Could not pull ${image}: ${problem}`;
    throw /unknown|not found|denied|404|403/i.test(problem)
      ? new AttemptNotStartedError(text)
      : new Error(text);
  }
}
