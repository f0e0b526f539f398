import type {
  GraphStep,
  Run,
  StepInstance,
  StepState,
} from '@dop/plugin-pipelines-common';
import type { Translate } from '../translation';
import { foldStates, stepGroups, waitsFor } from './runView';

/** A matrix of up to this many instances is shown whole. */
const foldFrom = 9;

/** One line of the list or the timeline: a step, a whole matrix, or one of it. */
export interface StepRow {
  kind: 'step' | 'matrix' | 'instance';
  /** Key of the instance, or the id of the step for a matrix. */
  id: string;
  title: string;
  /** Of an instance only its values, where there is little room. */
  short: string;
  /** The title with the step it belongs to, for those who don't see the place. */
  label: string;
  definition: GraphStep | undefined;
  /** The one instance, or all of the matrix. */
  instances: readonly StepInstance[];
  state: StepState;
  waitsFor: string | undefined;
  /** Of a matrix: whether its instances follow. */
  open?: boolean;
}

/** `database postgres, shard 3`; empty without a matrix. */
export function matrixWords(step: StepInstance): string {
  return Object.entries(step.matrix)
    .map(([name, value]) => `${name} ${value}`)
    .join(', ');
}

/** What is said of a line: its label, of a matrix with the number of its instances. */
export function rowLabel(t: Translate, row: StepRow): string {
  return row.kind === 'matrix'
    ? t('stepRows.matrix', {
        title: row.label,
        number: String(row.instances.length),
      })
    : row.label;
}

/** Whether a matrix shows its instances before anybody has said so. */
export function opensByItself(
  instances: readonly StepInstance[],
  selected: string | undefined,
): boolean {
  return (
    instances.length < foldFrom || instances.some(({ key }) => key === selected)
  );
}

/**
 * The steps of a run, line by line, in the order of the workflow.
 *
 * @param isOpen - whether the instances of a matrix are shown
 */
export function stepRows(
  run: Pick<Run, 'graph' | 'steps'>,
  isOpen: (stepId: string, instances: readonly StepInstance[]) => boolean,
): StepRow[] {
  return stepGroups(run).flatMap(({ stepId, definition, instances }) => {
    const title = definition?.title ?? stepId;
    const ofMatrix = instances.some(({ key }) => key !== stepId);
    const row = (
      kind: StepRow['kind'],
      instance: StepInstance,
      text: string,
    ): StepRow => ({
      kind,
      id: instance.key,
      title: text,
      short: Object.values(instance.matrix).join(', ') || text,
      label: kind === 'instance' ? `${title}, ${text}` : text,
      definition,
      instances: [instance],
      state: instance.state,
      waitsFor: waitsFor(instance),
    });
    if (!ofMatrix) {
      return instances.map(instance => row('step', instance, title));
    }
    const open = isOpen(stepId, instances);
    const whole: StepRow = {
      kind: 'matrix',
      id: stepId,
      title,
      short: title,
      label: title,
      definition,
      instances,
      state: foldStates(instances.map(({ state }) => state)),
      waitsFor: instances.map(waitsFor).find(Boolean),
      open,
    };
    return [
      whole,
      ...(open
        ? instances.map(instance =>
            row('instance', instance, matrixWords(instance) || instance.key),
          )
        : []),
    ];
  });
}
