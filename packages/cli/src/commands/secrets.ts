import { Failure } from '../output/Failure';
import { readSecret } from '../output/readSecret';
import type { CommandContext } from './context';

export interface SecretListOptions {
  namespace?: string;
}

/** Names, readers and last use; no value is ever told. */
export async function listSecrets(
  context: CommandContext,
  { namespace }: SecretListOptions,
): Promise<void> {
  const { pipelines } = await context.portal();
  const { output } = context;
  const secrets = [];
  let cursor: string | undefined;
  do {
    const page = await pipelines.secrets({ namespace, cursor, limit: 200 });
    secrets.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor);
  output.table(
    secrets.map(({ name, repositories, refs, usedAt, problem }) => [
      name,
      repositories === 'all' ? 'all repositories' : repositories.join(', '),
      refs === 'protected' ? 'protected refs' : refs.join(', '),
      usedAt ? `used ${usedAt}` : 'never used',
      problem ?? '',
    ]),
  );
  if (secrets.length === 0) {
    output.line('There is no secret that you administer.');
  }
  output.document(secrets);
}

export interface SetSecretOptions {
  repository: string[];
  allRepositories?: boolean;
  ref: string[];
  protectedRefs?: boolean;
  /** False with `--no-value`. */
  value: boolean;
}

/** Makes or changes a secret; its value comes from standard input. */
export async function setSecret(
  context: CommandContext,
  name: string,
  options: SetSecretOptions,
): Promise<void> {
  const { repository, allRepositories, ref, protectedRefs } = options;
  if (allRepositories && repository.length > 0) {
    throw new Failure('Give --repository or --all-repositories, not both.');
  }
  if (protectedRefs && ref.length > 0) {
    throw new Failure('Give --ref or --protected-refs, not both.');
  }
  const { pipelines } = await context.portal();
  const value = options.value
    ? await readSecret(context.streams, {
        prompt: `Value of ${name} (it is not shown): `,
        missing: 'No value was given. Pipe it in, or type it.',
      })
    : undefined;
  const secret = await pipelines.putSecret(name, {
    value,
    repositories: given(repository, allRepositories, 'all'),
    refs: given(ref, protectedRefs, 'protected'),
  });
  context.output.line(`${secret.name} is set.`);
  context.output.document(secret);
}

export async function deleteSecret(
  context: CommandContext,
  name: string,
): Promise<void> {
  const { pipelines } = await context.portal();
  await pipelines.deleteSecret(name);
  context.output.line(`${name} is deleted.`);
  context.output.document({});
}

/** What is to be changed; undefined for nothing. */
function given<T extends string>(
  list: string[],
  all: boolean | undefined,
  word: T,
): string[] | T | undefined {
  if (list.length > 0) {
    return list;
  }
  return all ? word : undefined;
}
