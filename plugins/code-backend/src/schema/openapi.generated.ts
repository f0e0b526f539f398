// Made by "npm run api" from plugins/code-backend/src/schema/openapi.yaml. Do not edit.

import type { OpenApiDocument } from '@dop/plugin-devops-node';

export const openApiDocument: OpenApiDocument = {
  openapi: '3.1.0',
  info: {
    title: 'code',
    version: '1',
    description:
      'The built-in Git hosting: repositories, what is in them, commits. Git\nclients use `/git/<namespace>/<name>.git`. Times are ISO 8601 in UTC. Lists\nare filtered by what the caller may see and come in pages: at most 200\nitems, 50 by default, the next page by `nextCursor`. What plugins ask each\nother (`/internal`, `/events`) is not described here.\n',
    license: {
      name: 'Apache-2.0',
      url: 'https://www.apache.org/licenses/LICENSE-2.0',
    },
  },
  servers: [{ url: '/api/code' }],
  security: [{ token: [] }],
  tags: [
    { name: 'repositories', description: 'The records.' },
    { name: 'content', description: 'Refs, files, commits.' },
    {
      name: 'pull requests',
      description:
        'Asking that a branch be merged into another one of the repository.',
    },
    { name: 'operations', description: 'For administrators.' },
  ],
  paths: {
    '/openapi.json': {
      get: {
        operationId: 'getDocument',
        summary: 'This document',
        tags: ['repositories'],
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
    '/repositories': {
      get: {
        operationId: 'listRepositories',
        summary: 'Repositories, by name',
        tags: ['repositories'],
        parameters: [
          {
            name: 'search',
            in: 'query',
            description: 'Part of namespace, name or description.',
            schema: { type: 'string', maxLength: 200 },
          },
          { $ref: '#/components/parameters/cursor' },
          { $ref: '#/components/parameters/limit' },
        ],
        responses: {
          '200': {
            description: 'A page of repositories',
            content: {
              'application/json': {
                schema: { $ref: '#/components/schemas/RepositoryPage' },
              },
            },
          },
          '400': { $ref: '#/components/responses/BadRequest' },
          '401': { $ref: '#/components/responses/Unauthorized' },
          '403': { $ref: '#/components/responses/Forbidden' },
        },
      },
      post: {
        operationId: 'createRepository',
        summary: 'Make an empty repository',
        tags: ['repositories'],
        requestBody: {
          required: true,
          content: {
            'application/json': {
              schema: { $ref: '#/components/schemas/NewRepository' },
            },
          },
        },
        responses: {
          '201': {
            description: 'The repository',
            content: {
              'application/json': {
                schema: { $ref: '#/components/schemas/Repository' },
              },
            },
          },
          '400': { $ref: '#/components/responses/BadRequest' },
          '401': { $ref: '#/components/responses/Unauthorized' },
          '403': { $ref: '#/components/responses/Forbidden' },
          '409': { $ref: '#/components/responses/Conflict' },
        },
      },
    },
    '/repositories/{namespace}/{name}': {
      get: {
        operationId: 'getRepository',
        summary: 'One repository, with what the caller may do',
        tags: ['repositories'],
        parameters: [
          { $ref: '#/components/parameters/namespace' },
          { $ref: '#/components/parameters/name' },
        ],
        responses: {
          '200': {
            description: 'The repository',
            content: {
              'application/json': {
                schema: { $ref: '#/components/schemas/Repository' },
              },
            },
          },
          '401': { $ref: '#/components/responses/Unauthorized' },
          '403': { $ref: '#/components/responses/Forbidden' },
          '404': { $ref: '#/components/responses/NotFound' },
        },
      },
      patch: {
        operationId: 'changeRepository',
        summary: 'Change what is said of it',
        description: 'For owners; `trust` is for administrators.\n',
        tags: ['repositories'],
        parameters: [
          { $ref: '#/components/parameters/namespace' },
          { $ref: '#/components/parameters/name' },
        ],
        requestBody: {
          required: true,
          content: {
            'application/json': {
              schema: { $ref: '#/components/schemas/RepositoryChange' },
            },
          },
        },
        responses: {
          '200': {
            description: 'The repository',
            content: {
              'application/json': {
                schema: { $ref: '#/components/schemas/Repository' },
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
      delete: {
        operationId: 'deleteRepository',
        summary: 'Remove it with all that is in it',
        tags: ['repositories'],
        parameters: [
          { $ref: '#/components/parameters/namespace' },
          { $ref: '#/components/parameters/name' },
        ],
        responses: {
          '204': { description: 'It is gone' },
          '401': { $ref: '#/components/responses/Unauthorized' },
          '403': { $ref: '#/components/responses/Forbidden' },
          '404': { $ref: '#/components/responses/NotFound' },
          '503': { $ref: '#/components/responses/Unavailable' },
        },
      },
    },
    '/repositories/{namespace}/{name}/findings': {
      get: {
        operationId: 'listFindings',
        summary: 'What is wrong in the files that the catalog reads',
        tags: ['repositories'],
        parameters: [
          { $ref: '#/components/parameters/namespace' },
          { $ref: '#/components/parameters/name' },
        ],
        responses: {
          '200': {
            description: 'Findings of the default branch',
            content: {
              'application/json': {
                schema: { $ref: '#/components/schemas/FindingList' },
              },
            },
          },
          '401': { $ref: '#/components/responses/Unauthorized' },
          '403': { $ref: '#/components/responses/Forbidden' },
          '404': { $ref: '#/components/responses/NotFound' },
        },
      },
    },
    '/repositories/{namespace}/{name}/refs': {
      get: {
        operationId: 'listRefs',
        summary: 'Branches and tags, the newest first',
        tags: ['content'],
        parameters: [
          { $ref: '#/components/parameters/namespace' },
          { $ref: '#/components/parameters/name' },
        ],
        responses: {
          '200': {
            description: 'At most 2,000 refs',
            content: {
              'application/json': {
                schema: { $ref: '#/components/schemas/RefList' },
              },
            },
          },
          '401': { $ref: '#/components/responses/Unauthorized' },
          '403': { $ref: '#/components/responses/Forbidden' },
          '404': { $ref: '#/components/responses/NotFound' },
          '503': { $ref: '#/components/responses/Unavailable' },
        },
      },
    },
    '/repositories/{namespace}/{name}/tree': {
      get: {
        operationId: 'getTree',
        summary: 'A folder, or the entry of a file',
        tags: ['content'],
        parameters: [
          { $ref: '#/components/parameters/namespace' },
          { $ref: '#/components/parameters/name' },
          { $ref: '#/components/parameters/ref' },
          { $ref: '#/components/parameters/path' },
        ],
        responses: {
          '200': {
            description: 'The folder',
            content: {
              'application/json': {
                schema: { $ref: '#/components/schemas/Tree' },
              },
            },
          },
          '400': { $ref: '#/components/responses/BadRequest' },
          '401': { $ref: '#/components/responses/Unauthorized' },
          '403': { $ref: '#/components/responses/Forbidden' },
          '404': { $ref: '#/components/responses/NotFound' },
          '503': { $ref: '#/components/responses/Unavailable' },
        },
      },
    },
    '/repositories/{namespace}/{name}/blob': {
      get: {
        operationId: 'downloadFile',
        summary: 'The bytes of a file, served harmless',
        tags: ['content'],
        parameters: [
          { $ref: '#/components/parameters/namespace' },
          { $ref: '#/components/parameters/name' },
          { $ref: '#/components/parameters/ref' },
          { $ref: '#/components/parameters/path' },
        ],
        responses: {
          '200': {
            description: 'The bytes',
            content: {
              'application/octet-stream': {
                schema: { type: 'string', format: 'binary' },
              },
            },
          },
          '400': { $ref: '#/components/responses/BadRequest' },
          '401': { $ref: '#/components/responses/Unauthorized' },
          '403': { $ref: '#/components/responses/Forbidden' },
          '404': { $ref: '#/components/responses/NotFound' },
          '503': { $ref: '#/components/responses/Unavailable' },
        },
      },
    },
    '/repositories/{namespace}/{name}/commits': {
      get: {
        operationId: 'listCommits',
        summary: 'Commits from the newest back',
        tags: ['content'],
        parameters: [
          { $ref: '#/components/parameters/namespace' },
          { $ref: '#/components/parameters/name' },
          { $ref: '#/components/parameters/ref' },
          { $ref: '#/components/parameters/path' },
          {
            name: 'since',
            in: 'query',
            description: 'A commit; what is in it already is left out.',
            schema: { type: 'string', pattern: '^[0-9a-f]{40}$' },
          },
          { $ref: '#/components/parameters/cursor' },
          { $ref: '#/components/parameters/limit' },
        ],
        responses: {
          '200': {
            description: 'A page of commits',
            content: {
              'application/json': {
                schema: { $ref: '#/components/schemas/CommitPage' },
              },
            },
          },
          '400': { $ref: '#/components/responses/BadRequest' },
          '401': { $ref: '#/components/responses/Unauthorized' },
          '403': { $ref: '#/components/responses/Forbidden' },
          '404': { $ref: '#/components/responses/NotFound' },
          '503': { $ref: '#/components/responses/Unavailable' },
        },
      },
      post: {
        operationId: 'makeCommit',
        summary: 'Make a commit without a clone',
        description:
          'Checked and written down like a push. A body has at most 48 MiB.\n',
        tags: ['content'],
        parameters: [
          { $ref: '#/components/parameters/namespace' },
          { $ref: '#/components/parameters/name' },
        ],
        requestBody: {
          required: true,
          content: {
            'application/json': {
              schema: { $ref: '#/components/schemas/NewCommit' },
            },
          },
        },
        responses: {
          '201': {
            description: 'The commit',
            content: {
              'application/json': {
                schema: { $ref: '#/components/schemas/NewHead' },
              },
            },
          },
          '400': { $ref: '#/components/responses/BadRequest' },
          '401': { $ref: '#/components/responses/Unauthorized' },
          '403': { $ref: '#/components/responses/Forbidden' },
          '404': { $ref: '#/components/responses/NotFound' },
          '409': { $ref: '#/components/responses/Conflict' },
          '413': { $ref: '#/components/responses/TooLarge' },
          '503': { $ref: '#/components/responses/Unavailable' },
          '507': { $ref: '#/components/responses/Full' },
        },
      },
    },
    '/repositories/{namespace}/{name}/commits/{sha}': {
      get: {
        operationId: 'getCommit',
        summary: 'One commit with its changes',
        tags: ['content'],
        parameters: [
          { $ref: '#/components/parameters/namespace' },
          { $ref: '#/components/parameters/name' },
          { $ref: '#/components/parameters/sha' },
          {
            name: 'path',
            in: 'query',
            description: 'Only this file, with a larger bound for its patch.',
            schema: { type: 'string', maxLength: 4096 },
          },
        ],
        responses: {
          '200': {
            description: 'The commit',
            content: {
              'application/json': {
                schema: { $ref: '#/components/schemas/CommitDetail' },
              },
            },
          },
          '400': { $ref: '#/components/responses/BadRequest' },
          '401': { $ref: '#/components/responses/Unauthorized' },
          '403': { $ref: '#/components/responses/Forbidden' },
          '404': { $ref: '#/components/responses/NotFound' },
          '503': { $ref: '#/components/responses/Unavailable' },
        },
      },
    },
    '/repositories/{namespace}/{name}/compare': {
      get: {
        operationId: 'compare',
        summary: 'What a branch changed since it left another one',
        tags: ['content'],
        parameters: [
          { $ref: '#/components/parameters/namespace' },
          { $ref: '#/components/parameters/name' },
          {
            name: 'base',
            in: 'query',
            required: true,
            description:
              'Where it left from. A branch, a tag, a full ref or a commit.',
            schema: { type: 'string', minLength: 1, maxLength: 300 },
          },
          {
            name: 'head',
            in: 'query',
            required: true,
            description: 'Named in the same ways.',
            schema: { type: 'string', minLength: 1, maxLength: 300 },
          },
          {
            name: 'path',
            in: 'query',
            description: 'Only this file, with a larger bound for its patch.',
            schema: { type: 'string', maxLength: 4096 },
          },
        ],
        responses: {
          '200': {
            description: 'What changed from the newest commit that both have',
            content: {
              'application/json': {
                schema: { $ref: '#/components/schemas/Comparison' },
              },
            },
          },
          '400': { $ref: '#/components/responses/BadRequest' },
          '401': { $ref: '#/components/responses/Unauthorized' },
          '403': { $ref: '#/components/responses/Forbidden' },
          '404': { $ref: '#/components/responses/NotFound' },
          '503': { $ref: '#/components/responses/Unavailable' },
        },
      },
    },
    '/repositories/{namespace}/{name}/pull-requests': {
      get: {
        operationId: 'listPullRequests',
        summary: 'Pull requests, the newest first',
        tags: ['pull requests'],
        parameters: [
          { $ref: '#/components/parameters/namespace' },
          { $ref: '#/components/parameters/name' },
          {
            name: 'state',
            in: 'query',
            description: 'Only these; by default all.',
            schema: { $ref: '#/components/schemas/PullRequestState' },
          },
          { $ref: '#/components/parameters/cursor' },
          { $ref: '#/components/parameters/limit' },
        ],
        responses: {
          '200': {
            description: 'A page of pull requests',
            content: {
              'application/json': {
                schema: { $ref: '#/components/schemas/PullRequestPage' },
              },
            },
          },
          '400': { $ref: '#/components/responses/BadRequest' },
          '401': { $ref: '#/components/responses/Unauthorized' },
          '403': { $ref: '#/components/responses/Forbidden' },
          '404': { $ref: '#/components/responses/NotFound' },
        },
      },
      post: {
        operationId: 'openPullRequest',
        summary: 'Ask that a branch be merged into another one',
        description:
          'For people who may push. There is one open one for each pair of branches.\n',
        tags: ['pull requests'],
        parameters: [
          { $ref: '#/components/parameters/namespace' },
          { $ref: '#/components/parameters/name' },
        ],
        requestBody: {
          required: true,
          content: {
            'application/json': {
              schema: { $ref: '#/components/schemas/NewPullRequest' },
            },
          },
        },
        responses: {
          '201': {
            description: 'The pull request',
            content: {
              'application/json': {
                schema: { $ref: '#/components/schemas/PullRequest' },
              },
            },
          },
          '400': { $ref: '#/components/responses/BadRequest' },
          '401': { $ref: '#/components/responses/Unauthorized' },
          '403': { $ref: '#/components/responses/Forbidden' },
          '404': { $ref: '#/components/responses/NotFound' },
          '409': { $ref: '#/components/responses/Conflict' },
          '413': { $ref: '#/components/responses/TooLarge' },
          '503': { $ref: '#/components/responses/Unavailable' },
          '507': { $ref: '#/components/responses/Full' },
        },
      },
    },
    '/repositories/{namespace}/{name}/pull-requests/{number}': {
      get: {
        operationId: 'getPullRequest',
        summary: 'One pull request, with whether it can be merged now',
        tags: ['pull requests'],
        parameters: [
          { $ref: '#/components/parameters/namespace' },
          { $ref: '#/components/parameters/name' },
          { $ref: '#/components/parameters/number' },
        ],
        responses: {
          '200': {
            description: 'The pull request',
            content: {
              'application/json': {
                schema: { $ref: '#/components/schemas/PullRequest' },
              },
            },
          },
          '400': { $ref: '#/components/responses/BadRequest' },
          '401': { $ref: '#/components/responses/Unauthorized' },
          '403': { $ref: '#/components/responses/Forbidden' },
          '404': { $ref: '#/components/responses/NotFound' },
          '503': { $ref: '#/components/responses/Unavailable' },
        },
      },
      patch: {
        operationId: 'changePullRequest',
        summary: 'Change what it says, close it, open it again',
        description:
          'For people who may push. One that was merged cannot be opened again.\n',
        tags: ['pull requests'],
        parameters: [
          { $ref: '#/components/parameters/namespace' },
          { $ref: '#/components/parameters/name' },
          { $ref: '#/components/parameters/number' },
        ],
        requestBody: {
          required: true,
          content: {
            'application/json': {
              schema: { $ref: '#/components/schemas/PullRequestChange' },
            },
          },
        },
        responses: {
          '200': {
            description: 'The pull request',
            content: {
              'application/json': {
                schema: { $ref: '#/components/schemas/PullRequest' },
              },
            },
          },
          '400': { $ref: '#/components/responses/BadRequest' },
          '401': { $ref: '#/components/responses/Unauthorized' },
          '403': { $ref: '#/components/responses/Forbidden' },
          '404': { $ref: '#/components/responses/NotFound' },
          '409': { $ref: '#/components/responses/Conflict' },
          '413': { $ref: '#/components/responses/TooLarge' },
          '503': { $ref: '#/components/responses/Unavailable' },
          '507': { $ref: '#/components/responses/Full' },
        },
      },
    },
    '/repositories/{namespace}/{name}/pull-requests/{number}/merge': {
      post: {
        operationId: 'mergePullRequest',
        summary: 'Merge it into its target',
        description:
          'For people who may push to the target; checked and written down like a push.\nConflicts, and a head that is another one by now, are a 409.\n',
        tags: ['pull requests'],
        parameters: [
          { $ref: '#/components/parameters/namespace' },
          { $ref: '#/components/parameters/name' },
          { $ref: '#/components/parameters/number' },
        ],
        requestBody: {
          required: true,
          content: {
            'application/json': {
              schema: { $ref: '#/components/schemas/Merge' },
            },
          },
        },
        responses: {
          '200': {
            description: 'The pull request, merged',
            content: {
              'application/json': {
                schema: { $ref: '#/components/schemas/PullRequest' },
              },
            },
          },
          '400': { $ref: '#/components/responses/BadRequest' },
          '401': { $ref: '#/components/responses/Unauthorized' },
          '403': { $ref: '#/components/responses/Forbidden' },
          '404': { $ref: '#/components/responses/NotFound' },
          '409': { $ref: '#/components/responses/Conflict' },
          '501': { $ref: '#/components/responses/NotHere' },
          '503': { $ref: '#/components/responses/Unavailable' },
          '507': { $ref: '#/components/responses/Full' },
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
      namespace: {
        name: 'namespace',
        in: 'path',
        required: true,
        schema: { type: 'string' },
      },
      name: {
        name: 'name',
        in: 'path',
        required: true,
        schema: { type: 'string' },
      },
      ref: {
        name: 'ref',
        in: 'query',
        description:
          'A branch, a tag, a full ref or a commit; by default the default branch.',
        schema: { type: 'string', maxLength: 300 },
      },
      path: {
        name: 'path',
        in: 'query',
        schema: { type: 'string', maxLength: 4096, default: '' },
      },
      cursor: {
        name: 'cursor',
        in: 'query',
        description: '`nextCursor` of the page before; absent for the first.',
        schema: { type: 'string', maxLength: 2000 },
      },
      limit: {
        name: 'limit',
        in: 'query',
        schema: { type: 'integer', minimum: 1, maximum: 200, default: 50 },
      },
      sha: {
        name: 'sha',
        in: 'path',
        required: true,
        schema: { type: 'string', pattern: '^[0-9a-f]{7,40}$' },
      },
      number: {
        name: 'number',
        in: 'path',
        required: true,
        schema: { type: 'integer', minimum: 1, maximum: 2147483647 },
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
      Conflict: {
        description: 'Something else is true by now; the message says what.',
        content: {
          'application/json': {
            schema: { $ref: '#/components/schemas/ErrorBody' },
          },
        },
      },
      TooLarge: {
        description: 'The request is larger than what is taken.',
        content: {
          'application/json': {
            schema: { $ref: '#/components/schemas/ErrorBody' },
          },
        },
      },
      NotHere: {
        description:
          'The programs of this portal are too old for it; the message says what to do.',
        content: {
          'application/json': {
            schema: { $ref: '#/components/schemas/ErrorBody' },
          },
        },
      },
      Unavailable: {
        description: 'Not now; try again in a moment.',
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
      Trust: {
        description:
          "An administrator's word that a repository may run outside a sandbox: not at\nall, its protected refs, or all that its members push.\n",
        type: 'string',
        enum: ['none', 'protectedRefs', 'members'],
      },
      Visibility: {
        description:
          "`internal`: every signed-in user may read. `private`: only its owner's group.",
        type: 'string',
        enum: ['internal', 'private'],
      },
      RepositoryRecord: {
        description:
          'What an administrator or owner says about a repository through the API; the\nonly source of authority over it.\n',
        type: 'object',
        required: [
          'id',
          'namespace',
          'name',
          'owner',
          'visibility',
          'defaultBranch',
          'protectedRefs',
          'trust',
          'createdAt',
          'updatedAt',
        ],
        properties: {
          id: {
            description:
              'UUID that is never reused. Folders, secrets and images hang on it.',
            type: 'string',
          },
          namespace: {
            description:
              'Name of the owning group: catalog namespace and first part of every path.',
            type: 'string',
          },
          name: {
            description: 'Unique in its namespace, whatever the case.',
            type: 'string',
          },
          owner: {
            description:
              'Entity ref of the owning group, `group:default/<namespace>`.',
            type: 'string',
          },
          description: { type: 'string' },
          visibility: { $ref: '#/components/schemas/Visibility' },
          defaultBranch: {
            description: 'Short branch name, `main`.',
            type: 'string',
          },
          protectedRefs: {
            description: 'Full ref patterns; `*` stands for any characters.',
            type: 'array',
            items: { type: 'string' },
          },
          trust: { $ref: '#/components/schemas/Trust' },
          createdAt: { $ref: '#/components/schemas/Time' },
          updatedAt: { $ref: '#/components/schemas/Time' },
        },
      },
      Repository: {
        description: 'A repository as lists and pages show it.',
        allOf: [
          { $ref: '#/components/schemas/RepositoryRecord' },
          {
            type: 'object',
            required: ['cloneUrl', 'empty'],
            properties: {
              cloneUrl: {
                description: 'Address for `git clone`.',
                type: 'string',
              },
              empty: {
                description: 'Whether nothing has been pushed yet.',
                type: 'boolean',
              },
              pushedAt: { $ref: '#/components/schemas/Time' },
              may: {
                description:
                  'What the caller may do; only where one repository is asked for.',
                type: 'object',
                required: ['push', 'administer', 'trust'],
                properties: {
                  push: { type: 'boolean' },
                  administer: { type: 'boolean' },
                  trust: { type: 'boolean' },
                },
              },
            },
          },
        ],
      },
      Ref: {
        description: 'A branch or a tag.',
        type: 'object',
        required: [
          'ref',
          'name',
          'type',
          'commit',
          'title',
          'time',
          'protected',
          'default',
        ],
        properties: {
          ref: { description: '`refs/heads/main`', type: 'string' },
          name: { description: '`main`', type: 'string' },
          type: { type: 'string', enum: ['branch', 'tag'] },
          commit: {
            description:
              'The commit; of an annotated tag, the one that it points to.',
            type: 'string',
          },
          title: {
            description: "First line of the commit's message.",
            type: 'string',
          },
          time: { $ref: '#/components/schemas/Time' },
          protected: { type: 'boolean' },
          default: { type: 'boolean' },
          ahead: {
            description:
              'Whether a branch has commits that the default branch has not.',
            type: 'boolean',
          },
        },
      },
      TreeEntry: {
        type: 'object',
        required: ['name', 'path', 'type', 'executable', 'sha'],
        properties: {
          name: { type: 'string' },
          path: { type: 'string' },
          type: {
            type: 'string',
            enum: ['file', 'folder', 'link', 'submodule'],
          },
          executable: { type: 'boolean' },
          sha: { type: 'string' },
          size: {
            description: 'Bytes; only of files and links.',
            type: 'integer',
          },
        },
      },
      Tree: {
        description: 'A folder, or the one file that the path names.',
        type: 'object',
        required: ['ref', 'commit', 'path', 'type', 'entries', 'truncated'],
        properties: {
          ref: {
            description: 'Full ref, or the commit where one was asked for.',
            type: 'string',
          },
          commit: { $ref: '#/components/schemas/CommitSummary' },
          path: { type: 'string' },
          type: { type: 'string', enum: ['folder', 'file'] },
          entries: {
            type: 'array',
            items: { $ref: '#/components/schemas/TreeEntry' },
          },
          truncated: {
            description: 'Whether the folder has more entries than are listed.',
            type: 'boolean',
          },
        },
      },
      CommitSummary: {
        type: 'object',
        required: [
          'sha',
          'parents',
          'title',
          'authorName',
          'authorEmail',
          'authoredAt',
          'committerName',
          'committerEmail',
          'committedAt',
        ],
        properties: {
          sha: { type: 'string' },
          parents: { type: 'array', items: { type: 'string' } },
          title: { description: 'First line of the message.', type: 'string' },
          authorName: { type: 'string' },
          authorEmail: { type: 'string' },
          authoredAt: { $ref: '#/components/schemas/Time' },
          committerName: { type: 'string' },
          committerEmail: { type: 'string' },
          committedAt: { $ref: '#/components/schemas/Time' },
        },
      },
      ChangedFile: {
        type: 'object',
        required: ['path', 'status', 'binary', 'additions', 'deletions'],
        properties: {
          path: { type: 'string' },
          oldPath: {
            description: 'Set where the file was renamed or copied.',
            type: 'string',
          },
          status: {
            type: 'string',
            enum: ['added', 'modified', 'deleted', 'renamed', 'copied', 'type'],
          },
          binary: { type: 'boolean' },
          additions: { type: 'integer' },
          deletions: { type: 'integer' },
          patch: {
            description:
              'Unified diff of the file; absent where it is too large for one answer.',
            type: 'string',
          },
        },
      },
      CommitDetail: {
        allOf: [
          { $ref: '#/components/schemas/CommitSummary' },
          {
            type: 'object',
            required: ['message', 'files', 'truncated'],
            properties: {
              message: { type: 'string' },
              files: {
                type: 'array',
                items: { $ref: '#/components/schemas/ChangedFile' },
              },
              truncated: {
                description: 'Whether there are more files than are listed.',
                type: 'boolean',
              },
            },
          },
        ],
      },
      Comparison: {
        description:
          'What `head` changed since the newest commit that it has in common with `base`.',
        type: 'object',
        required: [
          'base',
          'head',
          'mergeBase',
          'commits',
          'files',
          'truncated',
        ],
        properties: {
          base: { description: 'The commit that was meant.', type: 'string' },
          head: { description: 'The commit that was meant.', type: 'string' },
          mergeBase: {
            description: 'The newest commit that both have.',
            type: 'string',
          },
          commits: {
            description: 'How many commits `head` has that `base` has not.',
            type: 'integer',
          },
          files: {
            type: 'array',
            items: { $ref: '#/components/schemas/ChangedFile' },
          },
          truncated: {
            description: 'Whether there are more files than are listed.',
            type: 'boolean',
          },
        },
      },
      PullRequestState: { type: 'string', enum: ['open', 'merged', 'closed'] },
      PullRequestSummary: {
        description: 'That somebody asks to merge a branch, as lists show it.',
        type: 'object',
        required: [
          'number',
          'title',
          'source',
          'target',
          'head',
          'author',
          'state',
          'createdAt',
          'updatedAt',
        ],
        properties: {
          number: {
            description: 'Counts up in the repository, from 1.',
            type: 'integer',
          },
          title: { type: 'string' },
          source: {
            description: 'The branch that is to be merged, `topic`.',
            type: 'string',
          },
          target: {
            description: 'The branch that it is to be merged into, `main`.',
            type: 'string',
          },
          head: {
            description:
              'The commit of the source; it follows pushes while this is open.',
            type: 'string',
          },
          author: { description: 'User entity ref.', type: 'string' },
          state: { $ref: '#/components/schemas/PullRequestState' },
          createdAt: { $ref: '#/components/schemas/Time' },
          updatedAt: { $ref: '#/components/schemas/Time' },
          closedAt: {
            description: 'When it was merged or closed.',
            $ref: '#/components/schemas/Time',
          },
          closedBy: {
            description:
              'User entity ref of who merged or closed it, by hand or by a push; absent\nwhere a run pushed.\n',
            type: 'string',
          },
          mergeCommit: {
            description: 'The commit of the target with which it came in.',
            type: 'string',
          },
        },
      },
      PullRequest: {
        description: 'That somebody asks to merge a branch.',
        allOf: [
          { $ref: '#/components/schemas/PullRequestSummary' },
          {
            type: 'object',
            required: ['description', 'may'],
            properties: {
              description: { type: 'string' },
              base: {
                description:
                  'The newest commit that source and target have in common: now while it is\nopen, then as it ended. Absent where they have none.\n',
                type: 'string',
              },
              merge: { $ref: '#/components/schemas/Mergeability' },
              may: {
                description: 'What the caller may do.',
                type: 'object',
                required: ['change', 'merge'],
                properties: {
                  change: { type: 'boolean' },
                  merge: { type: 'boolean' },
                },
              },
            },
          },
        ],
      },
      Mergeability: {
        description: 'Whether an open pull request can be merged now.',
        type: 'object',
        required: ['mergeable', 'fastForward'],
        properties: {
          mergeable: {
            description:
              '`conflicts`: both branches changed the same places. `upToDate`: the target\nhas all of it. `unknown`: `reason` says why.\n',
            type: 'string',
            enum: ['yes', 'conflicts', 'upToDate', 'unknown'],
          },
          fastForward: {
            description: 'Whether the target can simply move on to the head.',
            type: 'boolean',
          },
          conflicts: {
            description: 'Paths with conflicts, at most 100.',
            type: 'array',
            items: { type: 'string' },
          },
          reason: { type: 'string' },
        },
      },
      PullRequestPage: {
        type: 'object',
        required: ['items'],
        properties: {
          items: {
            type: 'array',
            items: { $ref: '#/components/schemas/PullRequestSummary' },
          },
          nextCursor: { type: 'string' },
        },
      },
      NewPullRequest: {
        type: 'object',
        required: ['title', 'source'],
        properties: {
          title: { type: 'string', minLength: 1, maxLength: 250 },
          description: { type: 'string', maxLength: 65536 },
          source: {
            description: 'The branch that is to be merged.',
            type: 'string',
            minLength: 1,
            maxLength: 244,
          },
          target: {
            description:
              'The branch that it is to be merged into; by default the default branch.',
            type: 'string',
            minLength: 1,
            maxLength: 244,
          },
        },
        additionalProperties: false,
      },
      PullRequestChange: {
        type: 'object',
        properties: {
          title: { type: 'string', minLength: 1, maxLength: 250 },
          description: { type: 'string', maxLength: 65536 },
          state: { type: 'string', enum: ['open', 'closed'] },
        },
        additionalProperties: false,
      },
      Merge: {
        type: 'object',
        required: ['expectedHead', 'method'],
        properties: {
          expectedHead: {
            description: 'Refused if the pull request is at another commit.',
            type: 'string',
            pattern: '^[0-9a-f]{40}$',
          },
          method: {
            description:
              '`merge`: a commit with both as parents. `fastForward`: the target moves on\nto the head, where nothing else was pushed to it.\n',
            type: 'string',
            enum: ['merge', 'fastForward'],
          },
        },
        additionalProperties: false,
      },
      CatalogFinding: {
        description:
          'Something wrong in a file of a repository that the catalog reads.',
        type: 'object',
        required: ['path', 'line', 'column', 'rule', 'message'],
        properties: {
          path: { type: 'string' },
          line: { description: 'From 1.', type: 'integer' },
          column: { type: 'integer' },
          rule: {
            description: '`namespace`, `kind`, `yaml` …',
            type: 'string',
          },
          message: {
            description: 'What is wrong and what to do.',
            type: 'string',
          },
        },
      },
      RepositoryPage: {
        type: 'object',
        required: ['items'],
        properties: {
          items: {
            type: 'array',
            items: { $ref: '#/components/schemas/Repository' },
          },
          nextCursor: { type: 'string' },
        },
      },
      CommitPage: {
        type: 'object',
        required: ['items'],
        properties: {
          items: {
            type: 'array',
            items: { $ref: '#/components/schemas/CommitSummary' },
          },
          nextCursor: { type: 'string' },
        },
      },
      FindingList: {
        type: 'object',
        required: ['items'],
        properties: {
          items: {
            type: 'array',
            items: { $ref: '#/components/schemas/CatalogFinding' },
          },
        },
      },
      RefList: {
        type: 'object',
        required: ['refs', 'truncated'],
        properties: {
          refs: { type: 'array', items: { $ref: '#/components/schemas/Ref' } },
          truncated: {
            description: 'Whether there are more than are listed.',
            type: 'boolean',
          },
        },
      },
      NewRepository: {
        type: 'object',
        required: ['namespace', 'name'],
        properties: {
          namespace: {
            description: 'Name of the group that owns it.',
            type: 'string',
            minLength: 1,
            maxLength: 300,
          },
          name: { type: 'string', minLength: 1, maxLength: 300 },
          description: { type: 'string', maxLength: 1000 },
          visibility: { $ref: '#/components/schemas/Visibility' },
          trust: { $ref: '#/components/schemas/Trust' },
        },
        additionalProperties: false,
      },
      RepositoryChange: {
        type: 'object',
        properties: {
          name: { type: 'string', minLength: 1, maxLength: 300 },
          description: { type: 'string', maxLength: 1000 },
          visibility: { $ref: '#/components/schemas/Visibility' },
          trust: { $ref: '#/components/schemas/Trust' },
          defaultBranch: { type: 'string', minLength: 1, maxLength: 200 },
          protectedRefs: {
            description:
              'Full names such as `refs/heads/main` or `refs/tags/*`.',
            type: 'array',
            maxItems: 100,
            items: {
              type: 'string',
              maxLength: 255,
              pattern: '^refs/(heads|tags)/.',
            },
          },
        },
        additionalProperties: false,
      },
      FileChange: {
        oneOf: [
          {
            type: 'object',
            required: ['path', 'content'],
            properties: {
              path: { type: 'string', minLength: 1, maxLength: 4096 },
              content: {
                description: 'In base64.',
                type: 'string',
                pattern: '^[A-Za-z0-9+/]*={0,2}$',
              },
              executable: { type: 'boolean' },
            },
            additionalProperties: false,
          },
          {
            type: 'object',
            required: ['path', 'deleted'],
            properties: {
              path: { type: 'string', minLength: 1, maxLength: 4096 },
              deleted: { const: true },
            },
            additionalProperties: false,
          },
        ],
      },
      NewCommit: {
        type: 'object',
        required: ['branch', 'message', 'files'],
        properties: {
          branch: { type: 'string', minLength: 1, maxLength: 200 },
          message: { type: 'string', minLength: 1, maxLength: 65536 },
          files: {
            type: 'array',
            minItems: 1,
            maxItems: 2000,
            items: { $ref: '#/components/schemas/FileChange' },
          },
          expectedHead: {
            description:
              'Refused if the branch is elsewhere; all zeros where it must not exist.',
            type: 'string',
            pattern: '^[0-9a-f]{40}$',
          },
        },
        additionalProperties: false,
      },
      NewHead: {
        type: 'object',
        required: ['sha', 'branch'],
        properties: { sha: { type: 'string' }, branch: { type: 'string' } },
      },
    },
  },
};
