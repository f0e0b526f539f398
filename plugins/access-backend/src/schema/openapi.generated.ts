// Made by "npm run api" from plugins/access-backend/src/schema/openapi.yaml. Do not edit.

import type { OpenApiDocument } from '@dop/plugin-devops-node';

export const openApiDocument: OpenApiDocument = {
  openapi: '3.1.0',
  info: {
    title: 'access',
    version: '1',
    description:
      'Accounts, groups, sessions, personal tokens and the audit. Times are ISO\n8601 in UTC. Lists are filtered by what the caller may see and come in\npages: at most 200 items, 50 by default, the next page by `nextCursor`. What\nplugins ask each other (`/internal`, `/events`) is not described here.\n',
    license: {
      name: 'Apache-2.0',
      url: 'https://www.apache.org/licenses/LICENSE-2.0',
    },
  },
  servers: [{ url: '/api/access' }],
  security: [{ token: [] }],
  tags: [
    {
      name: 'me',
      description: "The caller's own account, sessions and tokens.",
    },
    {
      name: 'entry',
      description: 'The ways in; nobody needs to be signed in.',
    },
    { name: 'people', description: 'Accounts and groups.' },
    { name: 'operations', description: 'For administrators.' },
  ],
  paths: {
    '/openapi.json': {
      get: {
        operationId: 'getDocument',
        summary: 'This document',
        tags: ['me'],
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
    '/alive': {
      get: {
        operationId: 'getAlive',
        summary: 'Who calls, as long as account, session and token live',
        tags: ['me'],
        responses: {
          '200': {
            description: 'The caller',
            content: {
              'application/json': {
                schema: { $ref: '#/components/schemas/UserPrincipal' },
              },
            },
          },
          '401': { $ref: '#/components/responses/Unauthorized' },
          '403': { $ref: '#/components/responses/Forbidden' },
        },
      },
    },
    '/me': {
      get: {
        operationId: 'getMe',
        summary: 'The caller and their account',
        tags: ['me'],
        responses: {
          '200': {
            description: 'The account',
            content: {
              'application/json': {
                schema: { $ref: '#/components/schemas/Me' },
              },
            },
          },
          '401': { $ref: '#/components/responses/Unauthorized' },
          '403': { $ref: '#/components/responses/Forbidden' },
        },
      },
      patch: {
        operationId: 'changeMe',
        summary: 'Change name and address',
        description: 'Not with a personal token: for who signed in.\n',
        tags: ['me'],
        requestBody: {
          required: true,
          content: {
            'application/json': {
              schema: { $ref: '#/components/schemas/MeChange' },
            },
          },
        },
        responses: {
          '200': {
            description: 'The account',
            content: {
              'application/json': {
                schema: { $ref: '#/components/schemas/AccountAnswer' },
              },
            },
          },
          '400': { $ref: '#/components/responses/BadRequest' },
          '401': { $ref: '#/components/responses/Unauthorized' },
          '403': { $ref: '#/components/responses/Forbidden' },
        },
      },
    },
    '/me/password': {
      post: {
        operationId: 'changePassword',
        summary: 'Change the password',
        description: 'Not with a personal token: for who signed in.\n',
        tags: ['me'],
        requestBody: {
          required: true,
          content: {
            'application/json': {
              schema: { $ref: '#/components/schemas/PasswordChange' },
            },
          },
        },
        responses: {
          '204': { description: 'It is changed; other sessions ended' },
          '400': { $ref: '#/components/responses/BadRequest' },
          '401': { $ref: '#/components/responses/Unauthorized' },
          '403': { $ref: '#/components/responses/Forbidden' },
          '429': { $ref: '#/components/responses/TooMany' },
        },
      },
    },
    '/sessions': {
      get: {
        operationId: 'listSessions',
        summary: 'The sessions that live',
        tags: ['me'],
        responses: {
          '200': {
            description: 'Sessions',
            content: {
              'application/json': {
                schema: { $ref: '#/components/schemas/SessionList' },
              },
            },
          },
          '401': { $ref: '#/components/responses/Unauthorized' },
          '403': { $ref: '#/components/responses/Forbidden' },
        },
      },
      post: {
        operationId: 'signIn',
        summary: 'Sign in with a password; the session comes as a cookie',
        tags: ['entry'],
        security: [],
        requestBody: {
          required: true,
          content: {
            'application/json': {
              schema: { $ref: '#/components/schemas/SignIn' },
            },
          },
        },
        responses: {
          '200': {
            description: 'Signed in',
            content: {
              'application/json': {
                schema: { $ref: '#/components/schemas/AccountAnswer' },
              },
            },
          },
          '400': { $ref: '#/components/responses/BadRequest' },
          '401': { $ref: '#/components/responses/Unauthorized' },
          '403': { $ref: '#/components/responses/Forbidden' },
          '429': { $ref: '#/components/responses/TooMany' },
        },
      },
    },
    '/sessions/{id}': {
      delete: {
        operationId: 'endSession',
        summary: 'End one',
        description: 'Not with a personal token: for who signed in.\n',
        tags: ['me'],
        parameters: [{ $ref: '#/components/parameters/id' }],
        responses: {
          '204': { description: 'It has ended' },
          '401': { $ref: '#/components/responses/Unauthorized' },
          '403': { $ref: '#/components/responses/Forbidden' },
          '404': { $ref: '#/components/responses/NotFound' },
        },
      },
    },
    '/first/check': {
      post: {
        operationId: 'checkFirstLink',
        summary: 'Whether the first link still works',
        tags: ['entry'],
        security: [],
        requestBody: {
          required: true,
          content: {
            'application/json': {
              schema: { $ref: '#/components/schemas/LinkKey' },
            },
          },
        },
        responses: {
          '200': {
            description: 'Whether it does',
            content: {
              'application/json': {
                schema: { $ref: '#/components/schemas/FirstLinkState' },
              },
            },
          },
          '400': { $ref: '#/components/responses/BadRequest' },
          '403': { $ref: '#/components/responses/Forbidden' },
        },
      },
    },
    '/first': {
      post: {
        operationId: 'useFirstLink',
        summary: 'Make the administrator, once',
        tags: ['entry'],
        security: [],
        requestBody: {
          required: true,
          content: {
            'application/json': {
              schema: { $ref: '#/components/schemas/FirstAccount' },
            },
          },
        },
        responses: {
          '201': {
            description: 'Signed in',
            content: {
              'application/json': {
                schema: { $ref: '#/components/schemas/AccountAnswer' },
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
    '/invitations/check': {
      post: {
        operationId: 'checkInvitation',
        summary: 'Whether an invitation still works, and whose it is',
        tags: ['entry'],
        security: [],
        requestBody: {
          required: true,
          content: {
            'application/json': {
              schema: { $ref: '#/components/schemas/LinkKey' },
            },
          },
        },
        responses: {
          '200': {
            description: 'Whether it does',
            content: {
              'application/json': {
                schema: { $ref: '#/components/schemas/InvitationState' },
              },
            },
          },
          '400': { $ref: '#/components/responses/BadRequest' },
          '403': { $ref: '#/components/responses/Forbidden' },
        },
      },
    },
    '/invitations/accept': {
      post: {
        operationId: 'acceptInvitation',
        summary: 'Set a password with an invitation',
        tags: ['entry'],
        security: [],
        requestBody: {
          required: true,
          content: {
            'application/json': {
              schema: { $ref: '#/components/schemas/InvitationAccept' },
            },
          },
        },
        responses: {
          '200': {
            description: 'Signed in',
            content: {
              'application/json': {
                schema: { $ref: '#/components/schemas/AccountAnswer' },
              },
            },
          },
          '400': { $ref: '#/components/responses/BadRequest' },
          '401': { $ref: '#/components/responses/Unauthorized' },
          '403': { $ref: '#/components/responses/Forbidden' },
        },
      },
    },
    '/tokens': {
      get: {
        operationId: 'listTokens',
        summary: "The caller's personal tokens, the newest first",
        tags: ['me'],
        parameters: [
          { $ref: '#/components/parameters/cursor' },
          { $ref: '#/components/parameters/limit' },
        ],
        responses: {
          '200': {
            description: 'A page of tokens',
            content: {
              'application/json': {
                schema: { $ref: '#/components/schemas/PersonalTokenPage' },
              },
            },
          },
          '400': { $ref: '#/components/responses/BadRequest' },
          '401': { $ref: '#/components/responses/Unauthorized' },
          '403': { $ref: '#/components/responses/Forbidden' },
        },
      },
      post: {
        operationId: 'createToken',
        summary: 'Make a personal token; its secret is shown here only',
        description: 'Not with a personal token: for who signed in.\n',
        tags: ['me'],
        requestBody: {
          required: true,
          content: {
            'application/json': {
              schema: { $ref: '#/components/schemas/NewToken' },
            },
          },
        },
        responses: {
          '201': {
            description: 'The token',
            content: {
              'application/json': {
                schema: { $ref: '#/components/schemas/NewTokenAnswer' },
              },
            },
          },
          '400': { $ref: '#/components/responses/BadRequest' },
          '401': { $ref: '#/components/responses/Unauthorized' },
          '403': { $ref: '#/components/responses/Forbidden' },
        },
      },
    },
    '/tokens/{id}': {
      delete: {
        operationId: 'revokeToken',
        summary: 'Revoke one',
        tags: ['me'],
        parameters: [{ $ref: '#/components/parameters/id' }],
        responses: {
          '204': { description: 'It works no more' },
          '401': { $ref: '#/components/responses/Unauthorized' },
          '403': { $ref: '#/components/responses/Forbidden' },
          '404': { $ref: '#/components/responses/NotFound' },
        },
      },
    },
    '/accounts': {
      get: {
        operationId: 'listAccounts',
        summary: 'Accounts, by name',
        tags: ['people'],
        parameters: [
          { $ref: '#/components/parameters/search' },
          { $ref: '#/components/parameters/cursor' },
          { $ref: '#/components/parameters/limit' },
        ],
        responses: {
          '200': {
            description: 'A page of accounts',
            content: {
              'application/json': {
                schema: { $ref: '#/components/schemas/AccountPage' },
              },
            },
          },
          '400': { $ref: '#/components/responses/BadRequest' },
          '401': { $ref: '#/components/responses/Unauthorized' },
          '403': { $ref: '#/components/responses/Forbidden' },
        },
      },
      post: {
        operationId: 'createAccount',
        summary: 'Make an account',
        description: 'For administrators.\n',
        tags: ['people'],
        requestBody: {
          required: true,
          content: {
            'application/json': {
              schema: { $ref: '#/components/schemas/NewAccount' },
            },
          },
        },
        responses: {
          '201': {
            description:
              'The account, and a link to set its password where none was given',
            content: {
              'application/json': {
                schema: { $ref: '#/components/schemas/NewAccountAnswer' },
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
    '/accounts/{name}': {
      get: {
        operationId: 'getAccount',
        summary: 'One account',
        tags: ['people'],
        parameters: [{ $ref: '#/components/parameters/name' }],
        responses: {
          '200': {
            description: 'The account',
            content: {
              'application/json': {
                schema: { $ref: '#/components/schemas/AccountAnswer' },
              },
            },
          },
          '401': { $ref: '#/components/responses/Unauthorized' },
          '403': { $ref: '#/components/responses/Forbidden' },
          '404': { $ref: '#/components/responses/NotFound' },
        },
      },
      patch: {
        operationId: 'changeAccount',
        summary: 'Change, disable or enable an account',
        description:
          'For administrators. A disabled account has no sessions any more.\n',
        tags: ['people'],
        parameters: [{ $ref: '#/components/parameters/name' }],
        requestBody: {
          required: true,
          content: {
            'application/json': {
              schema: { $ref: '#/components/schemas/AccountChange' },
            },
          },
        },
        responses: {
          '200': {
            description: 'The account',
            content: {
              'application/json': {
                schema: { $ref: '#/components/schemas/AccountAnswer' },
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
    '/accounts/{name}/password': {
      post: {
        operationId: 'setPassword',
        summary: 'Set the password of an account',
        description: 'For administrators.\n',
        tags: ['people'],
        parameters: [{ $ref: '#/components/parameters/name' }],
        requestBody: {
          required: true,
          content: {
            'application/json': {
              schema: { $ref: '#/components/schemas/NewPassword' },
            },
          },
        },
        responses: {
          '204': { description: 'It is set; its sessions ended' },
          '400': { $ref: '#/components/responses/BadRequest' },
          '401': { $ref: '#/components/responses/Unauthorized' },
          '403': { $ref: '#/components/responses/Forbidden' },
          '404': { $ref: '#/components/responses/NotFound' },
        },
      },
    },
    '/accounts/{name}/invitation': {
      post: {
        operationId: 'createInvitation',
        summary: 'A new link with which somebody sets a password',
        description: 'For administrators.\n',
        tags: ['people'],
        parameters: [{ $ref: '#/components/parameters/name' }],
        responses: {
          '201': {
            description: 'The link; older ones work no more',
            content: {
              'application/json': {
                schema: { $ref: '#/components/schemas/InvitationAnswer' },
              },
            },
          },
          '401': { $ref: '#/components/responses/Unauthorized' },
          '403': { $ref: '#/components/responses/Forbidden' },
          '404': { $ref: '#/components/responses/NotFound' },
        },
      },
    },
    '/groups': {
      get: {
        operationId: 'listGroups',
        summary: 'Groups, by name',
        tags: ['people'],
        parameters: [
          { $ref: '#/components/parameters/search' },
          { $ref: '#/components/parameters/cursor' },
          { $ref: '#/components/parameters/limit' },
        ],
        responses: {
          '200': {
            description: 'A page of groups',
            content: {
              'application/json': {
                schema: { $ref: '#/components/schemas/GroupPage' },
              },
            },
          },
          '400': { $ref: '#/components/responses/BadRequest' },
          '401': { $ref: '#/components/responses/Unauthorized' },
          '403': { $ref: '#/components/responses/Forbidden' },
        },
      },
      post: {
        operationId: 'createGroup',
        summary: 'Make a group',
        description: 'For administrators.\n',
        tags: ['people'],
        requestBody: {
          required: true,
          content: {
            'application/json': {
              schema: { $ref: '#/components/schemas/NewGroup' },
            },
          },
        },
        responses: {
          '201': {
            description: 'The group',
            content: {
              'application/json': {
                schema: { $ref: '#/components/schemas/GroupAnswer' },
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
    '/groups/{name}': {
      get: {
        operationId: 'getGroup',
        summary: 'One group',
        tags: ['people'],
        parameters: [{ $ref: '#/components/parameters/name' }],
        responses: {
          '200': {
            description: 'The group',
            content: {
              'application/json': {
                schema: { $ref: '#/components/schemas/GroupAnswer' },
              },
            },
          },
          '401': { $ref: '#/components/responses/Unauthorized' },
          '403': { $ref: '#/components/responses/Forbidden' },
          '404': { $ref: '#/components/responses/NotFound' },
        },
      },
      patch: {
        operationId: 'changeGroup',
        summary: 'Change what is said of a group',
        description: 'For owners of the group and administrators.\n',
        tags: ['people'],
        parameters: [{ $ref: '#/components/parameters/name' }],
        requestBody: {
          required: true,
          content: {
            'application/json': {
              schema: { $ref: '#/components/schemas/GroupChange' },
            },
          },
        },
        responses: {
          '200': {
            description: 'The group',
            content: {
              'application/json': {
                schema: { $ref: '#/components/schemas/GroupAnswer' },
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
    '/groups/{name}/members/{account}': {
      put: {
        operationId: 'setMember',
        summary: 'Add a member, or change what a member is',
        description: 'For owners of the group and administrators.\n',
        tags: ['people'],
        parameters: [
          { $ref: '#/components/parameters/name' },
          { $ref: '#/components/parameters/account' },
        ],
        requestBody: {
          required: true,
          content: {
            'application/json': {
              schema: { $ref: '#/components/schemas/NewMembership' },
            },
          },
        },
        responses: {
          '200': {
            description: 'The group',
            content: {
              'application/json': {
                schema: { $ref: '#/components/schemas/GroupAnswer' },
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
        operationId: 'removeMember',
        summary: 'Take a member out',
        description: 'For owners of the group and administrators.\n',
        tags: ['people'],
        parameters: [
          { $ref: '#/components/parameters/name' },
          { $ref: '#/components/parameters/account' },
        ],
        responses: {
          '200': {
            description: 'The group',
            content: {
              'application/json': {
                schema: { $ref: '#/components/schemas/GroupAnswer' },
              },
            },
          },
          '401': { $ref: '#/components/responses/Unauthorized' },
          '403': { $ref: '#/components/responses/Forbidden' },
          '404': { $ref: '#/components/responses/NotFound' },
        },
      },
    },
    '/audit': {
      get: {
        operationId: 'listAudit',
        summary: 'The audit, the newest first',
        description: 'For administrators.\n',
        tags: ['operations'],
        parameters: [
          {
            name: 'plugin',
            in: 'query',
            schema: { type: 'string', maxLength: 64 },
          },
          {
            name: 'event',
            in: 'query',
            schema: { type: 'string', maxLength: 100 },
          },
          {
            name: 'actor',
            in: 'query',
            schema: { type: 'string', maxLength: 255 },
          },
          {
            name: 'status',
            in: 'query',
            schema: {
              type: 'string',
              enum: ['initiated', 'succeeded', 'failed'],
            },
          },
          {
            name: 'from',
            in: 'query',
            schema: { type: 'string', format: 'date-time' },
          },
          {
            name: 'to',
            in: 'query',
            schema: { type: 'string', format: 'date-time' },
          },
          { $ref: '#/components/parameters/search' },
          { $ref: '#/components/parameters/cursor' },
          { $ref: '#/components/parameters/limit' },
        ],
        responses: {
          '200': {
            description: 'A page of the audit',
            content: {
              'application/json': {
                schema: { $ref: '#/components/schemas/AuditPage' },
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
          "A session's token of Backstage, or a personal access token.",
      },
    },
    parameters: {
      name: {
        name: 'name',
        in: 'path',
        required: true,
        schema: { type: 'string' },
      },
      id: {
        name: 'id',
        in: 'path',
        required: true,
        schema: { type: 'string' },
      },
      account: {
        name: 'account',
        in: 'path',
        required: true,
        schema: { type: 'string' },
      },
      cursor: {
        name: 'cursor',
        in: 'query',
        description: '`nextCursor` of the page before; absent for the first.',
        schema: { type: 'string', maxLength: 1000 },
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
        schema: { type: 'string', maxLength: 200 },
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
      TooMany: {
        description:
          'Too many attempts; `Retry-After` says when the next one counts.',
        headers: { 'Retry-After': { schema: { type: 'integer' } } },
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
      TokenScope: {
        description: 'What a personal access token may be used for.',
        type: 'string',
        enum: [
          'api',
          'repository:read',
          'repository:write',
          'registry:read',
          'registry:write',
          'reports:write',
        ],
      },
      UserPrincipal: {
        description:
          'A person, signed in or acting through a personal access token.',
        type: 'object',
        required: ['type', 'userEntityRef', 'groups', 'administrator'],
        properties: {
          type: { const: 'user' },
          userEntityRef: { type: 'string' },
          displayName: { type: 'string' },
          email: { type: 'string' },
          groups: {
            description:
              'Entity refs of the groups that the account is in now.',
            type: 'array',
            items: { type: 'string' },
          },
          administrator: { type: 'boolean' },
          token: {
            description: 'Set when a personal access token was presented.',
            type: 'object',
            required: ['id', 'scopes'],
            properties: {
              id: { type: 'string' },
              scopes: {
                type: 'array',
                items: { $ref: '#/components/schemas/TokenScope' },
              },
            },
          },
        },
      },
      Account: {
        type: 'object',
        required: [
          'name',
          'userEntityRef',
          'displayName',
          'administrator',
          'active',
          'createdAt',
        ],
        properties: {
          name: {
            description: 'Lower case, also the name of the catalog user.',
            type: 'string',
          },
          userEntityRef: { type: 'string' },
          displayName: { type: 'string' },
          email: { type: 'string' },
          administrator: { type: 'boolean' },
          active: {
            description:
              'False once disabled: nothing that acts as this account works any more.',
            type: 'boolean',
          },
          createdAt: { $ref: '#/components/schemas/Time' },
          lastSeenAt: { $ref: '#/components/schemas/Time' },
        },
      },
      GroupMembership: {
        type: 'object',
        required: ['account', 'role'],
        properties: {
          account: { type: 'string' },
          role: { type: 'string', enum: ['owner', 'member'] },
        },
      },
      Group: {
        type: 'object',
        required: ['name', 'groupEntityRef', 'displayName', 'members'],
        properties: {
          name: {
            description:
              "Lower case; also the namespace of the group's repositories and entities.",
            type: 'string',
          },
          groupEntityRef: { type: 'string' },
          displayName: { type: 'string' },
          description: { type: 'string' },
          members: {
            type: 'array',
            items: { $ref: '#/components/schemas/GroupMembership' },
          },
        },
      },
      PersonalToken: {
        type: 'object',
        required: ['id', 'name', 'scopes', 'createdAt', 'expiresAt'],
        properties: {
          id: { type: 'string' },
          name: { type: 'string' },
          scopes: {
            type: 'array',
            items: { $ref: '#/components/schemas/TokenScope' },
          },
          createdAt: { $ref: '#/components/schemas/Time' },
          expiresAt: { $ref: '#/components/schemas/Time' },
          lastUsedAt: { $ref: '#/components/schemas/Time' },
          revokedAt: { $ref: '#/components/schemas/Time' },
        },
      },
      AuditEntry: {
        type: 'object',
        required: [
          'id',
          'time',
          'pluginId',
          'eventId',
          'severity',
          'status',
          'actor',
        ],
        properties: {
          id: { type: 'string' },
          time: { $ref: '#/components/schemas/Time' },
          pluginId: { type: 'string' },
          eventId: { type: 'string' },
          severity: {
            type: 'string',
            enum: ['low', 'medium', 'high', 'critical'],
          },
          status: {
            type: 'string',
            enum: ['initiated', 'succeeded', 'failed'],
          },
          actor: { type: 'string' },
          request: { description: '`POST /repositories`', type: 'string' },
          meta: { type: 'object', additionalProperties: true },
          error: { type: 'string' },
        },
      },
      AccountAnswer: {
        type: 'object',
        required: ['account'],
        properties: { account: { $ref: '#/components/schemas/Account' } },
      },
      GroupAnswer: {
        type: 'object',
        required: ['group'],
        properties: { group: { $ref: '#/components/schemas/Group' } },
      },
      Me: {
        type: 'object',
        required: ['account', 'principal'],
        properties: {
          account: { $ref: '#/components/schemas/Account' },
          principal: { $ref: '#/components/schemas/UserPrincipal' },
        },
      },
      MeChange: {
        type: 'object',
        properties: {
          displayName: { type: 'string', minLength: 1, maxLength: 200 },
          email: { type: 'string', maxLength: 320 },
        },
        additionalProperties: false,
      },
      PasswordChange: {
        type: 'object',
        required: ['currentPassword', 'newPassword'],
        properties: {
          currentPassword: { type: 'string', maxLength: 1000 },
          newPassword: { type: 'string', maxLength: 1000 },
        },
      },
      NewPassword: {
        type: 'object',
        required: ['password'],
        properties: { password: { type: 'string', maxLength: 1000 } },
        additionalProperties: false,
      },
      BrowserSession: {
        type: 'object',
        required: ['id', 'createdAt', 'expiresAt', 'lastSeenAt', 'current'],
        properties: {
          id: { type: 'string' },
          createdAt: { $ref: '#/components/schemas/Time' },
          expiresAt: { $ref: '#/components/schemas/Time' },
          lastSeenAt: { $ref: '#/components/schemas/Time' },
          userAgent: { type: 'string' },
          current: { type: 'boolean' },
        },
      },
      SessionList: {
        type: 'object',
        required: ['items'],
        properties: {
          items: {
            type: 'array',
            items: { $ref: '#/components/schemas/BrowserSession' },
          },
        },
      },
      SignIn: {
        type: 'object',
        required: ['name', 'password'],
        properties: {
          name: { type: 'string', maxLength: 200 },
          password: { type: 'string', maxLength: 1000 },
        },
      },
      LinkKey: {
        type: 'object',
        required: ['key'],
        properties: { key: { type: 'string', maxLength: 200 } },
      },
      FirstLinkState: {
        type: 'object',
        required: ['alive'],
        properties: { alive: { type: 'boolean' } },
      },
      InvitationState: {
        type: 'object',
        required: ['alive'],
        properties: {
          alive: { type: 'boolean' },
          name: { type: 'string' },
          displayName: { type: 'string' },
        },
      },
      FirstAccount: {
        type: 'object',
        required: ['key', 'name', 'displayName', 'password'],
        properties: {
          key: { type: 'string', maxLength: 200 },
          name: { type: 'string', maxLength: 63 },
          displayName: { type: 'string', minLength: 1, maxLength: 200 },
          password: { type: 'string', maxLength: 1000 },
        },
      },
      InvitationAccept: {
        type: 'object',
        required: ['key', 'password'],
        properties: {
          key: { type: 'string', maxLength: 200 },
          password: { type: 'string', maxLength: 1000 },
        },
      },
      PersonalTokenPage: {
        type: 'object',
        required: ['items'],
        properties: {
          items: {
            type: 'array',
            items: { $ref: '#/components/schemas/PersonalToken' },
          },
          nextCursor: { type: 'string' },
        },
      },
      NewToken: {
        type: 'object',
        required: ['name', 'scopes', 'expiresAt'],
        properties: {
          name: { type: 'string', minLength: 1, maxLength: 100 },
          scopes: {
            type: 'array',
            minItems: 1,
            items: { $ref: '#/components/schemas/TokenScope' },
          },
          expiresAt: {
            description: 'At most 366 days from now.',
            type: 'string',
            format: 'date-time',
          },
        },
        additionalProperties: false,
      },
      NewTokenAnswer: {
        type: 'object',
        required: ['token', 'secret'],
        properties: {
          token: { $ref: '#/components/schemas/PersonalToken' },
          secret: { type: 'string' },
        },
      },
      AccountPage: {
        type: 'object',
        required: ['items'],
        properties: {
          items: {
            type: 'array',
            items: { $ref: '#/components/schemas/Account' },
          },
          nextCursor: { type: 'string' },
        },
      },
      Invitation: {
        type: 'object',
        required: ['url', 'expiresAt'],
        properties: {
          url: { type: 'string' },
          expiresAt: { $ref: '#/components/schemas/Time' },
        },
      },
      InvitationAnswer: {
        type: 'object',
        required: ['invitation'],
        properties: { invitation: { $ref: '#/components/schemas/Invitation' } },
      },
      NewAccount: {
        type: 'object',
        required: ['name', 'displayName'],
        properties: {
          name: { type: 'string', maxLength: 63 },
          displayName: { type: 'string', minLength: 1, maxLength: 200 },
          email: { type: 'string', maxLength: 320 },
          administrator: { type: 'boolean' },
          password: { type: 'string', maxLength: 1000 },
        },
        additionalProperties: false,
      },
      NewAccountAnswer: {
        type: 'object',
        required: ['account'],
        properties: {
          account: { $ref: '#/components/schemas/Account' },
          invitation: { $ref: '#/components/schemas/Invitation' },
        },
      },
      AccountChange: {
        type: 'object',
        properties: {
          displayName: { type: 'string', minLength: 1, maxLength: 200 },
          email: { type: 'string', maxLength: 320 },
          administrator: { type: 'boolean' },
          active: { type: 'boolean' },
        },
        additionalProperties: false,
      },
      GroupPage: {
        type: 'object',
        required: ['items'],
        properties: {
          items: {
            type: 'array',
            items: { $ref: '#/components/schemas/Group' },
          },
          nextCursor: { type: 'string' },
        },
      },
      NewGroup: {
        type: 'object',
        required: ['name'],
        properties: {
          name: { type: 'string', maxLength: 63 },
          displayName: { type: 'string', minLength: 1, maxLength: 200 },
          description: { type: 'string', maxLength: 2000 },
          members: {
            type: 'array',
            maxItems: 200,
            items: { $ref: '#/components/schemas/GroupMembership' },
          },
        },
        additionalProperties: false,
      },
      GroupChange: {
        type: 'object',
        properties: {
          displayName: { type: 'string', minLength: 1, maxLength: 200 },
          description: { type: 'string', maxLength: 2000 },
        },
        additionalProperties: false,
      },
      NewMembership: {
        type: 'object',
        required: ['role'],
        properties: { role: { type: 'string', enum: ['owner', 'member'] } },
        additionalProperties: false,
      },
      AuditPage: {
        type: 'object',
        required: ['items'],
        properties: {
          items: {
            type: 'array',
            items: { $ref: '#/components/schemas/AuditEntry' },
          },
          nextCursor: { type: 'string' },
        },
      },
    },
  },
};
