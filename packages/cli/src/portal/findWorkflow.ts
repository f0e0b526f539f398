import type { Workflow } from '@dop/plugin-pipelines-common';
import { Failure } from '../output/Failure';
import type { Portal } from './connect';

/**
 * A workflow by its id, its page's address, its name, or `namespace/repository:name`.
 *
 * @throws Failure if there is none or more than one
 */
export async function findWorkflow(
  { pipelines }: Portal,
  text: string,
): Promise<Workflow> {
  const id = /^(?:.*\/workflows\/)?([0-9a-f]{32})$/.exec(text)?.[1];
  if (id) {
    return pipelines.workflow(id);
  }
  const [, repository, name] = /^(?:([^:]+\/[^:]+):)?(.+)$/.exec(text) ?? [];
  const { items } = await pipelines.workflows({ search: name, limit: 200 });
  const found = items.filter(
    workflow =>
      [workflow.name, workflow.path].includes(name) &&
      (!repository || workflow.repository === repository),
  );
  if (found.length === 1) {
    return found[0];
  }
  throw new Failure(
    found.length === 0
      ? `There is no workflow ${text} that you may see. \`dop workflows\` lists them.`
      : `Several workflows are called ${name}. Say which: ${found
          .slice(0, 10)
          .map(workflow => `${workflow.repository}:${workflow.name}`)
          .join(', ')}`,
  );
}
