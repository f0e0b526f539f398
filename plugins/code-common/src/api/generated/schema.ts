// Made by "npm run api" from plugins/code-backend/src/schema/openapi.yaml. Do not edit.
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
  '/repositories': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Repositories, by name */
    get: operations['listRepositories'];
    put?: never;
    /** Make an empty repository */
    post: operations['createRepository'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/repositories/{namespace}/{name}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** One repository, with what the caller may do */
    get: operations['getRepository'];
    put?: never;
    post?: never;
    /** Remove it with all that is in it */
    delete: operations['deleteRepository'];
    options?: never;
    head?: never;
    /**
     * Change what is said of it
     * @description For owners; `trust` is for administrators.
     */
    patch: operations['changeRepository'];
    trace?: never;
  };
  '/repositories/{namespace}/{name}/findings': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** What is wrong in the files that the catalog reads */
    get: operations['listFindings'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/repositories/{namespace}/{name}/refs': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Branches and tags, the newest first */
    get: operations['listRefs'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/repositories/{namespace}/{name}/tree': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** A folder, or the entry of a file */
    get: operations['getTree'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/repositories/{namespace}/{name}/blob': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** The bytes of a file, served harmless */
    get: operations['downloadFile'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/repositories/{namespace}/{name}/commits': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Commits from the newest back */
    get: operations['listCommits'];
    put?: never;
    /**
     * Make a commit without a clone
     * @description Checked and written down like a push. A body has at most 48 MiB.
     */
    post: operations['makeCommit'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/repositories/{namespace}/{name}/commits/{sha}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** One commit with its changes */
    get: operations['getCommit'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/repositories/{namespace}/{name}/compare': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** What a branch changed since it left another one */
    get: operations['compare'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/repositories/{namespace}/{name}/pull-requests': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Pull requests, the newest first */
    get: operations['listPullRequests'];
    put?: never;
    /**
     * Ask that a branch be merged into another one
     * @description For people who may push. There is one open one for each pair of branches.
     */
    post: operations['openPullRequest'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/repositories/{namespace}/{name}/pull-requests/{number}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** One pull request, with whether it can be merged now */
    get: operations['getPullRequest'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    /**
     * Change what it says, close it, open it again
     * @description For people who may push. One that was merged cannot be opened again.
     */
    patch: operations['changePullRequest'];
    trace?: never;
  };
  '/repositories/{namespace}/{name}/pull-requests/{number}/merge': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Merge it into its target
     * @description For people who may push to the target; checked and written down like a push.
     *     Conflicts, and a head that is another one by now, are a 409.
     */
    post: operations['mergePullRequest'];
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
    /**
     * @description An administrator's word that a repository may run outside a sandbox: not at
     *     all, its protected refs, or all that its members push.
     * @enum {string}
     */
    Trust: 'none' | 'protectedRefs' | 'members';
    /**
     * @description `internal`: every signed-in user may read. `private`: only its owner's group.
     * @enum {string}
     */
    Visibility: 'internal' | 'private';
    /**
     * @description What an administrator or owner says about a repository through the API; the
     *     only source of authority over it.
     */
    RepositoryRecord: {
      /** @description UUID that is never reused. Folders, secrets and images hang on it. */
      id: string;
      /** @description Name of the owning group: catalog namespace and first part of every path. */
      namespace: string;
      /** @description Unique in its namespace, whatever the case. */
      name: string;
      /** @description Entity ref of the owning group, `group:default/<namespace>`. */
      owner: string;
      description?: string;
      visibility: components['schemas']['Visibility'];
      /** @description Short branch name, `main`. */
      defaultBranch: string;
      /** @description Full ref patterns; `*` stands for any characters. */
      protectedRefs: string[];
      trust: components['schemas']['Trust'];
      createdAt: components['schemas']['Time'];
      updatedAt: components['schemas']['Time'];
    };
    /** @description A repository as lists and pages show it. */
    Repository: components['schemas']['RepositoryRecord'] & {
      /** @description Address for `git clone`. */
      cloneUrl: string;
      /** @description Whether nothing has been pushed yet. */
      empty: boolean;
      pushedAt?: components['schemas']['Time'];
      /** @description What the caller may do; only where one repository is asked for. */
      may?: {
        push: boolean;
        administer: boolean;
        trust: boolean;
      };
    };
    /** @description A branch or a tag. */
    Ref: {
      /** @description `refs/heads/main` */
      ref: string;
      /** @description `main` */
      name: string;
      /** @enum {string} */
      type: 'branch' | 'tag';
      /** @description The commit; of an annotated tag, the one that it points to. */
      commit: string;
      /** @description First line of the commit's message. */
      title: string;
      time: components['schemas']['Time'];
      protected: boolean;
      default: boolean;
      /** @description Whether a branch has commits that the default branch has not. */
      ahead?: boolean;
    };
    TreeEntry: {
      name: string;
      path: string;
      /** @enum {string} */
      type: 'file' | 'folder' | 'link' | 'submodule';
      executable: boolean;
      sha: string;
      /** @description Bytes; only of files and links. */
      size?: number;
    };
    /** @description A folder, or the one file that the path names. */
    Tree: {
      /** @description Full ref, or the commit where one was asked for. */
      ref: string;
      commit: components['schemas']['CommitSummary'];
      path: string;
      /** @enum {string} */
      type: 'folder' | 'file';
      entries: components['schemas']['TreeEntry'][];
      /** @description Whether the folder has more entries than are listed. */
      truncated: boolean;
    };
    CommitSummary: {
      sha: string;
      parents: string[];
      /** @description First line of the message. */
      title: string;
      authorName: string;
      authorEmail: string;
      authoredAt: components['schemas']['Time'];
      committerName: string;
      committerEmail: string;
      committedAt: components['schemas']['Time'];
    };
    ChangedFile: {
      path: string;
      /** @description Set where the file was renamed or copied. */
      oldPath?: string;
      /** @enum {string} */
      status: 'added' | 'modified' | 'deleted' | 'renamed' | 'copied' | 'type';
      binary: boolean;
      additions: number;
      deletions: number;
      /** @description Unified diff of the file; absent where it is too large for one answer. */
      patch?: string;
    };
    CommitDetail: components['schemas']['CommitSummary'] & {
      message: string;
      files: components['schemas']['ChangedFile'][];
      /** @description Whether there are more files than are listed. */
      truncated: boolean;
    };
    /** @description What `head` changed since the newest commit that it has in common with `base`. */
    Comparison: {
      /** @description The commit that was meant. */
      base: string;
      /** @description The commit that was meant. */
      head: string;
      /** @description The newest commit that both have. */
      mergeBase: string;
      /** @description How many commits `head` has that `base` has not. */
      commits: number;
      files: components['schemas']['ChangedFile'][];
      /** @description Whether there are more files than are listed. */
      truncated: boolean;
    };
    /** @enum {string} */
    PullRequestState: 'open' | 'merged' | 'closed';
    /** @description That somebody asks to merge a branch, as lists show it. */
    PullRequestSummary: {
      /** @description Counts up in the repository, from 1. */
      number: number;
      title: string;
      /** @description The branch that is to be merged, `topic`. */
      source: string;
      /** @description The branch that it is to be merged into, `main`. */
      target: string;
      /** @description The commit of the source; it follows pushes while this is open. */
      head: string;
      /** @description User entity ref. */
      author: string;
      state: components['schemas']['PullRequestState'];
      createdAt: components['schemas']['Time'];
      updatedAt: components['schemas']['Time'];
      /** @description When it was merged or closed. */
      closedAt?: components['schemas']['Time'];
      /**
       * @description User entity ref of who merged or closed it, by hand or by a push; absent
       *     where a run pushed.
       */
      closedBy?: string;
      /** @description The commit of the target with which it came in. */
      mergeCommit?: string;
    };
    /** @description That somebody asks to merge a branch. */
    PullRequest: components['schemas']['PullRequestSummary'] & {
      description: string;
      /**
       * @description The newest commit that source and target have in common: now while it is
       *     open, then as it ended. Absent where they have none.
       */
      base?: string;
      merge?: components['schemas']['Mergeability'];
      /** @description What the caller may do. */
      may: {
        change: boolean;
        merge: boolean;
      };
    };
    /** @description Whether an open pull request can be merged now. */
    Mergeability: {
      /**
       * @description `conflicts`: both branches changed the same places. `upToDate`: the target
       *     has all of it. `unknown`: `reason` says why.
       * @enum {string}
       */
      mergeable: 'yes' | 'conflicts' | 'upToDate' | 'unknown';
      /** @description Whether the target can simply move on to the head. */
      fastForward: boolean;
      /** @description Paths with conflicts, at most 100. */
      conflicts?: string[];
      reason?: string;
    };
    PullRequestPage: {
      items: components['schemas']['PullRequestSummary'][];
      nextCursor?: string;
    };
    NewPullRequest: {
      title: string;
      description?: string;
      /** @description The branch that is to be merged. */
      source: string;
      /** @description The branch that it is to be merged into; by default the default branch. */
      target?: string;
    };
    PullRequestChange: {
      title?: string;
      description?: string;
      /** @enum {string} */
      state?: 'open' | 'closed';
    };
    Merge: {
      /** @description Refused if the pull request is at another commit. */
      expectedHead: string;
      /**
       * @description `merge`: a commit with both as parents. `fastForward`: the target moves on
       *     to the head, where nothing else was pushed to it.
       * @enum {string}
       */
      method: 'merge' | 'fastForward';
    };
    /** @description Something wrong in a file of a repository that the catalog reads. */
    CatalogFinding: {
      path: string;
      /** @description From 1. */
      line: number;
      column: number;
      /** @description `namespace`, `kind`, `yaml` … */
      rule: string;
      /** @description What is wrong and what to do. */
      message: string;
    };
    RepositoryPage: {
      items: components['schemas']['Repository'][];
      nextCursor?: string;
    };
    CommitPage: {
      items: components['schemas']['CommitSummary'][];
      nextCursor?: string;
    };
    FindingList: {
      items: components['schemas']['CatalogFinding'][];
    };
    RefList: {
      refs: components['schemas']['Ref'][];
      /** @description Whether there are more than are listed. */
      truncated: boolean;
    };
    NewRepository: {
      /** @description Name of the group that owns it. */
      namespace: string;
      name: string;
      description?: string;
      visibility?: components['schemas']['Visibility'];
      trust?: components['schemas']['Trust'];
    };
    RepositoryChange: {
      name?: string;
      description?: string;
      visibility?: components['schemas']['Visibility'];
      trust?: components['schemas']['Trust'];
      defaultBranch?: string;
      /** @description Full names such as `refs/heads/main` or `refs/tags/*`. */
      protectedRefs?: string[];
    };
    FileChange:
      | {
          path: string;
          /** @description In base64. */
          content: string;
          executable?: boolean;
        }
      | {
          path: string;
          /** @constant */
          deleted: true;
        };
    NewCommit: {
      branch: string;
      message: string;
      files: components['schemas']['FileChange'][];
      /** @description Refused if the branch is elsewhere; all zeros where it must not exist. */
      expectedHead?: string;
    };
    NewHead: {
      sha: string;
      branch: string;
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
    /** @description Something else is true by now; the message says what. */
    Conflict: {
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
    /** @description The programs of this portal are too old for it; the message says what to do. */
    NotHere: {
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
    /** @description The disk of the portal is full; nothing was stored. */
    Full: {
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
    /** @description A branch, a tag, a full ref or a commit; by default the default branch. */
    ref: string;
    path: string;
    /** @description `nextCursor` of the page before; absent for the first. */
    cursor: string;
    limit: number;
    sha: string;
    number: number;
    sequence: string;
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
  listRepositories: {
    parameters: {
      query?: {
        /** @description Part of namespace, name or description. */
        search?: string;
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
      /** @description A page of repositories */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['RepositoryPage'];
        };
      };
      400: components['responses']['BadRequest'];
      401: components['responses']['Unauthorized'];
      403: components['responses']['Forbidden'];
    };
  };
  createRepository: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['NewRepository'];
      };
    };
    responses: {
      /** @description The repository */
      201: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Repository'];
        };
      };
      400: components['responses']['BadRequest'];
      401: components['responses']['Unauthorized'];
      403: components['responses']['Forbidden'];
      409: components['responses']['Conflict'];
    };
  };
  getRepository: {
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
      /** @description The repository */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Repository'];
        };
      };
      401: components['responses']['Unauthorized'];
      403: components['responses']['Forbidden'];
      404: components['responses']['NotFound'];
    };
  };
  deleteRepository: {
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
      503: components['responses']['Unavailable'];
    };
  };
  changeRepository: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        namespace: components['parameters']['namespace'];
        name: components['parameters']['name'];
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['RepositoryChange'];
      };
    };
    responses: {
      /** @description The repository */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Repository'];
        };
      };
      400: components['responses']['BadRequest'];
      401: components['responses']['Unauthorized'];
      403: components['responses']['Forbidden'];
      404: components['responses']['NotFound'];
      409: components['responses']['Conflict'];
    };
  };
  listFindings: {
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
      /** @description Findings of the default branch */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['FindingList'];
        };
      };
      401: components['responses']['Unauthorized'];
      403: components['responses']['Forbidden'];
      404: components['responses']['NotFound'];
    };
  };
  listRefs: {
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
      /** @description At most 2,000 refs */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['RefList'];
        };
      };
      401: components['responses']['Unauthorized'];
      403: components['responses']['Forbidden'];
      404: components['responses']['NotFound'];
      503: components['responses']['Unavailable'];
    };
  };
  getTree: {
    parameters: {
      query?: {
        /** @description A branch, a tag, a full ref or a commit; by default the default branch. */
        ref?: components['parameters']['ref'];
        path?: components['parameters']['path'];
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
      /** @description The folder */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Tree'];
        };
      };
      400: components['responses']['BadRequest'];
      401: components['responses']['Unauthorized'];
      403: components['responses']['Forbidden'];
      404: components['responses']['NotFound'];
      503: components['responses']['Unavailable'];
    };
  };
  downloadFile: {
    parameters: {
      query?: {
        /** @description A branch, a tag, a full ref or a commit; by default the default branch. */
        ref?: components['parameters']['ref'];
        path?: components['parameters']['path'];
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
      /** @description The bytes */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/octet-stream': string;
        };
      };
      400: components['responses']['BadRequest'];
      401: components['responses']['Unauthorized'];
      403: components['responses']['Forbidden'];
      404: components['responses']['NotFound'];
      503: components['responses']['Unavailable'];
    };
  };
  listCommits: {
    parameters: {
      query?: {
        /** @description A branch, a tag, a full ref or a commit; by default the default branch. */
        ref?: components['parameters']['ref'];
        path?: components['parameters']['path'];
        /** @description A commit; what is in it already is left out. */
        since?: string;
        /** @description `nextCursor` of the page before; absent for the first. */
        cursor?: components['parameters']['cursor'];
        limit?: components['parameters']['limit'];
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
      /** @description A page of commits */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['CommitPage'];
        };
      };
      400: components['responses']['BadRequest'];
      401: components['responses']['Unauthorized'];
      403: components['responses']['Forbidden'];
      404: components['responses']['NotFound'];
      503: components['responses']['Unavailable'];
    };
  };
  makeCommit: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        namespace: components['parameters']['namespace'];
        name: components['parameters']['name'];
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['NewCommit'];
      };
    };
    responses: {
      /** @description The commit */
      201: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['NewHead'];
        };
      };
      400: components['responses']['BadRequest'];
      401: components['responses']['Unauthorized'];
      403: components['responses']['Forbidden'];
      404: components['responses']['NotFound'];
      409: components['responses']['Conflict'];
      413: components['responses']['TooLarge'];
      503: components['responses']['Unavailable'];
      507: components['responses']['Full'];
    };
  };
  getCommit: {
    parameters: {
      query?: {
        /** @description Only this file, with a larger bound for its patch. */
        path?: string;
      };
      header?: never;
      path: {
        namespace: components['parameters']['namespace'];
        name: components['parameters']['name'];
        sha: components['parameters']['sha'];
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The commit */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['CommitDetail'];
        };
      };
      400: components['responses']['BadRequest'];
      401: components['responses']['Unauthorized'];
      403: components['responses']['Forbidden'];
      404: components['responses']['NotFound'];
      503: components['responses']['Unavailable'];
    };
  };
  compare: {
    parameters: {
      query: {
        /** @description Where it left from. A branch, a tag, a full ref or a commit. */
        base: string;
        /** @description Named in the same ways. */
        head: string;
        /** @description Only this file, with a larger bound for its patch. */
        path?: string;
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
      /** @description What changed from the newest commit that both have */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Comparison'];
        };
      };
      400: components['responses']['BadRequest'];
      401: components['responses']['Unauthorized'];
      403: components['responses']['Forbidden'];
      404: components['responses']['NotFound'];
      503: components['responses']['Unavailable'];
    };
  };
  listPullRequests: {
    parameters: {
      query?: {
        /** @description Only these; by default all. */
        state?: components['schemas']['PullRequestState'];
        /** @description `nextCursor` of the page before; absent for the first. */
        cursor?: components['parameters']['cursor'];
        limit?: components['parameters']['limit'];
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
      /** @description A page of pull requests */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['PullRequestPage'];
        };
      };
      400: components['responses']['BadRequest'];
      401: components['responses']['Unauthorized'];
      403: components['responses']['Forbidden'];
      404: components['responses']['NotFound'];
    };
  };
  openPullRequest: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        namespace: components['parameters']['namespace'];
        name: components['parameters']['name'];
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['NewPullRequest'];
      };
    };
    responses: {
      /** @description The pull request */
      201: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['PullRequest'];
        };
      };
      400: components['responses']['BadRequest'];
      401: components['responses']['Unauthorized'];
      403: components['responses']['Forbidden'];
      404: components['responses']['NotFound'];
      409: components['responses']['Conflict'];
      413: components['responses']['TooLarge'];
      503: components['responses']['Unavailable'];
      507: components['responses']['Full'];
    };
  };
  getPullRequest: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        namespace: components['parameters']['namespace'];
        name: components['parameters']['name'];
        number: components['parameters']['number'];
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The pull request */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['PullRequest'];
        };
      };
      400: components['responses']['BadRequest'];
      401: components['responses']['Unauthorized'];
      403: components['responses']['Forbidden'];
      404: components['responses']['NotFound'];
      503: components['responses']['Unavailable'];
    };
  };
  changePullRequest: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        namespace: components['parameters']['namespace'];
        name: components['parameters']['name'];
        number: components['parameters']['number'];
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['PullRequestChange'];
      };
    };
    responses: {
      /** @description The pull request */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['PullRequest'];
        };
      };
      400: components['responses']['BadRequest'];
      401: components['responses']['Unauthorized'];
      403: components['responses']['Forbidden'];
      404: components['responses']['NotFound'];
      409: components['responses']['Conflict'];
      413: components['responses']['TooLarge'];
      503: components['responses']['Unavailable'];
      507: components['responses']['Full'];
    };
  };
  mergePullRequest: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        namespace: components['parameters']['namespace'];
        name: components['parameters']['name'];
        number: components['parameters']['number'];
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['Merge'];
      };
    };
    responses: {
      /** @description The pull request, merged */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['PullRequest'];
        };
      };
      400: components['responses']['BadRequest'];
      401: components['responses']['Unauthorized'];
      403: components['responses']['Forbidden'];
      404: components['responses']['NotFound'];
      409: components['responses']['Conflict'];
      501: components['responses']['NotHere'];
      503: components['responses']['Unavailable'];
      507: components['responses']['Full'];
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
