// Made by "npm run api" from plugins/images-backend/src/schema/openapi.yaml. Do not edit.

import type { OpenApiDocument } from '@dop/plugin-devops-node';

export const openApiDocument: OpenApiDocument = {
  openapi: '3.1.0',
  info: {
    title: 'images',
    version: '1',
    description:
      'Images of the built-in registry, as pages show them. Clients push and pull\nat `/v2`, by the OCI distribution specification. The name of an image\nrepository has slashes, which stay as they are in the address; what follows\nthe name is set off by `/-/`. Times are ISO 8601 in UTC. Lists are filtered\nby what the caller may see and come in pages: at most 200 items, 50 by\ndefault, the next page by `nextCursor`. What plugins ask each other\n(`/internal`, `/events`) is not described here.\n',
    license: {
      name: 'Apache-2.0',
      url: 'https://www.apache.org/licenses/LICENSE-2.0',
    },
  },
  servers: [{ url: '/api/images' }],
  security: [{ token: [] }],
  tags: [
    { name: 'images', description: 'What there is.' },
    { name: 'removal', description: 'For owners of the repository.' },
    { name: 'operations', description: 'For administrators.' },
  ],
  paths: {
    '/openapi.json': {
      get: {
        operationId: 'getDocument',
        summary: 'This document',
        tags: ['images'],
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
    '/registry': {
      get: {
        operationId: 'getRegistry',
        summary: 'Where the registry is for docker, podman and skopeo',
        tags: ['images'],
        responses: {
          '200': {
            description: 'The address',
            content: {
              'application/json': {
                schema: { $ref: '#/components/schemas/RegistryAddress' },
              },
            },
          },
          '401': { $ref: '#/components/responses/Unauthorized' },
          '403': { $ref: '#/components/responses/Forbidden' },
        },
      },
    },
    '/repositories': {
      get: {
        operationId: 'listRepositories',
        summary: 'Image repositories, by name',
        tags: ['images'],
        parameters: [
          { $ref: '#/components/parameters/search' },
          {
            name: 'repositoryId',
            in: 'query',
            description: 'Id of a repository record.',
            schema: { type: 'string', maxLength: 300 },
          },
          { $ref: '#/components/parameters/cursor' },
          { $ref: '#/components/parameters/limit' },
        ],
        responses: {
          '200': {
            description: 'A page of image repositories',
            content: {
              'application/json': {
                schema: { $ref: '#/components/schemas/ImageRepositoryPage' },
              },
            },
          },
          '400': { $ref: '#/components/responses/BadRequest' },
          '401': { $ref: '#/components/responses/Unauthorized' },
          '403': { $ref: '#/components/responses/Forbidden' },
        },
      },
    },
    '/repositories/{imageName}/-/summary': {
      get: {
        operationId: 'getRepository',
        summary: 'One image repository',
        tags: ['images'],
        parameters: [{ $ref: '#/components/parameters/imageName' }],
        responses: {
          '200': {
            description: 'The image repository',
            content: {
              'application/json': {
                schema: { $ref: '#/components/schemas/ImageRepository' },
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
    '/repositories/{imageName}/-/tags': {
      get: {
        operationId: 'listTags',
        summary: 'Its tags',
        tags: ['images'],
        parameters: [
          { $ref: '#/components/parameters/imageName' },
          { $ref: '#/components/parameters/search' },
          {
            name: 'sort',
            in: 'query',
            description: '`time`: the newest first.',
            schema: { type: 'string', enum: ['name', 'time'], default: 'time' },
          },
          { $ref: '#/components/parameters/cursor' },
          { $ref: '#/components/parameters/limit' },
        ],
        responses: {
          '200': {
            description: 'A page of tags',
            content: {
              'application/json': {
                schema: { $ref: '#/components/schemas/ImageTagPage' },
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
    '/repositories/{imageName}/-/tags/{tag}': {
      delete: {
        operationId: 'deleteTag',
        summary: 'Remove a tag; the image stays',
        tags: ['removal'],
        parameters: [
          { $ref: '#/components/parameters/imageName' },
          { $ref: '#/components/parameters/tag' },
        ],
        responses: {
          '204': { description: 'It is gone' },
          '400': { $ref: '#/components/responses/BadRequest' },
          '401': { $ref: '#/components/responses/Unauthorized' },
          '403': { $ref: '#/components/responses/Forbidden' },
          '404': { $ref: '#/components/responses/NotFound' },
        },
      },
    },
    '/repositories/{imageName}/-/images/{reference}': {
      get: {
        operationId: 'getImage',
        summary:
          'One image with platforms, layers, history and where it came from',
        tags: ['images'],
        parameters: [
          { $ref: '#/components/parameters/imageName' },
          { $ref: '#/components/parameters/reference' },
        ],
        responses: {
          '200': {
            description: 'The image',
            content: {
              'application/json': {
                schema: { $ref: '#/components/schemas/ImageDetail' },
              },
            },
          },
          '400': { $ref: '#/components/responses/BadRequest' },
          '401': { $ref: '#/components/responses/Unauthorized' },
          '403': { $ref: '#/components/responses/Forbidden' },
          '404': { $ref: '#/components/responses/NotFound' },
        },
      },
      delete: {
        operationId: 'deleteImage',
        summary: 'Remove an image with its tags and what refers to it',
        description: 'By its digest; a tag is removed by its own route.\n',
        tags: ['removal'],
        parameters: [
          { $ref: '#/components/parameters/imageName' },
          { $ref: '#/components/parameters/reference' },
        ],
        responses: {
          '200': {
            description: 'What went',
            content: {
              'application/json': {
                schema: { $ref: '#/components/schemas/DeletedImages' },
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
          "A session's token of Backstage, or a personal access token.",
      },
    },
    parameters: {
      imageName: {
        name: 'imageName',
        in: 'path',
        required: true,
        description:
          '`shop/checkout` or `shop/checkout/worker`, with its slashes.',
        'x-slashes': true,
        schema: { type: 'string', maxLength: 255 },
      },
      reference: {
        name: 'reference',
        in: 'path',
        required: true,
        description: 'A digest or a tag.',
        schema: { type: 'string' },
      },
      tag: {
        name: 'tag',
        in: 'path',
        required: true,
        schema: { type: 'string' },
      },
      cursor: {
        name: 'cursor',
        in: 'query',
        description: '`nextCursor` of the page before; absent for the first.',
        schema: { type: 'string', maxLength: 300 },
      },
      limit: {
        name: 'limit',
        in: 'query',
        schema: { type: 'integer', minimum: 1, maximum: 200, default: 50 },
      },
      search: {
        name: 'search',
        in: 'query',
        description: 'Part of the name.',
        schema: { type: 'string', maxLength: 300 },
      },
      sequence: {
        name: 'sequence',
        in: 'path',
        required: true,
        schema: { type: 'string', pattern: '^\\d{1,18}$' },
      },
    },
    responses: {
      BadRequest: {
        description:
          'Something in the request is wrong; the message says what and where.',
        content: {
          'application/json': {
            schema: { $ref: '#/components/schemas/ErrorBody' },
          },
        },
      },
      Unauthorized: {
        description:
          'Nobody is signed in, or the token does not work any more.',
        content: {
          'application/json': {
            schema: { $ref: '#/components/schemas/ErrorBody' },
          },
        },
      },
      Forbidden: {
        description: 'The caller may not do this.',
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
    },
    schemas: {
      JsonObject: {
        type: 'object',
        additionalProperties: true,
        'x-type': 'JsonObject',
      },
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
      ImagePlatform: {
        description: '`linux/arm64/v8` in parts.',
        type: 'object',
        required: ['os', 'architecture'],
        properties: {
          os: { type: 'string' },
          architecture: { type: 'string' },
          variant: { type: 'string' },
        },
      },
      ImageKind: {
        description:
          '- `image`: one platform\n- `index`: images for several platforms under one digest\n- `artifact`: something else that is kept beside images, such as an SBOM\n',
        type: 'string',
        enum: ['image', 'index', 'artifact'],
      },
      ImageRun: {
        description: 'The attempt of a step that pushed or produced an image.',
        type: 'object',
        required: [
          'runId',
          'runNumber',
          'workflowId',
          'stepId',
          'instanceKey',
          'attempt',
          'repositoryId',
          'commit',
          'ref',
          'protectedRef',
          'isolated',
          'services',
        ],
        properties: {
          runId: { type: 'string' },
          runNumber: { type: 'integer' },
          workflowId: { type: 'string' },
          workflowName: {
            description: 'Known once the run has told of its output.',
            type: 'string',
          },
          stepId: { type: 'string' },
          instanceKey: { type: 'string' },
          attempt: { type: 'integer' },
          outcome: { type: 'string' },
          repositoryId: {
            description: 'Id of the repository record.',
            type: 'string',
          },
          commit: { type: 'string' },
          ref: { description: 'Full ref, `refs/heads/main`.', type: 'string' },
          protectedRef: { type: 'boolean' },
          isolated: {
            description: "False for attempts that share the portal's user.",
            type: 'boolean',
          },
          services: {
            description:
              'Entity refs of the services that the workflow delivers.',
            type: 'array',
            items: { type: 'string' },
          },
        },
      },
      ImagePush: {
        description: 'One push of an image: who, when, from which run.',
        type: 'object',
        required: ['id', 'pushedAt', 'proof'],
        properties: {
          id: { type: 'string' },
          tag: { type: 'string' },
          pushedAt: { $ref: '#/components/schemas/Time' },
          proof: {
            description:
              '`proved`: the token that pushed belongs to this person, or to this isolated attempt. `claimed`: somebody says so, and others could have.',
            type: 'string',
            enum: ['proved', 'claimed'],
          },
          userEntityRef: { type: 'string' },
          run: { $ref: '#/components/schemas/ImageRun' },
        },
      },
      ClaimedSource: {
        description:
          'What the labels of an image say about where it comes from; anybody can write them.',
        type: 'object',
        properties: {
          source: { type: 'string' },
          revision: { type: 'string' },
          created: { type: 'string' },
          version: { type: 'string' },
          title: { type: 'string' },
          description: { type: 'string' },
          licenses: { type: 'string' },
        },
      },
      RegistryAddress: {
        description: 'How clients reach the built-in registry.',
        type: 'object',
        required: ['host', 'tls'],
        properties: {
          host: { description: '`localhost:7007`', type: 'string' },
          tls: {
            description:
              'False where it speaks plain HTTP: some clients want to be told.',
            type: 'boolean',
          },
        },
      },
      ImageRepository: {
        type: 'object',
        required: [
          'name',
          'orphaned',
          'tagCount',
          'imageCount',
          'totalSize',
          'createdAt',
          'pushedAt',
        ],
        properties: {
          name: {
            description: '`shop/checkout` or `shop/checkout/worker`',
            type: 'string',
          },
          repositoryId: {
            description:
              'Id of the repository record; absent for images of the administrators.',
            type: 'string',
          },
          orphaned: {
            description:
              'True once the record is deleted: the images stay for administrators.',
            type: 'boolean',
          },
          tagCount: { type: 'integer' },
          imageCount: { type: 'integer' },
          totalSize: {
            description:
              'Bytes stored for it; what it shares with others counts for each.',
            type: 'integer',
          },
          createdAt: { $ref: '#/components/schemas/Time' },
          pushedAt: { $ref: '#/components/schemas/Time' },
          latestTag: {
            type: 'object',
            required: ['tag', 'digest', 'updatedAt'],
            properties: {
              tag: { type: 'string' },
              digest: { type: 'string' },
              updatedAt: { $ref: '#/components/schemas/Time' },
            },
          },
          mayDelete: {
            description:
              'Whether the caller may delete tags and images; only where one is asked for.',
            type: 'boolean',
          },
        },
      },
      ImageTag: {
        type: 'object',
        required: [
          'tag',
          'digest',
          'updatedAt',
          'kind',
          'totalSize',
          'platforms',
        ],
        properties: {
          tag: { type: 'string' },
          digest: { type: 'string' },
          updatedAt: { $ref: '#/components/schemas/Time' },
          kind: { $ref: '#/components/schemas/ImageKind' },
          totalSize: {
            description:
              'Bytes with all layers; for an index of all its platforms.',
            type: 'integer',
          },
          platforms: {
            type: 'array',
            items: { $ref: '#/components/schemas/ImagePlatform' },
          },
          push: { $ref: '#/components/schemas/ImagePush' },
        },
      },
      ImageLayer: {
        type: 'object',
        required: ['digest', 'mediaType', 'size'],
        properties: {
          digest: { type: 'string' },
          mediaType: { type: 'string' },
          size: { type: 'integer' },
          createdBy: {
            description: 'The command that made it, where the history tells.',
            type: 'string',
          },
        },
      },
      ImageHistoryEntry: {
        type: 'object',
        required: ['empty'],
        properties: {
          created: { type: 'string' },
          createdBy: { type: 'string' },
          comment: { type: 'string' },
          author: { type: 'string' },
          empty: { description: 'Made no layer.', type: 'boolean' },
        },
      },
      ImageConfig: {
        type: 'object',
        required: ['environment', 'exposedPorts', 'volumes', 'labels'],
        properties: {
          created: { type: 'string' },
          author: { type: 'string' },
          user: { type: 'string' },
          workingDirectory: { type: 'string' },
          entrypoint: { type: 'array', items: { type: 'string' } },
          command: { type: 'array', items: { type: 'string' } },
          environment: { type: 'array', items: { type: 'string' } },
          exposedPorts: { type: 'array', items: { type: 'string' } },
          volumes: { type: 'array', items: { type: 'string' } },
          labels: { type: 'object', additionalProperties: { type: 'string' } },
          stopSignal: { type: 'string' },
        },
      },
      PlatformImage: {
        description: 'One platform of an image.',
        type: 'object',
        required: ['digest', 'totalSize', 'layers', 'history'],
        properties: {
          digest: { type: 'string' },
          platform: { $ref: '#/components/schemas/ImagePlatform' },
          totalSize: {
            description: 'Bytes of manifest, configuration and layers.',
            type: 'integer',
          },
          layers: {
            type: 'array',
            items: { $ref: '#/components/schemas/ImageLayer' },
          },
          history: {
            type: 'array',
            items: { $ref: '#/components/schemas/ImageHistoryEntry' },
          },
          config: { $ref: '#/components/schemas/ImageConfig' },
          problem: { description: 'Why parts are missing.', type: 'string' },
        },
      },
      ImageReferrer: {
        description:
          'Something that refers to an image by its digest: a signature, an SBOM.',
        type: 'object',
        required: ['digest', 'mediaType', 'size', 'annotations'],
        properties: {
          digest: { type: 'string' },
          mediaType: { type: 'string' },
          artifactType: { type: 'string' },
          size: { type: 'integer' },
          annotations: {
            type: 'object',
            additionalProperties: { type: 'string' },
          },
          push: { $ref: '#/components/schemas/ImagePush' },
        },
      },
      ImageDetail: {
        type: 'object',
        required: [
          'repository',
          'digest',
          'kind',
          'mediaType',
          'size',
          'totalSize',
          'pushedAt',
          'annotations',
          'tags',
          'platforms',
          'attestations',
          'partOf',
          'referrers',
          'pushes',
          'claimed',
          'services',
        ],
        properties: {
          repository: { type: 'string' },
          repositoryId: { type: 'string' },
          digest: { type: 'string' },
          kind: { $ref: '#/components/schemas/ImageKind' },
          mediaType: { type: 'string' },
          artifactType: { type: 'string' },
          size: {
            description: 'Bytes of the manifest alone.',
            type: 'integer',
          },
          totalSize: { type: 'integer' },
          pushedAt: { $ref: '#/components/schemas/Time' },
          created: { type: 'string' },
          annotations: {
            type: 'object',
            additionalProperties: { type: 'string' },
          },
          tags: { type: 'array', items: { type: 'string' } },
          platforms: {
            description: 'One for an image or artifact, several for an index.',
            type: 'array',
            items: { $ref: '#/components/schemas/PlatformImage' },
          },
          attestations: {
            description:
              'Attestations that an index carries among its platforms.',
            type: 'array',
            items: {
              type: 'object',
              required: ['digest', 'size'],
              properties: {
                digest: { type: 'string' },
                size: { type: 'integer' },
              },
            },
          },
          partOf: {
            description:
              'Indexes of the same repository that contain this image.',
            type: 'array',
            items: { type: 'string' },
          },
          referrers: {
            type: 'array',
            items: { $ref: '#/components/schemas/ImageReferrer' },
          },
          pushes: {
            description: 'Newest first, at most 20.',
            type: 'array',
            items: { $ref: '#/components/schemas/ImagePush' },
          },
          claimed: { $ref: '#/components/schemas/ClaimedSource' },
          services: {
            description: 'Entity refs of the services that it belongs to.',
            type: 'array',
            items: { type: 'string' },
          },
          subject: {
            description: 'Digest of what this refers to.',
            type: 'string',
          },
          mayDelete: {
            description: 'Whether the caller may delete it.',
            type: 'boolean',
          },
        },
      },
      ImageRepositoryPage: {
        type: 'object',
        required: ['items'],
        properties: {
          items: {
            type: 'array',
            items: { $ref: '#/components/schemas/ImageRepository' },
          },
          nextCursor: { type: 'string' },
        },
      },
      ImageTagPage: {
        type: 'object',
        required: ['items'],
        properties: {
          items: {
            type: 'array',
            items: { $ref: '#/components/schemas/ImageTag' },
          },
          nextCursor: { type: 'string' },
        },
      },
      DeletedImages: {
        type: 'object',
        required: ['deleted'],
        properties: {
          deleted: {
            description: 'Digests, the asked one among them.',
            type: 'array',
            items: { type: 'string' },
          },
        },
      },
    },
  },
};
