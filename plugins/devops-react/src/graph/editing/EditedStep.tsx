import { memo, useEffect, useRef } from 'react';
import { Handle, Position, type Node, type NodeProps } from '@xyflow/react';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { devopsReactTranslationRef } from '../../translation';
import { nodeHeight, nodeWidth, type GraphDirection } from '../layout';
import { StepFace, useStepLabel } from '../StepFace';
import type { GraphNode } from '../types';
import { useGraphStyles } from '../useGraphStyles';
import { useEditingScene } from './EditingContext';
import { useEditingStyles } from './useEditingStyles';

export type EditedStepNode = Node<
  {
    node: GraphNode;
    direction: GraphDirection;
    /** The one that Tab leads to. */
    tabStop: boolean;
    /** The one that the next drop or Enter is for. */
    aimed: boolean;
    /** Counts what was asked of the focus. */
    asked: number;
  },
  'step'
>;

function EditableStep({
  id,
  data: { node, direction, tabStop, aimed },
  selected,
}: NodeProps<EditedStepNode>) {
  const classes = useGraphStyles();
  const editing = useEditingStyles();
  const { t } = useTranslationRef(devopsReactTranslationRef);
  const scene = useEditingScene();
  const label = useStepLabel(node);
  const box = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (scene.wanted.current === id && box.current) {
      scene.wanted.current = undefined;
      box.current.focus({ preventScroll: true });
    }
  });
  const { connecting, add } = scene;
  const plain = scene.far > 0 && !tabStop && !selected;
  const refused =
    connecting && connecting.from !== id ? scene.refusal(id) : undefined;
  const across = direction === 'LR';
  return (
    <div
      className={editing.step}
      data-step={id}
      data-dimmed={refused !== undefined || undefined}
      data-aimed={aimed || undefined}
      data-selected={selected || undefined}
    >
      <button
        ref={box}
        type="button"
        className={`${classes.box} ${editing.box} nopan`}
        data-selected={selected || undefined}
        data-worst={node.problems?.severity}
        data-plain={plain || undefined}
        aria-pressed={selected}
        aria-label={label}
        tabIndex={tabStop ? 0 : -1}
        style={{ width: nodeWidth, height: nodeHeight(node) }}
        onClick={() => scene.select(id, 'step')}
      >
        {!plain && <StepFace node={node} />}
      </button>
      <Handle
        type="target"
        position={across ? Position.Left : Position.Top}
        className={editing.target}
        isConnectableStart={false}
        isConnectableEnd={!scene.disabled}
      />
      {plain ? (
        // Where lines begin, found by React Flow as it finds a port.
        <span
          className={`source ${editing.farSource}`}
          data-handlepos={across ? Position.Right : Position.Bottom}
          style={across ? { right: 0, top: '50%' } : { bottom: 0, left: '50%' }}
        />
      ) : (
        <Handle
          type="source"
          position={across ? Position.Right : Position.Bottom}
          className={editing.source}
          isConnectableStart={!scene.disabled}
          isConnectableEnd={false}
          role="button"
          aria-disabled={scene.disabled}
          tabIndex={-1}
          aria-label={t('graphEditing.linkFrom', { title: node.title })}
          title={t('graphEditing.linkFrom', { title: node.title })}
          onClick={() => scene.connectFrom(id)}
        />
      )}
      {add && !plain && !scene.disabled && (
        <button
          type="button"
          className={`${editing.add} nopan`}
          tabIndex={tabStop ? 0 : -1}
          aria-label={t('graphEditing.addBehind', { title: node.title })}
          title={t('graphEditing.addBehind', { title: node.title })}
          onClick={() => add(id)}
        >
          +
        </button>
      )}
    </div>
  );
}

/** A step that lines begin and end at. */
export const EditedStep = memo(EditableStep);
