// Made by "npm run api" from plugins/test-reports-backend/src/schema/openapi.yaml. Do not edit.
import type { JsonObject } from '@backstage/types';

export interface paths {
  '/openapi.json': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** This document */
    get: operations['getDocument'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/reports': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Reports, the newest first */
    get: operations['listReports'];
    /**
     * Send a JUnit file
     * @description The body is the file as it is, whatever its media type. What a run token
     *     brings is known to come from its attempt; what a person's token brings is
     *     their claim.
     */
    put: operations['uploadReport'];
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/reports/{id}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** One report */
    get: operations['getReport'];
    put?: never;
    post?: never;
    /** Remove a report; for owners */
    delete: operations['deleteReport'];
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/reports/{id}/file': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** The file as it was received, served harmless */
    get: operations['downloadFile'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/reports/{id}/tests': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Its tests, failures first */
    get: operations['listTests'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/reports/{id}/tests/{index}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** One test with its failures, output and history */
    get: operations['getTest'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/reports/{id}/causes': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Failures that say the same, as groups */
    get: operations['listCauses'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/reports/{id}/suites': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Its suites */
    get: operations['listSuites'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/runs/{runId}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** All reports of a run and their sum */
    get: operations['getRunSummary'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
}
export type webhooks = Record<string, never>;
export interface components {
  schemas: {
    JsonObject: JsonObject;
    /** Format: date-time */
    Time: string;
    ErrorBody: {
      error: {
        name: string;
        message: string;
      } & {
        [key: string]: unknown;
      };
      request?: {
        method: string;
        url: string;
      };
      response: {
        statusCode: number;
      };
    };
    /**
     * @description How far a report is read.
     *
     *     - `waiting`: stored, not read yet
     *     - `reading`: being read now
     *     - `complete`: read to its end
     *     - `incomplete`: reading stopped early; what came before is kept
     *     - `unreadable`: nothing in it could be read as test results
     * @enum {string}
     */
    ReportState:
      | 'waiting'
      | 'reading'
      | 'complete'
      | 'incomplete'
      | 'unreadable';
    /**
     * @description How a report is known to come from where it says.
     *
     *     - `proved`: an isolated attempt of a run made it
     *     - `notIsolated`: an attempt made it that shares the portal's user
     *     - `claimed`: a person or an outside system says so
     * @enum {string}
     */
    Evidence: 'proved' | 'notIsolated' | 'claimed';
    /** @enum {string} */
    TestStatus: 'failed' | 'errored' | 'skipped' | 'passed';
    /**
     * @description Against the report before it: `newFailure`, `stillFailing` or `fixed`.
     * @enum {string}
     */
    TestChange: 'newFailure' | 'stillFailing' | 'fixed';
    ReportTotals: {
      tests: number;
      passed: number;
      failed: number;
      errored: number;
      skipped: number;
      /** @description Passed, but only after failing at first. Also counted in `passed`. */
      flaky: number;
    };
    ReportWarning: {
      message: string;
      /** @description Counted from 1. */
      line?: number;
      column?: number;
    };
    /** @description The attempt that made a report. */
    ReportRun: {
      id: string;
      number: number;
      workflowId: string;
      workflowName?: string;
      stepId: string;
      instanceKey: string;
      attempt: number;
      /** @description Outcome of the attempt, where it is known. */
      outcome?: string;
    };
    /** @description What changed since the report before it in the same history. */
    ReportComparison: {
      reportId: string;
      commit: string;
      branch?: string;
      newFailures: number;
      stillFailing: number;
      fixed: number;
    };
    TestReport: {
      id: string;
      repository: {
        id: string;
        namespace?: string;
        name?: string;
      };
      /** @description Step id, or the name that an upload gave. Reports of one name make a history. */
      name: string;
      state: components['schemas']['ReportState'];
      evidence: components['schemas']['Evidence'];
      run?: components['schemas']['ReportRun'];
      /** @description True if a later attempt of the same step left a report too. */
      superseded: boolean;
      commit: string;
      /** @description Full ref, `refs/heads/main`. */
      ref: string;
      branch?: string;
      protectedRef: boolean;
      /** @description Entity refs of the services that it is about. */
      services: string[];
      /** @description Entity ref of the person who sent it. */
      uploadedBy?: string;
      file?: {
        digest: string;
        size: number;
        mediaType: string;
      };
      totals: components['schemas']['ReportTotals'];
      /** @description Sum over all tests. */
      durationMs: number;
      warnings: components['schemas']['ReportWarning'][];
      /** @description More warnings than are kept. */
      warningsLeftOut: number;
      comparison?: components['schemas']['ReportComparison'];
      time: components['schemas']['Time'];
      receivedAt: components['schemas']['Time'];
    };
    /** @description One result of one test, as lists show it. */
    TestResult: {
      /** @description Position in the report, counted from 0. */
      index: number;
      /** @description Identity of the test in its repository, the same in every report. */
      testId: string;
      /** @description Names of the suites around it, outermost first. */
      suites: string[];
      className?: string;
      name: string;
      file?: string;
      status: components['schemas']['TestStatus'];
      flaky: boolean;
      change?: components['schemas']['TestChange'];
      durationMs?: number;
      /** @description First line of the failure, or why it was skipped. */
      message?: string;
      /** @description Failures with one cause share it. */
      cause?: number;
    };
    /** @description One failure of a test; a test may have several. */
    TestFailure: {
      /** @enum {string} */
      kind:
        | 'failure'
        | 'error'
        | 'rerunFailure'
        | 'rerunError'
        | 'flakyFailure'
        | 'flakyError';
      message?: string;
      type?: string;
      trace?: string;
    };
    TestHistoryEntry: {
      reportId: string;
      index: number;
      commit: string;
      branch?: string;
      runNumber?: number;
      attempt?: number;
      status: components['schemas']['TestStatus'];
      flaky: boolean;
      durationMs?: number;
      time: components['schemas']['Time'];
    };
    TestResultDetail: components['schemas']['TestResult'] & {
      failures: components['schemas']['TestFailure'][];
      skippedReason?: string;
      output?: string;
      errorOutput?: string;
      properties: {
        name: string;
        value: string;
      }[];
      line?: number;
      /** @description The same test in this report's history, oldest first, this one last. */
      history: components['schemas']['TestHistoryEntry'][];
    };
    /** @description Failures that say the same. */
    FailureCause: {
      cause: number;
      title: string;
      tests: number;
      /** @description How many of them did not fail in the report before. */
      newFailures: number;
    };
    /** @description One group of tests of a report: a suite. */
    ReportSuite: {
      index: number;
      path: string[];
      totals: components['schemas']['ReportTotals'];
      durationMs: number;
      output?: string;
    };
    /** @description Totals of one run over all its reports that no later attempt superseded. */
    RunTestSummary: {
      runId: string;
      totals: components['schemas']['ReportTotals'];
      durationMs: number;
      newFailures: number;
      fixed: number;
      /** @description Reports of the run, newest first, superseded ones too. */
      reports: components['schemas']['TestReport'][];
      /** @description True while a report is waiting or being read. */
      pending: boolean;
    };
    TestReportPage: {
      items: components['schemas']['TestReport'][];
      nextCursor?: string;
    };
    TestResultPage: {
      items: components['schemas']['TestResult'][];
      nextCursor?: string;
    };
    ReportSuitePage: {
      items: components['schemas']['ReportSuite'][];
      nextCursor?: string;
    };
    FailureCauseList: {
      items: components['schemas']['FailureCause'][];
    };
  };
  responses: {
    /** @description Something in the request is wrong; the message says what and where. */
    BadRequest: {
      headers: {
        [name: string]: unknown;
      };
      content: {
        'application/json': components['schemas']['ErrorBody'];
      };
    };
    /** @description Nobody is signed in, or the token does not work any more. */
    Unauthorized: {
      headers: {
        [name: string]: unknown;
      };
      content: {
        'application/json': components['schemas']['ErrorBody'];
      };
    };
    /** @description The caller may not do this. */
    Forbidden: {
      headers: {
        [name: string]: unknown;
      };
      content: {
        'application/json': components['schemas']['ErrorBody'];
      };
    };
    /** @description There is no such thing that the caller may see. */
    NotFound: {
      headers: {
        [name: string]: unknown;
      };
      content: {
        'application/json': components['schemas']['ErrorBody'];
      };
    };
    /** @description The disk of the portal is full; nothing was stored. */
    Full: {
      headers: {
        [name: string]: unknown;
      };
      content: {
        'application/json': components['schemas']['ErrorBody'];
      };
    };
    /** @description The request is larger than what is taken. */
    TooLarge: {
      headers: {
        [name: string]: unknown;
      };
      content: {
        'application/json': components['schemas']['ErrorBody'];
      };
    };
    /** @description Not now; try again in a moment. */
    Unavailable: {
      headers: {
        [name: string]: unknown;
      };
      content: {
        'application/json': components['schemas']['ErrorBody'];
      };
    };
  };
  parameters: {
    id: string;
    /** @description `nextCursor` of the page before; absent for the first. */
    cursor: string;
    limit: number;
    index: number;
    runId: string;
  };
  requestBodies: never;
  headers: never;
  pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
  getDocument: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The document */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['JsonObject'];
        };
      };
      401: components['responses']['Unauthorized'];
    };
  };
  listReports: {
    parameters: {
      query?: {
        /** @description Id of a repository record, or `namespace/name`. */
        repository?: string;
        /** @description A service that the report is about. */
        entityRef?: string;
        run?: string;
        /** @description Its hash or the beginning of it. */
        commit?: string;
        branch?: string;
        name?: string;
        /** @description `nextCursor` of the page before; absent for the first. */
        cursor?: components['parameters']['cursor'];
        limit?: components['parameters']['limit'];
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description A page of reports */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['TestReportPage'];
        };
      };
      400: components['responses']['BadRequest'];
      401: components['responses']['Unauthorized'];
      403: components['responses']['Forbidden'];
    };
  };
  uploadReport: {
    parameters: {
      query?: {
        /** @description `namespace/name` or an id; a run token needs none. */
        repository?: string;
        /** @description What was tested; a run token needs none. */
        commit?: string;
        /** @description By default the default branch. */
        branch?: string;
        /** @description Reports of one name make a history. */
        name?: string;
        /** @description Tells apart files that are the same byte for byte, such as the number of a build. */
        key?: string;
        format?: 'junit';
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/xml': string;
      };
    };
    responses: {
      /** @description The same file came before; this is its report */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['TestReport'];
        };
      };
      /** @description The report, not read yet */
      201: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['TestReport'];
        };
      };
      400: components['responses']['BadRequest'];
      401: components['responses']['Unauthorized'];
      403: components['responses']['Forbidden'];
      404: components['responses']['NotFound'];
      413: components['responses']['TooLarge'];
      503: components['responses']['Unavailable'];
      507: components['responses']['Full'];
    };
  };
  getReport: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: components['parameters']['id'];
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The report */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['TestReport'];
        };
      };
      401: components['responses']['Unauthorized'];
      403: components['responses']['Forbidden'];
      404: components['responses']['NotFound'];
    };
  };
  deleteReport: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: components['parameters']['id'];
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description It is gone */
      204: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      401: components['responses']['Unauthorized'];
      403: components['responses']['Forbidden'];
      404: components['responses']['NotFound'];
    };
  };
  downloadFile: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: components['parameters']['id'];
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The bytes */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/octet-stream': string;
        };
      };
      401: components['responses']['Unauthorized'];
      403: components['responses']['Forbidden'];
      404: components['responses']['NotFound'];
    };
  };
  listTests: {
    parameters: {
      query?: {
        /** @description Text in the test's name, class, suites or file, whatever the case. */
        search?: string;
        /** @description One or several, with commas between them. */
        status?: string;
        change?: components['schemas']['TestChange'];
        cause?: number;
        /** @description Index of a suite of the report. */
        suite?: number;
        /** @description `nextCursor` of the page before; absent for the first. */
        cursor?: components['parameters']['cursor'];
        limit?: components['parameters']['limit'];
      };
      header?: never;
      path: {
        id: components['parameters']['id'];
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description A page of tests */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['TestResultPage'];
        };
      };
      400: components['responses']['BadRequest'];
      401: components['responses']['Unauthorized'];
      403: components['responses']['Forbidden'];
      404: components['responses']['NotFound'];
    };
  };
  getTest: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: components['parameters']['id'];
        index: components['parameters']['index'];
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The test */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['TestResultDetail'];
        };
      };
      401: components['responses']['Unauthorized'];
      403: components['responses']['Forbidden'];
      404: components['responses']['NotFound'];
    };
  };
  listCauses: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: components['parameters']['id'];
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Groups */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['FailureCauseList'];
        };
      };
      401: components['responses']['Unauthorized'];
      403: components['responses']['Forbidden'];
      404: components['responses']['NotFound'];
    };
  };
  listSuites: {
    parameters: {
      query?: {
        /** @description `nextCursor` of the page before; absent for the first. */
        cursor?: components['parameters']['cursor'];
        limit?: components['parameters']['limit'];
      };
      header?: never;
      path: {
        id: components['parameters']['id'];
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description A page of suites */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ReportSuitePage'];
        };
      };
      400: components['responses']['BadRequest'];
      401: components['responses']['Unauthorized'];
      403: components['responses']['Forbidden'];
      404: components['responses']['NotFound'];
    };
  };
  getRunSummary: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        runId: components['parameters']['runId'];
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The sum; all zeros where there is no report that the caller may see */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['RunTestSummary'];
        };
      };
      401: components['responses']['Unauthorized'];
      403: components['responses']['Forbidden'];
    };
  };
}
