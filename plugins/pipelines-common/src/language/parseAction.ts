import type { SourceFile } from '../source/SourceFile';
import type { SourceEntry } from '../source/SourceNode';
import {
  actionFields,
  approveFields,
  externalFields,
  stepFields,
} from './stepFields';
import { hasFile } from '../schema/schemaTypes';
import { Fields } from './Fields';
import { reportNotInThisVersion } from './notInThisVersion';
import { parseEntries } from './parseEntries';
import { parseObjectSchema } from './parseObjectSchema';
import type { ActionSyntax, ActionType, EntrySyntax } from './syntax';

type StepField = keyof typeof stepFields;

/** What a step does, with the inputs that stand inside of it. */
export interface ParsedAction {
  action: ActionSyntax;
  with?: { entries: EntrySyntax[]; at: SourceEntry['keyAt'] };
}

const types = Object.keys(actionFields) as ActionType[];

/** Fields that a step may have beside `title`, `needs`, `if` and `onFailure`. */
const further: Record<ActionType, StepField[]> = {
  uses: [
    'with',
    'env',
    'secrets',
    'matrix',
    'retry',
    'timeout',
    'allowFailure',
    'always',
  ],
  workflow: ['with', 'matrix', 'retry', 'timeout', 'allowFailure', 'always'],
  external: ['matrix', 'timeout', 'allowFailure', 'always'],
  approve: ['matrix', 'allowFailure'],
  delay: [],
};

const words: Record<ActionType, string> = {
  uses: 'A step that uses a component',
  workflow: 'A step that runs another workflow',
  external: 'A step that drives an external system',
  approve: 'A step that waits for an approval',
  delay: 'A step that waits',
};

const elsewhere: Partial<Record<string, string>> = {
  'approve timeout': ' Write it inside of "approve".',
  'approve always':
    ' A run that is being ended waits for nobody; "onFailure" asks people after a failure.',
  'workflow env': ' The other workflow has variables of its own; use "with".',
  'workflow secrets': ' The steps of the other workflow name their own.',
  'external with': ' Write it inside of "external".',
};

/** Reads the one field that says what a step does, and refuses what does not go with it. */
export function parseAction(
  source: SourceFile,
  fields: Fields<StepField>,
  id: string,
): ParsedAction | undefined {
  const entries = types.flatMap(type => {
    const entry = fields.take(type);
    return entry ? { type, entry } : [];
  });
  const [first, second] = entries;
  if (!first) {
    source.report(
      { start: fields.at.start, end: fields.at.start + 1 },
      'missing-field',
      `The step "${id}" needs one of ${types.join(
        ', ',
      )}: what it does, such as "uses: dop/shell@1".`,
    );
    return undefined;
  }
  if (second) {
    source.report(
      second.entry.keyAt,
      'conflict',
      `A step does one thing: "${first.type}" or "${second.type}". Make two steps.`,
    );
  }
  const { type, entry } = first;
  for (const field of Object.keys(stepFields) as StepField[]) {
    const given = fields.take(field);
    if (
      given &&
      !further[type].includes(field) &&
      !['title', 'needs', 'if', 'onFailure', ...types].includes(field)
    ) {
      source.report(
        given.keyAt,
        'conflict',
        `${words[type]} has no "${field}".${
          elsewhere[`${type} ${field}`] ?? ' Remove it.'
        }`,
      );
    }
  }
  return parseType(source, fields, type, entry);
}

function parseType(
  source: SourceFile,
  fields: Fields<StepField>,
  type: ActionType,
  entry: SourceEntry,
): ParsedAction | undefined {
  switch (type) {
    case 'uses': {
      const uses = fields.text('uses');
      return uses && { action: { type, uses } };
    }
    case 'workflow': {
      const path = fields.text('workflow');
      return path && { action: { type, path } };
    }
    case 'delay': {
      const ms = fields.duration('delay');
      return ms === undefined ? undefined : { action: { type, ms } };
    }
    case 'approve':
      return parseApprove(source, entry);
    default:
      return parseExternal(source, entry);
  }
}

const namePart = '[a-zA-Z0-9](?:[-_.a-zA-Z0-9]{0,61}[a-zA-Z0-9])?';
const entityRef = new RegExp(
  `^(group|user):(?:(${namePart})/)?(${namePart})$`,
  'i',
);

function parseApprove(
  source: SourceFile,
  entry: SourceEntry,
): ParsedAction | undefined {
  const fields = Fields.create(source, entry.value, '"approve"', approveFields);
  if (!fields?.need('by', 'who may decide, such as [group:qa].')) {
    return undefined;
  }
  const by = new Set<string>();
  const given = fields.texts('by') ?? [];
  for (const { value, at } of given) {
    const match = entityRef.exec(value);
    if (match) {
      const [, kind, namespace = 'default', name] = match;
      by.add(`${kind}:${namespace}/${name}`.toLowerCase());
    } else {
      source.report(
        at,
        'wrong-type',
        `"${value.slice(
          0,
          80,
        )}" names nobody: write group:name or user:name, such as group:qa.`,
      );
    }
  }
  if (given.length === 0) {
    source.report(
      fields.at,
      'missing-field',
      '"by" names nobody, so nobody could decide. Write a group, such as [group:qa].',
    );
  }
  const formEntry = fields.take('form');
  const form = parseObjectSchema(source, formEntry);
  if (form && formEntry && hasFile(form)) {
    source.report(
      formEntry.keyAt,
      'bad-schema',
      'A form has no files: people cannot give them here.',
    );
  }
  const timeoutMs = fields.duration('timeout');
  return {
    action: {
      type: 'approve',
      by: [...by],
      ...(form && { form }),
      ...(timeoutMs !== undefined && { timeoutMs }),
    },
  };
}

function parseExternal(
  source: SourceFile,
  entry: SourceEntry,
): ParsedAction | undefined {
  reportNotInThisVersion(
    source,
    entry.keyAt,
    'Driving an external system as a step',
  );
  const fields = Fields.create(
    source,
    entry.value,
    '"external"',
    externalFields,
  );
  fields?.need('connection', 'the name of the connection to the system.');
  fields?.need('operation', 'what the system does, such as build.');
  const connection = fields?.text('connection')?.value;
  const operation = fields?.text('operation')?.value;
  const inputs = fields?.take('with');
  const entries = parseEntries(source, inputs, 'with');
  return connection && operation
    ? {
        action: { type: 'external', connection, operation },
        with: { entries, at: inputs?.keyAt ?? entry.keyAt },
      }
    : undefined;
}
