import { useConnection, useStore } from '@xyflow/react';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { devopsReactTranslationRef } from '../../translation';
import { useEditingScene } from './EditingContext';
import { useEditingStyles } from './useEditingStyles';

const widest = 280;

/** Says where the pointer is what a drop there would do, or why it would not. */
export function ConnectHint() {
  const classes = useEditingStyles();
  const { t } = useTranslationRef(devopsReactTranslationRef);
  const { connecting, refusal, titleOf } = useEditingScene();
  const width = useStore(state => state.width);
  const at = useConnection(({ pointer, toNode }) => ({
    to: toNode?.id,
    x: pointer?.x,
    y: pointer?.y,
  }));
  if (
    !connecting ||
    at.to === undefined ||
    at.to === connecting.from ||
    at.x === undefined ||
    at.y === undefined
  ) {
    return null;
  }
  const reason = refusal(at.to);
  // A finger hides what is below it.
  const above = connecting.by === 'touch';
  return (
    <div
      className={classes.hint}
      data-refused={reason !== undefined || undefined}
      style={{
        maxWidth: widest,
        left: Math.max(8, Math.min(at.x + 14, width - widest - 8)),
        top: above ? at.y - 32 : at.y + 18,
        transform: above ? 'translateY(-100%)' : undefined,
      }}
    >
      {reason ?? t('graphEditing.connect', { title: titleOf(at.to) })}
    </div>
  );
}
