import type { Config } from '@backstage/config';
import { InputError } from '@backstage/errors';
import type { OutboxSink } from '@dop/plugin-devops-node';

/** Somewhere outside of the portal that hears of what happens. */
export interface EventSink {
  /** In the outbox. */
  target: string;
  takes(type: string): boolean;
  send: OutboxSink;
}

/**
 * `dop.pipelines.events.sinks`: each gets every event as an HTTP POST in the
 * structured form of CloudEvents, in the order of its run, until it answers with
 * a success.
 *
 * @throws InputError for an address that is none
 */
export function readEventSinks(root: Config): EventSink[] {
  const sinks = root.getOptionalConfigArray('dop.pipelines.events.sinks') ?? [];
  const names = new Set<string>();
  return sinks.map(sink => {
    const name = sink.getString('name');
    if (!/^[a-z][a-z0-9-]{0,39}$/.test(name) || names.has(name)) {
      throw new InputError(
        `dop.pipelines.events.sinks has "${name}", which is no name or is there twice: small letters, digits and dashes, at most 40`,
      );
    }
    names.add(name);
    const url = addressOf(name, sink.getString('url'));
    const types = sink.getOptionalStringArray('types') ?? [];
    const headers = Object.fromEntries(
      (sink.getOptionalConfig('headers')?.keys() ?? []).map(key => [
        key,
        sink.getString(`headers.${key}`),
      ]),
    );
    return {
      target: `sink:${name}`,
      takes: type =>
        types.length === 0 || types.some(pattern => matches(type, pattern)),
      send: ({ data }, signal) =>
        fetch(url, {
          method: 'POST',
          headers: {
            ...headers,
            'content-type': 'application/cloudevents+json; charset=utf-8',
          },
          body: JSON.stringify(data),
          redirect: 'error',
          signal,
        }),
    };
  });
}

/** `dev.cdevents.taskrun` takes all of its predicates and versions. */
function matches(type: string, prefix: string): boolean {
  return type === prefix || type.startsWith(`${prefix}.`);
}

function addressOf(name: string, text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !['http:', 'https:'].includes(url.protocol)) {
    throw new InputError(
      `The sink "${name}" of dop.pipelines.events has no http(s) address`,
    );
  }
  return url.href;
}
