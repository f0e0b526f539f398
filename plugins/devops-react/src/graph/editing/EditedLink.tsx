import { memo, useEffect, useRef } from 'react';
import {
  BaseEdge,
  EdgeLabelRenderer,
  getBezierPath,
  type Edge,
  type EdgeProps,
} from '@xyflow/react';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { devopsReactTranslationRef } from '../../translation';
import { smoothPath } from '../layout';
import type { GraphEdge } from '../types';
import { useGraphStyles } from '../useGraphStyles';
import { useEditingScene } from './EditingContext';
import type { Route } from './routes';
import { useEditingStyles } from './useEditingStyles';

export type EditedLinkEdge = Edge<
  {
    edge: GraphEdge;
    route: Route;
    /** Tab leads to the links of the step that it leads to. */
    reachable: boolean;
    asked: number;
  },
  'link'
>;

function EditableLink({ id, data, selected }: EdgeProps<EditedLinkEdge>) {
  const classes = useGraphStyles();
  const editing = useEditingStyles();
  const { t } = useTranslationRef(devopsReactTranslationRef);
  const scene = useEditingScene();
  const mark = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (scene.wanted.current === id && mark.current) {
      scene.wanted.current = undefined;
      mark.current.focus({ preventScroll: true });
    }
  });
  if (!data) {
    return null;
  }
  const { edge, route, reachable } = data;
  const [first, ...others] = edge.labels;
  const ends = {
    from: scene.titleOf(edge.from),
    to: scene.titleOf(edge.to),
  };
  const label = first
    ? t('graph.link', { ...ends, names: edge.labels.join(', ') })
    : t('graphEditing.need', ends);
  return (
    <>
      <BaseEdge
        path={smoothPath(route.points)}
        interactionWidth={18}
        style={{
          stroke: selected ? 'var(--dop-link)' : 'var(--dop-border-strong)',
          strokeWidth: selected ? 2.25 : 1.5,
          strokeDasharray: first ? undefined : '4 4',
          ...(scene.far > 0 && {
            strokeWidth: scene.far,
            strokeDasharray: undefined,
          }),
        }}
      />
      {(scene.far === 0 || reachable) && (
        <EdgeLabelRenderer>
          <button
            ref={mark}
            type="button"
            className={`${first ? classes.link : editing.need} nopan`}
            data-link={id}
            data-flowed={edge.flowed || undefined}
            data-selected={selected || undefined}
            aria-pressed={Boolean(selected)}
            aria-label={label}
            title={label}
            tabIndex={reachable ? 0 : -1}
            style={{
              transform: `translate(-50%, -50%) translate(${route.label.x}px,${route.label.y}px)`,
            }}
            onClick={() => scene.select(id, 'link')}
          >
            {first}
            {others.length > 0 && ` +${others.length}`}
          </button>
        </EdgeLabelRenderer>
      )}
    </>
  );
}

/** A need or a link that can be chosen, by its line or the mark on it. */
export const EditedLink = memo(EditableLink);

/** Where the line would go whose target is being chosen from the list. */
export function ComingLink(props: EdgeProps) {
  const [path] = getBezierPath(props);
  return (
    <BaseEdge
      path={path}
      interactionWidth={0}
      style={{ stroke: 'var(--dop-link)', strokeWidth: 2 }}
    />
  );
}
