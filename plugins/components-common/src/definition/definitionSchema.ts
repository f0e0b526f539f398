const text = (maxLength: number) => ({ type: 'string', maxLength });

/** Semantic version without build metadata, the version of a component. */
export const versionPattern =
  '^(0|[1-9]\\d*)\\.(0|[1-9]\\d*)\\.(0|[1-9]\\d*)(-[0-9A-Za-z-]+(\\.[0-9A-Za-z-]+)*)?$';

const definitionObject = (
  required: string[],
  properties: Record<string, unknown>,
) => ({ type: 'object', additionalProperties: false, required, properties });

/** JSON Schema of a `component.yaml`; the schemas in it are checked by `checkSchema`. */
export const definitionSchema = definitionObject(
  ['apiVersion', 'kind', 'metadata', 'spec'],
  {
    apiVersion: { const: 'dop/v1' },
    kind: { const: 'DevOpsComponent' },
    metadata: definitionObject(['name'], {
      name: {
        type: 'string',
        pattern: '^[a-z0-9]([a-z0-9-]*[a-z0-9])?$',
        maxLength: 63,
      },
      title: text(100),
      description: text(1000),
      tags: {
        type: 'array',
        maxItems: 20,
        items: { type: 'string', pattern: '^[a-z0-9][a-z0-9+#-]*$' },
      },
    }),
    spec: definitionObject(['version', 'inputs', 'outputs'], {
      version: { type: 'string', pattern: versionPattern, maxLength: 100 },
      owner: text(200),
      image: {
        type: 'string',
        pattern: '^[a-z0-9][A-Za-z0-9._:/-]*(@sha256:[a-f0-9]{64})?$',
        maxLength: 500,
      },
      process: definitionObject(['command'], {
        command: {
          type: 'array',
          minItems: 1,
          maxItems: 100,
          items: { type: 'string', minLength: 1, maxLength: 1000 },
        },
      }),
      contract: { enum: ['dop/v1', 'containerops/v2'] },
      inputs: { type: 'object' },
      outputs: { type: 'object' },
      variables: {
        type: 'array',
        maxItems: 100,
        items: definitionObject(['name'], {
          name: {
            type: 'string',
            pattern: '^(?!(CO|LD)_|PATH$|NODE_OPTIONS$)[A-Z][A-Z0-9_]*$',
            maxLength: 100,
          },
          description: text(1000),
          secret: { type: 'boolean' },
          required: { type: 'boolean' },
        }),
      },
      resources: definitionObject([], {
        cpu: { type: 'number', exclusiveMinimum: 0, maximum: 1024 },
        memory: { type: 'string', pattern: '^[1-9][0-9]*(Ki|Mi|Gi)$' },
        timeout: { type: 'string', pattern: '^[1-9][0-9]*(s|m|h|d)$' },
      }),
      network: { enum: ['none', 'portal', 'egress'] },
      samples: {
        type: 'array',
        maxItems: 50,
        items: definitionObject(['name', 'inputs'], {
          name: text(100),
          description: text(1000),
          inputs: { type: 'object' },
          outputs: { type: 'object' },
        }),
      },
    }),
  },
);
