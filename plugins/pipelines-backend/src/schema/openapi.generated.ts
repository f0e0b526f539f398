// Made by "npm run api" from plugins/pipelines-backend/src/schema/openapi.yaml. Do not edit.

import type { OpenApiDocument } from '@dop/plugin-devops-node';

export const openApiDocument: OpenApiDocument = {
  openapi: '3.1.0',
  info: {
    title: 'pipelines',
    version: '1',
    description:
      'Workflows, their runs, and what people do with them. Times are ISO 8601 in\nUTC, durations milliseconds, `repository` is `namespace/name`. Lists are\nfiltered by what the caller may see and come in pages: at most 200 items, 50\nby default, the next page by `nextCursor`.\n',
    license: {
      name: 'Apache-2.0',
      url: 'https://www.apache.org/licenses/LICENSE-2.0',
    },
  },
  servers: [{ url: '/api/pipelines' }],
  security: [{ token: [] }],
  tags: [
    {
      name: 'workflows',
      description:
        'Files in repositories, as their default branches have them.',
    },
    {
      name: 'runs',
      description: 'Executions of workflows, and acts of people on them.',
    },
    { name: 'artifacts', description: 'Files and folders that steps left.' },
    {
      name: 'secrets',
      description: 'Values for steps that nobody reads again.',
    },
    { name: 'live', description: 'What happens while it happens.' },
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
        tags: ['operations'],
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
    '/schemas/workflow.json': {
      get: {
        operationId: 'getWorkflowSchema',
        summary: 'JSON Schema of a workflow file, for editors',
        description: 'Open to everybody, and kept for an hour.',
        tags: ['workflows'],
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
    '/workflows': {
      get: {
        operationId: 'listWorkflows',
        summary: 'Workflows, in the order of their ids',
        tags: ['workflows'],
        parameters: [
          { $ref: '#/components/parameters/repositoryId' },
          { $ref: '#/components/parameters/entityRef' },
          {
            name: 'search',
            in: 'query',
            description:
              'Part of the name, title or path; case does not matter.',
            schema: { type: 'string', maxLength: 200 },
          },
          { $ref: '#/components/parameters/cursor' },
          { $ref: '#/components/parameters/limit' },
        ],
        responses: {
          '200': {
            description: 'A page of workflows',
            content: {
              'application/json': {
                schema: { $ref: '#/components/schemas/WorkflowPage' },
              },
            },
          },
          '400': { $ref: '#/components/responses/BadRequest' },
          '401': { $ref: '#/components/responses/Unauthorized' },
          '403': { $ref: '#/components/responses/Forbidden' },
        },
      },
    },
    '/workflows/{id}': {
      get: {
        operationId: 'getWorkflow',
        summary: 'One workflow',
        tags: ['workflows'],
        parameters: [{ $ref: '#/components/parameters/id' }],
        responses: {
          '200': {
            description: 'The workflow',
            content: {
              'application/json': {
                schema: { $ref: '#/components/schemas/Workflow' },
              },
            },
          },
          '401': { $ref: '#/components/responses/Unauthorized' },
          '403': { $ref: '#/components/responses/Forbidden' },
          '404': { $ref: '#/components/responses/NotFound' },
        },
      },
    },
    '/workflows/{id}/runs': {
      post: {
        operationId: 'startRun',
        summary: 'Start a run by hand',
        description:
          'With the definition at the head of the ref. The default branch falls back\nto its last good definition.\n',
        tags: ['workflows'],
        parameters: [{ $ref: '#/components/parameters/id' }],
        requestBody: {
          required: false,
          content: {
            'application/json': {
              schema: { $ref: '#/components/schemas/StartRunRequest' },
            },
          },
        },
        responses: {
          '201': {
            description: 'The run',
            content: {
              'application/json': {
                schema: { $ref: '#/components/schemas/Run' },
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
    '/workflows/{id}/drain': {
      post: {
        operationId: 'drainWorkflow',
        summary: 'Let no new runs of a workflow begin, or let them begin again',
        description: 'Runs that are there go on; new ones stay queued.',
        tags: ['workflows'],
        parameters: [{ $ref: '#/components/parameters/id' }],
        requestBody: {
          required: true,
          content: {
            'application/json': {
              schema: { $ref: '#/components/schemas/DrainRequest' },
            },
          },
        },
        responses: {
          '200': {
            description: 'The workflow',
            content: {
              'application/json': {
                schema: { $ref: '#/components/schemas/Workflow' },
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
    '/secrets': {
      get: {
        operationId: 'listSecrets',
        summary: 'Secrets of the groups that the caller owns, by name',
        description: 'Administrators see all. No value is ever answered.',
        tags: ['secrets'],
        parameters: [
          {
            name: 'namespace',
            in: 'query',
            description:
              'Only those of this group; 403 for those who do not own it.',
            schema: { type: 'string', minLength: 1, maxLength: 63 },
          },
          { $ref: '#/components/parameters/cursor' },
          { $ref: '#/components/parameters/limit' },
        ],
        responses: {
          '200': {
            description: 'A page of secrets',
            content: {
              'application/json': {
                schema: { $ref: '#/components/schemas/SecretPage' },
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
    '/secrets/{namespace}/{name}': {
      put: {
        operationId: 'putSecret',
        summary: 'Make a secret, or change it',
        description: 'For owners of the group of that name and administrators.',
        tags: ['secrets'],
        parameters: [
          {
            name: 'namespace',
            in: 'path',
            required: true,
            schema: { type: 'string' },
          },
          {
            name: 'name',
            in: 'path',
            required: true,
            schema: { type: 'string' },
          },
        ],
        requestBody: {
          required: true,
          content: {
            'application/json': {
              schema: { $ref: '#/components/schemas/PutSecretRequest' },
            },
          },
        },
        responses: {
          '200': {
            description: 'The secret, changed',
            content: {
              'application/json': {
                schema: { $ref: '#/components/schemas/Secret' },
              },
            },
          },
          '201': {
            description: 'The secret, made',
            content: {
              'application/json': {
                schema: { $ref: '#/components/schemas/Secret' },
              },
            },
          },
          '400': { $ref: '#/components/responses/BadRequest' },
          '401': { $ref: '#/components/responses/Unauthorized' },
          '403': { $ref: '#/components/responses/Forbidden' },
          '404': { $ref: '#/components/responses/NotFound' },
          '409': { $ref: '#/components/responses/Conflict' },
          '503': { $ref: '#/components/responses/Unavailable' },
        },
      },
      delete: {
        operationId: 'deleteSecret',
        summary: 'Delete a secret',
        tags: ['secrets'],
        parameters: [
          {
            name: 'namespace',
            in: 'path',
            required: true,
            schema: { type: 'string' },
          },
          {
            name: 'name',
            in: 'path',
            required: true,
            schema: { type: 'string' },
          },
        ],
        responses: {
          '204': { description: 'It is gone.' },
          '400': { $ref: '#/components/responses/BadRequest' },
          '401': { $ref: '#/components/responses/Unauthorized' },
          '403': { $ref: '#/components/responses/Forbidden' },
          '404': { $ref: '#/components/responses/NotFound' },
        },
      },
    },
    '/approvals': {
      get: {
        operationId: 'listApprovals',
        summary: 'Approvals that nobody decided yet, the newest run first',
        tags: ['runs'],
        parameters: [
          {
            name: 'mine',
            in: 'query',
            description:
              'Only those that the caller or one of their groups may decide.',
            schema: { type: 'boolean', default: false },
          },
          {
            name: 'runId',
            in: 'query',
            schema: { type: 'string', minLength: 1, maxLength: 64 },
          },
          { $ref: '#/components/parameters/repositoryId' },
          { $ref: '#/components/parameters/cursor' },
          { $ref: '#/components/parameters/limit' },
        ],
        responses: {
          '200': {
            description: 'A page of approvals',
            content: {
              'application/json': {
                schema: { $ref: '#/components/schemas/ApprovalPage' },
              },
            },
          },
          '400': { $ref: '#/components/responses/BadRequest' },
          '401': { $ref: '#/components/responses/Unauthorized' },
          '403': { $ref: '#/components/responses/Forbidden' },
        },
      },
    },
    '/findings': {
      get: {
        operationId: 'listFindings',
        summary: 'Findings of the newest commit of each branch',
        tags: ['workflows'],
        parameters: [
          { $ref: '#/components/parameters/repositoryId' },
          { $ref: '#/components/parameters/workflowId' },
          { $ref: '#/components/parameters/cursor' },
          { $ref: '#/components/parameters/limit' },
        ],
        responses: {
          '200': {
            description: 'A page of findings',
            content: {
              'application/json': {
                schema: { $ref: '#/components/schemas/WorkflowFindingPage' },
              },
            },
          },
          '400': { $ref: '#/components/responses/BadRequest' },
          '401': { $ref: '#/components/responses/Unauthorized' },
          '403': { $ref: '#/components/responses/Forbidden' },
        },
      },
    },
    '/deliveries': {
      get: {
        operationId: 'listDeliveries',
        summary: 'Events that arrived and may trigger runs, the newest first',
        tags: ['workflows'],
        parameters: [
          { $ref: '#/components/parameters/repositoryId' },
          { $ref: '#/components/parameters/workflowId' },
          {
            name: 'type',
            in: 'query',
            description: 'Only what arrived like this.',
            schema: { type: 'string', enum: ['push', 'pullRequest', 'event'] },
          },
          { $ref: '#/components/parameters/cursor' },
          { $ref: '#/components/parameters/limit' },
        ],
        responses: {
          '200': {
            description: 'A page of deliveries',
            content: {
              'application/json': {
                schema: { $ref: '#/components/schemas/DeliveryPage' },
              },
            },
          },
          '400': { $ref: '#/components/responses/BadRequest' },
          '401': { $ref: '#/components/responses/Unauthorized' },
          '403': { $ref: '#/components/responses/Forbidden' },
        },
      },
    },
    '/lint': {
      post: {
        operationId: 'lint',
        summary: 'Check a workflow file that is not pushed yet',
        tags: ['workflows'],
        requestBody: {
          required: true,
          content: {
            'application/json': {
              schema: { $ref: '#/components/schemas/LintRequest' },
            },
          },
        },
        responses: {
          '200': {
            description:
              'What is wrong with it, and its graph if nothing is an error',
            content: {
              'application/json': {
                schema: { $ref: '#/components/schemas/LintResponse' },
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
    '/lint/surroundings': {
      post: {
        operationId: 'lintSurroundings',
        summary:
          'What a workflow file is checked against, for who checks it at home',
        description:
          'The components that `POST /lint` would check the file with, so that an\neditor can check each change without sending the file.\n',
        tags: ['workflows'],
        requestBody: {
          required: true,
          content: {
            'application/json': {
              schema: { $ref: '#/components/schemas/LintSurroundingsRequest' },
            },
          },
        },
        responses: {
          '200': {
            description:
              'A component or a problem for each text, and the names of the variables that the portal sets',
            content: {
              'application/json': {
                schema: { $ref: '#/components/schemas/LintSurroundings' },
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
    '/runs': {
      get: {
        operationId: 'listRuns',
        summary: 'Runs, the newest first',
        tags: ['runs'],
        parameters: [
          { $ref: '#/components/parameters/workflowId' },
          { $ref: '#/components/parameters/repositoryId' },
          { $ref: '#/components/parameters/entityRef' },
          {
            name: 'state',
            in: 'query',
            schema: {
              anyOf: [
                { $ref: '#/components/schemas/RunState' },
                { type: 'string', enum: ['active', 'finished'] },
              ],
            },
          },
          {
            name: 'branch',
            in: 'query',
            description: 'Short name.',
            schema: { type: 'string', minLength: 1, maxLength: 255 },
          },
          { $ref: '#/components/parameters/cursor' },
          { $ref: '#/components/parameters/limit' },
        ],
        responses: {
          '200': {
            description: 'A page of runs',
            content: {
              'application/json': {
                schema: { $ref: '#/components/schemas/RunSummaryPage' },
              },
            },
          },
          '400': { $ref: '#/components/responses/BadRequest' },
          '401': { $ref: '#/components/responses/Unauthorized' },
          '403': { $ref: '#/components/responses/Forbidden' },
        },
      },
    },
    '/runs/{id}': {
      get: {
        operationId: 'getRun',
        summary: 'One run with everything but logs and events',
        tags: ['runs'],
        parameters: [{ $ref: '#/components/parameters/id' }],
        responses: {
          '200': {
            description: 'The run',
            content: {
              'application/json': {
                schema: { $ref: '#/components/schemas/Run' },
              },
            },
          },
          '401': { $ref: '#/components/responses/Unauthorized' },
          '403': { $ref: '#/components/responses/Forbidden' },
          '404': { $ref: '#/components/responses/NotFound' },
        },
      },
    },
    '/runs/{id}/events': {
      get: {
        operationId: 'listRunEvents',
        summary: 'History of a run after a sequence number, in order',
        tags: ['runs'],
        parameters: [
          { $ref: '#/components/parameters/id' },
          {
            name: 'after',
            in: 'query',
            schema: { type: 'integer', minimum: 0, default: 0 },
          },
          {
            name: 'limit',
            in: 'query',
            schema: {
              type: 'integer',
              minimum: 1,
              maximum: 1000,
              default: 200,
            },
          },
        ],
        responses: {
          '200': {
            description: 'Events',
            content: {
              'application/json': {
                schema: { $ref: '#/components/schemas/RunEvents' },
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
    '/runs/{id}/cancel': {
      post: {
        operationId: 'cancelRun',
        summary: 'Ask a run to end',
        description: 'A second time stops the steps that always run, too.',
        tags: ['runs'],
        parameters: [{ $ref: '#/components/parameters/id' }],
        responses: {
          '200': {
            description: 'The run as it is now',
            content: {
              'application/json': {
                schema: { $ref: '#/components/schemas/Run' },
              },
            },
          },
          '401': { $ref: '#/components/responses/Unauthorized' },
          '403': { $ref: '#/components/responses/Forbidden' },
          '404': { $ref: '#/components/responses/NotFound' },
        },
      },
    },
    '/runs/{id}/pause': {
      post: {
        operationId: 'pauseRun',
        summary: 'Let nothing new begin in a run',
        description: 'Live attempts end; waits and their timers go on.',
        tags: ['runs'],
        parameters: [{ $ref: '#/components/parameters/id' }],
        responses: {
          '200': {
            description: 'The run as it is now',
            content: {
              'application/json': {
                schema: { $ref: '#/components/schemas/Run' },
              },
            },
          },
          '401': { $ref: '#/components/responses/Unauthorized' },
          '403': { $ref: '#/components/responses/Forbidden' },
          '404': { $ref: '#/components/responses/NotFound' },
          '409': { $ref: '#/components/responses/Conflict' },
        },
      },
    },
    '/runs/{id}/resume': {
      post: {
        operationId: 'resumeRun',
        summary: 'Let a paused run go on',
        description: 'What became ready meanwhile begins.',
        tags: ['runs'],
        parameters: [{ $ref: '#/components/parameters/id' }],
        responses: {
          '200': {
            description: 'The run as it is now',
            content: {
              'application/json': {
                schema: { $ref: '#/components/schemas/Run' },
              },
            },
          },
          '401': { $ref: '#/components/responses/Unauthorized' },
          '403': { $ref: '#/components/responses/Forbidden' },
          '404': { $ref: '#/components/responses/NotFound' },
          '409': { $ref: '#/components/responses/Conflict' },
        },
      },
    },
    '/runs/{id}/steps/{instanceKey}/approval': {
      post: {
        operationId: 'decideApproval',
        summary: 'Approve or reject',
        description:
          'For members of those that the workflow names, and never about their own\nchange unless the portal is configured so. The first decision counts; a\nlate one gets 409 with who decided what and when.\n',
        tags: ['runs'],
        parameters: [
          { $ref: '#/components/parameters/id' },
          { $ref: '#/components/parameters/instanceKey' },
        ],
        requestBody: {
          required: true,
          content: {
            'application/json': {
              schema: { $ref: '#/components/schemas/DecideRequest' },
            },
          },
        },
        responses: {
          '200': {
            description: 'The run as it is now',
            content: {
              'application/json': {
                schema: { $ref: '#/components/schemas/Run' },
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
    '/runs/{id}/rerun': {
      post: {
        operationId: 'rerunRun',
        summary:
          'Run the same definition again, as a new run that is linked to this one',
        tags: ['runs'],
        parameters: [{ $ref: '#/components/parameters/id' }],
        requestBody: {
          required: false,
          content: {
            'application/json': {
              schema: { $ref: '#/components/schemas/RerunRequest' },
            },
          },
        },
        responses: {
          '201': {
            description: 'The new run',
            content: {
              'application/json': {
                schema: { $ref: '#/components/schemas/Run' },
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
    '/runs/{id}/steps/{instanceKey}/attempts/{attempt}/log': {
      get: {
        operationId: 'readLog',
        summary: 'A part of a log',
        tags: ['runs'],
        parameters: [
          { $ref: '#/components/parameters/id' },
          { $ref: '#/components/parameters/instanceKey' },
          { $ref: '#/components/parameters/attempt' },
          {
            name: 'offset',
            in: 'query',
            description: 'Bytes from the beginning.',
            schema: { type: 'integer', minimum: 0, default: 0 },
          },
          {
            name: 'limit',
            in: 'query',
            description: 'Bytes.',
            schema: {
              type: 'integer',
              minimum: 4,
              maximum: 1048576,
              default: 262144,
            },
          },
        ],
        responses: {
          '200': {
            description: 'The part',
            content: {
              'application/json': {
                schema: { $ref: '#/components/schemas/LogChunk' },
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
    '/runs/{id}/steps/{instanceKey}/attempts/{attempt}/log.txt': {
      get: {
        operationId: 'downloadLog',
        summary: 'The whole log as a file',
        tags: ['runs'],
        parameters: [
          { $ref: '#/components/parameters/id' },
          { $ref: '#/components/parameters/instanceKey' },
          { $ref: '#/components/parameters/attempt' },
        ],
        responses: {
          '200': {
            description: 'The log, as far as there is one',
            content: { 'text/plain': { schema: { type: 'string' } } },
          },
          '400': { $ref: '#/components/responses/BadRequest' },
          '401': { $ref: '#/components/responses/Unauthorized' },
          '403': { $ref: '#/components/responses/Forbidden' },
          '404': { $ref: '#/components/responses/NotFound' },
        },
      },
    },
    '/runs/{id}/artifacts': {
      get: {
        operationId: 'listArtifacts',
        summary: 'What the steps of a run left',
        tags: ['artifacts'],
        parameters: [
          { $ref: '#/components/parameters/id' },
          { $ref: '#/components/parameters/cursor' },
          { $ref: '#/components/parameters/limit' },
        ],
        responses: {
          '200': {
            description: 'One page of artifacts',
            content: {
              'application/json': {
                schema: { $ref: '#/components/schemas/RunArtifacts' },
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
    '/artifacts/{digest}': {
      get: {
        operationId: 'downloadArtifact',
        summary: 'The bytes of an artifact',
        description:
          'For whoever may see a run that left it, and for run tokens of its\nrepository. Always a download, whatever it is.\n',
        tags: ['artifacts'],
        parameters: [
          {
            name: 'digest',
            in: 'path',
            required: true,
            schema: { $ref: '#/components/schemas/Digest' },
          },
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
        },
      },
    },
    '/stream': {
      get: {
        operationId: 'stream',
        summary: 'Everything that is watched, live, over one connection',
        description:
          'Server-sent events; the `data` of each is a StreamMessage. Read it with\n`fetch`, because the token travels in a header. It ends when the token\nends; connect again from the places that were reached.\n',
        tags: ['live'],
        parameters: [
          {
            name: 'watch',
            in: 'query',
            required: true,
            description:
              '`run:<id>:<after sequence>`, `runs:<query string of a filter>` or\n`log:<run id>:<instance key, percent-encoded>:<attempt>:<offset>`.\n',
            style: 'form',
            explode: true,
            schema: {
              type: 'array',
              minItems: 1,
              maxItems: 64,
              items: { type: 'string', maxLength: 2000 },
            },
          },
          {
            name: 'reader',
            in: 'query',
            description:
              '`<name of a browser>.<turn>`: of the streams of one browser only the\none with the highest turn stays.\n',
            schema: { type: 'string', maxLength: 100 },
          },
        ],
        responses: {
          '200': {
            description: 'The stream',
            content: {
              'text/event-stream': {
                schema: { $ref: '#/components/schemas/StreamMessage' },
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
    '/streams': {
      get: {
        operationId: 'countStreams',
        summary: 'How many live streams are open in the replica that answers',
        tags: ['operations'],
        responses: {
          '200': {
            description: 'The number',
            content: {
              'application/json': {
                schema: { $ref: '#/components/schemas/OpenStreams' },
              },
            },
          },
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
        parameters: [
          {
            name: 'sequence',
            in: 'path',
            required: true,
            schema: { type: 'string', pattern: '^\\d{1,18}$' },
          },
        ],
        responses: {
          '204': { description: 'It is under way again' },
          '400': { $ref: '#/components/responses/BadRequest' },
          '401': { $ref: '#/components/responses/Unauthorized' },
          '403': { $ref: '#/components/responses/Forbidden' },
          '404': { $ref: '#/components/responses/NotFound' },
        },
      },
    },
    '/events': {
      get: {
        operationId: 'listEvents',
        summary: 'CDEvents, in the order in which they were stored',
        description:
          'CloudEvents 1.0 in the structured form, with CDEvents 0.5.0 in `data`: of\nrepositories that the caller may see, and of what belongs to the portal.\nRemember `next`: with it as `since` the next call goes on where this one\nended. The same page comes again while nothing is new.\n',
        tags: ['live'],
        parameters: [
          {
            name: 'since',
            in: 'query',
            description: '`next` of the page before; absent for the beginning.',
            schema: { type: 'string', pattern: '^\\d{1,18}$', default: '0' },
          },
          {
            name: 'type',
            in: 'query',
            description: 'Only these types; may be given more than once.',
            style: 'form',
            explode: true,
            schema: {
              type: 'array',
              maxItems: 20,
              items: { type: 'string', maxLength: 100 },
            },
          },
          {
            name: 'runId',
            in: 'query',
            schema: { type: 'string', minLength: 1, maxLength: 64 },
          },
          { $ref: '#/components/parameters/repositoryId' },
          { $ref: '#/components/parameters/limit' },
        ],
        responses: {
          '200': {
            description: 'Events',
            content: {
              'application/json': {
                schema: { $ref: '#/components/schemas/CloudEventPage' },
              },
            },
          },
          '400': { $ref: '#/components/responses/BadRequest' },
          '401': { $ref: '#/components/responses/Unauthorized' },
          '403': { $ref: '#/components/responses/Forbidden' },
        },
      },
      post: {
        operationId: 'receiveEvent',
        summary: 'Take an event of another plugin, once',
        tags: ['plugins'],
        requestBody: {
          required: true,
          content: {
            'application/json': {
              schema: { $ref: '#/components/schemas/PortalEvent' },
            },
          },
        },
        responses: {
          '204': { description: 'It is stored' },
          '400': { $ref: '#/components/responses/BadRequest' },
          '401': { $ref: '#/components/responses/Unauthorized' },
          '403': { $ref: '#/components/responses/Forbidden' },
        },
      },
    },
    '/internal/run-tokens/verify': {
      post: {
        operationId: 'verifyRunToken',
        summary: 'Whose run token this is',
        tags: ['plugins'],
        requestBody: {
          required: true,
          content: {
            'application/json': {
              schema: {
                type: 'object',
                required: ['secret'],
                properties: {
                  secret: { type: 'string', minLength: 1, maxLength: 500 },
                },
              },
            },
          },
        },
        responses: {
          '200': {
            description: 'The attempt that it belongs to',
            content: {
              'application/json': {
                schema: { $ref: '#/components/schemas/RunPrincipal' },
              },
            },
          },
          '400': { $ref: '#/components/responses/BadRequest' },
          '401': { $ref: '#/components/responses/Unauthorized' },
          '403': { $ref: '#/components/responses/Forbidden' },
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
      id: {
        name: 'id',
        in: 'path',
        required: true,
        schema: { type: 'string', minLength: 1, maxLength: 64 },
      },
      instanceKey: {
        name: 'instanceKey',
        in: 'path',
        required: true,
        description: '`test`, or `test[shard=1]`, percent-encoded.',
        schema: { type: 'string', minLength: 1, maxLength: 600 },
      },
      attempt: {
        name: 'attempt',
        in: 'path',
        required: true,
        schema: { type: 'integer', minimum: 1, maximum: 1000000 },
      },
      repositoryId: {
        name: 'repositoryId',
        in: 'query',
        schema: { type: 'string', minLength: 1, maxLength: 64 },
      },
      workflowId: {
        name: 'workflowId',
        in: 'query',
        schema: { type: 'string', minLength: 1, maxLength: 64 },
      },
      entityRef: {
        name: 'entityRef',
        in: 'query',
        description:
          'Entity that the workflow delivers, `component:shop/checkout`.',
        schema: { type: 'string', maxLength: 300 },
      },
      cursor: {
        name: 'cursor',
        in: 'query',
        description: '`nextCursor` of the page before.',
        schema: { type: 'string', maxLength: 500 },
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
      Conflict: {
        description: 'Something else is true by now; the message says what.',
        content: {
          'application/json': {
            schema: { $ref: '#/components/schemas/ErrorBody' },
          },
        },
      },
      Unavailable: {
        description: 'Not now; try again later.',
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
      JsonValue: { description: 'Any JSON.', 'x-type': 'JsonValue' },
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
      RunState: {
        type: 'string',
        enum: [
          'queued',
          'running',
          'waiting',
          'paused',
          'ending',
          'succeeded',
          'warned',
          'failed',
          'timedOut',
          'rejected',
          'cancelled',
        ],
      },
      StepState: {
        type: 'string',
        enum: [
          'blocked',
          'ready',
          'running',
          'waiting',
          'succeeded',
          'warned',
          'failed',
          'timedOut',
          'rejected',
          'cancelled',
          'skipped',
        ],
      },
      AttemptState: {
        type: 'string',
        enum: [
          'claimed',
          'starting',
          'running',
          'stopping',
          'collecting',
          'succeeded',
          'failed',
          'timedOut',
          'cancelled',
          'lost',
        ],
      },
      EndingCause: {
        type: 'string',
        enum: ['cancel', 'timeout', 'superseded'],
      },
      TriggerType: {
        type: 'string',
        enum: [
          'push',
          'pullRequest',
          'schedule',
          'event',
          'workflow',
          'manual',
        ],
      },
      GraphStep: {
        type: 'object',
        required: ['id', 'action', 'needs', 'runsOn', 'allowFailure'],
        properties: {
          id: { type: 'string' },
          title: { type: 'string' },
          action: { $ref: '#/components/schemas/StepAction' },
          uses: {
            type: 'string',
            description:
              'The component as written, `dop/node-test@1`; absent for other actions.',
          },
          component: {
            type: 'string',
            description: 'Exact version once planned, `dop/node-test@1.0.0`.',
          },
          needs: { type: 'array', items: { type: 'string' } },
          runsOn: {
            type: 'string',
            enum: ['success', 'always', 'failure', 'condition'],
          },
          if: {
            type: 'string',
            description: 'Source of the condition, without `${{ }}`.',
          },
          allowFailure: { type: 'boolean' },
          instances: {
            type: 'integer',
            description:
              'Number of instances; absent without a matrix and for one that is computed.',
          },
          computed: {
            type: 'boolean',
            description: 'The matrix is computed while the workflow runs.',
          },
        },
      },
      StepAction: {
        description: 'What a step does.',
        oneOf: [
          {
            type: 'object',
            required: ['type', 'uses'],
            properties: { type: { const: 'uses' }, uses: { type: 'string' } },
          },
          {
            type: 'object',
            required: ['type', 'by'],
            properties: {
              type: { const: 'approve' },
              by: {
                description: 'Full entity refs of groups and users.',
                type: 'array',
                items: { type: 'string' },
              },
              form: { $ref: '#/components/schemas/ObjectSchema' },
              timeoutMs: { type: 'integer' },
            },
          },
          {
            type: 'object',
            required: ['type', 'path'],
            properties: {
              type: { const: 'workflow' },
              path: { type: 'string' },
            },
          },
          {
            type: 'object',
            required: ['type', 'connection', 'operation'],
            properties: {
              type: { const: 'external' },
              connection: { type: 'string' },
              operation: { type: 'string' },
            },
          },
          {
            type: 'object',
            required: ['type', 'ms'],
            properties: { type: { const: 'delay' }, ms: { type: 'integer' } },
          },
        ],
      },
      GraphLink: {
        description: 'An output of one step that feeds an input of another.',
        type: 'object',
        required: ['from', 'output', 'to', 'input'],
        properties: {
          from: { type: 'string' },
          output: { type: 'string' },
          to: { type: 'string' },
          input: {
            type: 'string',
            description: 'Input of the reading step, or `if`, or `env.NAME`.',
          },
        },
      },
      WorkflowGraph: {
        type: 'object',
        required: ['steps', 'links'],
        properties: {
          steps: {
            type: 'array',
            items: { $ref: '#/components/schemas/GraphStep' },
          },
          links: {
            type: 'array',
            items: { $ref: '#/components/schemas/GraphLink' },
          },
        },
      },
      WorkflowTriggers: {
        type: 'object',
        properties: {
          push: {
            type: 'object',
            properties: {
              branches: { type: 'array', items: { type: 'string' } },
              tags: { type: 'array', items: { type: 'string' } },
              paths: { type: 'array', items: { type: 'string' } },
            },
          },
          manual: { $ref: '#/components/schemas/Nothing' },
          schedule: {
            type: 'array',
            items: {
              type: 'object',
              required: ['cron', 'timezone'],
              properties: {
                cron: {
                  type: 'string',
                  description:
                    'Minute, hour, day of month, month, day of week.',
                },
                timezone: {
                  type: 'string',
                  description: 'Name of the IANA database, `Europe/Berlin`.',
                },
              },
            },
          },
          workflow: { $ref: '#/components/schemas/Nothing' },
          pullRequest: {
            type: 'object',
            properties: {
              branches: { type: 'array', items: { type: 'string' } },
              paths: { type: 'array', items: { type: 'string' } },
            },
          },
          event: {
            description: 'CDEvents.',
            type: 'object',
            required: ['types'],
            properties: {
              types: { type: 'array', items: { type: 'string' } },
              repositories: { type: 'array', items: { type: 'string' } },
            },
          },
        },
      },
      Nothing: {
        description: 'An object without properties.',
        type: 'object',
        maxProperties: 0,
        additionalProperties: false,
      },
      Workflow: {
        type: 'object',
        required: [
          'id',
          'repositoryId',
          'repository',
          'path',
          'name',
          'delivers',
          'triggers',
          'inputs',
          'state',
          'errors',
          'warnings',
          'updatedAt',
        ],
        properties: {
          id: {
            type: 'string',
            description: 'Stable for repository and path.',
          },
          repositoryId: { type: 'string' },
          repository: { type: 'string' },
          path: { type: 'string' },
          name: { type: 'string' },
          title: { type: 'string' },
          description: { type: 'string' },
          delivers: { type: 'array', items: { type: 'string' } },
          triggers: { $ref: '#/components/schemas/WorkflowTriggers' },
          inputs: { $ref: '#/components/schemas/ObjectSchema' },
          state: {
            type: 'string',
            enum: ['good', 'broken'],
            description:
              '`broken`: the newest file has errors; graph, triggers and inputs are\nthose of the last good one, if there was one.\n',
          },
          commit: { type: 'string' },
          graph: { $ref: '#/components/schemas/WorkflowGraph' },
          errors: { type: 'integer' },
          warnings: { type: 'integer' },
          lastRun: { $ref: '#/components/schemas/RunSummary' },
          schedules: {
            description:
              'When it starts by the clock; absent where it does not.',
            type: 'array',
            items: { $ref: '#/components/schemas/WorkflowSchedule' },
          },
          draining: {
            type: 'boolean',
            description:
              'No new run begins until somebody lets it; those under way go on.',
          },
          updatedAt: { $ref: '#/components/schemas/Time' },
        },
      },
      Secret: {
        type: 'object',
        required: [
          'name',
          'repositories',
          'refs',
          'createdAt',
          'updatedAt',
          'updatedBy',
        ],
        additionalProperties: false,
        properties: {
          name: { type: 'string', description: 'namespace/name' },
          repositories: { $ref: '#/components/schemas/SecretRepositories' },
          refs: { $ref: '#/components/schemas/SecretRefs' },
          createdAt: { $ref: '#/components/schemas/Time' },
          updatedAt: { $ref: '#/components/schemas/Time' },
          updatedBy: { type: 'string' },
          usedAt: { $ref: '#/components/schemas/Time' },
          usedByRun: {
            type: 'string',
            description: 'Id of the run that got it last.',
          },
          problem: {
            type: 'string',
            description: 'Why it cannot be read, such as a key that is lost.',
          },
        },
      },
      SecretRepositories: {
        description:
          'All repositories of the namespace, or these (namespace/name).',
        anyOf: [
          {
            type: 'array',
            minItems: 1,
            maxItems: 100,
            items: { type: 'string' },
          },
          { const: 'all' },
        ],
      },
      SecretRefs: {
        description:
          'The protected refs of each repository, or patterns of full refs.',
        anyOf: [
          {
            type: 'array',
            minItems: 1,
            maxItems: 20,
            items: { type: 'string', maxLength: 255 },
          },
          { const: 'protected' },
        ],
      },
      PutSecretRequest: {
        description:
          'What is absent stays as it is, and is all and protected for a new secret.',
        type: 'object',
        additionalProperties: false,
        properties: {
          value: {
            description: 'A new secret needs one. No answer ever has it.',
            type: 'string',
            minLength: 8,
            maxLength: 32768,
          },
          repositories: { $ref: '#/components/schemas/SecretRepositories' },
          refs: { $ref: '#/components/schemas/SecretRefs' },
        },
      },
      SecretPage: {
        type: 'object',
        required: ['items'],
        properties: {
          items: {
            type: 'array',
            items: { $ref: '#/components/schemas/Secret' },
          },
          nextCursor: { type: 'string' },
        },
      },
      WorkflowSchedule: {
        type: 'object',
        required: ['cron', 'timezone', 'nextAt'],
        properties: {
          cron: { type: 'string' },
          timezone: { type: 'string' },
          nextAt: { $ref: '#/components/schemas/Time' },
          last: {
            type: 'object',
            required: ['time'],
            properties: {
              time: { $ref: '#/components/schemas/Time' },
              runId: {
                type: 'string',
                description: 'The run that it started.',
              },
              problem: { type: 'string', description: 'Why nothing started.' },
            },
          },
        },
      },
      WorkflowPage: {
        type: 'object',
        required: ['items'],
        properties: {
          items: {
            type: 'array',
            items: { $ref: '#/components/schemas/Workflow' },
          },
          nextCursor: { type: 'string' },
        },
      },
      Finding: {
        type: 'object',
        required: ['file', 'line', 'column', 'rule', 'message', 'severity'],
        properties: {
          file: { type: 'string' },
          line: { type: 'integer', minimum: 1 },
          column: { type: 'integer', minimum: 1 },
          endLine: { type: 'integer', minimum: 1 },
          endColumn: { type: 'integer', minimum: 1 },
          rule: { type: 'string' },
          message: { type: 'string' },
          severity: { type: 'string', enum: ['error', 'warning'] },
          fix: {
            type: 'object',
            required: [
              'title',
              'line',
              'column',
              'endLine',
              'endColumn',
              'newText',
            ],
            properties: {
              title: { type: 'string' },
              line: { type: 'integer' },
              column: { type: 'integer' },
              endLine: { type: 'integer' },
              endColumn: { type: 'integer' },
              newText: { type: 'string' },
            },
          },
        },
      },
      WorkflowFinding: {
        allOf: [
          { $ref: '#/components/schemas/Finding' },
          {
            type: 'object',
            required: ['repositoryId', 'repository', 'ref', 'commit', 'time'],
            properties: {
              repositoryId: { type: 'string' },
              repository: { type: 'string' },
              workflowId: { type: 'string' },
              ref: { type: 'string' },
              commit: { type: 'string' },
              source: { type: 'string', maxLength: 300 },
              time: { $ref: '#/components/schemas/Time' },
            },
          },
        ],
      },
      WorkflowFindingPage: {
        type: 'object',
        required: ['items'],
        properties: {
          items: {
            type: 'array',
            items: { $ref: '#/components/schemas/WorkflowFinding' },
          },
          nextCursor: { type: 'string' },
        },
      },
      Delivery: {
        type: 'object',
        required: [
          'id',
          'source',
          'type',
          'repositoryId',
          'repository',
          'ref',
          'before',
          'commit',
          'actor',
          'state',
          'runIds',
          'errors',
          'receivedAt',
        ],
        properties: {
          id: { type: 'string' },
          source: { type: 'string' },
          type: { $ref: '#/components/schemas/TriggerType' },
          repositoryId: { type: 'string' },
          repository: { type: 'string' },
          ref: { type: 'string' },
          before: { type: 'string' },
          commit: { type: 'string' },
          actor: { type: 'string' },
          pullRequest: {
            description:
              'What was done to which one; only of type `pullRequest`.',
            type: 'object',
            required: ['number', 'title', 'source', 'target', 'action'],
            properties: {
              number: { type: 'integer' },
              title: { type: 'string' },
              source: { type: 'string' },
              target: { type: 'string' },
              action: {
                type: 'string',
                enum: ['opened', 'updated', 'reopened'],
              },
            },
          },
          event: {
            description:
              'What was heard, and by which workflow; only of type `event`.',
            type: 'object',
            required: ['workflowId', 'type', 'subject'],
            properties: {
              workflowId: { type: 'string' },
              type: { type: 'string' },
              subject: { type: 'string' },
            },
          },
          state: {
            type: 'string',
            enum: ['received', 'processed', 'skipped', 'failed'],
          },
          reason: { type: 'string' },
          runIds: { type: 'array', items: { type: 'string' } },
          errors: { type: 'integer' },
          receivedAt: { $ref: '#/components/schemas/Time' },
          processedAt: { $ref: '#/components/schemas/Time' },
        },
      },
      DeliveryPage: {
        type: 'object',
        required: ['items'],
        properties: {
          items: {
            type: 'array',
            items: { $ref: '#/components/schemas/Delivery' },
          },
          nextCursor: { type: 'string' },
        },
      },
      RunReference: {
        type: 'object',
        required: ['id', 'number'],
        properties: { id: { type: 'string' }, number: { type: 'integer' } },
      },
      RunSummary: {
        type: 'object',
        required: [
          'id',
          'number',
          'workflowId',
          'workflowName',
          'repositoryId',
          'repository',
          'state',
          'trigger',
          'ref',
          'commit',
          'actor',
          'createdAt',
          'counts',
          'sequence',
        ],
        properties: {
          id: { type: 'string' },
          number: {
            type: 'integer',
            description: 'Counts up in its workflow, from 1.',
          },
          workflowId: { type: 'string' },
          workflowName: { type: 'string' },
          workflowTitle: { type: 'string' },
          repositoryId: { type: 'string' },
          repository: { type: 'string' },
          state: { $ref: '#/components/schemas/RunState' },
          cause: { $ref: '#/components/schemas/EndingCause' },
          trigger: { $ref: '#/components/schemas/TriggerType' },
          ref: { type: 'string' },
          commit: { type: 'string' },
          message: { type: 'string' },
          actor: {
            type: 'string',
            description: 'Entity ref of who started it.',
          },
          createdAt: { $ref: '#/components/schemas/Time' },
          startedAt: { $ref: '#/components/schemas/Time' },
          finishedAt: { $ref: '#/components/schemas/Time' },
          counts: {
            description: 'Step instances by state.',
            type: 'object',
            properties: {
              blocked: { type: 'integer' },
              ready: { type: 'integer' },
              running: { type: 'integer' },
              waiting: { type: 'integer' },
              succeeded: { type: 'integer' },
              warned: { type: 'integer' },
              failed: { type: 'integer' },
              timedOut: { type: 'integer' },
              rejected: { type: 'integer' },
              cancelled: { type: 'integer' },
              skipped: { type: 'integer' },
            },
          },
          sequence: {
            type: 'integer',
            description: 'Number of the newest event.',
          },
          archivedAt: {
            description:
              'Since when its steps, events, logs and artifacts are kept no more.',
            allOf: [{ $ref: '#/components/schemas/Time' }],
          },
        },
      },
      RunSummaryPage: {
        type: 'object',
        required: ['items'],
        properties: {
          items: {
            type: 'array',
            items: { $ref: '#/components/schemas/RunSummary' },
          },
          nextCursor: { type: 'string' },
        },
      },
      TriggerEnvelope: {
        type: 'object',
        required: [
          'type',
          'repository',
          'ref',
          'branch',
          'tag',
          'commit',
          'actor',
          'event',
        ],
        properties: {
          type: { $ref: '#/components/schemas/TriggerType' },
          repository: {
            type: 'object',
            required: ['id', 'namespace', 'name', 'url', 'defaultBranch'],
            properties: {
              id: { type: 'string' },
              namespace: { type: 'string' },
              name: { type: 'string' },
              url: { type: 'string' },
              defaultBranch: { type: 'string' },
            },
          },
          ref: { type: 'string' },
          branch: { type: 'string' },
          tag: { type: 'string' },
          commit: { type: 'string' },
          actor: { type: 'string' },
          event: {
            type: 'object',
            required: ['before', 'message', 'author'],
            properties: {
              before: { type: 'string' },
              message: { type: 'string' },
              author: { type: 'string' },
              number: {
                type: 'integer',
                description:
                  'This and what follows are there for pull requests.',
              },
              title: { type: 'string' },
              source: { type: 'string' },
              target: { type: 'string' },
              action: {
                type: 'string',
                enum: ['opened', 'updated', 'reopened'],
              },
              pusher: {
                description:
                  'Who pushed the commit; empty where it is not known.',
                type: 'string',
              },
              id: {
                type: 'string',
                description:
                  'This and what follows are there for CDEvents; `source`, too.',
              },
              type: { type: 'string' },
              subject: { type: 'string' },
              data: {
                type: 'object',
                required: ['content', 'customData'],
                properties: {
                  content: { $ref: '#/components/schemas/JsonObject' },
                  customData: { $ref: '#/components/schemas/JsonObject' },
                },
              },
            },
          },
        },
      },
      Run: {
        allOf: [
          { $ref: '#/components/schemas/RunSummary' },
          {
            type: 'object',
            required: [
              'path',
              'contentHash',
              'envelope',
              'inputs',
              'delivers',
              'graph',
              'steps',
              'links',
              'reruns',
            ],
            properties: {
              path: { type: 'string' },
              contentHash: { $ref: '#/components/schemas/Digest' },
              envelope: { $ref: '#/components/schemas/TriggerEnvelope' },
              inputs: { $ref: '#/components/schemas/JsonObject' },
              delivers: { type: 'array', items: { type: 'string' } },
              graph: { $ref: '#/components/schemas/WorkflowGraph' },
              steps: {
                type: 'array',
                items: { $ref: '#/components/schemas/StepInstance' },
              },
              links: {
                type: 'array',
                items: { $ref: '#/components/schemas/LinkValue' },
              },
              rerunOf: { $ref: '#/components/schemas/RunReference' },
              reruns: {
                description:
                  'Runs that repeat this one, the newest first, at most 10.',
                type: 'array',
                items: { $ref: '#/components/schemas/RunReference' },
              },
              deliveryId: { type: 'string' },
              cancelledBy: { type: 'string' },
              pausedBy: { type: 'string' },
              parent: { $ref: '#/components/schemas/RunReference' },
              children: {
                description:
                  'Runs of other workflows that are steps of this one.',
                type: 'array',
                items: {
                  type: 'object',
                  required: ['id', 'number', 'instanceKey'],
                  properties: {
                    id: { type: 'string' },
                    number: { type: 'integer' },
                    instanceKey: { type: 'string' },
                  },
                },
              },
              trace: {
                description:
                  'Its OpenTelemetry trace, once it is over, where runs are traced.',
                type: 'object',
                required: ['id'],
                properties: { id: { type: 'string' }, url: { type: 'string' } },
              },
            },
          },
        ],
      },
      StepInstance: {
        type: 'object',
        required: ['key', 'stepId', 'matrix', 'state', 'attempts'],
        properties: {
          key: { type: 'string', description: '`test`, or `test[shard=1]`' },
          stepId: { type: 'string' },
          matrix: {
            type: 'object',
            additionalProperties: {
              anyOf: [
                { type: 'string' },
                { type: 'number' },
                { type: 'boolean' },
              ],
            },
          },
          state: { $ref: '#/components/schemas/StepState' },
          reason: {
            type: 'string',
            description: 'Why it is as it is, one sentence.',
          },
          startedAt: { $ref: '#/components/schemas/Time' },
          finishedAt: { $ref: '#/components/schemas/Time' },
          inputs: { $ref: '#/components/schemas/JsonObject' },
          outputs: { $ref: '#/components/schemas/JsonObject' },
          attempts: {
            type: 'array',
            items: { $ref: '#/components/schemas/Attempt' },
          },
          wait: { $ref: '#/components/schemas/StepWait' },
          takenFrom: {
            description:
              'The run whose outcome was taken over, as this one runs parts of it again.',
            type: 'object',
            required: ['runId', 'attempt'],
            properties: {
              runId: { type: 'string' },
              number: {
                type: 'integer',
                description: 'Number of that run in its workflow.',
              },
              attempt: { type: 'integer' },
            },
          },
        },
      },
      Attempt: {
        type: 'object',
        required: [
          'number',
          'state',
          'claimedAt',
          'isolated',
          'notEnforced',
          'logBytes',
        ],
        properties: {
          number: { type: 'integer', minimum: 1 },
          state: { $ref: '#/components/schemas/AttemptState' },
          runner: { type: 'string' },
          reason: { type: 'string' },
          exitCode: { type: 'integer' },
          signal: { type: 'string' },
          claimedAt: { $ref: '#/components/schemas/Time' },
          startedAt: { $ref: '#/components/schemas/Time' },
          finishedAt: { $ref: '#/components/schemas/Time' },
          isolated: { type: 'boolean' },
          notEnforced: { type: 'array', items: { type: 'string' } },
          outputs: { $ref: '#/components/schemas/JsonObject' },
          env: {
            description:
              'Variables that the program got from outside, without secrets.',
            type: 'object',
            additionalProperties: {
              type: 'object',
              required: ['value', 'source'],
              properties: {
                value: { type: 'string' },
                source: {
                  type: 'string',
                  enum: ['portal', 'workflow', 'step'],
                },
              },
            },
          },
          secrets: {
            description:
              'Secrets of the step, by name; those with unset the program did not get.',
            type: 'array',
            items: {
              type: 'object',
              required: ['variable', 'name'],
              properties: {
                variable: { type: 'string' },
                name: { type: 'string' },
                unset: {
                  type: 'string',
                  description: 'Why the program did not get it.',
                },
              },
            },
          },
          logBytes: { type: 'integer' },
        },
      },
      LinkValue: {
        allOf: [
          { $ref: '#/components/schemas/GraphLink' },
          {
            type: 'object',
            properties: {
              fromKey: { type: 'string' },
              value: { $ref: '#/components/schemas/JsonValue' },
              truncated: { type: 'boolean' },
            },
          },
        ],
      },
      RunEvent: {
        type: 'object',
        required: ['sequence', 'time', 'type'],
        properties: {
          sequence: { type: 'integer', minimum: 1 },
          time: { $ref: '#/components/schemas/Time' },
          type: { type: 'string' },
          stepId: { type: 'string' },
          instanceKey: { type: 'string' },
          attempt: { type: 'integer' },
          state: {
            anyOf: [
              { $ref: '#/components/schemas/RunState' },
              { $ref: '#/components/schemas/StepState' },
              { $ref: '#/components/schemas/AttemptState' },
            ],
          },
          message: { type: 'string' },
          data: { $ref: '#/components/schemas/JsonObject' },
        },
      },
      RunEvents: {
        type: 'object',
        required: ['items'],
        properties: {
          items: {
            type: 'array',
            items: { $ref: '#/components/schemas/RunEvent' },
          },
        },
      },
      LogChunk: {
        type: 'object',
        required: ['offset', 'text', 'nextOffset', 'end'],
        properties: {
          offset: { type: 'integer', minimum: 0 },
          text: { type: 'string' },
          nextOffset: { type: 'integer', minimum: 0 },
          end: {
            type: 'boolean',
            description:
              'Nothing will be added any more, and this is the last part.',
          },
        },
      },
      RunArtifact: {
        type: 'object',
        required: [
          'instanceKey',
          'attempt',
          'output',
          'mark',
          'digest',
          'size',
          'mediaType',
          'path',
        ],
        properties: {
          instanceKey: { type: 'string' },
          attempt: { type: 'integer' },
          output: { type: 'string' },
          mark: { type: 'string', enum: ['artifact', 'test-report', 'sbom'] },
          digest: { $ref: '#/components/schemas/Digest' },
          size: { type: 'integer', minimum: 0 },
          mediaType: { type: 'string' },
          path: { type: 'string' },
        },
      },
      RunArtifacts: {
        type: 'object',
        required: ['items'],
        properties: {
          items: {
            type: 'array',
            items: { $ref: '#/components/schemas/RunArtifact' },
          },
          nextCursor: { type: 'string' },
        },
      },
      StartRunRequest: {
        type: 'object',
        properties: {
          ref: {
            type: 'string',
            minLength: 1,
            maxLength: 255,
            description:
              'Branch or tag, short or full; absent for the default branch.',
          },
          inputs: { $ref: '#/components/schemas/JsonObject' },
        },
        additionalProperties: false,
      },
      RerunRequest: {
        type: 'object',
        properties: {
          from: {
            description:
              '`all` is the default. `failed`: what did not come out well, and all\nthat depends on it. `steps`: these and all that depends on them.\n`only`: one step or instance, with edited inputs if need be. What\ndoes not run again is taken over as it came out.\n',
            oneOf: [
              { type: 'string', enum: ['all', 'failed'] },
              {
                type: 'object',
                required: ['steps'],
                properties: {
                  steps: {
                    type: 'array',
                    minItems: 1,
                    maxItems: 200,
                    items: { type: 'string', minLength: 1, maxLength: 600 },
                  },
                },
                additionalProperties: false,
              },
              {
                type: 'object',
                required: ['only'],
                properties: {
                  only: { type: 'string', minLength: 1, maxLength: 600 },
                  inputs: { $ref: '#/components/schemas/JsonObject' },
                },
                additionalProperties: false,
              },
            ],
          },
          inputs: { $ref: '#/components/schemas/JsonObject' },
        },
        additionalProperties: false,
      },
      DecideRequest: {
        type: 'object',
        required: ['decision'],
        properties: {
          decision: { type: 'string', enum: ['approve', 'reject'] },
          reason: { type: 'string', maxLength: 2000 },
          form: { $ref: '#/components/schemas/JsonObject' },
        },
        additionalProperties: false,
      },
      DrainRequest: {
        type: 'object',
        required: ['on'],
        properties: { on: { type: 'boolean' } },
        additionalProperties: false,
      },
      Approval: {
        type: 'object',
        required: ['run', 'stepId', 'instanceKey', 'wait', 'mayDecide'],
        properties: {
          run: { $ref: '#/components/schemas/RunSummary' },
          stepId: { type: 'string' },
          instanceKey: { type: 'string' },
          title: { type: 'string' },
          wait: { $ref: '#/components/schemas/StepWait' },
          mayDecide: { type: 'boolean' },
          whyNot: {
            type: 'string',
            description: 'Why the caller may not decide, one sentence.',
          },
        },
      },
      ApprovalPage: {
        type: 'object',
        required: ['items'],
        properties: {
          items: {
            type: 'array',
            items: { $ref: '#/components/schemas/Approval' },
          },
          nextCursor: { type: 'string' },
        },
      },
      StepWait: {
        description: 'What a step in the state `waiting` waits for.',
        type: 'object',
        required: ['kind', 'since'],
        properties: {
          kind: {
            type: 'string',
            enum: ['approval', 'delay', 'child', 'external', 'retry'],
          },
          since: { $ref: '#/components/schemas/Time' },
          until: { $ref: '#/components/schemas/Time' },
          approvers: {
            description:
              'Full entity refs of the groups and users who may decide.',
            type: 'array',
            items: { type: 'string' },
          },
          form: { $ref: '#/components/schemas/ObjectSchema' },
          childRunId: { type: 'string' },
        },
      },
      LintRequest: {
        type: 'object',
        required: ['text'],
        properties: {
          text: { type: 'string', maxLength: 1048576 },
          file: { type: 'string', minLength: 1, maxLength: 1000 },
          repository: {
            type: 'string',
            pattern: '^[^/]{1,300}/[^/]{1,300}$',
            description: 'Without it, claims on entities are not checked.',
          },
        },
        additionalProperties: false,
      },
      LintResponse: {
        type: 'object',
        required: ['findings'],
        properties: {
          findings: {
            type: 'array',
            items: { $ref: '#/components/schemas/Finding' },
          },
          graph: { $ref: '#/components/schemas/WorkflowGraph' },
        },
      },
      LintSurroundingsRequest: {
        type: 'object',
        required: ['uses'],
        properties: {
          uses: {
            description: 'As steps write it, `dop/shell@1`.',
            type: 'array',
            maxItems: 200,
            items: { type: 'string', minLength: 1, maxLength: 500 },
          },
          repository: {
            type: 'string',
            pattern: '^[^/]{1,300}/[^/]{1,300}$',
            description: 'Refused where the caller may not read it.',
          },
        },
        additionalProperties: false,
      },
      ResolvedComponent: {
        description:
          'A version of a component, as the plugin components gives it.',
        type: 'object',
        required: [
          'ref',
          'namespace',
          'name',
          'version',
          'contract',
          'inputs',
          'outputs',
        ],
        properties: {
          ref: { type: 'string' },
          namespace: { type: 'string' },
          name: { type: 'string' },
          version: { type: 'string' },
          contract: { type: 'string' },
          inputs: { $ref: '#/components/schemas/ObjectSchema' },
          outputs: { $ref: '#/components/schemas/ObjectSchema' },
        },
        additionalProperties: true,
        'x-type': 'ResolvedComponent',
      },
      LintSurroundings: {
        type: 'object',
        required: ['components', 'problems', 'portalEnv'],
        properties: {
          components: {
            description: 'By the text of `uses`.',
            type: 'object',
            additionalProperties: {
              $ref: '#/components/schemas/ResolvedComponent',
            },
          },
          problems: {
            description: 'By the text of `uses`, a sentence why there is none.',
            type: 'object',
            additionalProperties: { type: 'string' },
          },
          portalEnv: {
            description:
              "Names of the variables that the portal's configuration sets.",
            type: 'array',
            items: { type: 'string' },
          },
        },
      },
      StreamMessage: {
        description:
          '`watch` is the text of the watch without its place. A watch that ended\nwith `error` leaves the others alone; after `end`, connect again.\n',
        oneOf: [
          {
            type: 'object',
            required: ['watch', 'type', 'events', 'run'],
            properties: {
              watch: { type: 'string' },
              type: { const: 'run' },
              events: {
                type: 'array',
                items: { $ref: '#/components/schemas/RunEvent' },
              },
              run: { $ref: '#/components/schemas/Run' },
            },
          },
          {
            type: 'object',
            required: ['watch', 'type', 'runs'],
            properties: {
              watch: { type: 'string' },
              type: { const: 'runs' },
              runs: {
                type: 'array',
                items: { $ref: '#/components/schemas/RunSummary' },
              },
            },
          },
          {
            type: 'object',
            required: ['watch', 'type', 'chunk'],
            properties: {
              watch: { type: 'string' },
              type: { const: 'log' },
              chunk: { $ref: '#/components/schemas/LogChunk' },
            },
          },
          {
            type: 'object',
            required: ['watch', 'type', 'error'],
            properties: {
              watch: { type: 'string' },
              type: { const: 'error' },
              error: {
                type: 'object',
                required: ['name', 'message'],
                properties: {
                  name: { type: 'string' },
                  message: { type: 'string' },
                },
              },
            },
          },
          {
            type: 'object',
            required: ['watch', 'type', 'reason'],
            properties: {
              watch: { const: '' },
              type: { const: 'end' },
              reason: {
                type: 'string',
                enum: ['token', 'shutdown', 'replaced'],
              },
            },
          },
        ],
      },
      CloudEvent: {
        type: 'object',
        required: [
          'specversion',
          'id',
          'source',
          'type',
          'subject',
          'time',
          'datacontenttype',
          'data',
        ],
        properties: {
          specversion: { const: '1.0' },
          id: {
            type: 'string',
            description: 'The same each time that it is read or sent.',
          },
          source: { type: 'string' },
          type: { type: 'string' },
          subject: { type: 'string' },
          time: { $ref: '#/components/schemas/Time' },
          datacontenttype: { const: 'application/json' },
          data: {
            type: 'object',
            required: [
              'context',
              'subject',
              'customData',
              'customDataContentType',
            ],
            properties: {
              context: {
                type: 'object',
                required: ['specversion', 'id', 'source', 'type', 'timestamp'],
                properties: {
                  specversion: { const: '0.5.0' },
                  id: { type: 'string' },
                  source: { type: 'string' },
                  type: { type: 'string' },
                  timestamp: { $ref: '#/components/schemas/Time' },
                  chainId: {
                    type: 'string',
                    description:
                      'Of events of runs, the id of the first run: the same for its child runs, for what repeats it, and for what repeats that.',
                  },
                  links: {
                    type: 'array',
                    description:
                      'Of a run that another one started, or that repeats one; of a step that runs a workflow, to its run.',
                    items: {
                      type: 'object',
                      required: ['linkType', 'linkKind', 'target'],
                      properties: {
                        linkType: { const: 'RELATION' },
                        linkKind: {
                          type: 'string',
                          enum: ['TRIGGER', 'REPEAT', 'CHILD'],
                        },
                        target: {
                          type: 'object',
                          required: ['contextId'],
                          properties: { contextId: { type: 'string' } },
                        },
                      },
                    },
                  },
                },
              },
              subject: {
                type: 'object',
                required: ['id', 'source', 'content'],
                properties: {
                  id: { type: 'string' },
                  source: { type: 'string' },
                  content: { $ref: '#/components/schemas/JsonObject' },
                },
              },
              customData: {
                type: 'object',
                required: ['dop'],
                properties: {
                  dop: {
                    type: 'object',
                    description:
                      'What the portal knows beyond the specification.',
                    additionalProperties: true,
                    properties: {
                      namespace: {
                        type: 'string',
                        description: 'Group that owns what the event is about.',
                      },
                      repositoryId: {
                        type: 'string',
                        description:
                          'Absent for what belongs to the portal itself.',
                      },
                      repository: {
                        type: 'string',
                        description: '`namespace/name`, as it was named then.',
                      },
                      ref: {
                        type: 'string',
                        description: 'Of the run, or of the push.',
                      },
                      protectedRef: { type: 'boolean' },
                      commit: { type: 'string' },
                      actor: { type: 'string', description: 'Entity ref.' },
                      runId: {
                        type: 'string',
                        description:
                          'The run that it is about, or that did it.',
                      },
                    },
                  },
                },
              },
              customDataContentType: { const: 'application/json' },
            },
          },
        },
      },
      CloudEventPage: {
        type: 'object',
        required: ['items', 'next'],
        properties: {
          items: {
            type: 'array',
            items: { $ref: '#/components/schemas/CloudEvent' },
          },
          next: { type: 'string' },
        },
      },
      OpenStreams: {
        type: 'object',
        required: ['open'],
        properties: { open: { type: 'integer' } },
      },
      PortalEvent: {
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
      DeadLetterPage: {
        type: 'object',
        required: ['items'],
        properties: {
          items: {
            type: 'array',
            items: {
              type: 'object',
              required: ['sequence', 'target', 'attempts', 'event'],
              properties: {
                sequence: { type: 'string' },
                target: { type: 'string' },
                attempts: { type: 'integer' },
                error: { type: 'string' },
                event: { $ref: '#/components/schemas/PortalEvent' },
              },
            },
          },
          nextCursor: { type: 'string' },
        },
      },
      RunPrincipal: {
        type: 'object',
        required: [
          'type',
          'runId',
          'runNumber',
          'workflowId',
          'stepId',
          'instanceKey',
          'attempt',
          'epoch',
          'repositoryId',
          'ref',
          'protectedRef',
          'commit',
          'isolated',
          'refSlug',
        ],
        properties: {
          type: { const: 'run' },
          runId: { type: 'string' },
          runNumber: { type: 'integer' },
          workflowId: { type: 'string' },
          stepId: { type: 'string' },
          instanceKey: { type: 'string' },
          attempt: { type: 'integer' },
          epoch: { type: 'integer' },
          repositoryId: { type: 'string' },
          ref: { type: 'string' },
          protectedRef: { type: 'boolean' },
          commit: { type: 'string' },
          isolated: { type: 'boolean' },
          refSlug: { type: 'string' },
        },
      },
    },
  },
};
