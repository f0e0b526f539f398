import { useEffect, useRef } from 'react';
import { keyRegistry, type KeyBinding } from './keyRegistry';

/**
 * Keys of a page while it is shown: `{ r: { label: 'Run', run } }`, sequences
 * as `'g r'`. They sleep while somebody types or a dialog is open, and `?`
 * lists them.
 */
export function useKeys(bindings: Record<string, KeyBinding>): void {
  const layer = useRef(bindings);
  layer.current = bindings;
  useEffect(() => keyRegistry.add(layer), []);
}
