// Made by "npm run api" from plugins/components-backend/src/schema/openapi.yaml. Do not edit.
import type { JsonObject } from '@backstage/types';
import type { ObjectSchema } from '../../JsonSchema';

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
  '/schemas/component.json': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * JSON Schema of a `component.yaml`, for editors
     * @description Open to everybody, and kept for an hour.
     */
    get: operations['getComponentSchema'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/components': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** The library, by name */
    get: operations['listComponents'];
    put?: never;
    /** Publish a version from a folder of a repository at a commit */
    post: operations['publishComponent'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/components/{namespace}/{name}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** One component with its versions, and one of them whole */
    get: operations['getComponent'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/components/{namespace}/{name}/uses': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Workflows that use it, as far as the caller may see them */
    get: operations['listUses'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/components/{namespace}/{name}/versions/{version}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    /** Publish a draft, deprecate or retire a version */
    patch: operations['setLifecycle'];
    trace?: never;
  };
  '/components/{namespace}/{name}/versions/{version}/image': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    /** Record the image of a version that has none */
    put: operations['setImage'];
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/internal/resolve': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Exact versions of what workflows name */
    post: operations['resolve'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/internal/sources/{digest}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** The frozen source of a version, as a canonical tar */
    get: operations['downloadSource'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/internal/shipped': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** What ships with the portal */
    get: operations['listShipped'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/dead-letters': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Events that no other plugin took, the oldest first */
    get: operations['listDeadLetters'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/dead-letters/{sequence}/retry': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Send one again */
    post: operations['retryDeadLetter'];
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
    /** @description A JSON Schema (draft 7) of an object. */
    ObjectSchema: ObjectSchema;
    Digest: string;
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
    /** @enum {string} */
    ComponentLifecycle: 'draft' | 'published' | 'deprecated' | 'retired';
    /** @enum {string} */
    ComponentNetwork: 'none' | 'portal' | 'egress';
    /** @enum {string} */
    ComponentContract: 'dop/v1' | 'containerops/v2';
    /** @description Where a version came from. */
    ComponentOrigin:
      | {
          /** @constant */
          type: 'shipped';
        }
      | {
          /** @constant */
          type: 'repository';
          repositoryId: string;
          repository: string;
          commit: string;
          path: string;
        };
    ComponentSummary: {
      namespace: string;
      name: string;
      title?: string;
      description?: string;
      tags: string[];
      latestVersion: string;
      lifecycle: components['schemas']['ComponentLifecycle'];
      runsIn: ('process' | 'container')[];
      origin: components['schemas']['ComponentOrigin'];
      updatedAt: components['schemas']['Time'];
    };
    ComponentPage: {
      items: components['schemas']['ComponentSummary'][];
      nextCursor?: string;
    };
    ComponentVersionSummary: {
      version: string;
      lifecycle: components['schemas']['ComponentLifecycle'];
      lifecycleReason?: string;
      publishedAt: components['schemas']['Time'];
      publishedBy?: string;
      origin: components['schemas']['ComponentOrigin'];
      sourceDigest: components['schemas']['Digest'];
      image?: string;
      imageDigest?: components['schemas']['Digest'];
      trusted: boolean;
      findings: number;
    };
    PublishedVersion: components['schemas']['ComponentVersionSummary'] & {
      namespace: string;
      name: string;
    };
    ComponentFinding: {
      file: string;
      line: number;
      column: number;
      rule: string;
      message: string;
      /** @enum {string} */
      severity: 'error' | 'warning';
    };
    ComponentVariable: {
      name: string;
      description?: string;
      secret?: boolean;
      required?: boolean;
    };
    ComponentResources: {
      cpu?: number;
      memory?: string;
      timeout?: string;
    };
    ComponentProcess: {
      command: string[];
    };
    ComponentSample: {
      name: string;
      description?: string;
      inputs: components['schemas']['JsonObject'];
      outputs?: components['schemas']['JsonObject'];
    };
    /** @description The content of a `component.yaml`. */
    ComponentDefinition: {
      /** @constant */
      apiVersion: 'dop/v1';
      /** @constant */
      kind: 'DevOpsComponent';
      metadata: {
        name: string;
        title?: string;
        description?: string;
        tags?: string[];
      };
      spec: {
        version: string;
        owner?: string;
        image?: string;
        process?: components['schemas']['ComponentProcess'];
        contract?: components['schemas']['ComponentContract'];
        inputs: components['schemas']['ObjectSchema'];
        outputs: components['schemas']['ObjectSchema'];
        variables?: components['schemas']['ComponentVariable'][];
        resources?: components['schemas']['ComponentResources'];
        network?: components['schemas']['ComponentNetwork'];
        samples?: components['schemas']['ComponentSample'][];
      };
    };
    ComponentVersion: components['schemas']['PublishedVersion'] & {
      definition: components['schemas']['ComponentDefinition'];
      readme?: string;
      findingList: components['schemas']['ComponentFinding'][];
    };
    ComponentDetail: {
      namespace: string;
      name: string;
      versions: components['schemas']['ComponentVersionSummary'][];
      selected: components['schemas']['ComponentVersion'];
    };
    ComponentUses: {
      items: {
        entityRef: string;
        title?: string;
        repository?: string;
        workflowId?: string;
      }[];
    };
    PublishRequest: {
      repository: string;
      /** @description Folder with `component.yaml`; by default the root. */
      path?: string;
      commit: string;
      imageDigest?: components['schemas']['Digest'];
      /** @description Frozen as every version, but used only by workflows that name exactly it, until it is published. */
      draft?: boolean;
    };
    LifecycleRequest: {
      /** @enum {string} */
      lifecycle: 'published' | 'deprecated' | 'retired';
      reason?: string;
    };
    ImageRequest: {
      digest: components['schemas']['Digest'];
      /**
       * @description For administrators and what ships, that of another registry.
       * @default false
       */
      replace: boolean;
    };
    ResolveRequest: {
      uses: string[];
      /** @description Who plans, as the access plugin told it. */
      principal?: {
        /** @enum {string} */
        type: 'user' | 'run' | 'service';
      } & {
        [key: string]: unknown;
      };
      pinned?: boolean;
    };
    ResolvedComponent: {
      ref: string;
      namespace: string;
      name: string;
      version: string;
      title?: string;
      sourceDigest: components['schemas']['Digest'];
      image?: string;
      imageDigest?: components['schemas']['Digest'];
      process?: components['schemas']['ComponentProcess'];
      contract: components['schemas']['ComponentContract'];
      inputs: components['schemas']['ObjectSchema'];
      outputs: components['schemas']['ObjectSchema'];
      variables: components['schemas']['ComponentVariable'][];
      resources: components['schemas']['ComponentResources'];
      network: components['schemas']['ComponentNetwork'];
      trusted: boolean;
      deprecated?: string;
    };
    ComponentResolution: {
      components: {
        [key: string]: components['schemas']['ResolvedComponent'];
      };
      problems: {
        [key: string]: string;
      };
    };
    DeadLetter: {
      /** @description Its place among what this plugin sent. */
      sequence: string;
      /** @description Id of the plugin that does not take it. */
      target: string;
      attempts: number;
      error?: string;
      event: {
        id: string;
        type: string;
        source: string;
        subject: string;
        time: components['schemas']['Time'];
        data: components['schemas']['JsonObject'];
      };
    };
    DeadLetterPage: {
      items: components['schemas']['DeadLetter'][];
      nextCursor?: string;
    };
  };
  responses: {
    /** @description What was sent cannot be used; the message says why. */
    BadRequest: {
      headers: {
        [name: string]: unknown;
      };
      content: {
        'application/json': components['schemas']['ErrorBody'];
      };
    };
    /** @description Nobody is signed in, or the token is not valid any more. */
    Unauthorized: {
      headers: {
        [name: string]: unknown;
      };
      content: {
        'application/json': components['schemas']['ErrorBody'];
      };
    };
    /** @description The caller may see it but not do this. */
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
    /** @description Something else is true by now; the message says what. */
    Conflict: {
      headers: {
        [name: string]: unknown;
      };
      content: {
        'application/json': components['schemas']['ErrorBody'];
      };
    };
  };
  parameters: {
    namespace: string;
    name: string;
    version: string;
    digest: components['schemas']['Digest'];
    sequence: string;
    /** @description `nextCursor` of the page before. */
    cursor: string;
    limit: number;
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
  getComponentSchema: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The schema, draft 7 */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['JsonObject'];
        };
      };
    };
  };
  listComponents: {
    parameters: {
      query?: {
        search?: string;
        tag?: string;
        namespace?: string;
        /** @description `nextCursor` of the page before. */
        cursor?: components['parameters']['cursor'];
        limit?: components['parameters']['limit'];
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description A page of components */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ComponentPage'];
        };
      };
      400: components['responses']['BadRequest'];
      401: components['responses']['Unauthorized'];
      403: components['responses']['Forbidden'];
    };
  };
  publishComponent: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['PublishRequest'];
      };
    };
    responses: {
      /** @description The version */
      201: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['PublishedVersion'];
        };
      };
      400: components['responses']['BadRequest'];
      401: components['responses']['Unauthorized'];
      403: components['responses']['Forbidden'];
      404: components['responses']['NotFound'];
      409: components['responses']['Conflict'];
      507: components['responses']['Full'];
    };
  };
  getComponent: {
    parameters: {
      query?: {
        /** @description By default the newest one that is published. */
        version?: string;
      };
      header?: never;
      path: {
        namespace: components['parameters']['namespace'];
        name: components['parameters']['name'];
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The component */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ComponentDetail'];
        };
      };
      400: components['responses']['BadRequest'];
      401: components['responses']['Unauthorized'];
      403: components['responses']['Forbidden'];
      404: components['responses']['NotFound'];
    };
  };
  listUses: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        namespace: components['parameters']['namespace'];
        name: components['parameters']['name'];
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Workflows */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ComponentUses'];
        };
      };
      401: components['responses']['Unauthorized'];
      403: components['responses']['Forbidden'];
      404: components['responses']['NotFound'];
    };
  };
  setLifecycle: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        namespace: components['parameters']['namespace'];
        name: components['parameters']['name'];
        version: components['parameters']['version'];
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['LifecycleRequest'];
      };
    };
    responses: {
      /** @description The version */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ComponentVersionSummary'];
        };
      };
      400: components['responses']['BadRequest'];
      401: components['responses']['Unauthorized'];
      403: components['responses']['Forbidden'];
      404: components['responses']['NotFound'];
      409: components['responses']['Conflict'];
    };
  };
  setImage: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        namespace: components['parameters']['namespace'];
        name: components['parameters']['name'];
        version: components['parameters']['version'];
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['ImageRequest'];
      };
    };
    responses: {
      /** @description The version */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ComponentVersionSummary'];
        };
      };
      400: components['responses']['BadRequest'];
      401: components['responses']['Unauthorized'];
      403: components['responses']['Forbidden'];
      404: components['responses']['NotFound'];
      409: components['responses']['Conflict'];
    };
  };
  resolve: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['ResolveRequest'];
      };
    };
    responses: {
      /** @description What was found, and why the rest was not */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ComponentResolution'];
        };
      };
      400: components['responses']['BadRequest'];
      401: components['responses']['Unauthorized'];
      403: components['responses']['Forbidden'];
    };
  };
  downloadSource: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        digest: components['parameters']['digest'];
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The tar */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/x-tar': string;
        };
      };
      401: components['responses']['Unauthorized'];
      403: components['responses']['Forbidden'];
      404: components['responses']['NotFound'];
    };
  };
  listShipped: {
    parameters: {
      query?: {
        /** @description `nextCursor` of the page before. */
        cursor?: components['parameters']['cursor'];
        limit?: components['parameters']['limit'];
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description A page of components */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ComponentPage'];
        };
      };
      400: components['responses']['BadRequest'];
      401: components['responses']['Unauthorized'];
      403: components['responses']['Forbidden'];
    };
  };
  listDeadLetters: {
    parameters: {
      query?: {
        cursor?: string;
        limit?: components['parameters']['limit'];
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description A page of dead letters */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['DeadLetterPage'];
        };
      };
      400: components['responses']['BadRequest'];
      401: components['responses']['Unauthorized'];
      403: components['responses']['Forbidden'];
    };
  };
  retryDeadLetter: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        sequence: components['parameters']['sequence'];
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description It is under way again */
      204: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      400: components['responses']['BadRequest'];
      401: components['responses']['Unauthorized'];
      403: components['responses']['Forbidden'];
      404: components['responses']['NotFound'];
    };
  };
}
