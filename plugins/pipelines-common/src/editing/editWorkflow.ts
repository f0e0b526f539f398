import type { JsonObject, JsonValue } from '@backstage/types';
import { whyBadName } from '../expressions/names';
import { equalJson } from '../schema/schemaTypes';
import { parseYaml } from '../source/parseYaml';
import { SourceFile } from '../source/SourceFile';
import {
  drawWorkflow,
  whyNotConnect,
  writtenNeeds,
  type Drawing,
} from './drawWorkflow';
import { applyOperations, removal, type Operation } from './operations';
import { mapIn, outputReads, stepReads } from './stepReads';
import { applyChanges, type TextChange } from './TextChange';
import type { EditPath, EditResult, WorkflowEdit } from './WorkflowEdit';
import { EditProblem, YamlChanges } from './YamlChanges';
import { YamlText } from './YamlText';

/**
 * Finds the fewest changes of a workflow file that an edit of its drawing needs:
 * all other lines stay as they are, with their comments. The text with the
 * changes is read again and compared with what was meant, so that a file never
 * becomes another one than the drawing says; what cannot be changed so is refused.
 */
export function editWorkflow(text: string, edit: WorkflowEdit): EditResult {
  const mark = text.startsWith('\uFEFF') ? 1 : 0;
  const yaml = YamlText.parse(text.slice(mark));
  if ('problem' in yaml) {
    return {
      problem: `The text has to be mended first. ${yaml.problem}`,
    };
  }
  try {
    const changes =
      edit.type === 'renameStep'
        ? renameStep(yaml, edit.id, edit.to)
        : changeValues(yaml, edit);
    return {
      changes: changes.map(({ from, to, insert }) => ({
        from: from + mark,
        to: to + mark,
        insert,
      })),
    };
  } catch (error) {
    if (error instanceof EditProblem) {
      return { problem: error.message };
    }
    throw error;
  }
}

function changeValues(
  yaml: YamlText,
  edit: Exclude<WorkflowEdit, { type: 'renameStep' }>,
): TextChange[] {
  const operations = operationsOf(yaml, edit);
  const changes = new YamlChanges(yaml);
  for (const operation of operations) {
    if (operation.type === 'set') {
      changes.set(operation.path, operation.value, operation.after);
    } else {
      changes.remove(operation.path, operation.names);
    }
  }
  const expected = applyOperations(yaml.json, operations);
  const changed = checkedText(yaml, changes.all);
  const json = YamlText.parse(changed);
  if ('problem' in json || !equalJson(json.json, expected)) {
    throw cannotChange();
  }
  return changes.all;
}

function operationsOf(
  yaml: YamlText,
  edit: Exclude<WorkflowEdit, { type: 'renameStep' }>,
): Operation[] {
  switch (edit.type) {
    case 'set':
      return [{ type: 'set', path: edit.path, value: edit.value }];
    case 'unset':
      return removal(yaml.json, [edit.path]);
    case 'addStep':
      return [addStep(yaml, edit)];
    case 'removeStep':
      return removeStep(yaml, edit.id);
    case 'connect':
      return connect(yaml, edit);
    default:
      return disconnect(yaml, edit);
  }
}

function addStep(
  yaml: YamlText,
  { id, fields, after }: { id: string; fields: JsonObject; after?: string },
): Operation {
  checkNewName(drawingOf(yaml), id);
  return { type: 'set', path: stepPath(id), value: fields, after };
}

function removeStep(yaml: YamlText, id: string): Operation[] {
  const { steps, links } = drawingOf(yaml);
  const inputs = links.filter(link => link.from === id && isInput(link));
  return removal(yaml.json, [
    knownPath(steps, id),
    ...steps.flatMap(step => (step.id === id ? [] : needPaths(step, id))),
    ...inputs.flatMap(({ to, place }) =>
      to === id ? [] : [inputPath(steps, to, place)],
    ),
  ]);
}

function connect(
  yaml: YamlText,
  edit: Extract<WorkflowEdit, { type: 'connect' }>,
): Operation[] {
  const { from, to, output, input } = edit;
  const drawing = drawingOf(yaml);
  const reason = whyNotConnect(drawing, from, to);
  if (reason) {
    throw new EditProblem(reason);
  }
  const reader = drawing.steps.find(({ id }) => id === to)!;
  if (output !== undefined && input !== undefined) {
    if (reader.action === 'approve' || reader.action === 'delay') {
      throw new EditProblem(`"${to}" has no inputs that could be fed.`);
    }
    return [
      {
        type: 'set',
        path: inputPath(drawing.steps, to, `with.${input}`),
        value: `\${{ steps.${from}.outputs.${output} }}`,
      },
    ];
  }
  if (reader.needs.includes(from)) {
    return [];
  }
  const path = [...stepPath(to), 'needs'];
  const { needs } = reader.fields;
  return Array.isArray(needs)
    ? [{ type: 'set', path: [...path, needs.length], value: from }]
    : [
        {
          type: 'set',
          path,
          value: [...writtenNeeds(reader.fields), from],
        },
      ];
}

function disconnect(
  yaml: YamlText,
  edit: Extract<WorkflowEdit, { type: 'disconnect' }>,
): Operation[] {
  const { from, to, input } = edit;
  const { steps, links } = drawingOf(yaml);
  const between = links.filter(link => link.from === from && link.to === to);
  const meant =
    input === undefined
      ? between
      : between.filter(({ place }) => place === `with.${input}`);
  const kept = meant.find(link => !isInput(link));
  if (kept) {
    throw new EditProblem(
      `"${kept.place}" of "${to}" reads "${from}" among other things. Change it there.`,
    );
  }
  const reader = steps.find(({ id }) => id === to);
  return removal(yaml.json, [
    ...(input === undefined && reader ? needPaths(reader, from) : []),
    ...meant.map(({ place }) => inputPath(steps, to, place)),
  ]);
}

function renameStep(yaml: YamlText, id: string, to: string): TextChange[] {
  if (id === to) {
    return [];
  }
  const before = drawingOf(yaml);
  knownPath(before.steps, id);
  checkNewName(before, to);
  const changes = new YamlChanges(yaml);
  const key = yaml
    .membersOf(yaml.find(['spec', 'steps']))
    .find(({ name }) => name === id)!;
  // Between the name and the colon there may be spaces.
  const written = yaml.text.slice(key.start, key.colonEnd! - 1).trimEnd();
  changes.replace(key.start, key.start + written.length, to);
  for (const step of before.steps) {
    needPaths(step, id).forEach(path => changes.set(path, to));
  }
  const places = new Map(
    readsOf(yaml)
      .filter(({ step }) => step === id)
      .map(({ at }) => [at.start, at]),
  );
  for (const { start, end } of places.values()) {
    changes.replace(start, end, to);
  }
  const after = drawWorkflow(checkedText(yaml, changes.all));
  if (!after || !sameButFor(before, after, id, to)) {
    throw cannotChange();
  }
  return changes.all;
}

function readsOf(yaml: YamlText) {
  const source = SourceFile.create(yaml.text, '');
  const spec = mapIn(parseYaml(source), 'spec');
  const outputs = mapIn(spec, 'outputs');
  return [
    ...(mapIn(spec, 'steps')?.entries ?? []).flatMap(({ value }) =>
      value.kind === 'map' ? stepReads(yaml.text, value) : [],
    ),
    ...(outputs ? outputReads(yaml.text, outputs) : []),
  ];
}

function sameButFor(
  before: Drawing,
  after: Drawing,
  id: string,
  to: string,
): boolean {
  const name = (old: string) => (old === id ? to : old);
  const shape = ({ steps, links }: Drawing, named: (id: string) => string) =>
    JSON.stringify([
      steps.map(step => [named(step.id), step.needs.map(named)]),
      links.map(link => [
        named(link.from),
        named(link.to),
        link.output,
        link.place,
      ]),
    ]);
  return shape(before, name) === shape(after, each => each);
}

function drawingOf(yaml: YamlText): Drawing {
  return drawWorkflow(yaml.text) ?? { steps: [], links: [] };
}

function checkNewName({ steps }: Drawing, id: string): void {
  const bad = whyBadName(id);
  if (bad) {
    throw new EditProblem(bad);
  }
  if (steps.some(step => step.id === id)) {
    throw new EditProblem(`There is a step "${id}" already.`);
  }
}

function stepPath(id: string): EditPath {
  return ['spec', 'steps', id];
}

function knownPath(steps: Drawing['steps'], id: string): EditPath {
  if (!steps.some(step => step.id === id)) {
    throw new EditProblem(`There is no step "${id}".`);
  }
  return stepPath(id);
}

/** Where a step names another one in `needs`. */
function needPaths(
  { id, fields }: Drawing['steps'][number],
  need: string,
): EditPath[] {
  const path = [...stepPath(id), 'needs'];
  if (!Array.isArray(fields.needs)) {
    return fields.needs === need ? [path] : [];
  }
  return fields.needs.flatMap((each: JsonValue, at) =>
    each === need ? [[...path, at]] : [],
  );
}

/** @param place - `with.source`, `env.NAME` */
function inputPath(
  steps: Drawing['steps'],
  id: string,
  place: string,
): EditPath {
  const external = steps.find(step => step.id === id)?.action === 'external';
  const dot = place.indexOf('.');
  const field = place.slice(0, dot);
  return [
    ...stepPath(id),
    ...(external && field === 'with' ? ['external'] : []),
    field,
    place.slice(dot + 1),
  ];
}

/** Whether it is all of an input or a variable, which can go with it. */
function isInput({ place, lone }: Drawing['links'][number]): boolean {
  return lone && /^(with|env)\./.test(place);
}

function checkedText(yaml: YamlText, changes: TextChange[]): string {
  let done = 0;
  for (const { from, to } of changes) {
    if (from < done) {
      throw cannotChange();
    }
    done = to;
  }
  return applyChanges(yaml.text, changes);
}

function cannotChange(): EditProblem {
  return new EditProblem(
    'This place is written in a way that only people can change. Change it in the text.',
  );
}
