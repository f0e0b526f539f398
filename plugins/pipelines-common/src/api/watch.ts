import { InputError } from '@backstage/errors';
import { runStates } from '../states';
import type { RunFilter, Watch } from './types';

const filterNames = [
  'workflowId',
  'repositoryId',
  'entityRef',
  'state',
  'branch',
] as const;

/** The text of a watch, one `watch` parameter of `GET /stream`. */
export function formatWatch(watch: Watch): string {
  switch (watch.type) {
    case 'run':
      return `run:${watch.runId}:${watch.after}`;
    case 'runs':
      return `runs:${formatFilter(watch.filter)}`;
    default:
      return `${watchKey(watch)}:${watch.offset}`;
  }
}

/** What stays the same while a watch moves on; `watch` in its messages. */
export function watchKey(watch: Watch): string {
  switch (watch.type) {
    case 'run':
      return `run:${watch.runId}`;
    case 'runs':
      return `runs:${formatFilter(watch.filter)}`;
    default:
      return `log:${watch.runId}:${encodeURIComponent(watch.instanceKey)}:${
        watch.attempt
      }`;
  }
}

/** @throws InputError */
export function parseWatch(text: string): Watch {
  const run = /^run:([\w-]{1,64}):(\d{1,15})$/.exec(text);
  if (run) {
    return { type: 'run', runId: run[1], after: Number(run[2]) };
  }
  const log = /^log:([\w-]{1,64}):([^:]{1,600}):(\d{1,6}):(\d{1,15})$/.exec(
    text,
  );
  if (log) {
    return {
      type: 'log',
      runId: log[1],
      instanceKey: decode(log[2]),
      attempt: Number(log[3]),
      offset: Number(log[4]),
    };
  }
  if (text.startsWith('runs:') && text.length <= 2000) {
    return { type: 'runs', filter: parseFilter(text.slice('runs:'.length)) };
  }
  throw new InputError(
    `Not a watch: "${text.slice(0, 100)}"; expected run:<id>:<sequence>, ` +
      'runs:<filter> or log:<runId>:<instanceKey>:<attempt>:<offset>',
  );
}

function formatFilter(filter: RunFilter): string {
  const query = new URLSearchParams();
  for (const name of filterNames) {
    const value = filter[name];
    if (value) {
      query.set(name, value);
    }
  }
  return query.toString();
}

function parseFilter(text: string): RunFilter {
  const filter: Record<string, string> = {};
  for (const [name, value] of new URLSearchParams(text)) {
    if (!filterNames.some(known => known === name)) {
      throw new InputError(
        `Unknown filter "${name.slice(0, 50)}"; known: ${filterNames.join(
          ', ',
        )}`,
      );
    }
    filter[name] = value;
  }
  if (
    filter.state &&
    !['active', 'finished', ...runStates].includes(filter.state)
  ) {
    throw new InputError(`Unknown state "${filter.state.slice(0, 50)}"`);
  }
  return filter as RunFilter;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new InputError(`Not a percent-encoded key: "${text.slice(0, 100)}"`);
  }
}
