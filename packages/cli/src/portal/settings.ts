import { chmod, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { homedir } from 'node:os';
import type { Streams } from '../output/Output';
import { Failure } from '../output/Failure';

/** Which portal, and as whom. */
export interface Settings {
  /** `http://localhost:7007`, without a slash at its end. */
  url: string;
  /** A personal access token. */
  token: string;
}

/** The private file that `dop login` writes. */
export function settingsFile(env: NodeJS.ProcessEnv): string {
  const folder = env.XDG_CONFIG_HOME || join(env.HOME ?? homedir(), '.config');
  return join(folder, 'dop', 'login.json');
}

export async function saveSettings(
  streams: Streams,
  settings: Settings,
): Promise<string> {
  const file = settingsFile(streams.env);
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  await writeFile(file, `${JSON.stringify(settings, undefined, 2)}\n`, {
    mode: 0o600,
  });
  // A file that was there keeps its mode otherwise.
  await chmod(file, 0o600);
  return file;
}

export async function forgetSettings(streams: Streams): Promise<void> {
  await rm(settingsFile(streams.env), { force: true });
}

/** What `DOP_URL` and `DOP_TOKEN` say, else what `dop login` kept. */
export async function readSettings(
  streams: Streams,
  given: { url?: string } = {},
): Promise<Partial<Settings>> {
  const kept = await readKept(settingsFile(streams.env));
  const url = given.url ?? streams.env.DOP_URL ?? kept.url;
  // A kept token belongs to its portal alone.
  const token =
    streams.env.DOP_TOKEN ??
    (url && sameOrigin(url, kept.url) ? kept.token : undefined);
  return { url: url?.replace(/\/+$/, ''), token };
}

async function readKept(file: string): Promise<Partial<Settings>> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch {
    return {};
  }
  try {
    return JSON.parse(text) as Partial<Settings>;
  } catch {
    throw new Failure(`${file} is damaged. Remove it and run \`dop login\`.`);
  }
}

function sameOrigin(url: string, other: string | undefined): boolean {
  try {
    return new URL(url).origin === new URL(other ?? '').origin;
  } catch {
    return false;
  }
}
