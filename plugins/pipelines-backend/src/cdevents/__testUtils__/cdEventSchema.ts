import type { JsonObject } from '@backstage/types';

const text = { type: 'string', minLength: 1 };
const reference = { ...text, format: 'uri-reference' };
const uri = { type: 'string', format: 'uri' };
const outcome = {
  type: 'string',
  enum: ['success', 'failure', 'cancel', 'error'],
};
const closed = (properties: JsonObject, required: string[] = []) => ({
  type: 'object',
  properties,
  required,
  additionalProperties: false,
});

const run = { pipelineName: { type: 'string' }, uri };
const task = {
  taskName: { type: 'string' },
  uri,
  pipelineRun: closed({ id: text, source: reference }, ['id']),
};

const toSubject = closed({ id: text, source: reference }, ['id']);
const repository = { name: text, owner: { type: 'string' }, uri, viewUrl: uri };
const inRepository = closed({ repository: toSubject });

/** In 0.5.0, most events have the version 0.3.0. */
const otherVersions: Record<string, string> = {
  'artifact.deleted': '0.2.0',
  'change.created': '0.4.0',
};

/** Contents of subjects in CDEvents 0.5.0, by the name of the event. */
const contents: Record<string, JsonObject> = {
  'pipelinerun.queued': closed(run),
  'pipelinerun.started': closed(run, ['pipelineName', 'uri']),
  'pipelinerun.finished': closed({
    ...run,
    outcome,
    errors: { type: 'string' },
  }),
  'taskrun.started': closed(task, ['pipelineRun']),
  'taskrun.finished': closed({ ...task, outcome, errors: { type: 'string' } }, [
    'pipelineRun',
  ]),
  'artifact.published': closed({ sbom: closed({ uri }), user: text }),
  'artifact.deleted': closed({ user: text }),
  'repository.created': closed(repository, ['name', 'uri']),
  'repository.modified': closed(repository, ['name', 'uri']),
  'repository.deleted': closed(repository),
  'branch.created': inRepository,
  'branch.deleted': inRepository,
  'change.created': closed({
    description: text,
    repository: toSubject,
  }),
  'change.updated': inRepository,
  'change.merged': inRepository,
  'change.abandoned': inRepository,
  'testoutput.published': closed(
    {
      outputType: {
        type: 'string',
        enum: ['report', 'video', 'image', 'log', 'other'],
      },
      format: { type: 'string' },
      uri,
      testCaseRun: closed({ id: text, source: reference }, ['id']),
    },
    ['outputType', 'format'],
  ),
  'service.deployed': closed(
    {
      environment: closed({ id: text, source: reference }, ['id']),
      artifactId: text,
    },
    ['environment', 'artifactId'],
  ),
};

const link = closed(
  {
    linkType: { const: 'RELATION' },
    linkKind: text,
    target: closed({ contextId: text }, ['contextId']),
    tags: { type: 'object' },
  },
  ['linkType', 'linkKind', 'target'],
);

/**
 * The specification's schema of one event, written down from the text of
 * CDEvents 0.5.0 in the structured form of CloudEvents 1.0. For tests.
 *
 * @param type - `dev.cdevents.pipelinerun.finished.0.3.0`; of the events that it
 * leaves to others, the schema says little about the content
 */
export function cdEventSchema(type: string): JsonObject {
  const [, name, version] =
    /^dev\.cdevents\.(.+)\.(\d\.\d\.\d)$/.exec(type) ?? [];
  const known = contents[name] && version === (otherVersions[name] ?? '0.3.0');
  const typeName = name
    ? { const: known ? type : 'a type of CDEvents 0.5.0' }
    : {
        type: 'string',
        pattern:
          '^dev\\.cdeventsx\\.[a-zA-Z0-9]+-[a-zA-Z]+\\.[a-zA-Z]+\\.[0-9]\\.[0-9]\\.[0-9]$',
      };
  const context = closed(
    {
      specversion: { const: '0.5.0' },
      id: text,
      source: reference,
      type: typeName,
      timestamp: { type: 'string', format: 'date-time' },
      schemaUri: { ...text, format: 'uri' },
      chainId: text,
      links: { type: 'array', items: link },
    },
    ['specversion', 'id', 'source', 'type', 'timestamp'],
  );
  const subject = closed(
    {
      id: text,
      source: reference,
      content: contents[name] ?? { type: 'object' },
    },
    ['id', 'content'],
  );
  return {
    type: 'object',
    required: ['specversion', 'id', 'source', 'type'],
    properties: {
      specversion: { const: '1.0' },
      id: text,
      source: reference,
      type: typeName,
      subject: text,
      time: { type: 'string', format: 'date-time' },
      datacontenttype: { const: 'application/json' },
      dataschema: { ...text, format: 'uri' },
      data: closed(
        {
          context,
          subject,
          customData: { type: 'object' },
          customDataContentType: { type: 'string' },
        },
        ['context', 'subject'],
      ),
    },
    // Names of attributes and extensions of CloudEvents.
    propertyNames: { pattern: '^[a-z0-9]{1,20}$' },
  };
}
