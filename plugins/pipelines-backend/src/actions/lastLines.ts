import type { PipelinesClient, Run } from '@dop/plugin-pipelines-common';

const mostLines = 20;
const mostBytes = 8 * 1024;

/** The end of the log of a step's newest attempt; empty where there is none. */
export async function lastLines(
  client: PipelinesClient,
  run: Run,
  key: string,
): Promise<string[]> {
  const attempts = run.steps.find(step => step.key === key)?.attempts ?? [];
  const last = attempts[attempts.length - 1];
  if (!last || last.logBytes === 0) {
    return [];
  }
  const offset = Math.max(0, last.logBytes - mostBytes);
  const { text } = await client.log(run.id, key, last.number, { offset });
  const lines = text.replace(/\n$/, '').split('\n');
  // The first one may have begun before the part that was read.
  return (offset > 0 ? lines.slice(1) : lines).slice(-mostLines);
}
