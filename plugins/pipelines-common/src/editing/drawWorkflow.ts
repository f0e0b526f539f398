import type { JsonObject } from '@backstage/types';
import type { ActionType } from '../language/syntax';
import { actionFields } from '../language/stepFields';
import { parseYaml } from '../source/parseYaml';
import { SourceFile, type Range } from '../source/SourceFile';
import {
  toJson,
  type SourceEntry,
  type SourceNode,
} from '../source/SourceNode';
import { mapIn, stepReads } from './stepReads';

/** What is drawn of a file, also of one with errors. */
export interface Drawing {
  steps: DrawnStep[];
  links: DrawnLink[];
}

/** A step as it stands in the file. */
export interface DrawnStep {
  id: string;
  title?: string;
  /** What it does; undefined where the file does not say. */
  action?: ActionType;
  /** `dop/shell@1`, `.dop/child.yaml`. */
  target?: string;
  /** From its name to the end of its last line. */
  at: Range;
  /** Those that are written and those of links; also steps that there are not. */
  needs: string[];
  /** Its fields as plain values. */
  fields: JsonObject;
}

/** An expression of a step that reads another one. */
export interface DrawnLink {
  from: string;
  to: string;
  /** The first name after `outputs`; undefined for `state`. */
  output?: string;
  /** `with.source`, `env.NAME`, `if`, `matrix.shard`. */
  place: string;
  /** Whether the value is one expression that reads nothing else: it can be cut. */
  lone: boolean;
}

/**
 * Draws a workflow file as it is written, whatever else is wrong with it.
 *
 * @returns undefined where the text cannot be read as YAML
 */
export function drawWorkflow(text: string): Drawing | undefined {
  const mark = text.startsWith('\uFEFF') ? 1 : 0;
  const source = SourceFile.create(text.slice(mark), '');
  const root = parseYaml(source);
  if (!root) {
    return undefined;
  }
  const steps = mapIn(mapIn(root, 'spec'), 'steps')?.entries ?? [];
  const drawing: Drawing = { steps: [], links: [] };
  for (const entry of steps) {
    const { step, links } = drawStep(source.text, entry);
    step.at = { start: step.at.start + mark, end: step.at.end + mark };
    drawing.steps.push(step);
    drawing.links.push(...links);
  }
  return drawing;
}

function drawStep(
  text: string,
  { key, keyAt, value }: SourceEntry,
): { step: DrawnStep; links: DrawnLink[] } {
  const at = {
    start: keyAt.start,
    end: Math.max(keyAt.end, endOf(text, value)),
  };
  if (value.kind !== 'map') {
    return { step: { id: key, at, needs: [], fields: {} }, links: [] };
  }
  const fields = toJson(value) as JsonObject;
  const reads = stepReads(text, value);
  const action = (Object.keys(actionFields) as ActionType[]).find(type =>
    Object.hasOwn(fields, type),
  );
  const target = action && fields[action];
  const needs = new Set([
    ...writtenNeeds(fields),
    ...reads.map(({ step }) => step),
  ]);
  return {
    step: {
      id: key,
      ...(typeof fields.title === 'string' && { title: fields.title }),
      ...(action && { action }),
      ...(typeof target === 'string' && { target }),
      at,
      needs: [...needs],
      fields,
    },
    links: reads.map(({ step, output, place, lone }) => ({
      from: step,
      to: key,
      ...(output !== undefined && { output }),
      place,
      lone,
    })),
  };
}

/** `needs` as it is written: a list, or one name. */
export function writtenNeeds({ needs }: JsonObject): string[] {
  return [needs]
    .flat()
    .filter((need): need is string => typeof need === 'string');
}

/**
 * Why a step cannot wait for another one; undefined if it can.
 *
 * @param from - the step that comes first
 */
export function whyNotConnect(
  { steps }: Drawing,
  from: string,
  to: string,
): string | undefined {
  const needsOf = new Map(steps.map(({ id, needs }) => [id, needs]));
  const unknown = [from, to].find(id => !needsOf.has(id));
  if (unknown !== undefined) {
    return `There is no step "${unknown}".`;
  }
  if (from === to) {
    return 'A step cannot wait for itself.';
  }
  // Whoever `from` waits for must not wait for it in turn.
  const before = new Map<string, string>([[from, '']]);
  for (const id of before.keys()) {
    for (const need of needsOf.get(id) ?? []) {
      if (!before.has(need)) {
        before.set(need, id);
      }
    }
  }
  if (!before.has(to)) {
    return undefined;
  }
  const way = [to];
  for (let id = before.get(to); id; id = before.get(id)) {
    way.push(id);
  }
  return `"${from}" comes after "${to}" (${way.join(
    ' → ',
  )}), so they would wait for each other.`;
}

/** Behind the last character of a value, without comments and empty lines. */
function endOf(text: string, node: SourceNode): number {
  const { start, end } = node.at;
  const inner =
    node.kind === 'map'
      ? node.entries[node.entries.length - 1]?.value
      : node.kind === 'list' && node.items[node.items.length - 1];
  if (inner && !['{', '[', '*'].includes(text[start])) {
    return endOf(text, inner);
  }
  return start + text.slice(start, end).trimEnd().length;
}
