// Made by "npm run api" from plugins/components-backend/src/schema/openapi.yaml. Do not edit.

import type { OpenApiDocument } from '@dop/plugin-devops-node';

export const openApiDocument: OpenApiDocument = {
  openapi: '3.1.0',
  info: {
    title: 'components',
    version: '1',
    description:
      'DevOps components: published versions, their lifecycle, who uses them. Times\nare ISO 8601 in UTC. Lists are filtered by what the caller may see and come in\npages: at most 200 items, 50 by default, the next page by `nextCursor`.\n',
    license: {
      name: 'Apache-2.0',
      url: 'https://www.apache.org/licenses/LICENSE-2.0',
    },
  },
  servers: [{ url: '/api/components' }],
  security: [{ token: [] }],
  tags: [
    { name: 'library', description: 'What there is.' },
    { name: 'publication', description: 'For owners of repositories.' },
    { name: 'operations', description: 'For administrators.' },
    {
      name: 'plugins',
      description:
        'For other plugins of the portal, with their service tokens.',
    },
  ],
  paths: {
    '/openapi.json': {
      get: {
        operationId: 'getDocument',
        summary: 'This document',
        tags: ['library'],
        responses: {
          '200': {
            description: 'The document',
            content: {
              'application/json': {
                schema: { $ref: '#/components/schemas/JsonObject' },
              },
            },
          },
          '401': { $ref: '#/components/responses/Unauthorized' },
        },
      },
    },
    '/schemas/component.json': {
      get: {
        operationId: 'getComponentSchema',
        summary: 'JSON Schema of a `component.yaml`, for editors',
        description: 'Open to everybody, and kept for an hour.',
        tags: ['library'],
        security: [],
        responses: {
          '200': {
            description: 'The schema, draft 7',
            content: {
              'application/json': {
                schema: { $ref: '#/components/schemas/JsonObject' },
              },
            },
          },
        },
      },
    },
    '/components': {
      get: {
        operationId: 'listComponents',
        summary: 'The library, by name',
        tags: ['library'],
        parameters: [
          {
            name: 'search',
            in: 'query',
            schema: { type: 'string', maxLength: 200 },
          },
          {
            name: 'tag',
            in: 'query',
            schema: { type: 'string', maxLength: 64 },
          },
          {
            name: 'namespace',
            in: 'query',
            schema: { type: 'string', maxLength: 63 },
          },
          { $ref: '#/components/parameters/cursor' },
          { $ref: '#/components/parameters/limit' },
        ],
        responses: {
          '200': {
            description: 'A page of components',
            content: {
              'application/json': {
                schema: { $ref: '#/components/schemas/ComponentPage' },
              },
            },
          },
          '400': { $ref: '#/components/responses/BadRequest' },
          '401': { $ref: '#/components/responses/Unauthorized' },
          '403': { $ref: '#/components/responses/Forbidden' },
        },
      },
      post: {
        operationId: 'publishComponent',
        summary: 'Publish a version from a folder of a repository at a commit',
        tags: ['publication'],
        requestBody: {
          required: true,
          content: {
            'application/json': {
              schema: { $ref: '#/components/schemas/PublishRequest' },
            },
          },
        },
        responses: {
          '201': {
            description: 'The version',
            content: {
              'application/json': {
                schema: { $ref: '#/components/schemas/PublishedVersion' },
              },
            },
          },
          '400': { $ref: '#/components/responses/BadRequest' },
          '401': { $ref: '#/components/responses/Unauthorized' },
          '403': { $ref: '#/components/responses/Forbidden' },
          '404': { $ref: '#/components/responses/NotFound' },
          '409': { $ref: '#/components/responses/Conflict' },
          '507': { $ref: '#/components/responses/Full' },
        },
      },
    },
    '/components/{namespace}/{name}': {
      get: {
        operationId: 'getComponent',
        summary: 'One component with its versions, and one of them whole',
        tags: ['library'],
        parameters: [
          { $ref: '#/components/parameters/namespace' },
          { $ref: '#/components/parameters/name' },
          {
            name: 'version',
            in: 'query',
            description: 'By default the newest one that is published.',
            schema: { type: 'string', maxLength: 100 },
          },
        ],
        responses: {
          '200': {
            description: 'The component',
            content: {
              'application/json': {
                schema: { $ref: '#/components/schemas/ComponentDetail' },
              },
            },
          },
          '400': { $ref: '#/components/responses/BadRequest' },
          '401': { $ref: '#/components/responses/Unauthorized' },
          '403': { $ref: '#/components/responses/Forbidden' },
          '404': { $ref: '#/components/responses/NotFound' },
        },
      },
    },
    '/components/{namespace}/{name}/uses': {
      get: {
        operationId: 'listUses',
        summary: 'Workflows that use it, as far as the caller may see them',
        tags: ['library'],
        parameters: [
          { $ref: '#/components/parameters/namespace' },
          { $ref: '#/components/parameters/name' },
        ],
        responses: {
          '200': {
            description: 'Workflows',
            content: {
              'application/json': {
                schema: { $ref: '#/components/schemas/ComponentUses' },
              },
            },
          },
          '401': { $ref: '#/components/responses/Unauthorized' },
          '403': { $ref: '#/components/responses/Forbidden' },
          '404': { $ref: '#/components/responses/NotFound' },
        },
      },
    },
    '/components/{namespace}/{name}/versions/{version}': {
      patch: {
        operationId: 'setLifecycle',
        summary: 'Publish a draft, deprecate or retire a version',
        tags: ['publication'],
        parameters: [
          { $ref: '#/components/parameters/namespace' },
          { $ref: '#/components/parameters/name' },
          { $ref: '#/components/parameters/version' },
        ],
        requestBody: {
          required: true,
          content: {
            'application/json': {
              schema: { $ref: '#/components/schemas/LifecycleRequest' },
            },
          },
        },
        responses: {
          '200': {
            description: 'The version',
            content: {
              'application/json': {
                schema: {
                  $ref: '#/components/schemas/ComponentVersionSummary',
                },
              },
            },
          },
          '400': { $ref: '#/components/responses/BadRequest' },
          '401': { $ref: '#/components/responses/Unauthorized' },
          '403': { $ref: '#/components/responses/Forbidden' },
          '404': { $ref: '#/components/responses/NotFound' },
          '409': { $ref: '#/components/responses/Conflict' },
        },
      },
    },
    '/components/{namespace}/{name}/versions/{version}/image': {
      put: {
        operationId: 'setImage',
        summary: 'Record the image of a version that has none',
        tags: ['publication'],
        parameters: [
          { $ref: '#/components/parameters/namespace' },
          { $ref: '#/components/parameters/name' },
          { $ref: '#/components/parameters/version' },
        ],
        requestBody: {
          required: true,
          content: {
            'application/json': {
              schema: { $ref: '#/components/schemas/ImageRequest' },
            },
          },
        },
        responses: {
          '200': {
            description: 'The version',
            content: {
              'application/json': {
                schema: {
                  $ref: '#/components/schemas/ComponentVersionSummary',
                },
              },
            },
          },
          '400': { $ref: '#/components/responses/BadRequest' },
          '401': { $ref: '#/components/responses/Unauthorized' },
          '403': { $ref: '#/components/responses/Forbidden' },
          '404': { $ref: '#/components/responses/NotFound' },
          '409': { $ref: '#/components/responses/Conflict' },
        },
      },
    },
    '/internal/resolve': {
      post: {
        operationId: 'resolve',
        summary: 'Exact versions of what workflows name',
        tags: ['plugins'],
        requestBody: {
          required: true,
          content: {
            'application/json': {
              schema: { $ref: '#/components/schemas/ResolveRequest' },
            },
          },
        },
        responses: {
          '200': {
            description: 'What was found, and why the rest was not',
            content: {
              'application/json': {
                schema: { $ref: '#/components/schemas/ComponentResolution' },
              },
            },
          },
          '400': { $ref: '#/components/responses/BadRequest' },
          '401': { $ref: '#/components/responses/Unauthorized' },
          '403': { $ref: '#/components/responses/Forbidden' },
        },
      },
    },
    '/internal/sources/{digest}': {
      get: {
        operationId: 'downloadSource',
        summary: 'The frozen source of a version, as a canonical tar',
        tags: ['plugins'],
        parameters: [{ $ref: '#/components/parameters/digest' }],
        responses: {
          '200': {
            description: 'The tar',
            content: {
              'application/x-tar': {
                schema: { type: 'string', format: 'binary' },
              },
            },
          },
          '401': { $ref: '#/components/responses/Unauthorized' },
          '403': { $ref: '#/components/responses/Forbidden' },
          '404': { $ref: '#/components/responses/NotFound' },
        },
      },
    },
    '/internal/shipped': {
      get: {
        operationId: 'listShipped',
        summary: 'What ships with the portal',
        tags: ['plugins'],
        parameters: [
          { $ref: '#/components/parameters/cursor' },
          { $ref: '#/components/parameters/limit' },
        ],
        responses: {
          '200': {
            description: 'A page of components',
            content: {
              'application/json': {
                schema: { $ref: '#/components/schemas/ComponentPage' },
              },
            },
          },
          '400': { $ref: '#/components/responses/BadRequest' },
          '401': { $ref: '#/components/responses/Unauthorized' },
          '403': { $ref: '#/components/responses/Forbidden' },
        },
      },
    },
    '/dead-letters': {
      get: {
        operationId: 'listDeadLetters',
        summary: 'Events that no other plugin took, the oldest first',
        tags: ['operations'],
        parameters: [
          {
            name: 'cursor',
            in: 'query',
            schema: { type: 'string', pattern: '^\\d{1,18}$', default: '0' },
          },
          { $ref: '#/components/parameters/limit' },
        ],
        responses: {
          '200': {
            description: 'A page of dead letters',
            content: {
              'application/json': {
                schema: { $ref: '#/components/schemas/DeadLetterPage' },
              },
            },
          },
          '400': { $ref: '#/components/responses/BadRequest' },
          '401': { $ref: '#/components/responses/Unauthorized' },
          '403': { $ref: '#/components/responses/Forbidden' },
        },
      },
    },
    '/dead-letters/{sequence}/retry': {
      post: {
        operationId: 'retryDeadLetter',
        summary: 'Send one again',
        tags: ['operations'],
        parameters: [{ $ref: '#/components/parameters/sequence' }],
        responses: {
          '204': { description: 'It is under way again' },
          '400': { $ref: '#/components/responses/BadRequest' },
          '401': { $ref: '#/components/responses/Unauthorized' },
          '403': { $ref: '#/components/responses/Forbidden' },
          '404': { $ref: '#/components/responses/NotFound' },
        },
      },
    },
  },
  components: {
    securitySchemes: {
      token: {
        type: 'http',
        scheme: 'bearer',
        description:
          'A Backstage token, or a personal access token with the scope `api`.',
      },
    },
    parameters: {
      namespace: {
        name: 'namespace',
        in: 'path',
        required: true,
        schema: { type: 'string', minLength: 1, maxLength: 63 },
      },
      name: {
        name: 'name',
        in: 'path',
        required: true,
        schema: { type: 'string', minLength: 1, maxLength: 63 },
      },
      version: {
        name: 'version',
        in: 'path',
        required: true,
        schema: { type: 'string', minLength: 1, maxLength: 100 },
      },
      digest: {
        name: 'digest',
        in: 'path',
        required: true,
        schema: { $ref: '#/components/schemas/Digest' },
      },
      sequence: {
        name: 'sequence',
        in: 'path',
        required: true,
        schema: { type: 'string', pattern: '^\\d{1,18}$' },
      },
      cursor: {
        name: 'cursor',
        in: 'query',
        description: '`nextCursor` of the page before.',
        schema: { type: 'string', maxLength: 200 },
      },
      limit: {
        name: 'limit',
        in: 'query',
        schema: { type: 'integer', minimum: 1, maximum: 200, default: 50 },
      },
    },
    responses: {
      BadRequest: {
        description: 'What was sent cannot be used; the message says why.',
        content: {
          'application/json': {
            schema: { $ref: '#/components/schemas/ErrorBody' },
          },
        },
      },
      Unauthorized: {
        description: 'Nobody is signed in, or the token is not valid any more.',
        content: {
          'application/json': {
            schema: { $ref: '#/components/schemas/ErrorBody' },
          },
        },
      },
      Forbidden: {
        description: 'The caller may see it but not do this.',
        content: {
          'application/json': {
            schema: { $ref: '#/components/schemas/ErrorBody' },
          },
        },
      },
      NotFound: {
        description: 'There is no such thing that the caller may see.',
        content: {
          'application/json': {
            schema: { $ref: '#/components/schemas/ErrorBody' },
          },
        },
      },
      Full: {
        description: 'The disk of the portal is full; nothing was stored.',
        content: {
          'application/json': {
            schema: { $ref: '#/components/schemas/ErrorBody' },
          },
        },
      },
      Conflict: {
        description: 'Something else is true by now; the message says what.',
        content: {
          'application/json': {
            schema: { $ref: '#/components/schemas/ErrorBody' },
          },
        },
      },
    },
    schemas: {
      JsonObject: {
        type: 'object',
        additionalProperties: true,
        'x-type': 'JsonObject',
      },
      ObjectSchema: {
        description: 'A JSON Schema (draft 7) of an object.',
        type: 'object',
        required: ['type'],
        properties: { type: { const: 'object' } },
        additionalProperties: true,
        'x-type': 'ObjectSchema',
      },
      Digest: { type: 'string', pattern: '^sha256:[0-9a-f]{64}$' },
      Time: { type: 'string', format: 'date-time' },
      ErrorBody: {
        type: 'object',
        required: ['error', 'response'],
        properties: {
          error: {
            type: 'object',
            required: ['name', 'message'],
            properties: {
              name: { type: 'string' },
              message: { type: 'string' },
            },
            additionalProperties: true,
          },
          request: {
            type: 'object',
            required: ['method', 'url'],
            properties: { method: { type: 'string' }, url: { type: 'string' } },
          },
          response: {
            type: 'object',
            required: ['statusCode'],
            properties: { statusCode: { type: 'integer' } },
          },
        },
      },
      ComponentLifecycle: {
        type: 'string',
        enum: ['draft', 'published', 'deprecated', 'retired'],
      },
      ComponentNetwork: { type: 'string', enum: ['none', 'portal', 'egress'] },
      ComponentContract: {
        type: 'string',
        enum: ['dop/v1', 'containerops/v2'],
      },
      ComponentOrigin: {
        description: 'Where a version came from.',
        oneOf: [
          {
            type: 'object',
            required: ['type'],
            properties: { type: { const: 'shipped' } },
          },
          {
            type: 'object',
            required: ['type', 'repositoryId', 'repository', 'commit', 'path'],
            properties: {
              type: { const: 'repository' },
              repositoryId: { type: 'string' },
              repository: { type: 'string' },
              commit: { type: 'string' },
              path: { type: 'string' },
            },
          },
        ],
      },
      ComponentSummary: {
        type: 'object',
        required: [
          'namespace',
          'name',
          'tags',
          'latestVersion',
          'lifecycle',
          'runsIn',
          'origin',
          'updatedAt',
        ],
        properties: {
          namespace: { type: 'string' },
          name: { type: 'string' },
          title: { type: 'string' },
          description: { type: 'string' },
          tags: { type: 'array', items: { type: 'string' } },
          latestVersion: { type: 'string' },
          lifecycle: { $ref: '#/components/schemas/ComponentLifecycle' },
          runsIn: {
            type: 'array',
            items: { type: 'string', enum: ['process', 'container'] },
          },
          origin: { $ref: '#/components/schemas/ComponentOrigin' },
          updatedAt: { $ref: '#/components/schemas/Time' },
        },
      },
      ComponentPage: {
        type: 'object',
        required: ['items'],
        properties: {
          items: {
            type: 'array',
            items: { $ref: '#/components/schemas/ComponentSummary' },
          },
          nextCursor: { type: 'string' },
        },
      },
      ComponentVersionSummary: {
        type: 'object',
        required: [
          'version',
          'lifecycle',
          'publishedAt',
          'origin',
          'sourceDigest',
          'trusted',
          'findings',
        ],
        properties: {
          version: { type: 'string' },
          lifecycle: { $ref: '#/components/schemas/ComponentLifecycle' },
          lifecycleReason: { type: 'string' },
          publishedAt: { $ref: '#/components/schemas/Time' },
          publishedBy: { type: 'string' },
          origin: { $ref: '#/components/schemas/ComponentOrigin' },
          sourceDigest: { $ref: '#/components/schemas/Digest' },
          image: { type: 'string' },
          imageDigest: { $ref: '#/components/schemas/Digest' },
          trusted: { type: 'boolean' },
          findings: { type: 'integer' },
        },
      },
      PublishedVersion: {
        allOf: [
          { $ref: '#/components/schemas/ComponentVersionSummary' },
          {
            type: 'object',
            required: ['namespace', 'name'],
            properties: {
              namespace: { type: 'string' },
              name: { type: 'string' },
            },
          },
        ],
      },
      ComponentFinding: {
        type: 'object',
        required: ['file', 'line', 'column', 'rule', 'message', 'severity'],
        properties: {
          file: { type: 'string' },
          line: { type: 'integer' },
          column: { type: 'integer' },
          rule: { type: 'string' },
          message: { type: 'string' },
          severity: { type: 'string', enum: ['error', 'warning'] },
        },
      },
      ComponentVariable: {
        type: 'object',
        required: ['name'],
        properties: {
          name: { type: 'string' },
          description: { type: 'string' },
          secret: { type: 'boolean' },
          required: { type: 'boolean' },
        },
      },
      ComponentResources: {
        type: 'object',
        properties: {
          cpu: { type: 'number' },
          memory: { type: 'string' },
          timeout: { type: 'string' },
        },
      },
      ComponentProcess: {
        type: 'object',
        required: ['command'],
        properties: { command: { type: 'array', items: { type: 'string' } } },
      },
      ComponentSample: {
        type: 'object',
        required: ['name', 'inputs'],
        properties: {
          name: { type: 'string' },
          description: { type: 'string' },
          inputs: { $ref: '#/components/schemas/JsonObject' },
          outputs: { $ref: '#/components/schemas/JsonObject' },
        },
      },
      ComponentDefinition: {
        description: 'The content of a `component.yaml`.',
        type: 'object',
        required: ['apiVersion', 'kind', 'metadata', 'spec'],
        properties: {
          apiVersion: { const: 'dop/v1' },
          kind: { const: 'DevOpsComponent' },
          metadata: {
            type: 'object',
            required: ['name'],
            properties: {
              name: { type: 'string' },
              title: { type: 'string' },
              description: { type: 'string' },
              tags: { type: 'array', items: { type: 'string' } },
            },
          },
          spec: {
            type: 'object',
            required: ['version', 'inputs', 'outputs'],
            properties: {
              version: { type: 'string' },
              owner: { type: 'string' },
              image: { type: 'string' },
              process: { $ref: '#/components/schemas/ComponentProcess' },
              contract: { $ref: '#/components/schemas/ComponentContract' },
              inputs: { $ref: '#/components/schemas/ObjectSchema' },
              outputs: { $ref: '#/components/schemas/ObjectSchema' },
              variables: {
                type: 'array',
                items: { $ref: '#/components/schemas/ComponentVariable' },
              },
              resources: { $ref: '#/components/schemas/ComponentResources' },
              network: { $ref: '#/components/schemas/ComponentNetwork' },
              samples: {
                type: 'array',
                items: { $ref: '#/components/schemas/ComponentSample' },
              },
            },
          },
        },
      },
      ComponentVersion: {
        allOf: [
          { $ref: '#/components/schemas/PublishedVersion' },
          {
            type: 'object',
            required: ['definition', 'findingList'],
            properties: {
              definition: { $ref: '#/components/schemas/ComponentDefinition' },
              readme: { type: 'string' },
              findingList: {
                type: 'array',
                items: { $ref: '#/components/schemas/ComponentFinding' },
              },
            },
          },
        ],
      },
      ComponentDetail: {
        type: 'object',
        required: ['namespace', 'name', 'versions', 'selected'],
        properties: {
          namespace: { type: 'string' },
          name: { type: 'string' },
          versions: {
            type: 'array',
            items: { $ref: '#/components/schemas/ComponentVersionSummary' },
          },
          selected: { $ref: '#/components/schemas/ComponentVersion' },
        },
      },
      ComponentUses: {
        type: 'object',
        required: ['items'],
        properties: {
          items: {
            type: 'array',
            items: {
              type: 'object',
              required: ['entityRef'],
              properties: {
                entityRef: { type: 'string' },
                title: { type: 'string' },
                repository: { type: 'string' },
                workflowId: { type: 'string' },
              },
            },
          },
        },
      },
      PublishRequest: {
        type: 'object',
        required: ['repository', 'commit'],
        properties: {
          repository: {
            type: 'string',
            maxLength: 127,
            pattern: '^[^/]+/[^/]+$',
          },
          path: {
            type: 'string',
            maxLength: 1000,
            description: 'Folder with `component.yaml`; by default the root.',
          },
          commit: { type: 'string', pattern: '^[0-9a-f]{40}$' },
          imageDigest: { $ref: '#/components/schemas/Digest' },
          draft: {
            type: 'boolean',
            description:
              'Frozen as every version, but used only by workflows that name exactly it, until it is published.',
          },
        },
        additionalProperties: false,
      },
      LifecycleRequest: {
        type: 'object',
        required: ['lifecycle'],
        properties: {
          lifecycle: {
            type: 'string',
            enum: ['published', 'deprecated', 'retired'],
          },
          reason: { type: 'string', maxLength: 1000 },
        },
        additionalProperties: false,
      },
      ImageRequest: {
        type: 'object',
        required: ['digest'],
        properties: {
          digest: { $ref: '#/components/schemas/Digest' },
          replace: {
            type: 'boolean',
            default: false,
            description:
              'For administrators and what ships, that of another registry.',
          },
        },
        additionalProperties: false,
      },
      ResolveRequest: {
        type: 'object',
        required: ['uses'],
        properties: {
          uses: {
            type: 'array',
            maxItems: 500,
            items: { type: 'string', maxLength: 500 },
          },
          principal: {
            description: 'Who plans, as the access plugin told it.',
            type: 'object',
            required: ['type'],
            properties: {
              type: { type: 'string', enum: ['user', 'run', 'service'] },
            },
            additionalProperties: true,
          },
          pinned: { type: 'boolean' },
        },
      },
      ResolvedComponent: {
        type: 'object',
        required: [
          'ref',
          'namespace',
          'name',
          'version',
          'sourceDigest',
          'contract',
          'inputs',
          'outputs',
          'variables',
          'resources',
          'network',
          'trusted',
        ],
        properties: {
          ref: { type: 'string' },
          namespace: { type: 'string' },
          name: { type: 'string' },
          version: { type: 'string' },
          title: { type: 'string' },
          sourceDigest: { $ref: '#/components/schemas/Digest' },
          image: { type: 'string' },
          imageDigest: { $ref: '#/components/schemas/Digest' },
          process: { $ref: '#/components/schemas/ComponentProcess' },
          contract: { $ref: '#/components/schemas/ComponentContract' },
          inputs: { $ref: '#/components/schemas/ObjectSchema' },
          outputs: { $ref: '#/components/schemas/ObjectSchema' },
          variables: {
            type: 'array',
            items: { $ref: '#/components/schemas/ComponentVariable' },
          },
          resources: { $ref: '#/components/schemas/ComponentResources' },
          network: { $ref: '#/components/schemas/ComponentNetwork' },
          trusted: { type: 'boolean' },
          deprecated: { type: 'string' },
        },
      },
      ComponentResolution: {
        type: 'object',
        required: ['components', 'problems'],
        properties: {
          components: {
            type: 'object',
            additionalProperties: {
              $ref: '#/components/schemas/ResolvedComponent',
            },
          },
          problems: {
            type: 'object',
            additionalProperties: { type: 'string' },
          },
        },
      },
      DeadLetter: {
        type: 'object',
        required: ['sequence', 'target', 'attempts', 'event'],
        properties: {
          sequence: {
            description: 'Its place among what this plugin sent.',
            type: 'string',
          },
          target: {
            description: 'Id of the plugin that does not take it.',
            type: 'string',
          },
          attempts: { type: 'integer' },
          error: { type: 'string' },
          event: {
            type: 'object',
            required: ['id', 'type', 'source', 'subject', 'time', 'data'],
            properties: {
              id: { type: 'string' },
              type: { type: 'string' },
              source: { type: 'string' },
              subject: { type: 'string' },
              time: { $ref: '#/components/schemas/Time' },
              data: { $ref: '#/components/schemas/JsonObject' },
            },
          },
        },
      },
      DeadLetterPage: {
        type: 'object',
        required: ['items'],
        properties: {
          items: {
            type: 'array',
            items: { $ref: '#/components/schemas/DeadLetter' },
          },
          nextCursor: { type: 'string' },
        },
      },
    },
  },
};
