// Made by "npm run api" from plugins/test-reports-backend/src/schema/openapi.yaml. Do not edit.

import type { OpenApiDocument } from '@dop/plugin-devops-node';

export const openApiDocument: OpenApiDocument = {
  openapi: '3.1.0',
  info: {
    title: 'test-reports',
    version: '1',
    description:
      'Test reports: totals, failures, the same test in earlier reports. Any CI can\nsend a JUnit file with a token. Times are ISO 8601 in UTC. Lists are\nfiltered by what the caller may see and come in pages: at most 200 items, 50\nby default, the next page by `nextCursor`. What plugins ask each other\n(`/internal`, `/events`) is not described here.\n',
    license: {
      name: 'Apache-2.0',
      url: 'https://www.apache.org/licenses/LICENSE-2.0',
    },
  },
  servers: [{ url: '/api/test-reports' }],
  security: [{ token: [] }],
  tags: [
    { name: 'reports', description: 'Whole reports.' },
    { name: 'tests', description: 'What is inside of one report.' },
  ],
  paths: {
    '/openapi.json': {
      get: {
        operationId: 'getDocument',
        summary: 'This document',
        tags: ['reports'],
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
    '/reports': {
      get: {
        operationId: 'listReports',
        summary: 'Reports, the newest first',
        tags: ['reports'],
        parameters: [
          {
            name: 'repository',
            in: 'query',
            description: 'Id of a repository record, or `namespace/name`.',
            schema: { type: 'string', minLength: 1, maxLength: 300 },
          },
          {
            name: 'entityRef',
            in: 'query',
            description: 'A service that the report is about.',
            schema: { type: 'string', minLength: 1, maxLength: 300 },
          },
          {
            name: 'run',
            in: 'query',
            schema: { type: 'string', minLength: 1, maxLength: 64 },
          },
          {
            name: 'commit',
            in: 'query',
            description: 'Its hash or the beginning of it.',
            schema: { type: 'string', minLength: 4, maxLength: 64 },
          },
          {
            name: 'branch',
            in: 'query',
            schema: { type: 'string', minLength: 1, maxLength: 1000 },
          },
          {
            name: 'name',
            in: 'query',
            schema: { type: 'string', minLength: 1, maxLength: 255 },
          },
          { $ref: '#/components/parameters/cursor' },
          { $ref: '#/components/parameters/limit' },
        ],
        responses: {
          '200': {
            description: 'A page of reports',
            content: {
              'application/json': {
                schema: { $ref: '#/components/schemas/TestReportPage' },
              },
            },
          },
          '400': { $ref: '#/components/responses/BadRequest' },
          '401': { $ref: '#/components/responses/Unauthorized' },
          '403': { $ref: '#/components/responses/Forbidden' },
        },
      },
      put: {
        operationId: 'uploadReport',
        summary: 'Send a JUnit file',
        description:
          "The body is the file as it is, whatever its media type. What a run token\nbrings is known to come from its attempt; what a person's token brings is\ntheir claim.\n",
        tags: ['reports'],
        parameters: [
          {
            name: 'repository',
            in: 'query',
            description: '`namespace/name` or an id; a run token needs none.',
            schema: { type: 'string', minLength: 1, maxLength: 300 },
          },
          {
            name: 'commit',
            in: 'query',
            description: 'What was tested; a run token needs none.',
            schema: { type: 'string', pattern: '^[0-9a-fA-F]{7,64}$' },
          },
          {
            name: 'branch',
            in: 'query',
            description: 'By default the default branch.',
            schema: { type: 'string', minLength: 1, maxLength: 1000 },
          },
          {
            name: 'name',
            in: 'query',
            description: 'Reports of one name make a history.',
            schema: {
              type: 'string',
              minLength: 1,
              maxLength: 255,
              default: 'tests',
            },
          },
          {
            name: 'key',
            in: 'query',
            description:
              'Tells apart files that are the same byte for byte, such as the number of a build.',
            schema: { type: 'string', maxLength: 255 },
          },
          {
            name: 'format',
            in: 'query',
            schema: { type: 'string', enum: ['junit'], default: 'junit' },
          },
        ],
        requestBody: {
          required: true,
          content: {
            'application/xml': { schema: { type: 'string', format: 'binary' } },
          },
        },
        responses: {
          '200': {
            description: 'The same file came before; this is its report',
            content: {
              'application/json': {
                schema: { $ref: '#/components/schemas/TestReport' },
              },
            },
          },
          '201': {
            description: 'The report, not read yet',
            content: {
              'application/json': {
                schema: { $ref: '#/components/schemas/TestReport' },
              },
            },
          },
          '400': { $ref: '#/components/responses/BadRequest' },
          '401': { $ref: '#/components/responses/Unauthorized' },
          '403': { $ref: '#/components/responses/Forbidden' },
          '404': { $ref: '#/components/responses/NotFound' },
          '413': { $ref: '#/components/responses/TooLarge' },
          '503': { $ref: '#/components/responses/Unavailable' },
          '507': { $ref: '#/components/responses/Full' },
        },
      },
    },
    '/reports/{id}': {
      get: {
        operationId: 'getReport',
        summary: 'One report',
        tags: ['reports'],
        parameters: [{ $ref: '#/components/parameters/id' }],
        responses: {
          '200': {
            description: 'The report',
            content: {
              'application/json': {
                schema: { $ref: '#/components/schemas/TestReport' },
              },
            },
          },
          '401': { $ref: '#/components/responses/Unauthorized' },
          '403': { $ref: '#/components/responses/Forbidden' },
          '404': { $ref: '#/components/responses/NotFound' },
        },
      },
      delete: {
        operationId: 'deleteReport',
        summary: 'Remove a report; for owners',
        tags: ['reports'],
        parameters: [{ $ref: '#/components/parameters/id' }],
        responses: {
          '204': { description: 'It is gone' },
          '401': { $ref: '#/components/responses/Unauthorized' },
          '403': { $ref: '#/components/responses/Forbidden' },
          '404': { $ref: '#/components/responses/NotFound' },
        },
      },
    },
    '/reports/{id}/file': {
      get: {
        operationId: 'downloadFile',
        summary: 'The file as it was received, served harmless',
        tags: ['reports'],
        parameters: [{ $ref: '#/components/parameters/id' }],
        responses: {
          '200': {
            description: 'The bytes',
            content: {
              'application/octet-stream': {
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
    '/reports/{id}/tests': {
      get: {
        operationId: 'listTests',
        summary: 'Its tests, failures first',
        tags: ['tests'],
        parameters: [
          { $ref: '#/components/parameters/id' },
          {
            name: 'search',
            in: 'query',
            description:
              "Text in the test's name, class, suites or file, whatever the case.",
            schema: { type: 'string', maxLength: 500 },
          },
          {
            name: 'status',
            in: 'query',
            description: 'One or several, with commas between them.',
            schema: {
              type: 'string',
              pattern:
                '^(failed|errored|skipped|passed)(,(failed|errored|skipped|passed))*$',
            },
          },
          {
            name: 'change',
            in: 'query',
            schema: { $ref: '#/components/schemas/TestChange' },
          },
          {
            name: 'cause',
            in: 'query',
            schema: { type: 'integer', minimum: 0 },
          },
          {
            name: 'suite',
            in: 'query',
            description: 'Index of a suite of the report.',
            schema: { type: 'integer', minimum: 0 },
          },
          { $ref: '#/components/parameters/cursor' },
          { $ref: '#/components/parameters/limit' },
        ],
        responses: {
          '200': {
            description: 'A page of tests',
            content: {
              'application/json': {
                schema: { $ref: '#/components/schemas/TestResultPage' },
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
    '/reports/{id}/tests/{index}': {
      get: {
        operationId: 'getTest',
        summary: 'One test with its failures, output and history',
        tags: ['tests'],
        parameters: [
          { $ref: '#/components/parameters/id' },
          { $ref: '#/components/parameters/index' },
        ],
        responses: {
          '200': {
            description: 'The test',
            content: {
              'application/json': {
                schema: { $ref: '#/components/schemas/TestResultDetail' },
              },
            },
          },
          '401': { $ref: '#/components/responses/Unauthorized' },
          '403': { $ref: '#/components/responses/Forbidden' },
          '404': { $ref: '#/components/responses/NotFound' },
        },
      },
    },
    '/reports/{id}/causes': {
      get: {
        operationId: 'listCauses',
        summary: 'Failures that say the same, as groups',
        tags: ['tests'],
        parameters: [{ $ref: '#/components/parameters/id' }],
        responses: {
          '200': {
            description: 'Groups',
            content: {
              'application/json': {
                schema: { $ref: '#/components/schemas/FailureCauseList' },
              },
            },
          },
          '401': { $ref: '#/components/responses/Unauthorized' },
          '403': { $ref: '#/components/responses/Forbidden' },
          '404': { $ref: '#/components/responses/NotFound' },
        },
      },
    },
    '/reports/{id}/suites': {
      get: {
        operationId: 'listSuites',
        summary: 'Its suites',
        tags: ['tests'],
        parameters: [
          { $ref: '#/components/parameters/id' },
          { $ref: '#/components/parameters/cursor' },
          { $ref: '#/components/parameters/limit' },
        ],
        responses: {
          '200': {
            description: 'A page of suites',
            content: {
              'application/json': {
                schema: { $ref: '#/components/schemas/ReportSuitePage' },
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
    '/runs/{runId}': {
      get: {
        operationId: 'getRunSummary',
        summary: 'All reports of a run and their sum',
        tags: ['reports'],
        parameters: [{ $ref: '#/components/parameters/runId' }],
        responses: {
          '200': {
            description:
              'The sum; all zeros where there is no report that the caller may see',
            content: {
              'application/json': {
                schema: { $ref: '#/components/schemas/RunTestSummary' },
              },
            },
          },
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
          "A session's token of Backstage, or a personal access token.",
      },
    },
    parameters: {
      id: {
        name: 'id',
        in: 'path',
        required: true,
        schema: { type: 'string', pattern: '^[1-9]\\d{0,8}$' },
      },
      cursor: {
        name: 'cursor',
        in: 'query',
        description: '`nextCursor` of the page before; absent for the first.',
        schema: { type: 'string', maxLength: 200 },
      },
      limit: {
        name: 'limit',
        in: 'query',
        schema: { type: 'integer', minimum: 1, maximum: 200, default: 50 },
      },
      index: {
        name: 'index',
        in: 'path',
        required: true,
        schema: { type: 'integer', minimum: 0, maximum: 999999999 },
      },
      runId: {
        name: 'runId',
        in: 'path',
        required: true,
        schema: { type: 'string' },
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
      Full: {
        description: 'The disk of the portal is full; nothing was stored.',
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
      Unavailable: {
        description: 'Not now; try again in a moment.',
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
      ReportState: {
        description:
          'How far a report is read.\n\n- `waiting`: stored, not read yet\n- `reading`: being read now\n- `complete`: read to its end\n- `incomplete`: reading stopped early; what came before is kept\n- `unreadable`: nothing in it could be read as test results\n',
        type: 'string',
        enum: ['waiting', 'reading', 'complete', 'incomplete', 'unreadable'],
      },
      Evidence: {
        description:
          "How a report is known to come from where it says.\n\n- `proved`: an isolated attempt of a run made it\n- `notIsolated`: an attempt made it that shares the portal's user\n- `claimed`: a person or an outside system says so\n",
        type: 'string',
        enum: ['proved', 'notIsolated', 'claimed'],
      },
      TestStatus: {
        type: 'string',
        enum: ['failed', 'errored', 'skipped', 'passed'],
      },
      TestChange: {
        description:
          'Against the report before it: `newFailure`, `stillFailing` or `fixed`.',
        type: 'string',
        enum: ['newFailure', 'stillFailing', 'fixed'],
      },
      ReportTotals: {
        type: 'object',
        required: ['tests', 'passed', 'failed', 'errored', 'skipped', 'flaky'],
        properties: {
          tests: { type: 'integer' },
          passed: { type: 'integer' },
          failed: { type: 'integer' },
          errored: { type: 'integer' },
          skipped: { type: 'integer' },
          flaky: {
            description:
              'Passed, but only after failing at first. Also counted in `passed`.',
            type: 'integer',
          },
        },
      },
      ReportWarning: {
        type: 'object',
        required: ['message'],
        properties: {
          message: { type: 'string' },
          line: { description: 'Counted from 1.', type: 'integer' },
          column: { type: 'integer' },
        },
      },
      ReportRun: {
        description: 'The attempt that made a report.',
        type: 'object',
        required: [
          'id',
          'number',
          'workflowId',
          'stepId',
          'instanceKey',
          'attempt',
        ],
        properties: {
          id: { type: 'string' },
          number: { type: 'integer' },
          workflowId: { type: 'string' },
          workflowName: { type: 'string' },
          stepId: { type: 'string' },
          instanceKey: { type: 'string' },
          attempt: { type: 'integer' },
          outcome: {
            description: 'Outcome of the attempt, where it is known.',
            type: 'string',
          },
        },
      },
      ReportComparison: {
        description:
          'What changed since the report before it in the same history.',
        type: 'object',
        required: [
          'reportId',
          'commit',
          'newFailures',
          'stillFailing',
          'fixed',
        ],
        properties: {
          reportId: { type: 'string' },
          commit: { type: 'string' },
          branch: { type: 'string' },
          newFailures: { type: 'integer' },
          stillFailing: { type: 'integer' },
          fixed: { type: 'integer' },
        },
      },
      TestReport: {
        type: 'object',
        required: [
          'id',
          'repository',
          'name',
          'state',
          'evidence',
          'superseded',
          'commit',
          'ref',
          'protectedRef',
          'services',
          'totals',
          'durationMs',
          'warnings',
          'warningsLeftOut',
          'time',
          'receivedAt',
        ],
        properties: {
          id: { type: 'string' },
          repository: {
            type: 'object',
            required: ['id'],
            properties: {
              id: { type: 'string' },
              namespace: { type: 'string' },
              name: { type: 'string' },
            },
          },
          name: {
            description:
              'Step id, or the name that an upload gave. Reports of one name make a history.',
            type: 'string',
          },
          state: { $ref: '#/components/schemas/ReportState' },
          evidence: { $ref: '#/components/schemas/Evidence' },
          run: { $ref: '#/components/schemas/ReportRun' },
          superseded: {
            description:
              'True if a later attempt of the same step left a report too.',
            type: 'boolean',
          },
          commit: { type: 'string' },
          ref: { description: 'Full ref, `refs/heads/main`.', type: 'string' },
          branch: { type: 'string' },
          protectedRef: { type: 'boolean' },
          services: {
            description: 'Entity refs of the services that it is about.',
            type: 'array',
            items: { type: 'string' },
          },
          uploadedBy: {
            description: 'Entity ref of the person who sent it.',
            type: 'string',
          },
          file: {
            type: 'object',
            required: ['digest', 'size', 'mediaType'],
            properties: {
              digest: { type: 'string' },
              size: { type: 'integer' },
              mediaType: { type: 'string' },
            },
          },
          totals: { $ref: '#/components/schemas/ReportTotals' },
          durationMs: { description: 'Sum over all tests.', type: 'number' },
          warnings: {
            type: 'array',
            items: { $ref: '#/components/schemas/ReportWarning' },
          },
          warningsLeftOut: {
            description: 'More warnings than are kept.',
            type: 'integer',
          },
          comparison: { $ref: '#/components/schemas/ReportComparison' },
          time: { $ref: '#/components/schemas/Time' },
          receivedAt: { $ref: '#/components/schemas/Time' },
        },
      },
      TestResult: {
        description: 'One result of one test, as lists show it.',
        type: 'object',
        required: ['index', 'testId', 'suites', 'name', 'status', 'flaky'],
        properties: {
          index: {
            description: 'Position in the report, counted from 0.',
            type: 'integer',
          },
          testId: {
            description:
              'Identity of the test in its repository, the same in every report.',
            type: 'string',
          },
          suites: {
            description: 'Names of the suites around it, outermost first.',
            type: 'array',
            items: { type: 'string' },
          },
          className: { type: 'string' },
          name: { type: 'string' },
          file: { type: 'string' },
          status: { $ref: '#/components/schemas/TestStatus' },
          flaky: { type: 'boolean' },
          change: { $ref: '#/components/schemas/TestChange' },
          durationMs: { type: 'number' },
          message: {
            description: 'First line of the failure, or why it was skipped.',
            type: 'string',
          },
          cause: {
            description: 'Failures with one cause share it.',
            type: 'integer',
          },
        },
      },
      TestFailure: {
        description: 'One failure of a test; a test may have several.',
        type: 'object',
        required: ['kind'],
        properties: {
          kind: {
            type: 'string',
            enum: [
              'failure',
              'error',
              'rerunFailure',
              'rerunError',
              'flakyFailure',
              'flakyError',
            ],
          },
          message: { type: 'string' },
          type: { type: 'string' },
          trace: { type: 'string' },
        },
      },
      TestHistoryEntry: {
        type: 'object',
        required: ['reportId', 'index', 'commit', 'status', 'flaky', 'time'],
        properties: {
          reportId: { type: 'string' },
          index: { type: 'integer' },
          commit: { type: 'string' },
          branch: { type: 'string' },
          runNumber: { type: 'integer' },
          attempt: { type: 'integer' },
          status: { $ref: '#/components/schemas/TestStatus' },
          flaky: { type: 'boolean' },
          durationMs: { type: 'number' },
          time: { $ref: '#/components/schemas/Time' },
        },
      },
      TestResultDetail: {
        allOf: [
          { $ref: '#/components/schemas/TestResult' },
          {
            type: 'object',
            required: ['failures', 'properties', 'history'],
            properties: {
              failures: {
                type: 'array',
                items: { $ref: '#/components/schemas/TestFailure' },
              },
              skippedReason: { type: 'string' },
              output: { type: 'string' },
              errorOutput: { type: 'string' },
              properties: {
                type: 'array',
                items: {
                  type: 'object',
                  required: ['name', 'value'],
                  properties: {
                    name: { type: 'string' },
                    value: { type: 'string' },
                  },
                },
              },
              line: { type: 'integer' },
              history: {
                description:
                  "The same test in this report's history, oldest first, this one last.",
                type: 'array',
                items: { $ref: '#/components/schemas/TestHistoryEntry' },
              },
            },
          },
        ],
      },
      FailureCause: {
        description: 'Failures that say the same.',
        type: 'object',
        required: ['cause', 'title', 'tests', 'newFailures'],
        properties: {
          cause: { type: 'integer' },
          title: { type: 'string' },
          tests: { type: 'integer' },
          newFailures: {
            description: 'How many of them did not fail in the report before.',
            type: 'integer',
          },
        },
      },
      ReportSuite: {
        description: 'One group of tests of a report: a suite.',
        type: 'object',
        required: ['index', 'path', 'totals', 'durationMs'],
        properties: {
          index: { type: 'integer' },
          path: { type: 'array', items: { type: 'string' } },
          totals: { $ref: '#/components/schemas/ReportTotals' },
          durationMs: { type: 'number' },
          output: { type: 'string' },
        },
      },
      RunTestSummary: {
        description:
          'Totals of one run over all its reports that no later attempt superseded.',
        type: 'object',
        required: [
          'runId',
          'totals',
          'durationMs',
          'newFailures',
          'fixed',
          'reports',
          'pending',
        ],
        properties: {
          runId: { type: 'string' },
          totals: { $ref: '#/components/schemas/ReportTotals' },
          durationMs: { type: 'number' },
          newFailures: { type: 'integer' },
          fixed: { type: 'integer' },
          reports: {
            description:
              'Reports of the run, newest first, superseded ones too.',
            type: 'array',
            items: { $ref: '#/components/schemas/TestReport' },
          },
          pending: {
            description: 'True while a report is waiting or being read.',
            type: 'boolean',
          },
        },
      },
      TestReportPage: {
        type: 'object',
        required: ['items'],
        properties: {
          items: {
            type: 'array',
            items: { $ref: '#/components/schemas/TestReport' },
          },
          nextCursor: { type: 'string' },
        },
      },
      TestResultPage: {
        type: 'object',
        required: ['items'],
        properties: {
          items: {
            type: 'array',
            items: { $ref: '#/components/schemas/TestResult' },
          },
          nextCursor: { type: 'string' },
        },
      },
      ReportSuitePage: {
        type: 'object',
        required: ['items'],
        properties: {
          items: {
            type: 'array',
            items: { $ref: '#/components/schemas/ReportSuite' },
          },
          nextCursor: { type: 'string' },
        },
      },
      FailureCauseList: {
        type: 'object',
        required: ['items'],
        properties: {
          items: {
            type: 'array',
            items: { $ref: '#/components/schemas/FailureCause' },
          },
        },
      },
    },
  },
};
