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
};

/**
 * The specification's schema of one event, written down from the text of
 * CDEvents 0.5.0 in the structured form of CloudEvents 1.0. For tests.
 *
 * @param name - `pipelinerun.finished`
 */
export function cdEventSchema(name: string): JsonObject {
  const type = { const: `dev.cdevents.${name}.0.3.0` };
  const context = closed(
    {
      specversion: { const: '0.5.0' },
      id: text,
      source: reference,
      type,
      timestamp: { type: 'string', format: 'date-time' },
      schemaUri: { ...text, format: 'uri' },
      chainId: text,
      links: { type: 'array' },
    },
    ['specversion', 'id', 'source', 'type', 'timestamp'],
  );
  const subject = closed(
    { id: text, source: reference, content: contents[name] },
    ['id', 'content'],
  );
  return {
    type: 'object',
    required: ['specversion', 'id', 'source', 'type'],
    properties: {
      specversion: { const: '1.0' },
      id: text,
      source: reference,
      type,
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
