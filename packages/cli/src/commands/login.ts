import { exitCodes, Failure } from '../output/Failure';
import { readSecret } from '../output/readSecret';
import { connectWith, type Portal } from '../portal/connect';
import { forgetSettings, saveSettings } from '../portal/settings';
import type { CommandContext } from './context';

/** Keeps address and token, once the portal has taken them. */
export async function login(
  { streams, output }: CommandContext,
  address: string,
): Promise<void> {
  let url: string;
  try {
    url = new URL(address).toString().replace(/\/+$/, '');
  } catch {
    throw new Failure(
      `Not an address: ${address}. Write it as in the browser, such as http://localhost:7007.`,
    );
  }
  const token =
    streams.env.DOP_TOKEN ??
    (
      await readSecret(streams, {
        prompt: `Make a personal token at ${url}/account and paste it here (it is not shown).\nToken: `,
        missing: 'No token was given. Pipe it in, or set DOP_TOKEN.',
      })
    ).trim();
  const user = await whoIs(connectWith({ url, token }));
  const file = await saveSettings(streams, { url, token });
  output.line(`Signed in to ${url} as ${user}. Kept in ${file}.`);
  output.document({ url, user });
}

export async function logout({ streams, output }: CommandContext) {
  await forgetSettings(streams);
  output.line('Signed out. The token itself lives on until you revoke it.');
  output.document({});
}

export async function whoAmI(context: CommandContext): Promise<void> {
  const portal = await context.portal();
  const user = await whoIs(portal);
  context.output.line(`${user} at ${portal.url}`);
  context.output.document({ url: portal.url, user });
}

/** @throws Failure where the token is not good */
async function whoIs({ url, fetch: call }: Portal): Promise<string> {
  const response = await call(`${url}/api/access/me`);
  if (response.status === 401 || response.status === 403) {
    throw new Failure(
      `${url} does not take this token. Make a new one on the page of your account.`,
      exitCodes.refused,
    );
  }
  const body = response.ok ? await response.json().catch(() => undefined) : {};
  const ref = body?.principal?.userEntityRef;
  if (typeof ref !== 'string') {
    throw new Failure(
      `${url} does not answer as a portal does (${response.status}).`,
      exitCodes.refused,
    );
  }
  return ref;
}
