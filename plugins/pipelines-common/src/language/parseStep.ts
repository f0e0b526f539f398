import type { Range, SourceFile } from '../source/SourceFile';
import { describe, type SourceEntry } from '../source/SourceNode';
import { Fields } from './Fields';
import { retryFields, stepFields } from './stepFields';
import { parseAction } from './parseAction';
import { parseEntries } from './parseEntries';
import { parseMatrix } from './parseMatrix';
import { readCondition } from './readTemplate';
import { isSecretName } from './secretName';
import type { SecretSyntax, StepSyntax } from './syntax';

const defaultBackoffMs = 5_000;

/** Reads one step. */
export function parseStep(
  source: SourceFile,
  { key, keyAt, value }: SourceEntry,
): StepSyntax | undefined {
  const fields = Fields.create(source, value, `The step "${key}"`, stepFields);
  if (!fields) {
    return undefined;
  }
  const parsed = parseAction(source, fields, key);
  const inputs = fields.take('with');
  const condition = fields.take('if');
  const step: Omit<StepSyntax, 'action'> = {
    id: { value: key, at: keyAt },
    title: fields.text('title')?.value,
    needs: fields.texts('needs') ?? [],
    if: condition && readCondition(source, condition.value),
    with: parsed?.with?.entries ?? parseEntries(source, inputs, 'with'),
    withAt: parsed?.with?.at ?? inputs?.keyAt ?? keyAt,
    env: parseEntries(source, fields.take('env'), 'env'),
    secrets: parseSecrets(source, fields.take('secrets')),
    retry: parseRetry(source, fields.take('retry')),
    timeoutMs: fields.duration('timeout'),
    allowFailure: fields.boolean('allowFailure') ?? false,
    always: fields.boolean('always') ?? false,
    onFailure: fields.boolean('onFailure') ?? false,
    matrix: parseMatrix(source, fields.take('matrix')),
  };
  if (step.always && step.onFailure) {
    source.report(
      keyAt,
      'conflict',
      `The step "${key}" cannot be both "always" and "onFailure". Keep one of them.`,
    );
  }
  return parsed && { ...step, action: parsed.action };
}

function parseRetry(
  source: SourceFile,
  entry: SourceEntry | undefined,
): StepSyntax['retry'] {
  const once: StepSyntax['retry'] = {
    attempts: 1,
    backoffMs: defaultBackoffMs,
    on: ['failed', 'timedOut'],
  };
  const fields =
    entry && Fields.create(source, entry.value, '"retry"', retryFields);
  if (!fields) {
    return once;
  }
  fields.need('attempts', 'how often it is tried, the first time included.');
  const attempts = fields.integer('attempts', 1, 10) ?? 1;
  const backoffMs = fields.duration('backoff') ?? once.backoffMs;
  const on = fields.texts('on')?.flatMap(({ value, at }) => {
    if (value === 'failed' || value === 'timedOut') {
      return value;
    }
    source.report(at, 'wrong-type', '"on" holds failed, timedOut or both.');
    return [];
  });
  return { attempts, backoffMs, on: on ?? once.on };
}

function parseSecrets(
  source: SourceFile,
  entry: SourceEntry | undefined,
): SecretSyntax[] {
  if (!entry) {
    return [];
  }
  if (entry.value.kind !== 'map') {
    source.report(
      entry.value.at,
      'wrong-type',
      '"secrets" must be a map such as { NPM_TOKEN: shop/npm-token }.',
    );
    return [];
  }
  return entry.value.entries.flatMap(({ key, keyAt, value }) => {
    const secret = value.kind === 'scalar' ? value.value : undefined;
    if (typeof secret !== 'string' || !isSecretName(secret)) {
      reportSecret(source, value.at, describe(value), secret);
      return [];
    }
    return {
      variable: { value: key, at: keyAt },
      secret: { value: secret, at: value.at },
    };
  });
}

function reportSecret(
  source: SourceFile,
  at: Range,
  kind: string,
  secret: unknown,
): void {
  // What stands there may be a secret: it is not said again.
  source.report(
    at,
    'wrong-type',
    `A secret is named namespace/name, such as shop/npm-token, found ${
      typeof secret === 'string' && secret.includes('${{')
        ? 'an expression; secrets are bound by name, never computed'
        : kind
    }. Its value never stands in a file.`,
  );
}
