import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { isSecretName } from '@dop/plugin-pipelines-common';
import type { SecretAnswer, SecretStore } from '@dop/plugin-pipelines-node';
import { Failure } from '../output/Failure';
import type { Streams } from '../output/Output';

/** Secrets of a run without a portal, out of variables and files of the user. */
export class LocalSecrets implements SecretStore {
  readonly #values: ReadonlyMap<string, string>;

  private constructor(values: ReadonlyMap<string, string>) {
    this.#values = values;
  }

  /**
   * @param given - `shop/npm-token=env:NPM_TOKEN` or `…=file:PATH`; a value itself
   * is refused, as others see command lines
   * @throws Failure
   */
  static async create(
    given: string[],
    { env, cwd }: Pick<Streams, 'env' | 'cwd'>,
  ): Promise<LocalSecrets> {
    const values = new Map<string, string>();
    for (const one of given) {
      const [, name = '', kind, source] =
        /^([^=]*)=(env|file):(.+)$/.exec(one) ?? [];
      if (!isSecretName(name)) {
        throw new Failure(
          'Write a secret as namespace/name=env:VARIABLE or namespace/name=file:PATH. Its value never stands on the command line.',
        );
      }
      values.set(
        name,
        kind === 'env'
          ? variable(env, source)
          : await contentOf(resolve(cwd, source)),
      );
    }
    return new LocalSecrets(values);
  }

  async read(name: string): Promise<SecretAnswer> {
    const value = this.#values.get(name);
    return value === undefined
      ? {
          refusal: `Give it by --secret ${name}=env:VARIABLE or --secret ${name}=file:PATH.`,
        }
      : { value };
  }
}

function variable(env: NodeJS.ProcessEnv, name: string): string {
  const value = env[name];
  if (!value) {
    throw new Failure(`The variable ${name} is not set.`);
  }
  return value;
}

async function contentOf(path: string): Promise<string> {
  const content = await readFile(path, 'utf8').catch(error => {
    throw new Failure(`${path} cannot be read: ${error.message}`);
  });
  return content.replace(/\r?\n$/, '');
}
