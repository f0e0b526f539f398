import type { JsonObject, JsonValue } from '@backstage/types';
import type { TextChange } from './TextChange';

/** Fields and entries from the outermost map on: `['spec', 'steps', 'test', 'with']`. */
export type EditPath = readonly (string | number)[];

/** One change of a drawing or of a form. */
export type WorkflowEdit =
  | {
      /** A new step, at the end or behind another one. */
      type: 'addStep';
      id: string;
      /** As they stand in the file: `{ uses: 'dop/shell@1', with: … }`. */
      fields: JsonObject;
      after?: string;
    }
  | {
      /**
       * Takes a step away, with the needs of others that name it and the inputs
       * that only it feeds. A condition that reads it stays, as a finding: a step
       * must not begin to run because another one went.
       */
      type: 'removeStep';
      id: string;
    }
  | {
      /** A new name, also where `needs` and expressions name the step. */
      type: 'renameStep';
      id: string;
      to: string;
    }
  | {
      /** Sets a value, making the maps around it where there are none. */
      type: 'set';
      path: EditPath;
      value: JsonValue;
    }
  | {
      /** Takes a field or an element away; an optional map that becomes empty goes with it. */
      type: 'unset';
      path: EditPath;
    }
  | {
      /** A need, or with `output` and `input` a link: what feeds the input now is replaced. */
      type: 'connect';
      from: string;
      to: string;
      output?: string;
      input?: string;
    }
  | {
      /**
       * Takes the need and all links between two steps away, or one link. Refused
       * where an expression reads the step that is no input by itself.
       */
      type: 'disconnect';
      from: string;
      to: string;
      /** Input of `to`, for one link. */
      input?: string;
    };

/** What to change in the text, in order; or a sentence that says why it cannot be done. */
export type EditResult =
  | { changes: TextChange[] }
  | {
      /** For people: what is in the way and what to do. */
      problem: string;
    };
