import { useState, type DragEvent } from 'react';
import { droppedComponentType, type GraphEditing } from '../types';
import { partOf } from './useFocusKeeping';

/** Takes what is dragged from a palette: onto a step, or anywhere. */
export function useDrops(add: GraphEditing['onAdd']) {
  const [over, setOver] = useState<{ step?: string }>();
  const takes = ({ dataTransfer }: DragEvent) =>
    add !== undefined && dataTransfer.types.includes(droppedComponentType);
  return {
    over,
    handlers: {
      onDragOver: (event: DragEvent) => {
        if (takes(event)) {
          event.preventDefault();
          event.dataTransfer.dropEffect = 'copy';
          const { step } = partOf(event.target);
          setOver(known => (known && known.step === step ? known : { step }));
        }
      },
      onDragLeave: (event: DragEvent) => {
        const to = event.relatedTarget;
        if (!(to instanceof Element && event.currentTarget.contains(to))) {
          setOver(undefined);
        }
      },
      onDrop: (event: DragEvent) => {
        if (takes(event)) {
          event.preventDefault();
          setOver(undefined);
          add?.(
            partOf(event.target).step,
            event.dataTransfer.getData(droppedComponentType),
          );
        }
      },
    },
  };
}
