import { NotFoundError } from '@backstage/errors';
import type { LogChunk } from '@dop/plugin-pipelines-common';
import type { Engine, LogOf } from '@dop/plugin-pipelines-engine';

/** Where an attempt is in the store; places of step instances never change. */
export async function logOf(
  { queries }: Engine,
  runId: string,
  instanceKey: string,
  attempt: number,
): Promise<LogOf> {
  const step = (await queries.steps(runId)).find(
    ({ key }) => key === instanceKey,
  );
  if (!step) {
    throw new NotFoundError(`The run has no step "${instanceKey}"`);
  }
  return { runId, position: step.position, attempt };
}

/**
 * A part of a log as text. A character that is cut at its end is left for the
 * next part.
 */
export async function readLogText(
  engine: Engine,
  of: LogOf,
  options: { offset: number; limit: number },
): Promise<LogChunk> {
  const part = await engine.readLog(of, options);
  if (!part) {
    throw new NotFoundError(`The step has no attempt ${of.attempt}`);
  }
  const cut = part.end ? 0 : incompleteBytes(part.data);
  const data = part.data.subarray(0, part.data.length - cut);
  return {
    offset: part.offset,
    text: data.toString('utf8'),
    nextOffset: part.offset + data.length,
    end: part.end,
  };
}

/** How many bytes at the end begin a character of UTF-8 that is not whole. */
function incompleteBytes(data: Buffer): number {
  for (let back = 1; back <= Math.min(3, data.length); back++) {
    const byte = data[data.length - back];
    if (byte >= 0xc0) {
      const length = 2 + Number(byte >= 0xe0) + Number(byte >= 0xf0);
      // A whole part that is one broken character is given as it is.
      return back < length && data.length > back ? back : 0;
    }
    if (byte < 0x80) {
      return 0;
    }
  }
  return 0;
}
